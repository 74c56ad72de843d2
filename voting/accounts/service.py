"""What can happen to an account: a code is asked for, a code is spent, a role is offered, accepted or given."""

import hmac
import json
import secrets
import uuid
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voting.accounts import queries, rules
from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.accounts.queries import SignedIn, find_signed_in, open_mailbox
from voting.accounts.rules import Address, Role
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now
from voting.extensions import db, key_ring, settings
from voting.keys import KeyProblem
from voting.mail import service as mail
from voting.mail.models import Mail
from voting.mail.rules import Kind, mask
from voting.text import Language
from voting.transaction import database_time
from voting.web.i18n import prefix_of
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
        Kind.CODE,
        to=address.mail_to,
        lang=lang,
        code=rules.show_code(code),
        valid_minutes=rules.CODE_MINUTES,
    )
    values = {
        "mailbox_sealed": _seal_mailbox(address),
        "mac": rules.code_mac(key_ring().code, browser=browser, mailbox=address.mailbox, code=code),
        "tries_left": rules.CODE_TRIES,
        "mail_id": mail_id,
    }
    statement = _insert(SignInCode).values(browser=browser, written_at=database_now(), **values)
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
    return signed_in


def ensure_account(address: Address) -> uuid.UUID:
    """The account of a mailbox, made when there is none.

    Raises KeyProblem under another application key than the database was begun with: every mailbox would look new, and
    everybody could vote again.
    """
    key = _lookup(address)
    made = db.session.scalar(
        _insert(Account)
        .values(id=uuid.uuid4(), address_key=key, address_sealed=_seal_address(address), created_at=database_now())
        .on_conflict_do_nothing(index_elements=[Account.address_key])
        .returning(Account.id)
    )
    return made or db.session.scalars(select(Account.id).where(Account.address_key == key)).one()


def _lookup(address: Address) -> bytes:
    """By which a mailbox is found. Raises KeyProblem under another application key than the database was begun with."""
    remembered = queries.find_key()
    if remembered is None:
        ours = _insert(Installation).values(id=1, key_check=key_ring().check)
        db.session.execute(ours.on_conflict_do_nothing())
        remembered = queries.find_key()
    if remembered != key_ring().check:
        raise KeyProblem("The application key is not the one that this database was begun with.")
    return rules.address_key(key_ring().address, address.mailbox)


def grant(*, account_id: uuid.UUID, role: Role, actor: uuid.UUID | None) -> None:
    """Give a role to an account that has none; giving it twice changes nothing. Raises RolesApart."""
    statement = _insert(RoleGrant).values(account_id=account_id, role=role.value, granted_at=database_now())
    given = db.session.scalar(statement.on_conflict_do_nothing().returning(RoleGrant.role))
    if given:
        end_sessions(str(account_id))  # those begun without the role are longer than staff's may be
        audit.record(Act.JOINED, actor=actor, role=role.value)
    else:
        held = db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account_id))
        rules.check_roles(frozenset(map(Role, held)), role)


def invite(*, address: Address, role: Role, lang: Language, actor: uuid.UUID | None) -> None:
    """Offer a role to the holder of a mailbox, by mail. Inviting again renews the offer. Raises HasRole, RolesApart."""
    key = _lookup(address)
    held, offered = _roles_of(key)
    if role in held:
        raise rules.HasRole
    rules.check_roles(held | offered, role)
    now = database_time()
    fresh = {
        "address_sealed": _seal_address(address),
        "role": role.value,
        "invited_by": actor,
        "invited_at": now,
        "expires_at": now + timedelta(days=rules.INVITATION_DAYS),
        "accepted_at": None,
    }
    # Another role's open offer stays, though it may have come between our look and now.
    settled = (Invitation.role == role.value) | Invitation.accepted_at.is_not(None) | (Invitation.expires_at <= now)
    made = db.session.scalar(
        _insert(Invitation)
        .values(id=uuid.uuid4(), address_key=key, **fresh)
        .on_conflict_do_update(index_elements=[Invitation.address_key], set_=fresh, where=settled)
        .returning(Invitation.id)
    )
    if made is None:
        raise rules.RolesApart
    mail.enqueue(
        Kind.INVITATION,
        to=address.mail_to,
        lang=lang,
        role=role.value,
        sign_in_url=f"{settings().base_url}{prefix_of(lang)}/sign-in",
        valid_minutes=rules.INVITATION_DAYS * 24 * 60,
    )
    audit.record(Act.INVITED, actor=actor, role=role.value, address=mask(address.mail_to))


