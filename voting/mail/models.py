"""The outbox. A message is written in the transaction that causes it and delivered after it."""

import uuid
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class Mail(Base):
    """One message to one person. The recipient and the words are sealed, and wiped once it is delivered."""

    __tablename__ = "mail"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))  # waiting, sent or failed
    sealed: Mapped[bytes | None]  # {"to", "lang", "params"}; in the demo also the text, for the page that shows it
    recipient_masked: Mapped[str] = mapped_column(String(80))  # masked: for the queue page
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody is sending it until then
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (Index(None, "state", "next_attempt_at"), Index(None, "created_at"))
