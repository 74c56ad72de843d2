"""Handing out what is stored about a person, and erasing it."""

import uuid

from voting.accounts import service as accounts
from voting.accounts.rules import Address
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.consent import service as consent
from voting.mail.rules import mask
from voting.privacy.queries import open_until
from voting.privacy.rules import VotingOpen
from voting.voters import service as voters
from voting.web.i18n import local


def note_disclosure(*, address: Address, found: bool, reason: str, actor: uuid.UUID | None) -> None:
    """Write down that somebody has asked what is stored about a person, whether or not there was anything."""
    to = mask(address.mail_to)
    audit.record(Act.EXPORTED, actor=actor, what="personal data", address=to, found=found, reason=reason)


def erase_account(*, address: Address, own: bool = False, actor: uuid.UUID | None = None, reason: str = "") -> bool:
    """Erase the account of a mailbox. False when there was none. Raises VotingOpen, and what `accounts.erase` raises.

    Ballots stay: they know nobody, and once the account's number is gone nothing leads to them. A code lives for a
    day and a delivered message's masked address for a month; both go by themselves.
    """
    until = open_until()
    if until:
        raise VotingOpen(when=local(until))
    listed = voters.forget(address)
    named = consent.forget(address)
    return accounts.erase(address=address, own=own, actor=actor, reason=reason) or listed or named
