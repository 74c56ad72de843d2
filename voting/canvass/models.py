"""What one admin has proposed and another has decided. Staff are account numbers without a key, as in the audit log."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.canvass.rules import ProposalState
from voting.contests.rules import REASON_LENGTH
from voting.database import Base, UtcDateTime


class Proposal(Base):
    """A proposal to leave ballots out of the count, to take them back in, or to certify.

    `decided_by` is who proposed it when the act was single-handed.
    """

    __tablename__ = "proposal"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"))
    action: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str | None] = mapped_column(String(40))  # of the announced list, to leave ballots out
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))  # in the proposer's words
    ballots: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=ProposalState.OPEN.value)
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("action IN ('void', 'unvoid', 'certify')", name="action"),
        CheckConstraint("state IN ('open', 'approved', 'declined')", name="state"),
        CheckConstraint("(action = 'void') = (cause IS NOT NULL)", name="cause"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by"),
        Index(None, "contest_id", "proposed_at"),
    )


class ProposedBallot(Base):
    """A ballot that a proposal is about, by its commitment."""

    __tablename__ = "proposed_ballot"

    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    contest_id: Mapped[uuid.UUID]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "commitment"], ["receipt.contest_id", "receipt.commitment"]),
        {"sqlite_with_rowid": False},
    )
