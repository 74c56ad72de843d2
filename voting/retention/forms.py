"""Whether one's address is kept after the vote."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

DELETE, STAY = "delete", "stay"


class StayForm(FlaskForm):
    """One choice of two."""

    choice = RadioField(
        _l("What shall we do with your address?"),
        [InputRequired(_l("Choose one of the two."))],
        choices=[
            SelectChoice(DELETE, _l("Delete it when the vote is over")),
            SelectChoice(STAY, _l("Keep it for the next vote")),
        ],
    )
