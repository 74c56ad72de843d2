"""The two forms of a ballot: the mark and the review."""

import os
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from voting.ballots.rules import NONCE_BYTES
from voting.nominees.models import Nominee
from voting.web.i18n import tr_plain


class MarkForm(FlaskForm):
    """One nominee, by slug. What the choices are is told when the form is made."""

    nominee = RadioField(_l("Nominees"), [InputRequired(_l("Choose one of the nominees."))], validate_choice=False)

    def offer(self, nominees: Sequence[Nominee]) -> None:
        self.nominee.choices = [(nominee.slug, tr_plain(nominee.name)) for nominee in nominees]


class ReviewForm(FlaskForm):
    """The confirmed choice, with the value that makes a double click one ballot."""

    nominee = HiddenField()
    nonce = HiddenField()

    def prepare(self, slug: str) -> None:
        self.nominee.data = slug
        self.nonce.data = os.urandom(NONCE_BYTES).hex()
