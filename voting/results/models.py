"""The certified result: rows of its own, so that nothing that happens to accounts or ballots later can change it."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
