"""What a script fills in about a passkey."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired

from voting.factors.forms import NameForm


class CredentialForm(FlaskForm):
    """What the browser has to say about a passkey. Only a script can fill it in."""

    credential = HiddenField(
        validators=[InputRequired(_l("Passkeys need JavaScript, and a browser that knows them. Take an app instead."))]
    )
    next = HiddenField()


class PasskeyForm(NameForm, CredentialForm):
    """A new passkey."""
