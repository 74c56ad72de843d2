"""Changing the list of those who may vote."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import ValidationError

from voting.accounts.forms import AddressForm
from voting.voters.rules import MOST_VOTERS, NOBODY, TOO_MANY, Listed, ReasonMissing, read_list
from voting.web.fields import ReasonField
from voting.web.i18n import translated

SHOWN = 20  # problems of a list; who mends these can paste it again
AND_MORE = _l("Look further down too: there are more mistakes.")


class Reasoned(FlaskForm):
    """Once the vote is announced, a change of the list needs a reason."""

    reason = ReasonField()
    announced = False

    def validate_reason(self, field: Any) -> None:
        if self.announced and not field.data:
            raise ValidationError(translated(ReasonMissing.message))


class InviteForm(Reasoned):
    """Addresses, one on each line or as a table. `listed` is what was read of them, once validated."""

    addresses = TextAreaField(_l("E-mail addresses"))
    replace = BooleanField(_l("Replace the whole list with these"))
    listed = Listed()

    def validate_addresses(self, field: Any) -> None:
        self.listed = read_list(field.data or "")
        told = [translated(message, params) for message, params in self.listed.problems]
        if len(told) > SHOWN:
            told = [*told[:SHOWN], str(AND_MORE)]
        if self.listed.too_long:
            told.append(translated(TOO_MANY, {"most": MOST_VOTERS}))
        if not told and not self.listed.addresses:
            told.append(translated(NOBODY))
        field.errors = told
        if told:
            raise ValidationError(told.pop())


class RemoveForm(Reasoned, AddressForm):
    """One address to take off the list."""
