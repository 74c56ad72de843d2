"""The two forms of a ballot: the mark and the review."""

import os
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, ValidationError

from voting.ballots.rules import NONCE_BYTES, BadReceipt, read_receipt
from voting.nominees.models import Nominee
from voting.web.i18n import tr_plain, translated

LONGEST_TYPED = 200  # characters of which a receipt number is looked for


class MarkForm(FlaskForm):
    """One nominee, by slug. What the choices are is told when the form is made."""

    nominee = RadioField(_l("Nominees"), [InputRequired(_l("Choose one of the nominees."))], validate_choice=False)

    def offer(self, nominees: Sequence[Nominee]) -> None:
        self.nominee.choices = [(nominee.slug, tr_plain(nominee.name)) for nominee in nominees]


class CountedForm(FlaskForm):
    """A receipt number, as it was read aloud or copied. `label` is what it says, once validated."""

    receipt = StringField(_l("Receipt number"), [InputRequired(_l("Type your receipt number."))])
    label = b""

    def validate_receipt(self, field: StringField) -> None:
        try:
            self.label = read_receipt((field.data or "")[:LONGEST_TYPED])
        except BadReceipt as error:
            raise ValidationError(translated(error.message, error.params)) from error


class ReviewForm(FlaskForm):
    """The confirmed choice, with the value that makes a double click one ballot."""

    nominee = HiddenField()
    nonce = HiddenField()
    drawn = HiddenField()  # who drew the nonce: the browser's script writes that it has

    def prepare(self, slug: str) -> None:
        self.drawn.data = "server"
        self.nominee.data = slug
        self.nonce.data = os.urandom(NONCE_BYTES).hex()
