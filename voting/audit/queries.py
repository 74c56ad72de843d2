"""Reading what was done, and checking it against the installation's log."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from voting.audit.models import AuditEvent, Seal
from voting.audit.rules import AUDIT_LOG, TOLERANCE, UNNUMBERED, Act, BadHead, Wrong, entry_of, event_bytes, number_in
from voting.errors import NotFound
from voting.extensions import db
from voting.ledger import notes
from voting.ledger import queries as ledger
from voting.ledger.models import Entry
from voting.ledger.notes import BadNote, Checkpoint
from voting.ledger.queries import LedgerDamaged
from voting.ledger.tree import Frontier, leaf_hash
from voting.reading import by_pages

PAGE = 50
BATCH = 2000  # events taken into the log together
BEHIND = 1000  # of the newest that is in the log: as far back an event is looked for that was stored late
_EVENT = (
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.action,
    AuditEvent.contest,
    AuditEvent.details,
)


@dataclass(frozen=True)
class Wanted:
    """Which events are asked for. `system`: what nobody in particular has done. `since` inclusive, `until` not."""

    actor: uuid.UUID | None = None
    system: bool = False
    act: str | None = None
    contest: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def apply(self, events: Select[Any]) -> Select[Any]:
        same = {AuditEvent.actor: self.actor, AuditEvent.action: self.act, AuditEvent.contest: self.contest}
        events = events.where(*(column == value for column, value in same.items() if value is not None))
        if self.system:
            events = events.where(AuditEvent.actor.is_(None))
        if self.since:
            events = events.where(AuditEvent.at >= self.since)
        return events.where(AuditEvent.at < self.until) if self.until else events


@dataclass(frozen=True)
class Verdict:
    """What a check of all events has found. `wrong`: the first event that disagrees with the log, and how.

    `waiting`: events that the log does not hold yet. `late`: events dated before what the log held already.
    """

    sealed: int
    waiting: int
    head: str
    wrong: tuple[int, Wrong] | None = None
    late: list[int] = field(default_factory=list)


def list_events(
    *, contest: uuid.UUID | None = None, before: int | None = None, limit: int = PAGE, viewings: bool = True
) -> Sequence[AuditEvent]:
    """At most `limit` events, of one contest or of all, older than event number `before`.

    Without `viewings`, what has only been looked at is left out: there is much of it.
    """
    events = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if contest:
        events = events.where(AuditEvent.contest == contest)
    if before:
        events = events.where(AuditEvent.id < before)
    if not viewings:
        events = events.where(AuditEvent.action != Act.VIEWED.value)
    return db.session.scalars(events).all()


def has_acted(actor: uuid.UUID, act: Act, *, contest: uuid.UUID, since: datetime) -> bool:
    """Whether somebody has done this in a contest after an instant."""
    acted = select(AuditEvent.id).where(
        AuditEvent.contest == contest, AuditEvent.actor == actor, AuditEvent.action == act, AuditEvent.at > since
    )
    return db.session.scalar(acted.limit(1)) is not None


def staff_number(actor: uuid.UUID, *, contest: uuid.UUID) -> int:
    """Who somebody is in public: the first of the staff to act in a contest is number 1. They must have acted."""
    first = func.min(AuditEvent.id)
    acted = select(AuditEvent.actor).where(
        AuditEvent.contest == contest, AuditEvent.actor.is_not(None), AuditEvent.action.not_in(UNNUMBERED)
    )
    order = db.session.scalars(acted.group_by(AuditEvent.actor).order_by(first)).all()
    return order.index(actor) + 1


def find_events(wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> Sequence[AuditEvent]:
    """The newest of the events, at most `limit`, older than event number `before`."""
    events = wanted.apply(select(AuditEvent)).order_by(AuditEvent.id.desc()).limit(limit)
    return db.session.scalars(events.where(AuditEvent.id < before) if before else events).all()


def count_events(wanted: Wanted) -> int:
    return db.session.scalar(wanted.apply(select(func.count()).select_from(AuditEvent))) or 0


def iterate_events(wanted: Wanted) -> Iterator[Row[Any]]:
    """All of the events, oldest first."""
    return by_pages(wanted.apply(select(*_EVENT)), AuditEvent.id)


def list_actors(contest: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Everybody who has done something, in one contest or at all."""
    acted = Wanted(contest=contest).apply(select(AuditEvent.actor).where(AuditEvent.actor.is_not(None)))
    return list(db.session.scalars(acted.distinct()))


def entry_numbers(events: Sequence[int]) -> dict[int, int]:
    """Where in the installation's log events stand, those of them that are in it already."""
    rows = db.session.execute(select(Seal.event_id, Seal.number).where(Seal.event_id.in_(events)))
    return dict(rows.all())


