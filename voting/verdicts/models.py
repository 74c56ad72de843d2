"""The jury's choice in a tie, its citation and its notes.

Who wrote them are account numbers without a key, as in the audit log.
"""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, LocalTextColumn, UtcDateTime
from voting.text import LocalText
from voting.verdicts.rules import NOTE_LENGTH


class TieChoice(Base):
    """Whom the jury chooses among those with most votes: proposed by one, decided when another approves.

    One a contest, so that two decisions can never stand beside each other. `id` is another with each proposal.
    """

    __tablename__ = "tie_choice"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    nominee_id: Mapped[uuid.UUID]
    reason: Mapped[LocalText] = mapped_column(LocalTextColumn)
    proposed_by: Mapped[uuid.UUID]
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[uuid.UUID | None]  # who proposed it, where nobody else was on the jury
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided"),
    )

    @property
    def joint(self) -> bool:
        """Whether two have agreed."""
        return self.decided_by != self.proposed_by


class JuryCitation(Base):
    """Why the winner won, in the jury's words. Everybody reads it with the published result."""

    __tablename__ = "jury_citation"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    nominee_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[LocalText] = mapped_column(LocalTextColumn)
    revision: Mapped[int]  # one more with each edit
    written_by: Mapped[uuid.UUID]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (ForeignKeyConstraint(["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"]),)


class JuryNote(Base):
    """What somebody on the jury has noted, in one language and in Markdown, for the rest of the jury."""

    __tablename__ = "jury_note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"))
    text: Mapped[str] = mapped_column(String(NOTE_LENGTH))
    in_minutes: Mapped[bool]
    revision: Mapped[int]  # one more with each edit
    written_by: Mapped[uuid.UUID]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index(None, "contest_id", "written_at"),)
