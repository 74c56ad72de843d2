"""From a closed contest to an official count."""

import hashlib
import uuid

from sqlalchemy import func, insert, select

from voting.ballots import service as ballots
from voting.ballots.models import Ballot, Receipt
from voting.ballots.queries import list_tallies
from voting.contests import service as contests
from voting.contests.rules import Action
from voting.extensions import db
from voting.nominees.queries import list_nominees
from voting.results.models import CertifiedTally, Opening
from voting.results.queries import iterate_openings
from voting.results.rules import CountDiffers, UncountedVotes


def certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Store the count for good and confirm it as official, in one transaction.

    The ballots are opened and counted anew. Raises NotInThisPhase; CountDiffers unless they are exactly those that the
    public log holds and come to the tallies that were followed; UncountedVotes for votes that nobody would get.
    """
    ballots.record_closing(contest_id=contest_id)
    standing = contests.hold_for(contest_id, Action.CERTIFY)
    superseded = _check_against_log(contest_id)
    _open_ballots(contest_id)
    votes = _count_openings(contest_id)
    if votes != {nominee: got for nominee, got in list_tallies(contest_id).items() if got}:
        raise CountDiffers
    nominees = list_nominees(contest_id)
    if set(votes) - {nominee.id for nominee in nominees}:
        raise UncountedVotes
    tally = {nominee.slug: votes.get(nominee.id, 0) for nominee in nominees}
    digest = hashlib.sha256()
    for line in iterate_openings(contest_id):
        digest.update(line)
    rows = [{"contest_id": contest_id, "nominee_id": nominee.id, "votes": tally[nominee.slug]} for nominee in nominees]
    db.session.execute(insert(CertifiedTally), rows)
    contests.certify(
        standing=standing,
        actor=actor,
        reason=reason,
        ballots=sum(votes.values()),
        tally=tally,
        counted=sum(votes.values()),
        superseded=superseded,
        voided={},
        openings=digest.hexdigest(),
    )


def _check_against_log(contest_id: uuid.UUID) -> int:
    """How many entries of the log are replaced. Raises CountDiffers unless the others are the stored ballots."""
    logged = select(func.count(), func.count(Receipt.replaced)).where(Receipt.contest_id == contest_id)
    entries, superseded = db.session.execute(logged).one()
    same = (Receipt.contest_id == Ballot.contest_id) & (Receipt.commitment == Ballot.commitment)
    both = select(func.count()).select_from(Ballot).join(Receipt, same).where(Ballot.contest_id == contest_id)
    lying = select(func.count()).select_from(Ballot).where(Ballot.contest_id == contest_id)
    if not db.session.scalar(both) == db.session.scalar(lying) == entries - superseded:
        raise CountDiffers
    return int(superseded)


def _open_ballots(contest_id: uuid.UUID) -> None:
    columns = ("contest_id", "commitment", "nominee_id", "salt", "nonce")
    counted = select(*(getattr(Ballot, name) for name in columns)).where(Ballot.contest_id == contest_id)
    db.session.execute(insert(Opening).from_select(columns, counted.order_by(Ballot.commitment)))


def _count_openings(contest_id: uuid.UUID) -> dict[uuid.UUID, int]:
    counted = select(Opening.nominee_id, func.count()).where(Opening.contest_id == contest_id)
    return dict(db.session.execute(counted.group_by(Opening.nominee_id)).all())
