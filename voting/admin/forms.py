"""Forms for those who run a contest."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField
from wtforms.validators import InputRequired, ValidationError

from voting.accounts.forms import AddressForm
from voting.accounts.rules import Role
from voting.admin.rules import ROLE_NAMES
from voting.contests.forms import ReasonForm
from voting.contests.rules import BadExtension
from voting.errors import N_
from voting.web.i18n import translated, zone

SKIPPED_HOUR = N_("That time does not exist: the clocks skip it when summer time begins. Choose another time.")


class ExtendForm(ReasonForm):
    """A later closing time, in the installation's time zone."""

    closes_at = DateTimeLocalField(
        _l("New closing time"),
        [InputRequired(_l("Write the new closing time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

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
