"""The ballots. This file imports nothing about accounts, and no key of this table leads to a person."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.ballots.rules import LABEL_BYTES, NONCE_BYTES, SALT_BYTES, SIGNAL_BYTES
from voting.database import Base, UtcDateTime


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
    replaced: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # the commitment that this one took the place of
    replaced_nominee_id: Mapped[uuid.UUID | None]
    changes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("changes BETWEEN 0 AND 10", name="changes"),
        {"sqlite_with_rowid": False},
    )


class Pending(Base):
    """A ballot's entry on its way into the public log, where it arrives shuffled among others.

    Under a random key, so that the order of voting is not the order of this table either.
    """

    __tablename__ = "pending"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    voter: Mapped[bytes] = mapped_column(LargeBinary(32))  # the pseudonym: a batch is of so many voters
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    replaced: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    nominee_id: Mapped[uuid.UUID]
    replaced_nominee_id: Mapped[uuid.UUID | None]

    __table_args__ = (Index(None, "contest_id", "commitment"), {"sqlite_with_rowid": False})


class Signal(Base):
    """How a ballot came: what the review of votes looks for patterns in. Dies with the ballots.

    Every column but the commitment is a keyed hash or sealed, under a key that is made from the contest's own. A ballot
    that has been replaced leaves its row behind, unread.
    """

    __tablename__ = "signal"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    network: Mapped[bytes] = mapped_column(LargeBinary(SIGNAL_BYTES))
    domain: Mapped[bytes] = mapped_column(LargeBinary(SIGNAL_BYTES))
    family: Mapped[bytes] = mapped_column(LargeBinary(SIGNAL_BYTES))
    haste: Mapped[bytes] = mapped_column(LargeBinary(SIGNAL_BYTES))
    sealed: Mapped[bytes]

    __table_args__ = ({"sqlite_with_rowid": False},)


class Receipt(Base):
    """A ballot that is in the public log, by what its voter holds of it. Written with the batch, in the log's order."""

    __tablename__ = "receipt"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    label: Mapped[bytes] = mapped_column(LargeBinary(LABEL_BYTES))  # what the receipt number says of the commitment
    number: Mapped[int]  # of its entry
    replaced: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    void_reason: Mapped[str | None] = mapped_column(String(40))  # why it is not counted

    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        UniqueConstraint("contest_id", "replaced"),  # a ballot is replaced once
        Index(None, "contest_id", "label"),
    )


class Tally(Base):
    """A nominee's votes, as far as the ballots are in the public log. Moves with each batch, in steps."""

    __tablename__ = "tally"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    nominee_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    votes: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("votes >= 0", name="votes"),
    )


class TallyStep(Base):
    """A nominee's votes after the last batch of a minute: the steps in which the count has moved.

    Nothing here that was not on the jury's page in that minute. Nominees without votes until then have no row.
    """

    __tablename__ = "tally_step"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)  # the minute
    nominee_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    votes: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("votes >= 0", name="votes"),
        {"sqlite_with_rowid": False},
    )
