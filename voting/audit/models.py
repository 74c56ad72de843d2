"""What staff did. Rows are appended; the database itself refuses to change or delete one."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.audit.rules import SALT_BYTES
from voting.database import Base, UtcDateTime


class AuditEvent(Base):
    """One act. `actor` is an account's id without a foreign key: the record outlives the account."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[uuid.UUID | None]  # NULL: the program itself, by the clock or from the command line
    action: Mapped[str] = mapped_column(String(40))
    contest: Mapped[uuid.UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index(None, "contest", "id"),)


class Seal(Base):
    """That an event is in the installation's log, as entry `number`. The salt keeps its digest from being guessed."""

    __tablename__ = "audit_seal"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))
