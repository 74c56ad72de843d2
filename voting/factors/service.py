"""What can happen to a second factor: it is set up, shown, lost, removed."""

import hmac
import secrets
import uuid

import pyotp
from sqlalchemy import delete, insert, select, update

from voting.accounts.models import Account
from voting.accounts.queries import open_address
from voting.accounts.scopes import SecondFactor
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now
from voting.extensions import db, key_ring, settings
from voting.factors import rules
from voting.factors.models import Factor, RecoveryCode
from voting.factors.queries import find_unconfirmed, get_factor, list_factors, open_secret
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.text import Language
from voting.transaction import database_time


def begin_app(*, account_id: uuid.UUID) -> None:
    """Make a secret for an app. One that was begun before and not confirmed is forgotten."""
    _lock(account_id)
    db.session.execute(delete(Factor).where(Factor.account_id == account_id, Factor.confirmed_at.is_(None)))
    sealed = key_ring().seal(pyotp.random_base32().encode(), purpose="totp")
    values = {"account_id": account_id, "kind": rules.Kind.APP.value, "name": "", "secret_sealed": sealed}
    db.session.execute(insert(Factor).values(id=uuid.uuid4(), created_at=database_now(), **values))


def confirm_app(*, account_id: uuid.UUID, typed: str, name: str, lang: Language) -> None:
    """The app shows the right code: from now on it is asked for. Raises WrongCode."""
    _lock(account_id)
    app = find_unconfirmed(account_id)
    step = _step_of(app, typed) if app else None
    if app is None or step is None:
        raise rules.WrongCode
    app.confirmed_at = app.used_at = database_time()
    app.step, app.name = step, name
    db.session.flush()
    welcome(account_id=account_id, name=name, lang=lang)


def verify_app(*, account_id: uuid.UUID, typed: str) -> None:
    """One of the account's apps shows this code, and nobody has used it before. Raises WrongCode."""
    for app in list_factors(account_id):
        step = _step_of(app, typed) if app.kind == rules.Kind.APP else None
        if step is None:
            continue
        newer = update(Factor).where(Factor.id == app.id, Factor.step < step)
        if db.session.scalar(newer.values(step=step, used_at=database_now()).returning(Factor.id)):
            return
    raise rules.WrongCode


def _step_of(app: Factor, typed: str) -> int | None:
    """The step of time at which the app shows what was typed, if that is now or just beside, and later than the last
    that was taken.
    """
    code, totp = rules.clean_code(typed) or "", pyotp.TOTP(open_secret(app))
    now = int(database_time().timestamp()) // rules.STEP_SECONDS
    shown = [now + aside for aside in rules.STEPS_ASIDE if hmac.compare_digest(totp.generate_otp(now + aside), code)]
    return max(shown) if shown and max(shown) > app.step else None


def welcome(*, account_id: uuid.UUID, name: str, lang: Language) -> None:
    """There is one more factor: tell its holder. With the first one, and after a loss, come new recovery codes."""
    account = _lock(account_id)
    if account.second_factor in (None, SecondFactor.LOST.value):
        _make_codes(account)
    audit.record(Act.FACTOR_ADDED, actor=account_id, factor=name)
    _tell(account, "added", lang, name=name)


def renew_codes(*, account_id: uuid.UUID) -> None:
    """Ten new recovery codes; the old ones stop working."""
    account = _lock(account_id)
    if account.second_factor == SecondFactor.KEPT.value:
        _make_codes(account)


def _make_codes(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    for _ in range(rules.RECOVERY_CODES):
        code = "".join(secrets.choice(rules.LETTERS) for _ in range(rules.RECOVERY_LENGTH))
        mac = rules.recovery_mac(key_ring().code, account.id, code)
        sealed = key_ring().seal(code.encode(), purpose="recovery")
        row = insert(RecoveryCode).values(id=uuid.uuid4(), account_id=account.id, mac=mac, sealed=sealed)
        db.session.execute(row)
    account.second_factor = SecondFactor.NEW.value
    db.session.flush()


def keep_codes(*, account_id: uuid.UUID) -> None:
    """The holder says that the recovery codes are kept: nobody can read them here any more."""
    account = _lock(account_id)
    if account.second_factor == SecondFactor.NEW.value:
        account.second_factor = SecondFactor.KEPT.value
    db.session.execute(update(RecoveryCode).where(RecoveryCode.account_id == account_id).values(sealed=None))


def recover(*, account_id: uuid.UUID, typed: str, lang: Language) -> None:
    """A recovery code in place of what is lost: all other factors stop working. Raises WrongRecoveryCode."""
    mac = rules.recovery_mac(key_ring().code, account_id, rules.clean_recovery(typed))
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.mac == mac, RecoveryCode.used_at.is_(None))
    spent = update(RecoveryCode).where(*mine).values(used_at=database_now(), sealed=None)
    if not db.session.scalar(spent.returning(RecoveryCode.id)):
        raise rules.WrongRecoveryCode
    account = _lock(account_id)
    _drop_factors(account_id)
    account.second_factor = SecondFactor.LOST.value
    audit.record(Act.RECOVERED, actor=account_id)
    _tell(account, "recovered", lang)


def remove(*, account_id: uuid.UUID, factor_id: uuid.UUID, lang: Language) -> None:
    """Have one factor no longer be asked for. Raises NotFound, LastFactor."""
    account = _lock(account_id)
    factor = get_factor(account_id, factor_id)
    last = len(list_factors(account_id)) == 1
    if last and settings().factor_required:
        raise rules.LastFactor
    db.session.execute(delete(Factor).where(Factor.account_id == account_id, Factor.id == factor_id))
    if last:
        _drop_codes(account)
    audit.record(Act.FACTOR_REMOVED, actor=account_id, factor=factor.name)
    _tell(account, "removed", lang, name=factor.name)


def reset(*, account_id: uuid.UUID, lang: Language) -> bool:
    """Forget all second factors of somebody who has lost them. False when there were none."""
    account = _lock(account_id)
    if account.second_factor is None:
        return False
    _drop_factors(account_id)
    _drop_codes(account)
    _tell(account, "reset", lang)
    return True


def purge() -> None:
    """Forget apps that were never confirmed."""
    stale = Factor.created_at < database_time() - rules.PENDING
    db.session.execute(delete(Factor).where(Factor.confirmed_at.is_(None), stale))


def _lock(account_id: uuid.UUID) -> Account:
    """The account, for this transaction alone: what is decided here depends on how far it has come."""
    return db.session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()


def _drop_factors(account_id: uuid.UUID) -> None:
    db.session.execute(delete(Factor).where(Factor.account_id == account_id))


def _drop_codes(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    account.second_factor = None
    db.session.flush()


def _tell(account: Account, event: str, lang: Language, *, name: str = "") -> None:
    mail.enqueue(Kind.FACTOR, to=open_address(account.address_sealed), lang=lang, event=event, name=name)
