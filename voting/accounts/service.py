"""What can happen to an account: a code is asked for, a code is spent, a role is taken up or given."""

import hmac
import json
import secrets
import uuid
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voting.accounts import queries, rules, scopes
from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.accounts.queries import SignedIn, find_signed_in, open_mailbox
from voting.accounts.rules import Address, Role
from voting.accounts.scopes import HoldsRole, LastAdmin, NoLongerAdmin, Scopes, name_scopes, read_scopes, write_scopes
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now, lock_exclusive, lock_number, lock_shared
from voting.extensions import db, key_ring
from voting.keys import KeyProblem
from voting.mail import service as mail
from voting.mail.models import Mail
from voting.mail.rules import Kind
from voting.text import Language
from voting.transaction import database_time
from voting.web.models import Installation
from voting.web.sessions import end_sessions

CODE_ROW = timedelta(days=1)  # as long as one may wait to be sent


def send_code(*, address: Address, browser: bytes, lang: Language) -> None:
    """Write a new code for this browser (SHA-256 of its session id) and put it in the outbox.

    The work is the same whoever holds the address, or nobody: accounts are not even looked at. An older code of the
    browser is replaced.
    """
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    mail_id = mail.enqueue(
        Kind.CODE, to=address.mail_to, lang=lang, code=rules.show_code(code), valid_minutes=rules.CODE_MINUTES
    )
    values = {
        "mailbox_sealed": _seal_mailbox(address),
        "mac": rules.code_mac(key_ring().code, browser=browser, mailbox=address.mailbox, code=code),
        "tries_left": rules.CODE_TRIES,
        "mail_id": mail_id,
    }
    statement = insert_into(SignInCode).values(browser=browser, written_at=database_now(), **values)
    statement = statement.on_conflict_do_update(
        index_elements=[SignInCode.browser], set_=values | {"written_at": database_now()}
    )
    db.session.execute(statement)


def spend_code(*, browser: bytes, typed: str) -> SignedIn | None:
    """Try `typed` against this browser's code; a try is spent either way, so the caller must commit.

    Returns the account, made at the first success, or None for every kind of failure. Raises AccountDisabled only to
    who has proven to hold the mailbox.
    """
    row = db.session.execute(
        update(SignInCode)
        .where(SignInCode.browser == browser, SignInCode.tries_left > 0)
        .values(tries_left=SignInCode.tries_left - 1)
        .returning(SignInCode.mac, SignInCode.mailbox_sealed, SignInCode.mail_id, SignInCode.written_at, database_now())
    ).one_or_none()
    code = rules.clean_code(typed)
    if row is None or code is None:
        return None
    mac, sealed, mail_id, written_at, now = row
    address = open_mailbox(sealed)
    expected = rules.code_mac(key_ring().code, browser=browser, mailbox=address.mailbox, code=code)
    sent_at = db.session.scalar(select(Mail.sent_at).where(Mail.id == mail_id))
    in_time = now < rules.code_runs_out(written_at=written_at, sent_at=sent_at)
    if not hmac.compare_digest(mac, expected) or not in_time:
        return None
    db.session.execute(update(SignInCode).where(SignInCode.browser == browser).values(tries_left=0))
    return _sign_in(address)


def _sign_in(address: Address) -> SignedIn:
    account_id = ensure_account(address)
    accept(account_id=account_id)
    signed_in = find_signed_in(str(account_id))
    if signed_in is None:
        raise rules.AccountDisabled
    if signed_in.roles:
        staff = update(RoleGrant).where(RoleGrant.account_id == account_id)
        db.session.execute(staff.values(signed_in_at=database_now()))
    return signed_in


def ensure_account(address: Address) -> uuid.UUID:
    """The account of a mailbox, made when there is none, and kept as by `keep`.

    Raises KeyProblem under another application key than the database was begun with: every mailbox would look new, and
    everybody could vote again.
    """
    key = lookup(address)
    values = {"address_key": key, "address_sealed": seal_address(address), "created_at": database_now()}
    new = insert_into(Account).values(id=uuid.uuid4(), **values).on_conflict_do_nothing().returning(Account.id)
    while True:  # again where it has been deleted between two statements
        found = db.session.scalar(new) or db.session.scalar(select(Account.id).where(Account.address_key == key))
        if found and _is_kept(found):
            return found


def keep(account_id: uuid.UUID) -> None:
    """Have nobody delete an account until the transaction ends. Raises AccountGone if somebody has.

    Not by a lock of the row, which would write the number of the transaction beside the account: it may be a ballot's.
    """
    if not _is_kept(account_id):
        raise scopes.AccountGone


def _is_kept(account_id: uuid.UUID) -> bool:
    lock_shared(db.session.connection(), lock_number(account_id))
    return db.session.scalar(select(Account.id).where(Account.id == account_id)) is not None


def keep_out(account_ids: Collection[uuid.UUID]) -> None:
    """Wait for all who keep one of the accounts, then keep them out until the transaction ends."""
    lock_exclusive(db.session.connection(), *map(lock_number, account_ids))


def hold(account_ids: Collection[uuid.UUID]) -> None:
    """The same, and nobody changes the accounts' rows either. Not for who locks grants later: those come first."""
    keep_out(account_ids)
    rows = select(Account.id).where(Account.id.in_(account_ids)).order_by(Account.id)
    db.session.scalars(rows.with_for_update()).all()


