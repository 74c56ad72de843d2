"""Record an act in the transaction that carries it out: no act without its record, no record without its act.

A few seconds later the worker takes what has been recorded into the installation's log. Not at once: the log's head is
one for everybody, and an act would hold it until its own transaction ends.
"""

import os
import uuid
from typing import Any

from sqlalchemy import insert

from voting.audit import queries
from voting.audit.models import AuditEvent, Seal
from voting.audit.rules import AUDIT_LOG, LOG_NAME, SALT_BYTES, Act, entry_of
from voting.database import database_now
from voting.extensions import db, settings
from voting.ledger import service as ledger
from voting.ledger.queries import Head, read_head


def record(act: Act, /, *, actor: uuid.UUID | None, contest: uuid.UUID | None = None, **details: Any) -> None:
    """Append `act`. `details` hold old and new values, never a whole address, a code or a choice."""
    values = {"actor": actor, "action": act.value, "contest": contest, "details": details}
    db.session.execute(insert(AuditEvent).values(at=database_now(), **values))


def seal(*, known: Head | None = None) -> int:
    """Take the events that wait into the installation's log, and sign it. Returns how many; 0 also while somebody else
    is at it.

    `known`: the log's head, read just before the transaction. Raises LedgerDamaged, KeyProblem; then nothing is taken.
    """
    if not ledger.try_turn(AUDIT_LOG):
        return 0
    waiting = queries.list_waiting()
    if not waiting:
        return 0
    host = settings().base_url.partition("://")[2]
    ledger.open_log(log_id=AUDIT_LOG, origin=f"{host}/{LOG_NAME}", rehearsal=False)
    start = read_head(AUDIT_LOG, known)
    sealed = [(number, os.urandom(SALT_BYTES), event) for number, event in waiting]
    seals = [
        {"event_id": number, "number": entry, "salt": salt}
        for entry, (number, salt, _) in enumerate(sealed, start.size)
    ]
    leaves = [entry_of(number, salt, event) for number, salt, event in sealed]
    ledger.append(log_id=AUDIT_LOG, leaves=leaves, known=start)
    db.session.execute(insert(Seal), seals)
    return len(seals)
