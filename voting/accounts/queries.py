"""Questions about accounts."""

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.accounts.rules import Address, Permission, Role, permissions_of
from voting.database import database_now
from voting.extensions import db, key_ring
from voting.web.models import Installation


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as Flask-Login knows it. `id` is all that casting ever sees of it."""

    id: uuid.UUID
    address_sealed: bytes
    created_at: datetime
    roles: frozenset[Role]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def address(self) -> str:
        return open_address(self.address_sealed)

    @property
    def runs_contests(self) -> bool:
        return self.may(Permission.RUN_CONTEST)

    @property
    def follows_count(self) -> bool:
        return self.may(Permission.FOLLOW_COUNT)


@dataclass(frozen=True)
class PendingCode:
    """The code that a browser has been sent, as its page needs it."""

    mail_to: str
    written_at: datetime
    now: datetime


@dataclass(frozen=True)
class StaffRow:
    """One person with a role."""

    address: str
    role: Role


@dataclass(frozen=True)
class InvitationRow:
    """One invitation that has not been accepted."""

    address: str
    role: Role
    expires_at: datetime
    expired: bool


OPEN_OFFER = Invitation.accepted_at.is_(None) & (Invitation.expires_at > database_now())
_WITH_ROLES = (
    select(Account.id, Account.address_sealed, Account.created_at, RoleGrant.role)
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(Account.id == bindparam("account"), Account.disabled_at.is_(None))
)


def find_signed_in(account_id: str) -> SignedIn | None:
    """The account of a session, or None when it does not exist any more or has been disabled. One query."""
    try:
        wanted = uuid.UUID(account_id)
    except ValueError:
        return None
    rows = db.session.execute(_WITH_ROLES, {"account": wanted}).all()
    if not rows:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role)
    return SignedIn(rows[0].id, rows[0].address_sealed, rows[0].created_at, roles)


def knows_key() -> bool:
    """Whether the application key is the one that this database was begun with, or the database has none yet."""
    remembered = find_key()
    return remembered is None or remembered == key_ring().check


def find_key() -> bytes | None:
    """The check value of the application key that this database was begun with."""
    return db.session.scalar(select(Installation.key_check))


def find_pending_code(browser: bytes) -> PendingCode | None:
    """The code that this browser was last sent, used up or not."""
    row = db.session.execute(
        select(SignInCode.mailbox_sealed, SignInCode.written_at, database_now()).where(SignInCode.browser == browser)
    ).one_or_none()
    return PendingCode(open_mailbox(row[0]).mail_to, row[1], row[2]) if row else None


def addresses_of(accounts: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The addresses of those of the accounts that still exist."""
    rows = db.session.execute(select(Account.id, Account.address_sealed).where(Account.id.in_(accounts)))
    return {account_id: open_address(sealed) for account_id, sealed in rows}


def list_staff() -> list[StaffRow]:
    """Everybody who holds a role, by address."""
    granted = select(Account.address_sealed, RoleGrant.role).join(RoleGrant, RoleGrant.account_id == Account.id)
    rows = [StaffRow(open_address(sealed), Role(role)) for sealed, role in db.session.execute(granted)]
    return sorted(rows, key=lambda row: row.address)


def admins_since(instant: datetime) -> frozenset[uuid.UUID]:
    """The accounts that can run contests now and could at that instant."""
    admins = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    here = (RoleGrant.role == Role.ADMIN.value, RoleGrant.granted_at <= instant, Account.disabled_at.is_(None))
    return frozenset(db.session.scalars(admins.where(*here)))


def list_jury() -> frozenset[uuid.UUID]:
    """The accounts that are on the jury now."""
    jury = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    return frozenset(db.session.scalars(jury.where(RoleGrant.role == Role.JUROR.value, Account.disabled_at.is_(None))))


def list_invitations() -> Sequence[InvitationRow]:
    """Invitations that nobody has accepted yet, newest first."""
    rows = db.session.execute(
        select(Invitation, database_now())
        .where(Invitation.accepted_at.is_(None))
        .order_by(Invitation.invited_at.desc())
    )
    return [
        InvitationRow(open_address(row.address_sealed), Role(row.role), row.expires_at, row.expires_at <= now)
        for row, now in rows
    ]


def find_offer(account_id: uuid.UUID) -> Role | None:
    """The role that an account has been offered and could take up now."""
    offered = (
        select(Invitation.role)
        .join(Account, Account.address_key == Invitation.address_key)
        .where(Account.id == account_id, OPEN_OFFER)
    )
    role = db.session.scalar(offered)
    return Role(role) if role else None


def open_address(sealed: bytes) -> str:
    return key_ring().unseal(sealed, purpose="address").decode()


def open_mailbox(sealed: bytes) -> Address:
    return Address(**json.loads(key_ring().unseal(sealed, purpose="mailbox")))
