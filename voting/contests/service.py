"""Everything that can happen to a contest as a whole, and the gate through which every ballot must pass.

The gate: a cast holds the contest's lock *shared* and then, in a second statement, asks the database whether the
contest is open. Whatever closes it holds the same lock *exclusively*, and so waits for casts in flight and is seen by
all later ones. On SQLite a writer is alone, so both locks are that fact.
"""

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from voting.audit import service as audit
from voting.audit.queries import staff_number
from voting.audit.rules import Act, differences
from voting.contests import queries, rules
from voting.contests.models import Contest, Document
from voting.contests.queries import Standing
from voting.contests.rules import Action, Phase
from voting.database import database_now, lock_exclusive, lock_number, lock_shared
from voting.errors import NotFound
from voting.extensions import db, key_ring, settings
from voting.keys import check_value
from voting.ledger import service as ledger
from voting.ledger.queries import Head
from voting.ledger.rules import NOTE_SALT_BYTES, instant_text, leaf, note_digest


@dataclass(frozen=True)
class Gate:
    """What a cast learns at the gate: the contest is open, and these are its rules."""

    contest_id: uuid.UUID
    max_changes: int


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


def hold(contest_id: uuid.UUID) -> None:
    """Be alone with a contest until the transaction ends, and forget what was read of it before."""
    lock_exclusive(db.session.connection(), lock_number(contest_id))
    db.session.expire_all()


def hold_for(contest_id: uuid.UUID, action: Action) -> Standing:
    """Hold the contest, see it fresh, and check that `action` is possible in its phase. Raises NotInThisPhase."""
    hold(contest_id)
    standing = queries.get_by_id(contest_id)
    rules.phase_after(standing.phase, action)
    return standing


def move(standing: Standing, action: Action, **values: Any) -> None:
    """Write the phase that `action` leads to, of a contest that is held. Raises NotInThisPhase."""
    phase = rules.phase_after(standing.phase, action)
    stored = Phase.ANNOUNCED if phase is Phase.OPEN else phase
    statement = update(Contest).where(Contest.id == standing.contest.id)
    db.session.execute(statement.values(state=stored.value, **values))


def record(
    standing: Standing,
    act: Act,
    *,
    actor: uuid.UUID | None,
    reason: str,
    proposer: uuid.UUID | None = None,
    at: datetime | None = None,
    known: Head | None = None,
    details: Mapping[str, Any] | None = None,
    entries: Sequence[Mapping[str, Any]] = ({},),
) -> datetime:
    """Write an act into the audit log and into the public log: both or none of it. Returns its instant.

    The public log has no names: staff are numbered as they first acted in this contest, and an act that one has
    proposed and another approved has two numbers. Its instants never go back, whatever the clock does.
    `entries`: what the public log says besides; a vote that is voided has an entry of its own.
    """
    contest = standing.contest
    at = max(filter(None, (at or standing.now, contest.logged_at)))
    salt = os.urandom(NOTE_SALT_BYTES) if reason else b""
    told = {**(details or {}), "reason": reason, "salt": salt.hex()} if reason else details or {}
    audit.record(act, actor=actor, contest=contest.id, **told)
    by = sorted(staff_number(person, contest=contest.id) for person in {actor, proposer} if person)
    told_why = {} if act is Act.SHREDDED else {"note": note_digest(salt, reason)}
    common = {"at": instant_text(at), "by": by, **told_why}
    db.session.execute(update(Contest).where(Contest.id == contest.id).values(logged_at=at))
    leaves = [leaf(rules.ENTRY_OF[act], **common, **entry) for entry in entries]
    ledger.append(log_id=contest.id, leaves=leaves, known=known)
    return at


def announce(
    *, standing: Standing, nominees: Sequence[str], documents: Mapping[str, bytes], reason: str, actor: uuid.UUID | None
) -> None:
    """Make a contest that `hold_for` holds public, and freeze nominees (slugs), rules and dates.

    Makes the keys that its ballots and its public log will need. That nothing is missing, the caller has looked.
    """
    contest = standing.contest
    if contest.key_check is None:
        key_check = check_value(key_ring().make_contest_key(contest.id))
    else:
        key_check = check_value(key_ring().contest_key(contest.id, contest.key_check))
    log = ledger.open_log(log_id=contest.id, origin=_log_address(contest), rehearsal=contest.rehearsal)
    move(standing, Action.ANNOUNCE, announced_at=standing.now, key_check=key_check)
    rows = [{"contest_id": contest.id, "name": name, "content": content} for name, content in documents.items()]
    db.session.execute(insert(Document), rows)
    record(
        standing,
        Act.ANNOUNCED,
        actor=actor,
        reason=reason,
        details={
            "opens_at": contest.opens_at.isoformat(),
            "closes_at": contest.closes_at.isoformat(),
            "nominees": len(nominees),
        },
        entries=[queries.announcement(contest, nominees, documents, key=log.verifier_key)],
    )


