"""Forms of the review."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from voting.ballots.rules import BadReceipt, read_receipt
from voting.canvass.rules import MOST_RECEIPTS
from voting.contests.forms import ActForm
from voting.contests.queries import void_words
from voting.contests.rules import Action
from voting.errors import N_
from voting.web.i18n import translated

LONGEST_TYPED = 20_000
TOO_MANY = N_("Type at most %(most)s numbers at a time, and the rest afterwards.")
CHOOSE_REASON = N_("Choose one of the announced reasons.")


class VoidForm(ActForm):
    """To void votes: one of the announced reasons, and what points to it in one's own words."""

    void_reason = RadioField(_l("Announced reason"), validate_choice=False)

    def prepare(self, *, word: str, alone: bool) -> None:
        """`word` is typed where the act is carried out at once, by who is `alone`."""
        self.void_reason.choices = list(void_words().items())
        self.expect = word
        if not alone:
            del self.word

    def validate_void_reason(self, field: RadioField) -> None:
        if field.data not in void_words():
            raise ValidationError(translated(CHOOSE_REASON))


class BallotsForm(VoidForm):
    """The same for votes whose receipt numbers are known, and the way back. `labels` are what the numbers say."""

    receipts = TextAreaField(_l("Receipt numbers"), [InputRequired(_l("Type at least one receipt number."))])
    labels: tuple[bytes, ...] = ()
    action = Action.VOID

    def validate_void_reason(self, field: RadioField) -> None:
        if self.action is Action.VOID:
            super().validate_void_reason(field)

    def validate_receipts(self, field: TextAreaField) -> None:
        text = field.data or ""
        typed = [line.strip() for line in re.split(r"[\n,;]", text[:LONGEST_TYPED]) if line.strip()]
        if len(typed) > MOST_RECEIPTS or len(text) > LONGEST_TYPED:
            raise ValidationError(translated(TOO_MANY, {"most": MOST_RECEIPTS}))
        try:
            self.labels = tuple(read_receipt(line) for line in typed)
        except BadReceipt as error:
            raise ValidationError(translated(error.message, error.params)) from error
