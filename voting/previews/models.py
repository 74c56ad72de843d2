"""Private links to drafts."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class PreviewLink(Base):
    """The link to one draft's preview. Found by its digest; sealed too, so that admins can copy it again."""

    __tablename__ = "preview_link"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed: Mapped[bytes]  # empty once withdrawn: the digest alone tells its holders that it is over
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
