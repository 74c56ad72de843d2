"""What forms of acts on a contest are made of: a reason, and a word to type."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from voting.errors import N_
from voting.web.fields import ReasonField
from voting.web.i18n import translated

WRONG_WORD = N_("Type “%(word)s”, exactly that word.")


class ReasonForm(FlaskForm):
    """An act that needs a reason."""

    reason = ReasonField([DataRequired(_l("Write why, in a sentence. It is kept in the audit log."))])


class PublicReasonForm(FlaskForm):
    """An act whose reason stands on a public page."""

    reason = ReasonField([DataRequired(_l("Write why, in a sentence. Everybody can read it."))])


class WordForm(FlaskForm):
    """An act that nobody should do by accident. `expect` is the word to type, in the reader's language."""

    word = StringField(_l("Type the word"), [InputRequired(_l("Type the word to show that you mean it."))])
    expect: str = ""

    def validate_word(self, field: StringField) -> None:
        if (field.data or "").strip().casefold() != self.expect.casefold():
            raise ValidationError(translated(WRONG_WORD, {"word": self.expect}))


class ActForm(ReasonForm, WordForm):
    """A dangerous act: the word and the reason."""


class PublicActForm(PublicReasonForm, WordForm):
    """A dangerous act whose reason stands on a public page."""