def lookup(address: Address) -> bytes:
    """By which a mailbox is found. Raises KeyProblem under another application key than the database was begun with."""
    remembered = queries.find_key()
    if remembered is None:
        ours = insert_into(Installation).values(id=1, key_check=key_ring().check)
        db.session.execute(ours.on_conflict_do_nothing())
        remembered = queries.find_key()
    if remembered != key_ring().check:
        raise KeyProblem("The application key is not the one that this database was begun with.")
    return rules.address_key(key_ring().address, address.mailbox)


def grant(*, account_id: uuid.UUID, role: Role, actor: uuid.UUID | None, scopes: Scopes = None) -> None:
    """Give a role to an account that has none; giving it twice changes nothing. Raises RolesApart."""
    values = {"account_id": account_id, "role": role.value, "scopes": write_scopes(scopes)}
    statement = insert_into(RoleGrant).values(granted_at=database_now(), **values)
    given = db.session.scalar(statement.on_conflict_do_nothing().returning(RoleGrant.role))
    if given:
        end_sessions(str(account_id))  # those begun without the role are longer than staff's may be
        told: dict[str, Any] = {"role": role.value, "scope": name_scopes(scopes), "account": str(account_id)}
        audit.record(Act.JOINED, actor=actor, **told)
    else:
        held = db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account_id))
        rules.check_roles(frozenset(map(Role, held)), role)


def accept(*, account_id: uuid.UUID) -> None:
    """Take up the role that the account has been offered, if any; that ends the sessions begun without it."""
    key = select(Account.address_key).where(Account.id == account_id).scalar_subquery()
    accepted = db.session.execute(
        update(Invitation)
        .where(Invitation.address_key == key, queries.OPEN_OFFER)
        .values(accepted_at=database_now())
        .returning(Invitation.role, Invitation.scopes)
    ).all()
    for role, covered in accepted:
        with suppress(rules.RolesApart):  # the account has got the other role since: the offer is spent
            grant(account_id=account_id, role=Role(role), scopes=read_scopes(covered), actor=account_id)


def keep_an_admin(*, but: uuid.UUID | None, actor: uuid.UUID | None = None) -> None:
    """Raises LastAdmin when nobody but that account can run the whole site, and NoLongerAdmin when `actor` cannot.

    Two who do this to each other at once wait here for one another, and the second then sees what the first has done.
    """
    unscoped = (RoleGrant.role == Role.ADMIN.value, RoleGrant.scopes.is_(null()))
    rows = select(RoleGrant.account_id).where(*unscoped).order_by(RoleGrant.account_id)
    db.session.scalars(rows.with_for_update()).all()
    enabled = rows.join(Account, Account.id == RoleGrant.account_id).where(Account.disabled_at.is_(None))
    admins = set(db.session.scalars(enabled))
    if actor and actor not in admins:
        raise NoLongerAdmin
    if admins == {but}:
        raise LastAdmin


def erase(*, address: Address, own: bool = False, actor: uuid.UUID | None = None, reason: str = "") -> bool:
    """Delete the account and the invitation of a mailbox, and end its sessions. False when there was nothing.

    `own`: the holder does it; else `actor` or a command, and why. That a role ends is told by an event of its own, or
    one admin could be rid of another without a trace. Raises HoldsRole for somebody else's, LastAdmin, NoLongerAdmin.
    """
    key = lookup(address)
    account = select(Account.id).where(Account.address_key == key)
    keep_out(db.session.scalars(account).all())  # before invitation and grants, as signing in; the row comes last
    invited = db.session.execute(delete(Invitation).where(Invitation.address_key == key).returning(Invitation.id)).all()
    # Looked for only now: the DELETE has waited for a sign-in that was just accepting the invitation.
    found = db.session.scalar(account)
    role = db.session.scalar(select(RoleGrant.role).where(RoleGrant.account_id == found))
    if role and not own:
        raise HoldsRole
    keep_an_admin(but=found, actor=actor)
    if role:
        audit.record(Act.REVOKED, actor=found, account=str(found), role=role)
    account_id = db.session.scalar(delete(Account).where(Account.address_key == key).returning(Account.id))
    if account_id:
        end_sessions(str(account_id))
    if account_id or invited:
        told: dict[str, Any] = {"reason": reason} if reason else {}
        audit.record(Act.ERASED, actor=actor, **told)
    return bool(account_id or invited)


def purge() -> None:
    """Delete codes and invitations that can no longer be used."""
    now = database_time()
    db.session.execute(delete(SignInCode).where(SignInCode.written_at < now - CODE_ROW))
    over = Invitation.accepted_at.is_not(None) | (Invitation.expires_at < now - timedelta(days=rules.INVITATION_DAYS))
    db.session.execute(delete(Invitation).where(over))


def insert_into(table: type) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def seal_address(address: Address) -> bytes:
    return key_ring().seal(address.mail_to.encode(), purpose="address")


def _seal_mailbox(address: Address) -> bytes:
    plain = {"mail_to": address.mail_to, "mailbox": address.mailbox}
    return key_ring().seal(json.dumps(plain).encode(), purpose="mailbox")


def end_session(*, account_id: uuid.UUID, session: bytes | None, but: bytes | None = None) -> int:
    """Sign one browser of an account out, or with None all `but` one. Returns how many that were.

    The log is of what staff do: of a voter it would tell when they were here, and that is when they may have voted.
    """
    ended = end_sessions(str(account_id), only=session, but=but)
    if ended and db.session.scalar(select(RoleGrant.role).where(RoleGrant.account_id == account_id)):
        audit.record(Act.SESSIONS_ENDED, actor=account_id, sessions=ended)
    return ended
