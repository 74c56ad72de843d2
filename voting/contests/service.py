"""Everything that can happen to a contest as a whole, and the gate through which every ballot must pass.

The gate: a cast holds the contest's lock *shared* and then, in a second statement, asks the database whether the
contest is open. Whatever closes it holds the same lock *exclusively*, and so waits for casts in flight and is seen by
all later ones. On SQLite a writer is alone, so both locks are that fact.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import queries, rules
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Action, Phase
from voting.database import database_now, lock_exclusive, lock_shared
from voting.errors import NotFound
from voting.extensions import db, key_ring
from voting.keys import check_value


@dataclass(frozen=True)
class Gate:
    """What a cast learns at the gate: the contest is open, and these are its rules."""

    contest_id: uuid.UUID
    max_changes: int


def lock_number(contest_id: uuid.UUID) -> int:
    """The contest's advisory lock: 63 bits of its id."""
    return int.from_bytes(contest_id.bytes[:8], "big") >> 1


_GATE = select(
    Contest.state,
    Contest.max_changes,
    (Contest.opens_at <= database_now()).label("begun"),
    (Contest.closes_at <= database_now()).label("over"),
).where(Contest.id == bindparam("contest"))


def enter_gate(contest_id: uuid.UUID) -> Gate:
    """Let a cast through while the contest is open. Raises NotOpenYet, HasClosed or, for a draft, NotFound.

    Two statements on purpose: PostgreSQL takes a statement's snapshot before it waits for a lock in it, so a fused one
    would still read "open" after the close it waited for.
    """
    lock_shared(db.session.connection(), lock_number(contest_id))
    row = db.session.execute(_GATE, {"contest": contest_id}).one_or_none()
    if row is None or row.state == Phase.DRAFT.value:
        raise NotFound
    if row.state != Phase.ANNOUNCED.value or row.over:
        raise rules.HasClosed
    if not row.begun:
        raise rules.NotOpenYet
    return Gate(contest_id, row.max_changes)


def _take(contest_id: uuid.UUID, action: Action) -> Standing:
    """Hold the contest alone, see it fresh, and check that `action` is possible in its phase."""
    lock_exclusive(db.session.connection(), lock_number(contest_id))
    db.session.expire_all()
    standing = queries.get_by_id(contest_id)
    rules.phase_after(standing.phase, action)
    return standing


def _move(standing: Standing, action: Action, **values: Any) -> None:
    phase = rules.phase_after(standing.phase, action)
    stored = Phase.ANNOUNCED if phase is Phase.OPEN else phase
    statement = update(Contest).where(Contest.id == standing.contest.id)
    db.session.execute(statement.values(state=stored.value, **values))


def announce(*, contest_id: uuid.UUID, nominees: int, reason: str, actor: uuid.UUID | None) -> None:
    """Make the contest public and freeze nominees, rules and dates. Makes the key that its ballots will need.

    Raises NotInThisPhase, or Incomplete while something is missing; `nominees` is how many stand.
    """
    standing = _take(contest_id, Action.ANNOUNCE)
    contest = standing.contest
    if rules.missing_for_announcement(
        nominees=nominees, opens_at=contest.opens_at, closes_at=contest.closes_at, now=standing.now
    ):
        raise rules.Incomplete
    if contest.key_check is None:
        key_check = check_value(key_ring().make_contest_key(contest.id))
    else:
        key_check = check_value(key_ring().contest_key(contest.id, contest.key_check))
    _move(standing, Action.ANNOUNCE, announced_at=standing.now, key_check=key_check)
    audit.record(
        Act.ANNOUNCED,
        actor=actor,
        contest=contest_id,
        opens_at=contest.opens_at.isoformat(),
        closes_at=contest.closes_at.isoformat(),
        nominees=nominees,
        reason=reason,
    )


def withdraw(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Take an announcement back, before voting has opened."""
    standing = _take(contest_id, Action.WITHDRAW)
    _move(standing, Action.WITHDRAW, announced_at=None)
    audit.record(Act.WITHDRAWN, actor=actor, contest=contest_id, reason=reason)


def extend(*, contest_id: uuid.UUID, closes_at: datetime, reason: str, actor: uuid.UUID | None) -> None:
    """Move the closing time later; the reason is shown to everybody. Never possible after the close."""
    standing = _take(contest_id, Action.EXTEND)
    old = standing.contest.closes_at
    rules.check_extension(old=old, new=closes_at)
    _move(standing, Action.EXTEND, closes_at=closes_at, extended_reason=reason)
    audit.record(
        Act.EXTENDED, actor=actor, contest=contest_id, old=old.isoformat(), new=closes_at.isoformat(), reason=reason
    )


def close(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Close now, before the announced time. Waits for casts in flight; every later one is refused."""
    standing = _take(contest_id, Action.CLOSE)
    old = standing.contest.closes_at
    _move(standing, Action.CLOSE, closes_at=standing.now, closed_at=standing.now)
    audit.record(Act.CLOSED, actor=actor, contest=contest_id, announced=old.isoformat(), reason=reason)


def record_closing(*, contest_id: uuid.UUID) -> bool:
    """Write down a close that the clock has made, so that no clock can unmake it. False when it was written already."""
    lock_exclusive(db.session.connection(), lock_number(contest_id))
    closed = db.session.execute(
        update(Contest)
        .where(Contest.id == contest_id, Contest.state == Phase.ANNOUNCED.value, Contest.closes_at <= database_now())
        .values(state=Phase.CLOSED.value, closed_at=Contest.closes_at)
        .returning(Contest.closes_at)
    ).scalar_one_or_none()
    if closed:
        audit.record(Act.CLOSED, actor=None, contest=contest_id, announced=closed.isoformat())
    return closed is not None


def begin_certification(*, contest_id: uuid.UUID) -> Standing:
    """Hold a closed contest for certification by `results`; a close that only the clock has made is written down."""
    record_closing(contest_id=contest_id)
    return _take(contest_id, Action.CERTIFY)


def certify(*, standing: Standing, actor: uuid.UUID | None, **details: Any) -> None:
    """Confirm the count that `results` has just stored as official."""
    _move(standing, Action.CERTIFY, certified_at=standing.now)
    audit.record(Act.CERTIFIED, actor=actor, contest=standing.contest.id, **details)


def publish(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Show the certified result to everybody."""
    standing = _take(contest_id, Action.PUBLISH)
    _move(standing, Action.PUBLISH, published_at=standing.now)
    audit.record(Act.PUBLISHED, actor=actor, contest=contest_id, reason=reason)
