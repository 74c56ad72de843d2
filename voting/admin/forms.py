"""Forms for those who run a contest."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from voting.accounts.forms import AddressForm
from voting.accounts.rules import Role
from voting.admin.rules import ROLE_NAMES
from voting.contests.forms import ReasonForm
from voting.web.fields import InstantField
from voting.web.i18n import translated


class ExtendForm(ReasonForm):
    """A later closing time, in the installation's time zone."""

    closes_at = InstantField(_l("New closing time"), [InputRequired(_l("Write the new closing time."))])


class InviteForm(AddressForm):
    """An address and the role that waits for it."""

    role = SelectField(_l("Role"), choices=[])

    def offer(self) -> None:
        self.role.choices = [(role.value, translated(ROLE_NAMES[role])) for role in Role]
