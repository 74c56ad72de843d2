"""Offering a role, and changing what it covers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from voting.accounts.forms import AddressForm
from voting.accounts.rules import ROLE_NAMES, Role
from voting.accounts.scopes import Scopes, read_scopes, write_scopes
from voting.contests.forms import ActForm
from voting.errors import N_
from voting.web.i18n import translated

REACHES = {"all": N_("All votes, and everything that belongs to the site as a whole"), "some": N_("Only these:")}
NOTHING_TICKED = N_("Tick at least one award or vote, or choose all votes.")


class ReachForm(FlaskForm):
    """What a role covers. Nothing is chosen beforehand: nobody shall get everything because a box was forgotten."""

    reach = RadioField(_l("Votes"), [InputRequired(_l("Choose which votes the role is for."))])
    scopes = SelectMultipleField(_l("Votes"), widget=ListWidget(), option_widget=CheckboxInput())

    def offer(self, choices: dict[str, str]) -> None:
        reaches = REACHES if choices else {"all": REACHES["all"]}
        self.reach.choices = [(reach, translated(text)) for reach, text in reaches.items()]
        self.scopes.choices = list(choices.items())

    def show(self, scopes: Scopes) -> None:
        """Fill in what the role covers now."""
        self.reach.data = "all" if scopes is None else "some"
        self.scopes.data = write_scopes(scopes) or []

    @property
    def chosen(self) -> Scopes:
        return None if self.reach.data == "all" else read_scopes(self.scopes.data)

    def validate_scopes(self, field: SelectMultipleField) -> None:
        if self.reach.data == "some" and not field.data:
            raise ValidationError(translated(NOTHING_TICKED))


class InviteForm(ReachForm, AddressForm):
    """An address, the role that waits for it, and what that covers."""

    role = SelectField(_l("Role"), choices=[])

    def offer(self, choices: dict[str, str]) -> None:
        super().offer(choices)
        self.role.choices = [(role.value, translated(ROLE_NAMES[role])) for role in Role]


class RescopeForm(ActForm, ReachForm):
    """What the role shall cover from now on, with the word and the reason."""
