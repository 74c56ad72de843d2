"""What the jury can ask of the figures."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired, ValidationError

from voting.errors import N_
from voting.web.i18n import translated, zone

NO_MOMENT = N_("Choose a time between when voting opened and now.")


class _MomentField(DateTimeLocalField):
    """What is no time at all is answered as a time that was not."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(translated(NO_MOMENT)) from error


class SinceForm(FlaskForm):
    """An earlier moment, in the installation's time zone. It changes nothing, so it needs no token."""

    class Meta:
        csrf = False

    since = _MomentField(
        _l("Compare with"),
        [InputRequired(_l("Choose a time between when voting opened and now."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    earliest: datetime
    latest: datetime

    def validate_since(self, field: DateTimeLocalField) -> None:
        try:
            fits = not field.data or self.earliest.replace(second=0, microsecond=0) <= self.instant <= self.latest
        except OverflowError:  # the first or the last day that a calendar knows
            fits = False
        if not fits:
            raise ValidationError(translated(NO_MOMENT))

    @property
    def instant(self) -> datetime:
        """What was asked for, in UTC. In the hour that happens twice, the first of the two."""
        typed: datetime = self.since.data
        return typed.replace(tzinfo=zone()).astimezone(UTC)
