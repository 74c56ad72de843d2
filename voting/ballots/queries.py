"""What may be asked about ballots: never what somebody chose."""

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, bindparam, func, literal, select

from voting.ballots.models import Ballot, Pending, Receipt, Tally, TallyStep
from voting.ballots.rules import (
    COMMITMENT_BYTES,
    LABEL_BYTES,
    Coarse,
    Fate,
    near_misses,
    read_coarse,
    receipt_number,
    signal_key,
)
from voting.contests.models import Contest
from voting.extensions import db, key_ring
from voting.keys import KeyProblem, unseal_with

SIGNAL = "signal"  # what a sealed manner is sealed for


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


def count_each(contest_ids: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """The turnout of several contests, as `count_ballots` gives it."""
    counted = select(Tally.contest_id, func.sum(Tally.votes)).where(Tally.contest_id.in_(contest_ids))
    waiting = select(Pending.contest_id, func.count()).where(Pending.contest_id.in_(contest_ids))
    waiting = waiting.where(Pending.replaced.is_(None))
    turnout: Counter[uuid.UUID] = Counter()
    for counts in (counted.group_by(Tally.contest_id), waiting.group_by(Pending.contest_id)):
        turnout.update({number: int(votes) for number, votes in db.session.execute(counts)})
    return turnout


@dataclass(frozen=True)
class Found:
    """What has become of a receipt number. `number`: of its entry in the public log."""

    fate: Fate
    number: int | None = None
    void_reason: str | None = None


def find_fate(contest_id: uuid.UUID, label: bytes) -> Found:
    """What has become of a receipt number. Never the choice."""
    after = label + b"\xff" * (COMMITMENT_BYTES - LABEL_BYTES)  # the queue is looked at first: what leaves it is logged
    waiting = db.session.scalar(
        select(Pending.commitment).where(Pending.contest_id == contest_id, Pending.commitment.between(label, after))
    )
    logged = (Receipt.contest_id == contest_id, Receipt.label == label)
    found = db.session.execute(select(Receipt.commitment, Receipt.number, Receipt.void_reason).where(*logged)).first()
    commitment, number = (found.commitment, found.number) if found else (waiting, None)
    if commitment is None:
        return Found(Fate.NEAR if has_like(contest_id, label) else Fate.UNKNOWN)
    if found and found.void_reason:
        return Found(Fate.VOIDED, number, found.void_reason)
    for table in (Pending, Receipt):
        if _exists(table.contest_id == contest_id, table.replaced == commitment):
            return Found(Fate.REPLACED, number)
    return Found(Fate.RECORDED if found else Fate.WAITING, number)


def has_like(contest_id: uuid.UUID, label: bytes) -> bool:
    """Whether some ballot's receipt number is a slip away from that label."""
    labels = near_misses(label)
    waiting = func.substr(Pending.commitment, 1, LABEL_BYTES)
    return _exists(Pending.contest_id == contest_id, waiting.in_(labels)) or _exists(
        Receipt.contest_id == contest_id, Receipt.label.in_(labels)
    )


def _exists(*which: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(literal(1)).where(*which).limit(1)) is not None


@dataclass(frozen=True)
class Secrets:
    """What makes a voter's own receipt: who has it can find out the choice."""

    commitment: bytes
    salt: bytes
    nonce: bytes
    number: int | None  # of the entry in the public log; None while the ballot waits for its batch


def find_secrets(contest_id: uuid.UUID, pseudonym: bytes) -> Secrets | None:
    """Of the voter's ballot that counts now."""
    mine = (Ballot.contest_id == contest_id, Ballot.pseudonym == pseudonym)
    logged = (Receipt.contest_id == Ballot.contest_id) & (Receipt.commitment == Ballot.commitment)
    columns = (Ballot.commitment, Ballot.salt, Ballot.nonce, Receipt.number)
    row = db.session.execute(select(*columns).outerjoin_from(Ballot, Receipt, logged).where(*mine)).one_or_none()
    return Secrets(*row) if row else None


def count_voided(contest_id: uuid.UUID) -> dict[str, int]:
    """How many ballots are voided, for each reason. Looks at every receipt: not for pages that everybody opens."""
    voided = (Receipt.contest_id == contest_id, Receipt.void_reason.is_not(None))
    rows = db.session.execute(select(Receipt.void_reason, func.count()).where(*voided).group_by(Receipt.void_reason))
    return {str(reason): number for reason, number in rows}


def has_ballots(contest_id: uuid.UUID) -> bool:
    return _exists(Ballot.contest_id == contest_id)


def count_waiting(contest_id: uuid.UUID) -> int:
    """How many voters' first ballots wait for a batch."""
    return db.session.scalar(_WAITING, {"contest": contest_id}) or 0


def list_tallies(contest_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Each nominee's votes, as far as the ballots are in the public log; nominees without any may be missing."""
    rows = db.session.execute(select(Tally.nominee_id, Tally.votes).where(Tally.contest_id == contest_id))
    return dict(rows.all())


def list_steps(contest_id: uuid.UUID) -> list[datetime]:
    """The minutes in which the count has moved, oldest first."""
    steps = select(TallyStep.at).where(TallyStep.contest_id == contest_id).distinct()
    return list(db.session.scalars(steps.order_by(TallyStep.at)))


def list_totals(contest_id: uuid.UUID) -> list[tuple[datetime, int]]:
    """All nominees' votes together after each such minute, oldest first: how many, and nothing about how they are
    spread.
    """
    totals = select(TallyStep.at, func.sum(TallyStep.votes)).where(TallyStep.contest_id == contest_id)
    rows = db.session.execute(totals.group_by(TallyStep.at).order_by(TallyStep.at))
    return [(at, int(votes)) for at, votes in rows]


def tallies_at(contest_id: uuid.UUID, steps: Collection[datetime]) -> dict[datetime, dict[uuid.UUID, int]]:
    """Each nominee's votes at the end of those minutes, as `list_tallies` gives them."""
    found: dict[datetime, dict[uuid.UUID, int]] = {at: {} for at in steps}
    rows = select(TallyStep.at, TallyStep.nominee_id, TallyStep.votes)
    for row in db.session.execute(rows.where(TallyStep.contest_id == contest_id, TallyStep.at.in_(steps))):
        found[row.at][row.nominee_id] = row.votes
    return found


def list_due_batches() -> list[uuid.UUID]:
    """Contests in which enough voters' ballots wait for a batch."""
    waiting = (
        select(Pending.contest_id, func.count(func.distinct(Pending.voter)).label("voters"))
        .group_by(Pending.contest_id)
        .subquery()
    )
    due = select(Contest.id).join(waiting, waiting.c.contest_id == Contest.id).where(waiting.c.voters >= Contest.batch)
    return list(db.session.scalars(due))


def contest_key(contest: Contest) -> bytes:
    """The key that links a contest's voters to its ballots. Raises KeyProblem."""
    if contest.key_check is None:
        raise KeyProblem(f"Contest {contest.id} has been announced without a key.")
    return key_ring().contest_key(contest.id, contest.key_check)


def signal_cipher(key: bytes) -> AESGCM:
    """What seals and opens how ballots came. `key`: the contest's."""
    return AESGCM(signal_key(key, "seal"))


def open_signal(cipher: AESGCM, sealed: bytes) -> Coarse:
    """What is sealed of how a ballot came. Raises KeyProblem."""
    return read_coarse(unseal_with(cipher, sealed, SIGNAL))
