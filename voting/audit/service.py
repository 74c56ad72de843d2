"""Record an act in the transaction that carries it out: no act without its record, no record without its act."""

import uuid
from typing import Any

from sqlalchemy import insert

from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.database import database_now
from voting.extensions import db


def record(act: Act, *, actor: uuid.UUID | None, contest: uuid.UUID | None = None, **details: Any) -> None:
    """Append `act`. `details` hold old and new values, never a whole address, a code or a choice."""
    values = {"actor": actor, "action": act.value, "contest": contest, "details": details}
    db.session.execute(insert(AuditEvent).values(at=database_now(), **values))
