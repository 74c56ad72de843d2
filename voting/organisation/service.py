"""What can happen to who runs the site: a link is made, the site is set up with it, an admin changes settings."""

import hmac
import json
import secrets
import uuid

from sqlalchemy import delete, insert, update

from voting.accounts import service as accounts
from voting.accounts.queries import SignedIn, find_signed_in
from voting.accounts.rules import (
    CODE_DIGITS,
    CODE_TRIES,
    AccountDisabled,
    Address,
    Role,
    clean_code,
    code_mac,
    code_runs_out,
    read_address,
)
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now, lock_exclusive
from voting.errors import EditedMeanwhile
from voting.extensions import db, key_ring
from voting.mail.rules import mask
from voting.organisation import queries
from voting.organisation.models import Organisation, SetupLink
from voting.organisation.queries import Pending, get_saved, has_admin, open_answers
from voting.organisation.rules import (
    ADDRESSES,
    LINK_LIFETIME,
    Details,
    LinkUnknown,
    SetUpAlready,
    changes,
    hash_secret,
    shown,
)
from voting.transaction import after_commit, database_time

LOCK = int.from_bytes(b"setup", "big")


def make_link() -> str:
    """A new link's secret; the one before is worth nothing any more. Raises SetUpAlready."""
    _take_turn()
    if has_admin():
        raise SetUpAlready
    secret = secrets.token_urlsafe(32)
    db.session.execute(delete(SetupLink))
    link = {"id": 1, "secret_hash": hash_secret(secret), "expires_at": database_time() + LINK_LIFETIME}
    db.session.execute(insert(SetupLink).values(**link))
    return secret


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def remember(*, secret: str, browser: bytes, admin: Address, details: Details, code: str) -> None:
    """Keep, sealed, what a browser has answered, and the code that was sent. Another browser's is replaced.

    Raises LinkUnknown where the link has been replaced meanwhile.
    """
    answers = {"admin": admin.mail_to, "details": details.to_plain()}
    values = {
        "browser": browser,
        "answers_sealed": key_ring().seal(json.dumps(answers).encode(), purpose="setup"),
        "mac": code_mac(key_ring().code, browser=browser, mailbox=admin.mailbox, code=code),
        "tries_left": CODE_TRIES,
        "sent_at": database_now(),
    }
    usable = (SetupLink.secret_hash == hash_secret(secret), SetupLink.used_at.is_(None))
    if not db.session.execute(update(SetupLink).where(*usable).values(**values).returning(SetupLink.id)).all():
        raise LinkUnknown


def finish(*, secret: str, browser: bytes, typed: str) -> SignedIn | None:
    """Store everything and make the first admin, if `typed` is the code. Else None: a try is spent, so commit.

    Raises SetUpAlready where somebody else was quicker, and AccountDisabled.
    """
    _take_turn()
    link = db.session.execute(
        update(SetupLink)
        .where(SetupLink.secret_hash == hash_secret(secret), SetupLink.browser == browser, SetupLink.tries_left > 0)
        .values(tries_left=SetupLink.tries_left - 1)
        .returning(SetupLink.mac, SetupLink.answers_sealed, SetupLink.sent_at, SetupLink.expires_at)
    ).one_or_none()
    if has_admin():
        raise SetUpAlready
    code = clean_code(typed)
    if link is None or code is None or not link.answers_sealed:
        return None
    pending, now = open_answers(link.answers_sealed), database_time()
    admin = read_address(pending.admin)
    expected = code_mac(key_ring().code, browser=browser, mailbox=admin.mailbox, code=code)
    in_time = now < min(link.expires_at, code_runs_out(written_at=link.sent_at, sent_at=link.sent_at))
    if not hmac.compare_digest(link.mac, expected) or not in_time:
        return None
    return _set_up(pending, admin)


def _set_up(pending: Pending, admin: Address) -> SignedIn:
    account_id = accounts.ensure_account(admin)
    accounts.grant(account_id=account_id, role=Role.ADMIN, actor=account_id)
    _write(pending.details, revision=get_saved().revision)
    over = {"used_at": database_now(), "browser": None, "answers_sealed": None, "mac": None, "tries_left": 0}
    db.session.execute(update(SetupLink).values(**over))
    audit.record(Act.SET_UP, actor=account_id, address=mask(admin.mail_to))
    signed_in = find_signed_in(str(account_id))
    if signed_in is None:
        raise AccountDisabled
    return signed_in


def change(*, details: Details, revision: int, actor: uuid.UUID | None) -> None:
    """Change the settings that had this revision. Raises EditedMeanwhile when they have another one now."""
    _take_turn()
    saved = get_saved()
    if saved.revision != revision:
        raise EditedMeanwhile
    changed = changes(saved.details, details)
    if not changed:
        return
    _write(details, revision=revision)
    for field, (old, new) in changed.items():
        audit.record(Act.CONFIGURED, actor=actor, setting=field, old=_told(field, old), new=_told(field, new))


def _write(details: Details, *, revision: int) -> None:
    values = {name: getattr(details, name) for name in queries.FIELDS} | {"revision": revision + 1}
    if revision:
        db.session.execute(update(Organisation).values(**values))
    else:
        db.session.execute(insert(Organisation).values(id=1, set_up_at=database_now(), **values))
    after_commit(queries.forget_kept)


def _told(field: str, value: object) -> str:
    """A value as the audit log keeps it: an address never whole."""
    return mask(str(value)) if field in ADDRESSES and value else shown(value)


def _take_turn() -> None:
    """One at a time: of two who set the site up or change its settings at once, the second sees what the first did."""
    lock_exclusive(db.session.connection(), LOCK)
