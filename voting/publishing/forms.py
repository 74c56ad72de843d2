"""A time in the future at which a result is published."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from voting.contests.forms import ActForm
from voting.web.fields import InstantField


class ScheduleForm(ActForm):
    """When, in the installation's time zone; why; and the word."""

    publish_at = InstantField(
        _l("Time of publishing"),
        [InputRequired(_l("Write the day and the time at which the result is published."))],
    )
