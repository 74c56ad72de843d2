"""The ballots. This file imports nothing about accounts, and no key of this table leads to a person."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.ballots.rules import NONCE_BYTES, SALT_BYTES
from voting.database import Base


class Ballot(Base):
    """The one ballot of one pseudonym in one contest: the primary key is the rule "one vote per voter".

    No account, no time, no network. On SQLite the table has no hidden row number, which would be the order of voting.
    """

    __tablename__ = "ballot"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    nominee_id: Mapped[uuid.UUID]
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))
    nonce: Mapped[bytes] = mapped_column(LargeBinary(NONCE_BYTES))  # of the click that cast it
    clicks: Mapped[str] = mapped_column(String(400), default="")  # every nonce so far, in hex: a repeat is known by it
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    changes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("changes BETWEEN 0 AND 10", name="changes"),
        Index(None, "contest_id", "nominee_id"),
        {"sqlite_with_rowid": False},
    )
