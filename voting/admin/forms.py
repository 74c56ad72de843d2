"""Forms for those who run a contest."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from voting.contests.forms import PublicReasonForm
from voting.web.fields import InstantField


class ExtendForm(PublicReasonForm):
    """A later closing time, in the installation's time zone."""

    closes_at = InstantField(_l("New closing time"), [InputRequired(_l("Write the new closing time."))])
