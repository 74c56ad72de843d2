"""Fields that forms of staff share, and our own words for what the forms' library says by itself."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, Form, FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from voting.errors import N_
from voting.text import REASON_LENGTH, LocalText
from voting.typed import NO_DAY, NO_INSTANT, NO_NUMBER, NO_SUCH_DAY, NO_SUCH_SIGN, wrong_hour
from voting.web.i18n import translated, zone

TOO_LONG = _l("Write at most %(max)d characters.")
NO_YEAR = N_("Write a year from %(low)s to %(high)s.")
NO_CHOICE = N_("Choose one of the choices that are offered here.")
CHECK = N_("Check what is written here, and write it again.")
FIRST_YEAR, LAST_YEAR = 1900, 2999  # of a day that somebody can mean
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # as browsers send it, and as people type it


def storable(_form: Form, field: Any) -> None:
    """No control characters, which a database refuses or nobody sees. Line ends and tabs are welcome."""
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\r\n\t" for char in field.data or ""):
        raise ValidationError(translated(NO_SUCH_SIGN))


def stripped(text: str | None) -> str:
    """Without the space around it, and with one kind of line end: browsers send two characters for each."""
    return (text or "").strip().replace("\r\n", "\n")


def one_line(label: Any, longest: int) -> StringField:
    """One line of text."""
    return StringField(label, [Length(max=longest, message=TOO_LONG), storable], filters=[stripped])


class LocalTextField(FormField):
    """A text in Swedish and in English, each a field of its own with its own errors: `field.sv`, `field.en`.

    `longest` in characters; `lines`: how high the boxes are, 1 for a single line. `text` is what was typed.
    """

    def __init__(
        self, label: Any, *, longest: int, lines: int = 1, required: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        kind = TextAreaField if lines > 1 else StringField
        checks = [*required, Length(max=longest, message=TOO_LONG), storable]
        keywords = {"rows": lines} if lines > 1 else {}

        class Both(Form):
            sv = kind(_l("Swedish"), checks, filters=[stripped], render_kw={"lang": "sv", **keywords})
            en = kind(_l("English"), checks, filters=[stripped], render_kw={"lang": "en", **keywords})

        super().__init__(Both, label, **kwargs)

    @property
    def text(self) -> LocalText:
        return LocalText(self.form.sv.data or "", self.form.en.data or "")


class RevisionField(StringField):
    """Which saving of something a form was filled in on top of; not shown. What our own pages do not send, and nothing
    at all, is −1, which no saving has: whoever compares it refuses.
    """

    data: int
    widget = HiddenInput()

    def __call__(self, **kwargs: Any) -> Any:
        return super().__call__(**{"id": False} | kwargs)  # several forms of a page have one

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class ReasonField(TextAreaField):
    """Why something is done. `validators`: where there must be one."""

    def __init__(self, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        checks = [*validators, Length(max=REASON_LENGTH, message=TOO_LONG), storable]
        super().__init__(_l("Reason"), checks, filters=[stripped], **kwargs)


class DayField(DateField):
    """A day that exists, and that somebody can mean."""

    data: date | None

    def _value(self) -> str:
        """As browsers read it: a year has four digits, which `strftime` does not see to."""
        return self.data.isoformat() if self.data and not self.raw_data else str(super()._value())

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist if any(valuelist) else [])
        except ValueError as error:
            raise ValueError(translated(NO_DAY)) from error
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(translated(NO_SUCH_DAY))


class WholeField(IntegerField):
    """A whole number between two others."""

    data: int | None
    message = NO_NUMBER

    def __init__(self, label: Any, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.between = {"low": low, "high": high}

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
            if valuelist and not self.between["low"] <= (self.data or 0) <= self.between["high"]:
                raise ValueError
        except ValueError as error:
            self.data = None
            raise ValueError(translated(self.message, self.between)) from error


class YearField(WholeField):
    """A year that may be chosen now: `years` gives the first and the last."""

    message = NO_YEAR

    def __init__(self, label: Any, *, years: Callable[[], tuple[int, int]], **kwargs: Any) -> None:
        low, high = years()
        super().__init__(label, low=low, high=high, **kwargs)


def instant_of(typed: datetime) -> datetime:
    """A day and a time in the installation's zone, in UTC. Raises ValueError, with the words, for an hour that is
    skipped, and for one that happens twice.
    """
    try:
        wrong = wrong_hour(typed, zone())
    except OverflowError as error:
        raise ValueError(NO_SUCH_DAY) from error
    if wrong:
        raise ValueError(wrong)
    return typed.replace(tzinfo=zone()).astimezone(UTC)


class InstantField(DateTimeLocalField):
    """A day and a time in the installation's zone; `instant` is it in UTC. An hour that is skipped is refused, and
    so is one that happens twice.
    """

    def __init__(self, label: Any, validators: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, format=FORMATS, **kwargs)

    def process_data(self, value: datetime | None) -> None:
        """Show an instant as local time."""
        self.data = value.astimezone(zone()).replace(tzinfo=None) if value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist if any(valuelist) else [])
        except ValueError as error:
            raise ValueError(translated(NO_INSTANT)) from error

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            instant_of(self.data)
        except ValueError as error:
            raise ValidationError(translated(str(error))) from error

    @property
    def instant(self) -> datetime:
        """What was typed, in UTC. Only after validating, and only where something was typed."""
        return cast(datetime, self.data).replace(tzinfo=zone()).astimezone(UTC)


class OwnWords:
    """What the forms' library says where a form has no words of its own: nothing of it is put for a reader."""

    def gettext(self, text: str) -> str:
        if not text.endswith("."):
            return text  # the name of a field that has no label, and is not shown
        return translated(NO_CHOICE if "choice" in text.lower() else CHECK)

    def ngettext(self, singular: str, _plural: str, _number: int) -> str:
        return self.gettext(singular)


def init_app(_app: Flask) -> None:
    FlaskForm.Meta.get_translations = lambda *_: OwnWords()
