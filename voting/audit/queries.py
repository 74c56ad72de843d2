"""Reading what was done, newest first."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from voting.audit.models import AuditEvent
from voting.extensions import db

PAGE = 50


def list_events(
    *, contest: uuid.UUID | None = None, before: int | None = None, limit: int = PAGE
) -> Sequence[AuditEvent]:
    """At most `limit` events, of one contest or of all, older than event number `before`."""
    events = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if contest:
        events = events.where(AuditEvent.contest == contest)
    if before:
        events = events.where(AuditEvent.id < before)
    return db.session.scalars(events).all()


def staff_number(actor: uuid.UUID, *, contest: uuid.UUID) -> int:
    """Who somebody is in public: the first of the staff to act in a contest is number 1. They must have acted."""
    first = func.min(AuditEvent.id)
    acted = select(AuditEvent.actor).where(AuditEvent.contest == contest, AuditEvent.actor.is_not(None))
    order = db.session.scalars(acted.group_by(AuditEvent.actor).order_by(first)).all()
    return order.index(actor) + 1
