"""What may be asked about ballots: never what somebody chose."""

import uuid
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from voting.ballots.models import Ballot
from voting.ballots.rules import receipt_number
from voting.extensions import db


@dataclass(frozen=True)
class Recorded:
    """That a ballot is recorded, without its choice."""

    receipt: str
    changes: int


_TURNOUT = select(func.count()).select_from(Ballot).where(Ballot.contest_id == bindparam("contest"))
_RECORDED = select(Ballot.commitment, Ballot.changes).where(
    Ballot.contest_id == bindparam("contest"), Ballot.pseudonym == bindparam("pseudonym")
)


def find_recorded(contest_id: uuid.UUID, pseudonym: bytes) -> Recorded | None:
    """The voter's ballot as the voter may see it again."""
    row = db.session.execute(_RECORDED, {"contest": contest_id, "pseudonym": pseudonym}).one_or_none()
    return Recorded(receipt_number(row.commitment), row.changes) if row else None


def count_ballots(contest_id: uuid.UUID) -> int:
    """The turnout."""
    return db.session.scalar(_TURNOUT, {"contest": contest_id}) or 0
