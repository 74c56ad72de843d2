"""An award's look."""

import uuid

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base
from voting.web.images import widths_of


class Look(Base):
    """What an award has of its own; what is NULL is as it is for everybody. Ids are digests of the picture's files."""

    __tablename__ = "look"

    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), primary_key=True)
    accent: Mapped[str | None] = mapped_column(String(7))
    hero_id: Mapped[str | None] = mapped_column(String(32))
    hero_width: Mapped[int | None]
    logo_id: Mapped[str | None] = mapped_column(String(32))
    logo_width: Mapped[int | None]
    logo_height: Mapped[int | None]
    logo_dark: Mapped[bool] = mapped_column(default=False)  # drawn in dark colours, and lost on a dark ground

    @property
    def hero_widths(self) -> list[int]:
        """In pixels, narrowest first."""
        return widths_of(self.hero_width or 0)


class LookFile(Base):
    """A picture of a look in one width, as WebP."""

    __tablename__ = "look_file"

    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"), primary_key=True)
    picture_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]
