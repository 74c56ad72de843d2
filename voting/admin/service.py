"""Acts of staff that reach across packages."""

from voting.accounts import service as accounts
from voting.accounts.rules import Address
from voting.contests import queries as contests
from voting.contests.rules import Phase
from voting.errors import N_, DomainError


class VotingOpen(DomainError):
    message = N_("An account cannot be erased while a vote is announced or open: the same address could vote again.")


def erase_account(*, address: Address) -> bool:
    """Erase the account of a mailbox. False when there was none. Raises VotingOpen.

    Ballots stay: they know nobody, and once the account's number is gone nothing leads to them. A code lives for a
    day and a delivered message's masked address for a month; both go by themselves.
    """
    if any(found.phase in (Phase.ANNOUNCED, Phase.OPEN) for found in contests.list_contests()):
        raise VotingOpen
    return accounts.erase(address=address)
