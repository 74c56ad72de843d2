"""When to try again, when to give up, and how much of an address staff may see."""

from datetime import timedelta
from enum import StrEnum

from voting.errors import N_, DomainError

ATTEMPTS = 12
LONGEST_TRIAL = 25  # seconds that a person waits for the answer of a mail server that is tried out
LEASE = timedelta(minutes=5)  # longer than the slowest dialogue with a mail server
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Trouble(StrEnum):
    """Why the mail server did not take a message, as far as a person can do something about it."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    ENCRYPTION = "encryption"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    LATER = "later"
    OTHER = "other"


TROUBLE_WORDS = {
    Trouble.UNREACHABLE: N_(
        "The mail server %(host)s does not answer at port %(port)s. Check VOTING_SMTP_HOST and VOTING_SMTP_PORT on "
        "the machine, and that its firewall lets mail out."
    ),
    Trouble.SLOW: N_(
        "The mail server %(host)s has taken too long to answer. Try again in a minute. If it stays slow, ask those who "
        "run it."
    ),
    Trouble.ENCRYPTION: N_(
        "No protected connection to the mail server %(host)s could be made. Check VOTING_SMTP_SECURITY and "
        "VOTING_SMTP_PORT on the machine, and that the server can show that the name is its own."
    ),
    Trouble.LOGIN: N_(
        "The mail server %(host)s does not accept the name or the password. Check VOTING_SMTP_USER and "
        "VOTING_SMTP_PASSWORD on the machine."
    ),
    Trouble.SENDER: N_(
        "The mail server does not let us send from this address. Write an address that it sends for, or ask those who "
        "run it."
    ),
    Trouble.RECIPIENT: N_("The mail server does not accept this address. Check how it is spelled."),
    Trouble.CONTENT: N_(
        "The mail server %(host)s has refused the message. Its answer was %(answer)s. Ask those who run it."
    ),
    Trouble.LATER: N_(
        "The mail server asks us to come back later (%(answer)s). Many servers do that with a sender that they do not "
        "know yet. Wait five minutes and try again."
    ),
    Trouble.OTHER: N_("The mail server %(host)s did not take the message (%(answer)s). Ask those who run it."),
}


class Kind(StrEnum):
    CODE = "code"
    INVITATION = "invitation"
    CLOSED = "closed"
    TRIAL = "trial"
    REHEARSAL = "rehearsal"
    FACTOR = "factor"
    NOMINEE = "nominee"
    REPLY = "reply"
    ANSWER = "answer"


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
