"""What people are told about the copy of their data, and about what is not in it."""

from collections.abc import Mapping
from typing import Any

from voting.errors import N_, DomainError

FILE = "personal-data"
ERASE_WORD = N_("erase")
COPIES = 5  # made for one account in the window of web/limits.py: for each, everything that is sealed is opened


class VotingOpen(DomainError):
    title = N_("The account cannot be erased yet")
    message = N_(
        "An account cannot be erased while a vote is announced or open: the same address could vote "
        "again. Nothing was changed. It can be done from %(when)s."
    )
    todo = N_("Come back then.")


TITLES = {
    "account": N_("The account"),
    "invitations": N_("Invitations to a role"),
    "sessions": N_("Browsers that are signed in"),
    "codes": N_("Sign-in codes that have been asked for"),
    "mail": N_("Mail that is waiting to be sent"),
    "acts": N_("In the audit log"),
    "nominated": N_("As a nominee, or as who speaks for one"),
    "named_in": N_("Other places where the account is named"),
}
FIELD_WORDS = {
    "number": N_("Number"),
    "address": N_("E-mail address"),
    "created_at": N_("Made"),
    "disabled_at": N_("Disabled"),
    "role": N_("Role"),
    "granted_at": N_("Given"),
    "invited_at": N_("Invited"),
    "expires_at": N_("Valid until"),
    "accepted_at": N_("Accepted"),
    "seen_at": N_("Last used"),
    "written_at": N_("Written"),
    "tries_left": N_("Tries left"),
    "kind": N_("Kind"),
    "state": N_("State"),
    "at": N_("When"),
    "act": N_("What"),
    "by_you": N_("Done by you"),
    "contest": N_("Vote"),
    "details": N_("Details"),
    "table": N_("Table"),
    "nominee": N_("Nominee"),
    "told_at": N_("Notice sent"),
    "answer": N_("Answer"),
    "answered_at": N_("Answered"),
    "words": N_("What you have written to us"),
    "wished": N_("Texts that you wish"),
    "wished_photo": N_("A photo that you have sent"),
    "reply": N_("What we have written back"),
}
COARSE = N_(
    "Times are given as days only. Whoever runs the vote has fetched this copy, and the time of a sign-in could tell "
    "when somebody voted."
)
NOT_HERE = (
    N_(
        "Votes. While a vote is open, only a secret key connects a vote with an account, and nobody is told who has "
        "voted, not even those who run the vote. When the result is certified the key is destroyed, and then nobody "
        "can tell which vote was whose."
    ),
    N_(
        "How a vote came in. It is kept with the vote under a secret key, without name or address, and is deleted when "
        "the result is certified."
    ),
    N_("Codes themselves. Only a check value of a code is kept, from which the code cannot be worked out."),
    N_(
        "Mail that has been delivered. Its text and the address are deleted at once. For 30 days a line remains with "
        "most of the address hidden, so we cannot tell whose it is."
    ),
    N_(
        "Counters of how often something was tried. They are kept under a secret key for at most a few hours, and "
        "nobody can tell whose they are."
    ),
    N_("What is in backups. It is the same as here, from the day of the backup, until the backup is deleted."),
)


def in_words(key: str) -> str:
    """The name of a field, as a message; a field without words keeps its own name."""
    return FIELD_WORDS.get(key, key)


def without_empty(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", [], {})}