def _roles_of(key: bytes) -> tuple[frozenset[Role], frozenset[Role]]:
    """The roles that a mailbox holds, and those that it has been offered."""
    held = select(RoleGrant.role).join(Account, Account.id == RoleGrant.account_id).where(Account.address_key == key)
    offered = select(Invitation.role).where(Invitation.address_key == key, queries.OPEN_OFFER)
    return frozenset(map(Role, db.session.scalars(held))), frozenset(map(Role, db.session.scalars(offered)))


def revoke(*, address: Address, actor: uuid.UUID | None) -> bool:
    """Take back every role and open invitation of a mailbox, at once. False when there was nothing to take."""
    key = _lookup(address)
    offers = delete(Invitation).where(Invitation.address_key == key, Invitation.accepted_at.is_(None))
    taken = set(db.session.scalars(offers.returning(Invitation.role)))
    # Looked for only now: the DELETE has waited for a sign-in that was just accepting the invitation.
    account_id = db.session.scalar(select(Account.id).where(Account.address_key == key))
    if account_id:
        grants = delete(RoleGrant).where(RoleGrant.account_id == account_id)
        taken |= set(db.session.scalars(grants.returning(RoleGrant.role)))
        end_sessions(str(account_id))
    for role in sorted(taken):
        audit.record(Act.REVOKED, actor=actor, role=role, address=mask(address.mail_to))
    return bool(taken)


def accept(*, account_id: uuid.UUID) -> None:
    """Take up the role that the account has been offered, if any; that ends the sessions begun without it."""
    key = select(Account.address_key).where(Account.id == account_id).scalar_subquery()
    accepted = db.session.scalars(
        update(Invitation)
        .where(Invitation.address_key == key, queries.OPEN_OFFER)
        .values(accepted_at=database_now())
        .returning(Invitation.role)
    ).all()
    for role in accepted:
        with suppress(rules.RolesApart):  # the account has got the other role since: the offer is spent
            grant(account_id=account_id, role=Role(role), actor=account_id)


def erase(*, address: Address) -> bool:
    """Delete the account and the invitation of a mailbox, and end its sessions. False when there was nothing."""
    key = _lookup(address)
    invited = db.session.execute(delete(Invitation).where(Invitation.address_key == key).returning(Invitation.id)).all()
    account_id = db.session.scalar(delete(Account).where(Account.address_key == key).returning(Account.id))
    if account_id:
        end_sessions(str(account_id))
    if account_id or invited:
        audit.record(Act.ERASED, actor=None)
    return bool(account_id or invited)


def purge() -> None:
    """Delete codes and invitations that can no longer be used."""
    now = database_time()
    db.session.execute(delete(SignInCode).where(SignInCode.written_at < now - CODE_ROW))
    over = Invitation.accepted_at.is_not(None) | (Invitation.expires_at < now - timedelta(days=rules.INVITATION_DAYS))
    db.session.execute(delete(Invitation).where(over))


def _insert(table: type) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def _seal_address(address: Address) -> bytes:
    return key_ring().seal(address.mail_to.encode(), purpose="address")


def _seal_mailbox(address: Address) -> bytes:
    plain = {"mail_to": address.mail_to, "mailbox": address.mailbox}
    return key_ring().seal(json.dumps(plain).encode(), purpose="mailbox")
