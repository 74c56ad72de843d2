"""Where a nominee's notice went, and what came back."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from voting.consent.rules import Answer
from voting.database import Base, UtcDateTime

_ANSWERS = ", ".join(f"'{answer.value}'" for answer in Answer)


class Contact(Base):
    """The mailbox of a nominee, or of who speaks for one, with the link it has and the answer that was given by it.

    Nothing in it is public. Deleted with the nominee, and with the voters' addresses after certification.
    """

    __tablename__ = "nominee_contact"

    nominee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("nominee.id", ondelete="CASCADE"), primary_key=True)
    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"))
    address_key: Mapped[bytes] = mapped_column(LargeBinary(32))  # as an account's
    address_sealed: Mapped[bytes]
    lang: Mapped[str] = mapped_column(String(2))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # of the link's secret, which nobody keeps
    revision: Mapped[int] = mapped_column(default=0, server_default=sql("0"))  # one more with all that happens to it
    answer: Mapped[str | None] = mapped_column(String(10))  # NULL: told, and has not answered
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_to: Mapped[int | None]  # the nominee's revision that was on the page
    changes: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))  # text: as it was, as asked
    words: Mapped[str] = mapped_column(Text, default="", server_default=sql("''"))  # what was written to staff
    reply: Mapped[str] = mapped_column(Text, default="", server_default=sql("''"))  # what staff wrote back
    picture: Mapped[bytes | None]  # whole, upright, without what the camera wrote in it: to crop it when it is taken
    shown: Mapped[bytes | None]  # cropped, as WebP
    focus: Mapped[str | None] = mapped_column(String(12))

    __table_args__ = (CheckConstraint(f"answer IN ({_ANSWERS})", name="answer"),)

    @property
    def has_wish(self) -> bool:
        """Whether a wished change waits for staff."""
        return self.answer == Answer.CHANGE.value
