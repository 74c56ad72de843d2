"""Forms for those who run a contest."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from voting.accounts.forms import AddressForm
from voting.accounts.rules import Role
from voting.admin.rules import ROLE_NAMES
from voting.contests.rules import REASON_LENGTH, BadExtension
from voting.errors import N_
from voting.web.i18n import translated, zone

WRONG_WORD = N_("Type “%(word)s”, exactly that word.")
SKIPPED_HOUR = N_("That time does not exist: the clocks skip it when summer time begins.")


def _reason() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Write why, in a sentence. It is kept in the audit log.")),  # spaces are no reason
            Length(max=REASON_LENGTH, message=_l("Keep the reason under %(max)d characters.")),
        ],
    )


class ActForm(FlaskForm):
    """A dangerous act: the word and the reason. `expect` is the word in the reader's language."""

    word = StringField(_l("Type the word"), [InputRequired(_l("Type the word to show that you mean it."))])
    reason = _reason()
    expect: str = ""

    def validate_word(self, field: StringField) -> None:
        if (field.data or "").strip().casefold() != self.expect.casefold():
            raise ValidationError(translated(WRONG_WORD, {"word": self.expect}))


class ExtendForm(FlaskForm):
    """A later closing time, in the installation's time zone."""

    closes_at = DateTimeLocalField(
        _l("New closing time"),
        [InputRequired(_l("Write the new closing time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = _reason()

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        try:
            exists = not field.data or self.instant.astimezone(zone()).replace(tzinfo=None) == field.data
        except OverflowError as error:  # the first or the last day that a calendar knows
            raise ValidationError(translated(BadExtension.message)) from error
        if not exists:
            raise ValidationError(translated(SKIPPED_HOUR))

    @property
    def instant(self) -> datetime:
        """What was typed, as an instant in UTC. In the hour that happens twice, the first of the two."""
        typed: datetime = self.closes_at.data
        return typed.replace(tzinfo=zone()).astimezone(UTC)


class InviteForm(AddressForm):
    """An address and the role that waits for it."""

    role = SelectField(_l("Role"), choices=[])

    def offer(self) -> None:
        self.role.choices = [(role.value, translated(ROLE_NAMES[role])) for role in Role]
