"""How long a rehearsal is open, and who is invited to it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length, ValidationError

from voting.accounts.rules import Address
from voting.contests.forms import ReasonForm
from voting.errors import N_
from voting.rehearsals.rules import MOST_HOURS, MOST_TESTERS, BadTesters, read_testers
from voting.web.fields import WholeField
from voting.web.i18n import translated

NOBODY = N_("Write at least one e-mail address.")
LONGEST = MOST_TESTERS * 330


class TestersForm(FlaskForm):
    """Addresses, however they are set apart."""

    testers = TextAreaField(
        _l("Test voters"),
        [Length(max=LONGEST, message=_l("Write at most %(max)d characters."))],
        filters=[lambda typed: typed or ""],
    )

    def validate_testers(self, field: TextAreaField) -> None:
        try:
            read_testers(field.data)
        except BadTesters as error:
            raise ValidationError(translated(error.message, error.params)) from error

    @property
    def read(self) -> list[Address]:
        return read_testers(self.testers.data)


class InviteForm(TestersForm):
    """At least one address."""

    def validate_testers(self, field: TextAreaField) -> None:
        super().validate_testers(field)
        if not self.read:
            raise ValidationError(translated(NOBODY))


class StartForm(ReasonForm, TestersForm):
    """A rehearsal."""

    hours = WholeField(_l("Hours"), low=1, high=MOST_HOURS, default=2)
