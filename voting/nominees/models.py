"""Who stands in a contest, and their pictures."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voting.database import Base, LocalTextColumn, UtcDateTime
from voting.nominees.rules import Kind
from voting.text import LocalText
from voting.web.images import widths_of

_KINDS = ", ".join(f"'{kind.value}'" for kind in Kind)


@dataclass(frozen=True)
class Person:
    """Somebody behind a nomination."""

    name: str
    role: LocalText


@dataclass(frozen=True)
class Correction:
    """That an announced nominee's page was changed, and why, as everybody can read."""

    at: datetime
    reason: str


class Photo(Base):
    """A picture, named by the digest of its files, so that its address never shows anything else."""

    __tablename__ = "photo"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    color: Mapped[str] = mapped_column(String(7))

    @property
    def widths(self) -> list[int]:
        """In pixels, narrowest first."""
        return widths_of(self.width)

    @property
    def tone(self) -> str:
        """The nearest to its colour of the 64 in static/css/components/tones.css: red, green, blue, each 0 to 3."""
        return "".join(str(part // 64) for part in bytes.fromhex(self.color[1:]))


class PhotoFile(Base):
    """A picture in one width, as WebP."""

    __tablename__ = "photo_file"

    photo_id: Mapped[str] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class Nominee(Base):
    """One choice on the ballot."""

    __tablename__ = "nominee"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"))
    slug: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    people_data: Mapped[list[dict[str, Any]]] = mapped_column("people", JSON)
    organisation: Mapped[str] = mapped_column(String(120), default="", server_default=sql("''"))
    place: Mapped[str] = mapped_column(String(120))
    line: Mapped[LocalText] = mapped_column(LocalTextColumn)
    citation: Mapped[LocalText] = mapped_column(LocalTextColumn)
    text: Mapped[LocalText] = mapped_column(LocalTextColumn)
    alt: Mapped[LocalText] = mapped_column(LocalTextColumn)
    photo_id: Mapped[str | None] = mapped_column(ForeignKey("photo.id"))  # NULL: a draft that still lacks it
    invented: Mapped[bool]  # made up for a demo, and said so wherever the nominee is shown
    position: Mapped[int]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    corrections_data: Mapped[list[dict[str, str]] | None] = mapped_column("corrections", JSON)  # {"at", "reason"} each
    revision: Mapped[int] = mapped_column(default=0, server_default=sql("0"))  # one more with each edit

    photo: Mapped[Photo | None] = relationship(lazy="joined")

    __table_args__ = (
        UniqueConstraint("contest_id", "slug"),
        UniqueConstraint("contest_id", "id"),  # what a ballot's key points at: no nominee of another contest
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
    )

    @property
    def corrections(self) -> list[Correction]:
        return [Correction(datetime.fromisoformat(each["at"]), each["reason"]) for each in self.corrections_data or []]

    @property
    def people(self) -> list[Person]:
        return [Person(person["name"], LocalText(**person["role"])) for person in self.people_data]


class Original(Base):
    """A nominee's picture as it was given, whole, upright and without what the camera wrote in it: to crop it anew.

    Staff alone see it. It goes with the nominee.
    """

    __tablename__ = "photo_original"

    nominee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("nominee.id", ondelete="CASCADE"), primary_key=True)
    focus: Mapped[str] = mapped_column(String(12))
    content: Mapped[bytes]
