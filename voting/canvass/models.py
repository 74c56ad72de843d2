"""What one admin has proposed and another has decided. Staff are account numbers without a key, as in the audit log."""

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.canvass.rules import ProposalState
from voting.database import Base, UtcDateTime
from voting.text import REASON_LENGTH

_CERTIFIES = text("action = 'certify' AND state = 'open'")


class Proposal(Base):
    """A proposal to void ballots, to restore them, or to certify; at most one to certify waits in a contest.

    `decided_by` is who proposed it when the act was single-handed.
    """

    __tablename__ = "proposal"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"))
    action: Mapped[str] = mapped_column(String(10))
    void_reason: Mapped[str | None] = mapped_column(String(40))  # of the announced list
    cluster_kind: Mapped[str | None] = mapped_column(String(10))
    cluster_key: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))  # in the proposer's words
    ballots: Mapped[int]  # that it is about; once it is carried out, those that it has changed
    state: Mapped[str] = mapped_column(String(10), default=ProposalState.OPEN.value)
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("action IN ('void', 'unvoid', 'certify')", name="action"),
        CheckConstraint("state IN ('open', 'approved', 'declined')", name="state"),
        CheckConstraint("(action = 'void') = (void_reason IS NOT NULL)", name="void_reason"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
        UniqueConstraint("contest_id", "id"),
        Index(None, "contest_id", "proposed_at"),
        Index(None, "contest_id", unique=True, sqlite_where=_CERTIFIES, postgresql_where=_CERTIFIES),
    )


class ProposedBallot(Base):
    """A ballot that a proposal is about. Goes when the ballots go: it tells which of them came in the same way."""

    __tablename__ = "proposed_ballot"

    proposal_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contest_id: Mapped[uuid.UUID]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "proposal_id"], ["proposal.contest_id", "proposal.id"]),
        ForeignKeyConstraint(["contest_id", "commitment"], ["receipt.contest_id", "receipt.commitment"]),
        {"sqlite_with_rowid": False},
    )
