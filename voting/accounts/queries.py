"""Questions about accounts."""

import json
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.accounts.rules import Address, Permission, Role, permissions_of
from voting.accounts.scopes import Scopes, SecondFactor, cover, read_scopes
from voting.clock import now as local_now
from voting.database import database_now
from voting.extensions import db, key_ring
from voting.web.browsers import browser_and_system
from voting.web.models import Installation, WebSession


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as Flask-Login knows it. `id` is all that casting ever sees of it."""

    id: uuid.UUID
    address_sealed: bytes
    created_at: datetime
    roles: frozenset[Role]
    scopes: Scopes = None
    second_factor: SecondFactor | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles, scoped=self.scopes is not None)

    def covers(self, award: str, year: int | None = None) -> bool:
        """Whether the role covers a contest; without a year, the whole award."""
        return cover(self.scopes, award, year)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def address(self) -> str:
        return open_address(self.address_sealed)

    @property
    def runs_contests(self) -> bool:
        return self.may(Permission.RUN_CONTEST)

    @property
    def runs_site(self) -> bool:
        """Whether what belongs to no single contest is open to them too."""
        return self.may(Permission.INVITE)

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
class InvitationRow:
    """One invitation that has not been accepted."""

    id: uuid.UUID
    address: str
    role: Role
    scopes: Scopes
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class SessionRow:
    """One browser that is signed in. `seen_at` is kept of staff alone: it could tell when somebody voted."""

    number: str
    browser: str
    system: str
    began_at: datetime
    seen_at: datetime | None
    this: bool


OPEN_OFFER = Invitation.accepted_at.is_(None) & (Invitation.expires_at > database_now())
_WITH_ROLES = (
    select(
        Account.id,
        Account.address_sealed,
        Account.created_at,
        Account.second_factor,
        RoleGrant.role,
        RoleGrant.scopes,
    )
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(Account.id == bindparam("account"), Account.disabled_at.is_(None))
)


def find_signed_in(account_id: str) -> SignedIn | None:
    """The account of a session, or None when it does not exist any more or has been disabled. One query."""
    try:
        wanted = uuid.UUID(account_id)
    except ValueError:
        return None
    row = db.session.execute(_WITH_ROLES, {"account": wanted}).one_or_none()
    if row is None:
        return None
    return SignedIn(
        row.id,
        row.address_sealed,
        row.created_at,
        roles=frozenset({Role(row.role)} if row.role else ()),
        scopes=read_scopes(row.scopes),
        second_factor=SecondFactor(row.second_factor) if row.second_factor else None,
    )


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


def admins_covering(award: str, year: int) -> Callable[[datetime], frozenset[uuid.UUID]]:
    """The panel of a contest: for an instant, the accounts that can run it now and could at that instant."""

    def admins_since(instant: datetime) -> frozenset[uuid.UUID]:
        admins = select(RoleGrant.account_id, RoleGrant.scopes).join(Account, Account.id == RoleGrant.account_id)
        here = (RoleGrant.role == Role.ADMIN.value, RoleGrant.granted_at <= instant, Account.disabled_at.is_(None))
        rows = db.session.execute(admins.where(*here))
        return frozenset(admin for admin, scopes in rows if cover(read_scopes(scopes), award, year))

    return admins_since


def jury_of(award: str, year: int) -> frozenset[uuid.UUID]:
    """The accounts that are on the jury of a contest now."""
    jury = select(RoleGrant.account_id, RoleGrant.scopes).join(Account, Account.id == RoleGrant.account_id)
    rows = db.session.execute(jury.where(RoleGrant.role == Role.JUROR.value, Account.disabled_at.is_(None)))
    return frozenset(juror for juror, scopes in rows if cover(read_scopes(scopes), award, year))


def list_sessions(account_id: uuid.UUID, *, this: bytes = b"") -> list[SessionRow]:
    """Where an account is signed in, `this` (SHA-256 of the session's id) first, then the newest."""
    now = local_now()
    rows = db.session.scalars(
        select(WebSession)
        .where(WebSession.subject == str(account_id), WebSession.expires_at > now)
        .order_by((WebSession.id_hash == this).desc(), WebSession.began_at.desc())
    )
    return [
        SessionRow(
            row.id_hash.hex(),
            *browser_and_system(row.device),
            row.began_at,
            row.seen_at if row.idle_seconds else None,
            row.id_hash == this,
        )
        for row in rows
        if not row.idle_seconds or row.seen_at + timedelta(seconds=row.idle_seconds) > now
    ]


def find_offer(account_id: uuid.UUID) -> InvitationRow | None:
    """What an account has been offered and not taken up, whether it still can or it has become too late."""
    offered = (
        select(Invitation, database_now())
        .join(Account, Account.address_key == Invitation.address_key)
        .where(Account.id == account_id, Invitation.accepted_at.is_(None))
    )
    found = db.session.execute(offered).one_or_none()
    return invitation_row(*found) if found else None


def invitation_row(offer: Invitation, now: datetime) -> InvitationRow:
    return InvitationRow(
        offer.id,
        open_address(offer.address_sealed),
        Role(offer.role),
        read_scopes(offer.scopes),
        offer.expires_at,
        offer.expires_at <= now,
    )


def open_address(sealed: bytes) -> str:
    return key_ring().unseal(sealed, purpose="address").decode()


def open_mailbox(sealed: bytes) -> Address:
    return Address(**json.loads(key_ring().unseal(sealed, purpose="mailbox")))