def list_waiting() -> list[tuple[int, bytes]]:
    """The oldest events that the log does not hold yet, at most a batch, as their digests are taken."""
    newest = select(func.coalesce(func.max(Seal.event_id), 0)).scalar_subquery()
    sealed = select(Seal.event_id).where(Seal.event_id == AuditEvent.id).exists()
    waiting = select(*_EVENT).where(AuditEvent.id > newest - BEHIND, ~sealed).order_by(AuditEvent.id).limit(BATCH)
    return [(row.id, _bytes(row)) for row in db.session.execute(waiting)]


def count_waiting() -> int:
    """How many events the log does not hold yet."""
    sealed = select(Seal.event_id).where(Seal.event_id == AuditEvent.id).exists()
    return db.session.scalar(select(func.count()).select_from(AuditEvent).where(~sealed)) or 0


def find_head() -> str:
    """The newest signed head of the installation's log; empty before the first."""
    return ledger.last_checkpoint(AUDIT_LOG) or ""


def verify(noted: str | None = None) -> Verdict:
    """Check every event against the installation's log, and that against its signatures.

    `noted`: a head that somebody has kept; the log of today must begin with it. Raises BadHead for what is none.
    """
    head = find_head()
    try:
        size = ledger.read_head(AUDIT_LOG).size if head else 0
    except LedgerDamaged as damage:
        return Verdict(0, count_waiting(), head, (_named(int(str(damage.params["number"]))), Wrong.REWRITTEN))
    known = _read_noted(noted) if noted is not None else None
    tree, newest = Frontier(), None
    late: list[int] = []
    for row in by_pages(_compared(size), Entry.number):
        tree.append(leaf_hash(row.leaf))
        wrong = _compare(row)
        if known and known.size == tree.size and known.root != tree.root():
            wrong = Wrong.REWRITTEN
        if wrong:
            return Verdict(row.number, count_waiting(), head, (number_in(row.leaf), wrong), late)
        if newest and row.at < newest - TOLERANCE:
            late.append(row.id)
        newest = max(newest or row.at, row.at)
    if known and known.size > size:
        return Verdict(size, count_waiting(), head, (_newest_event(), Wrong.REWRITTEN), late)
    added = _find_added(size)
    return Verdict(size, count_waiting(), head, None if added is None else (added, Wrong.ADDED), late)


def _compared(size: int) -> Select[Any]:
    """Each entry of the log beside the event that it is said to be about."""
    log = select(Entry.number, Entry.leaf, Seal.event_id, Seal.salt, *_EVENT)
    log = log.outerjoin_from(Entry, Seal, Seal.number == Entry.number)
    log = log.outerjoin(AuditEvent, AuditEvent.id == Seal.event_id)
    return log.where(Entry.log_id == AUDIT_LOG, Entry.number < size)


def _compare(row: Row[Any]) -> Wrong | None:
    if row.event_id is None or row.id is None:
        return Wrong.REMOVED
    if entry_of(row.id, row.salt, _bytes(row)) == row.leaf:
        return None
    return Wrong.CHANGED if row.id == number_in(row.leaf) else Wrong.MOVED


def _find_added(size: int) -> int | None:
    """The first event that should be in the log by now and is not, or that is said to be where the log does not go."""
    beyond = select(Seal.event_id).where(Seal.number >= size)
    newest = select(func.coalesce(func.max(Seal.event_id), 0)).scalar_subquery()
    sealed = select(Seal.event_id).where(Seal.event_id == AuditEvent.id).exists()
    passed = select(AuditEvent.id).where(AuditEvent.id <= newest - BEHIND, ~sealed)
    found = db.session.scalar(select(func.min(beyond.union(passed).subquery().c.event_id)))
    return None if found is None else int(found)


def _read_noted(noted: str) -> Checkpoint:
    try:
        key = notes.read_key(ledger.get_log(AUDIT_LOG).verifier_key)
        return notes.read_checkpoint(notes.read_note(noted, key))
    except (BadNote, NotFound) as error:
        raise BadHead(why=str(error)) from error


def _named(entry: int) -> int:
    """Which event an entry is about whose bytes can no longer be trusted."""
    return db.session.scalar(select(Seal.event_id).where(Seal.number == entry)) or entry + 1


def _newest_event() -> int:
    return db.session.scalar(select(func.max(AuditEvent.id))) or 0


def _bytes(row: Row[Any]) -> bytes:
    return event_bytes(
        number=row.id, at=row.at, actor=row.actor, action=row.action, contest=row.contest, details=row.details
    )
