"""What staff show beside the code from the mail. Everything here goes with the account."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class Factor(Base):
    """An app that shows six digits (TOTP, RFC 6238), or a key in a computer, a phone or a pocket (WebAuthn)."""

    __tablename__ = "factor"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))  # as its holder calls it
    secret_sealed: Mapped[bytes | None]  # of an app
    step: Mapped[int] = mapped_column(BigInteger, default=0)  # of the last code taken: no code is taken twice
    credential: Mapped[bytes | None] = mapped_column(LargeBinary(1023), unique=True)  # by which a browser knows the key
    public_key: Mapped[bytes | None]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # a copied key would count on from an older number
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # NULL: no code of the app has been typed yet
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(
            "CASE kind WHEN 'app' THEN secret_sealed IS NOT NULL"
            " WHEN 'passkey' THEN credential IS NOT NULL AND public_key IS NOT NULL ELSE false END",
            name="whole",
        ),
    )


class RecoveryCode(Base):
    """One of ten codes on paper. Its text is kept, sealed, until the person has said that the paper exists."""

    __tablename__ = "recovery_code"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed: Mapped[bytes | None]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
