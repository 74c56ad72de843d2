"""Who is invited to a rehearsal, and what stands in its way. Pure."""

import re

from voting.accounts.rules import Address, BadAddress, DisposableAddress, read_address
from voting.admin.rules import ActWords
from voting.errors import N_, DomainError

MOST_TESTERS = 20
MOST_HOURS = 72
NOT_COPIED = frozenset(
    {"id", "award_id", "contest_id", "slug", "name", "rehearsal", "notice", "revision", "state", "opens_at"}
    | {"closes_at", "extended_reason", "announced_at", "closed_at", "certified_at", "published_at", "publish_at"}
    | {"shredded_at", "appeals_from", "logged_at", "key_check", "corrections", "corrections_data"}
)
DISCARD = ActWords(
    N_("Throw the rehearsal away"),
    N_("throw away"),
    (
        N_("The rehearsal's votes, result, public log and keys are deleted, and its pages no longer exist."),
        N_("The draft that it was made from stays as it is."),
        N_("The audit log keeps that there was a rehearsal."),
    ),
    (N_("What has been thrown away cannot be brought back."),),
)


class RehearsalExists(DomainError):
    message = N_("There is a rehearsal of this award already. Nothing was changed.")
    todo = N_("Open that one among the votes, and throw it away first.")


class NotARehearsal(DomainError):
    message = N_(
        "This is not a rehearsal, or its voting is over. Test voters are invited while voting is going on. "
        "Nothing was changed."
    )


class RehearsalOfRehearsal(DomainError):
    message = N_("This is a rehearsal itself. Nothing was changed.")
    todo = N_("Go back to the vote that it was made from.")


class BadTesters(DomainError):
    status = 422
    message = N_("Check this e-mail address, which cannot be used: %(address)s")


class TooManyTesters(BadTesters):
    message = N_("Invite at most %(most)s people at a time.")


def read_testers(typed: str) -> list[Address]:
    """The addresses that were typed, apart by spaces, lines, commas or semicolons; each mailbox once.

    Raises BadTesters, TooManyTesters.
    """
    found: dict[str, Address] = {}
    for part in re.split(r"[\s,;]+", typed.strip()):
        if not part:
            continue
        try:
            address = read_address(part)
        except (BadAddress, DisposableAddress) as error:
            raise BadTesters(address=part[:80]) from error
        found.setdefault(address.mailbox, address)
        if len(found) > MOST_TESTERS:
            raise TooManyTesters(most=MOST_TESTERS)
    return list(found.values())
