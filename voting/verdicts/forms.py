"""What the jury writes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from voting.errors import N_
from voting.text import LocalText
from voting.verdicts.rules import CITATION_LENGTH, NOTE_LENGTH, REASON_LENGTH
from voting.web.fields import RevisionField
from voting.web.i18n import translated

CHOOSE_ONE = N_("Choose one of those who have most votes.")


def _as_typed(text: str | None) -> str:
    """Without what browsers add to line breaks."""
    return (text or "").replace("\r\n", "\n")


def _text(label: Any, missing: Any, longest: int) -> TextAreaField:
    too_long = _l("Write at most %(max)d characters. Everything you wrote is still here.")
    checks = [DataRequired(missing), Length(max=longest, message=too_long)]
    return TextAreaField(label, checks, filters=[_as_typed])


class NoteForm(FlaskForm):
    """A note, and whether it stands in the minutes."""

    revision = RevisionField()
    text = _text(_l("Note"), _l("Write something. An empty note is not saved."), NOTE_LENGTH)
    in_minutes = BooleanField(_l("Put the note into the minutes"))


class CitationForm(FlaskForm):
    """The jury's citation."""

    revision = RevisionField()
    sv = _text(_l("In Swedish"), _l("Write the citation in Swedish."), CITATION_LENGTH)
    en = _text(_l("In English"), _l("Write the citation in English."), CITATION_LENGTH)

    @property
    def text(self) -> LocalText:
        return LocalText(self.sv.data, self.en.data)


class ChoiceForm(FlaskForm):
    """Whom the jury shall choose between equals, and why."""

    nominee = RadioField(_l("The jury chooses"), validate_choice=False)
    sv = _text(_l("Why, in Swedish"), _l("Write the reason in Swedish. Everybody will read it."), REASON_LENGTH)
    en = _text(_l("Why, in English"), _l("Write the reason in English. Everybody will read it."), REASON_LENGTH)

    @property
    def reason(self) -> LocalText:
        return LocalText(self.sv.data, self.en.data)

    def validate_nominee(self, field: RadioField) -> None:
        if field.data not in [value for value, _ in field.choices]:
            raise ValidationError(translated(CHOOSE_ONE))