def _log_address(contest: Contest) -> str:
    """Where the contest's public log lies, without the scheme: the name by which it signs."""
    host = settings().base_url.partition("://")[2]
    return f"{host}/{contest.award.slug}/{contest.year}/log"


def withdraw(*, standing: Standing, reason: str, actor: uuid.UUID | None) -> None:
    """Take an announcement back, and what was told since, of a contest that is held and in which nobody has voted."""
    if max(filter(None, (standing.now, standing.contest.logged_at))) > standing.contest.opens_at:
        raise rules.NotInThisPhase  # the clock went back; in the log, whose instants do not, voting has opened
    move(standing, Action.WITHDRAW, announced_at=None, extended_reason=None, corrections=[])
    db.session.execute(delete(Document).where(Document.contest_id == standing.contest.id))
    record(standing, Act.WITHDRAWN, actor=actor, reason=reason)


def extend(*, contest_id: uuid.UUID, closes_at: datetime, reason: str, actor: uuid.UUID | None) -> None:
    """Move the closing time later; the reason is shown to everybody. Never possible after the close."""
    standing = hold_for(contest_id, Action.EXTEND)
    old = standing.contest.closes_at
    rules.check_extension(old=old, new=closes_at)
    move(standing, Action.EXTEND, closes_at=closes_at, extended_reason=reason)
    record(
        standing,
        Act.EXTENDED,
        actor=actor,
        reason=reason,
        details={"old": old.isoformat(), "new": closes_at.isoformat()},
        entries=[{"closes_at": instant_text(closes_at)}],
    )


def hold_if_due(contest_id: uuid.UUID) -> Standing | None:
    """Hold a contest that the clock has closed and nobody has written down as closed. None: nothing is due."""
    hold(contest_id)
    standing = queries.get_by_id(contest_id)
    due = standing.phase is Phase.CLOSED and standing.contest.state == Phase.ANNOUNCED.value
    return standing if due else None


def close(*, standing: Standing, ballots: int, reason: str, actor: uuid.UUID | None, known: Head) -> None:
    """Write down that a contest which is held closes now, or has been closed by the clock.

    `ballots` entries are in the public log, whose head is `known`: nothing may be waiting for it any more.
    """
    announced = standing.contest.closes_at
    at = announced if standing.phase is Phase.CLOSED else standing.now
    statement = update(Contest).where(Contest.id == standing.contest.id)
    db.session.execute(statement.values(state=Phase.CLOSED.value, closes_at=at, closed_at=at))
    record(
        standing,
        Act.CLOSED,
        actor=actor,
        reason=reason,
        at=at,
        known=known,
        details={"announced": announced.isoformat()} | differences({"closes_at": announced}, {"closes_at": at}),
        entries=[{"ballots": ballots}],
    )


def certify(
    *, standing: Standing, reason: str, actor: uuid.UUID | None, proposer: uuid.UUID | None, **count: Any
) -> None:
    """Confirm the count that `results` has just stored as official; `count` is what the public log says of it.

    Raises AppealsRun.
    """
    rules.check_appeals(standing.contest.appeals_end, standing.now)
    move(standing, Action.CERTIFY, certified_at=standing.now)
    details = {"ballots": count["counted"]}
    record(standing, Act.CERTIFIED, actor=actor, proposer=proposer, reason=reason, details=details, entries=[count])


def shred(*, contest_id: uuid.UUID, destroyed: Sequence[str]) -> bool:
    """Write down what no longer exists. The last entry of the public log. False when it stands there already."""
    hold(contest_id)
    standing = queries.get_by_id(contest_id)
    if standing.contest.certified_at is None or standing.contest.shredded_at:
        return False
    statement = update(Contest).where(Contest.id == contest_id)
    db.session.execute(statement.values(shredded_at=standing.now))
    told = {"destroyed": sorted(destroyed)}
    record(standing, Act.SHREDDED, actor=None, reason="", details=told, entries=[told])
    return True
