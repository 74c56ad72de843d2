"""Tables behind every screen: signed-in browsers and counters. No row here knows a contest or a ballot."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class WebSession(Base):
    """A browser that has something to be remembered. The cookie holds the id, the table only its SHA-256."""

    __tablename__ = "web_session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    subject: Mapped[str | None] = mapped_column(String(36), index=True)  # who signed in, as Flask-Login names them
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    idle_seconds: Mapped[int | None]  # ends this long after the last request; NULL: only at `expires_at`
    device: Mapped[str] = mapped_column(String(40), default="/")  # as web/browsers.py names it
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when its code was typed
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the second factor was last shown
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Installation(Base):
    """The one row that remembers which application key this database belongs to."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_check: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class RefusedSignIn(Base):
    """How often signing in was refused in one hour for one reason. Numbers only: no address, no network."""

    __tablename__ = "refused_sign_in"

    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    reason: Mapped[str] = mapped_column(String(20), primary_key=True)
    times: Mapped[int]


class RateCounter(Base):
    """How often something happened in one fixed window. The key is a keyed hash: no address, no network."""

    __tablename__ = "rate_counter"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "expires_at"),)
