"""When to try again, when to give up, and how much of an address staff may see."""

from datetime import timedelta
from enum import StrEnum

from voting.errors import N_, DomainError

ATTEMPTS = 12
LEASE = timedelta(minutes=5)  # longer than the slowest dialogue with a mail server
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Kind(StrEnum):
    CODE = "code"
    INVITATION = "invitation"
    CLOSED = "closed"


class NotResendable(DomainError):
    message = N_(
        "This message cannot be sent again: it has been delivered, or held a code that is too old. Nothing was sent."
    )
    todo = N_("Ask whoever needs a code to have a new one sent, on the sign-in page.")


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after the `attempts`th failure; None: give up (after about an hour and a half)."""
    if attempts >= ATTEMPTS:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return min(doubled, LONGEST_WAIT)


def mask(address: str) -> str:
    """`a…@example.org`: enough to recognise one's own, too little to make a list."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"[:80]


def hide(address: str) -> str:
    """`a…@…`: of voters not even the domain, which the review of votes does not show either unless many share it."""
    return f"{address[:1]}…@…"
