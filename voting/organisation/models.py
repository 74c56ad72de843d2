"""Who runs the site, and the link that opens its first start. Each table has one row at most."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, LocalTextColumn, UtcDateTime
from voting.organisation.rules import LANGUAGE_SETS
from voting.text import LocalText

_SETS = ", ".join(f"'{languages}'" for languages in LANGUAGE_SETS)


class Organisation(Base):
    """What the site says of itself, in place of the environment's settings. No row: the settings stand."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    organisation: Mapped[str] = mapped_column(String(80))
    postal_address: Mapped[str] = mapped_column(String(400))
    contact: Mapped[str] = mapped_column(String(320))
    time_zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[str] = mapped_column(String(5))
    sender: Mapped[str] = mapped_column(String(320))
    data_contact: Mapped[str] = mapped_column(String(320))
    report_to: Mapped[str] = mapped_column(String(320))
    set_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(server_default=text("1"))  # one more with each edit

    __table_args__ = (
        CheckConstraint("id = 1", name="one"),
        CheckConstraint(f"languages IN ({_SETS})", name="languages"),
    )


class SetupLink(Base):
    """The one link that may set the site up, and how far somebody has come with it. A new link replaces it."""

    __tablename__ = "setup_link"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    browser: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # which one the test message was sent for
    answers_sealed: Mapped[bytes | None]  # {"admin", "details"}, until they are stored for good
    mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    tries_left: Mapped[int] = mapped_column(server_default=text("0"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
