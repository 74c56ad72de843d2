"""Reading what was done, newest first."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from voting.audit.models import AuditEvent
from voting.audit.rules import OF_JURY, Act
from voting.extensions import db

PAGE = 50


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
        AuditEvent.contest == contest, AuditEvent.actor.is_not(None), AuditEvent.action.not_in(OF_JURY)
    )
    order = db.session.scalars(acted.group_by(AuditEvent.actor).order_by(first)).all()
    return order.index(actor) + 1
