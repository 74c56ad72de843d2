"""What may be asked about ballots: never what somebody chose."""

import uuid
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from voting.ballots.models import Ballot, Pending, Tally
from voting.ballots.rules import receipt_number
from voting.contests.models import Contest
from voting.extensions import db


@dataclass(frozen=True)
class Recorded:
    """That a ballot is recorded, without its choice."""

    receipt: str
    changes: int


_COUNTED = select(func.sum(Tally.votes)).where(Tally.contest_id == bindparam("contest"))
_WAITING = (
    select(func.count())
    .select_from(Pending)
    .where(Pending.contest_id == bindparam("contest"), Pending.replaced.is_(None))
)
_TURNOUT = select(func.coalesce(_COUNTED.scalar_subquery(), 0) + _WAITING.scalar_subquery())
_RECORDED = select(Ballot.commitment, Ballot.changes).where(
    Ballot.contest_id == bindparam("contest"), Ballot.pseudonym == bindparam("pseudonym")
)


def find_recorded(contest_id: uuid.UUID, pseudonym: bytes) -> Recorded | None:
    """The voter's ballot as the voter may see it again."""
    row = db.session.execute(_RECORDED, {"contest": contest_id, "pseudonym": pseudonym}).one_or_none()
    return Recorded(receipt_number(row.commitment), row.changes) if row else None


def count_ballots(contest_id: uuid.UUID) -> int:
    """The turnout: every voter once, in the count or on the way there. Costs the same however many have voted."""
    return db.session.scalar(_TURNOUT, {"contest": contest_id}) or 0


def list_tallies(contest_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Each nominee's votes, as far as the ballots are in the public log; nominees without any may be missing."""
    rows = db.session.execute(select(Tally.nominee_id, Tally.votes).where(Tally.contest_id == contest_id))
    return dict(rows.all())


def list_due_batches() -> list[uuid.UUID]:
    """Contests in which enough voters' ballots wait for a batch."""
    waiting = (
        select(Pending.contest_id, func.count(func.distinct(Pending.voter)).label("voters"))
        .group_by(Pending.contest_id)
        .subquery()
    )
    due = select(Contest.id).join(waiting, waiting.c.contest_id == Contest.id).where(waiting.c.voters >= Contest.batch)
    return list(db.session.scalars(due))
