"""Accounts and their roles. No table here has a key into a contest's ballots, and no ballot has one here."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, UtcDateTime


class Account(Base):
    """A mailbox whose holder has signed in at least once, or was given a role by the demo."""

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    address_key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    address_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stay: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # asked to be kept after the vote
    second_factor: Mapped[str | None] = mapped_column(String(10))  # a SecondFactor; NULL: none


class RoleGrant(Base):
    """The role that an account holds. The primary key is the rule that nobody is both admin and juror."""

    __tablename__ = "role_grant"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))
    scopes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # what it covers; NULL: everything
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of staff alone: of voters nobody keeps it


class Invitation(Base):
    """A role that waits for the holder of a mailbox to sign in. Signing in proves the mailbox, so it needs no link."""

    __tablename__ = "invitation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    address_key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # one offer to a mailbox at a time
    address_sealed: Mapped[bytes]
    role: Mapped[str] = mapped_column(String(10))
    scopes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # what it would cover; NULL: everything
    invited_by: Mapped[uuid.UUID | None]  # NULL: from the command line
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInCode(Base):
    """The one code that a browser may type. Asking again replaces it; the primary key says there is only one."""

    __tablename__ = "sign_in_code"

    browser: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # SHA-256 of the session id
    mailbox_sealed: Mapped[bytes]  # {"mail_to", "mailbox"}
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    tries_left: Mapped[int]
    mail_id: Mapped[uuid.UUID]  # by whose sending the ten minutes are counted
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
