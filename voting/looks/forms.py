"""Giving an award a look."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from voting.looks.rules import BadColour, read_colour
from voting.looks.service import KEPT, Kept
from voting.web.i18n import translated
from voting.web.images import BadImage, Encoded, Logo, encode, encode_logo

T = TypeVar("T")


class LookForm(FlaskForm):
    """A colour and two pictures. After validating, `colour`, `new_hero` and `new_logo` are what was given."""

    accent = StringField(_l("Colour"))
    hero = FileField(_l("Picture"))
    drop_hero = BooleanField(_l("Take the picture away"))
    logo = FileField(_l("Logo"))
    drop_logo = BooleanField(_l("Take the logo away"))
    colour: str | None = None
    new_hero: Encoded | Kept | None = KEPT
    new_logo: Logo | Kept | None = KEPT

    def validate_accent(self, field: StringField) -> None:
        try:
            self.colour = read_colour(field.data) if (field.data or "").strip() else None
        except BadColour as error:
            raise ValidationError(translated(error.message)) from error

    def validate_hero(self, field: FileField) -> None:
        self.new_hero = self._picture(field, encode, drop=self.drop_hero.data)

    def validate_logo(self, field: FileField) -> None:
        self.new_logo = self._picture(field, encode_logo, drop=self.drop_logo.data)

    def _picture(self, field: FileField, how: Callable[[bytes], T], *, drop: bool) -> T | Kept | None:
        if not field.data:
            return None if drop else KEPT
        try:
            return how(field.data.read())
        except BadImage as error:
            raise ValidationError(translated(error.message, error.params)) from error
