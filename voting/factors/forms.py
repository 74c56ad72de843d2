"""Setting up and showing a second factor: one field a page."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from voting.factors.rules import NAME_LENGTH
from voting.web.fields import storable, stripped


class CodeForm(FlaskForm):
    """The six digits that an app shows."""

    code = StringField(
        _l("Code from the app"),
        [
            InputRequired(_l("Type the six digits that the app shows.")),
            Length(max=40, message=_l("Type only the six digits.")),
        ],
    )
    next = HiddenField()


class RecoveryForm(FlaskForm):
    code = StringField(
        _l("Recovery code"),
        [
            InputRequired(_l("Type one of the codes that you kept.")),
            Length(max=40, message=_l("Type only one of the codes.")),
        ],
    )


class NameForm(FlaskForm):
    """What the holder calls it, to tell it from others."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Write a name, so that you recognise it in the list.")),
            Length(max=NAME_LENGTH, message=_l("Write at most %(max)d characters.")),
            storable,
        ],
        filters=[stripped],
    )


class AppForm(NameForm, CodeForm):
    """A new app: what it is called, and the code that it shows."""


class KeptForm(FlaskForm):
    kept = BooleanField(
        _l("I have kept the codes where I find them without my phone"),
        [DataRequired(_l("Keep the codes first, and then tick the box. You cannot see them again later."))],
    )
