"""The logs. The database itself refuses to change a row, or to delete one that is not a rehearsal's."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base
from voting.ledger.tiles import LONGEST_ENTRY
from voting.ledger.tree import HASH_BYTES


class Log(Base):
    """One log, the key that signs it, and the address that it goes by: `vote.example.org/award/2026/log`."""

    __tablename__ = "ledger_log"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(300))
    verifier_key: Mapped[str] = mapped_column(String(400))
    rehearsal: Mapped[bool]


class Entry(Base):
    """One leaf: exactly these bytes count, and `leaf_hash` says which leaf it is when they have changed."""

    __tablename__ = "ledger_entry"

    log_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary(LONGEST_ENTRY))
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES))

    __table_args__ = (CheckConstraint("number >= 0", name="number"),)


class Node(Base):
    """The root of 256 leaves (level 1), of 65,536 (level 2), …: what tiles and proofs are read from."""

    __tablename__ = "ledger_node"

    log_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES))


class SignedCheckpoint(Base):
    """A head that was signed, word for word."""

    __tablename__ = "ledger_checkpoint"

    log_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(String(1000))


class Cosignature(Base):
    """That somebody else has seen a head and signed it too: the line that is put under it, and the witness's key."""

    __tablename__ = "ledger_cosignature"

    log_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(300), primary_key=True)
    key: Mapped[str] = mapped_column(String(400))
    line: Mapped[str] = mapped_column(String(500))

    __table_args__ = (ForeignKeyConstraint(["log_id", "size"], ["ledger_checkpoint.log_id", "ledger_checkpoint.size"]),)
