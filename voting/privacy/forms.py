"""Forms about a person's data."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from voting.accounts import rules
from voting.contests.forms import ActForm, ReasonForm
from voting.web.i18n import translated


class _WhoseForm(ReasonForm):
    """An address that somebody has written from, and how we know. Throwaway ones are read too: they may be old."""

    address = StringField(
        _l("E-mail address"),
        [
            InputRequired(_l("Write the e-mail address that the person has written from.")),
            Length(max=320, message=_l("The address is too long. Check it and type it again.")),
        ],
    )
    read: rules.Address

    def validate_address(self, field: StringField) -> None:
        try:
            self.read = rules.read_address(field.data or "", throwaway=True)
        except rules.BadAddress as error:
            raise ValidationError(translated(error.message)) from error


class DataForm(_WhoseForm):
    """Everything that is stored about somebody."""


class EraseForm(_WhoseForm, ActForm):
    """Erasing somebody's account for them."""
