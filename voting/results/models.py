"""The certified result: rows of its own, so that nothing that happens to accounts or ballots later can change it."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.ballots.rules import NONCE_BYTES, SALT_BYTES
from voting.database import Base


class CertifiedTally(Base):
    """How many votes a nominee got, as certified."""

    __tablename__ = "certified_tally"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    nominee_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    votes: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("votes >= 0", name="votes"),
    )


class BundleFile(Base):
    """A file of the published bundle, as it was signed. The long ones are written from their tables each time."""

    __tablename__ = "bundle_file"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(100), primary_key=True)
    content: Mapped[bytes]


class Opening(Base):
    """A counted ballot, opened: what anybody needs to check its commitment. Nothing here tells whose it was.

    Written at certification, in the order of the commitments, which is no order of voting.
    """

    __tablename__ = "opening"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    nominee_id: Mapped[uuid.UUID]
    salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))
    nonce: Mapped[bytes] = mapped_column(LargeBinary(NONCE_BYTES))

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        {"sqlite_with_rowid": False},
    )
