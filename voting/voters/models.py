"""The list of those who may vote, where a contest has one."""

import uuid

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base


class InvitedVoter(Base):
    """A mailbox that may vote in a contest. Whether it has, no table tells. Deleted when the result is certified."""

    __tablename__ = "invited_voter"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    address_key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # as an account's
    address_sealed: Mapped[bytes]
