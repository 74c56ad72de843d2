"""What a passkey is asked to sign. The keys themselves are second factors like others: voting/factors/models.py."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class PasskeyChallenge(Base):
    """What a browser's passkey must sign, once. The primary key says that a browser has one at a time."""

    __tablename__ = "passkey_challenge"

    browser: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # SHA-256 of the session id
    challenge: Mapped[bytes] = mapped_column(LargeBinary(32))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
