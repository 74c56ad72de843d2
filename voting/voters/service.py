"""What can happen to the list of those who may vote, and the question whether somebody may."""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, insert, select

from voting.accounts.queries import SignedIn, open_address
from voting.accounts.rules import Address, BadAddress, DisposableAddress, address_key, read_address
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.queries import get_by_id
from voting.contests.rules import NotInThisPhase, Phase, Voters
from voting.extensions import db, key_ring
from voting.mail.rules import mask
from voting.voters import queries
from voting.voters.models import InvitedVoter
from voting.voters.rules import MOST_VOTERS, ListFull, NotForYou, ReasonMissing

CAN_CHANGE = frozenset({Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN})
AT_ONCE = 500


@dataclass(frozen=True)
class Changed:
    """What a change of the list came to."""

    added: int
    removed: int
    total: int


def check(contest: Contest, voter: SignedIn) -> None:
    """Whether this account's address may vote. Raises NotForYou. A contest for everybody asks nothing of the database.

    What comes of it is a yes: neither the ballot nor anything beside it learns whose address it was.
    """
    if contest.voters == Voters.ANYONE.value:
        return
    try:
        mailbox = read_address(voter.address).mailbox
    except (BadAddress, DisposableAddress) as error:  # what is accepted has changed since the account was made
        raise NotForYou from error
    if contest.voters == Voters.DOMAINS.value:
        allowed = mailbox.rpartition("@")[2] in contest.voter_domains
    else:
        allowed = queries.is_invited(contest.id, _key(mailbox))
    if not allowed:
        raise NotForYou


def invite(
    *, contest_id: uuid.UUID, addresses: Collection[Address], replace: bool, reason: str, actor: uuid.UUID | None
) -> Changed:
    """Put addresses on the list; with `replace`, which only a draft allows, they are all of it.

    Raises ListFull, NotInThisPhase, and ReasonMissing once the vote is announced, if it is no rehearsal.
    """
    phase = _hold(contest_id, reason)
    if replace and phase is not Phase.DRAFT:
        raise NotInThisPhase
    wanted = {_key(address.mailbox): address for address in addresses}
    known = queries.list_keys(contest_id)
    gone = known - set(wanted) if replace else set()
    fresh = set(wanted) - known
    total = len(known) - len(gone) + len(fresh)
    if total > MOST_VOTERS:
        raise ListFull(most=MOST_VOTERS)
    for some in _in_parts(gone):
        db.session.execute(delete(InvitedVoter).where(_of(contest_id), InvitedVoter.address_key.in_(some)))
    rows = [
        {"contest_id": contest_id, "address_key": key, "address_sealed": _seal(wanted[key])} for key in sorted(fresh)
    ]
    if rows:
        db.session.execute(insert(InvitedVoter), rows)
    return _told(contest_id, Changed(len(fresh), len(gone), total), reason, actor)


def remove(*, contest_id: uuid.UUID, address: Address, reason: str, actor: uuid.UUID | None) -> bool:
    """Take an address off the list; a vote that it has cast stays. False: it was not on it. Raises as `invite`."""
    _hold(contest_id, reason)
    key = _key(address.mailbox)
    if not queries.is_invited(contest_id, key):
        return False
    db.session.execute(delete(InvitedVoter).where(_of(contest_id), InvitedVoter.address_key == key))
    _told(contest_id, Changed(0, 1, queries.count_invited(contest_id)), reason, actor)
    return True


def forget(address: Address) -> bool:
    """Take a mailbox off every list. False when it was on none."""
    gone = delete(InvitedVoter).where(InvitedVoter.address_key == _key(address.mailbox))
    return bool(db.session.execute(gone.returning(InvitedVoter.contest_id)).all())


def purge() -> None:
    """Delete the lists of contests that are certified: nobody can vote or object any more."""
    over = select(Contest.id).where(Contest.certified_at.is_not(None))
    db.session.execute(delete(InvitedVoter).where(InvitedVoter.contest_id.in_(over)))


def list_masked(contest_id: uuid.UUID, *, page: int) -> list[str]:
    """A page of the list as staff may see it: no address in full."""
    return [mask(open_address(sealed)) for sealed in queries.list_sealed(contest_id, page=page)]


def _hold(contest_id: uuid.UUID, reason: str) -> Phase:
    contests.hold(contest_id)
    standing = get_by_id(contest_id)
    phase = standing.phase
    if phase not in CAN_CHANGE:
        raise NotInThisPhase
    if phase is not Phase.DRAFT and not standing.contest.rehearsal and not reason.strip():
        raise ReasonMissing
    return phase


def _of(contest_id: uuid.UUID) -> ColumnElement[bool]:
    return InvitedVoter.contest_id == contest_id


def _in_parts(keys: Collection[bytes]) -> Iterator[list[bytes]]:
    """As many at a time as one statement may name: each by itself would keep the contest for seconds."""
    ordered = sorted(keys)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


def _told(contest_id: uuid.UUID, changed: Changed, reason: str, actor: uuid.UUID | None) -> Changed:
    why = {"reason": reason} if reason else {}
    audit.record(Act.LISTED, actor=actor, contest=contest_id, **vars(changed), **why)
    return changed


def _key(mailbox: str) -> bytes:
    return address_key(key_ring().address, mailbox)


def _seal(address: Address) -> bytes:
    return key_ring().seal(address.mail_to.encode(), purpose="address")
