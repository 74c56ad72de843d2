"""What can happen to a passkey: a browser makes one, or shows one. Both begin with something new to sign."""

import secrets
import uuid

from sqlalchemy import delete, select
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException

from voting.accounts.service import insert_into
from voting.database import database_now
from voting.extensions import db, settings
from voting.factors import service as factors
from voting.factors.models import Factor
from voting.factors.rules import Kind
from voting.passkeys.models import PasskeyChallenge
from voting.passkeys.rules import CHALLENGE, WrongPasskey
from voting.text import Language
from voting.transaction import database_time


def begin_challenge(*, browser: bytes) -> bytes:
    """What a passkey of this browser (SHA-256 of its session id) must sign; an older challenge of it is forgotten."""
    challenge = secrets.token_bytes(32)
    values = {"challenge": challenge, "written_at": database_now()}
    statement = insert_into(PasskeyChallenge).values(browser=browser, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=[PasskeyChallenge.browser], set_=values))
    return challenge


def take_challenge(*, browser: bytes) -> bytes:
    """The challenge of this browser, once: a wrong answer must not bring it back, so it takes a transaction of its own.

    Raises WrongPasskey.
    """
    young = PasskeyChallenge.written_at > database_time() - CHALLENGE
    taken = delete(PasskeyChallenge).where(PasskeyChallenge.browser == browser, young)
    challenge: bytes | None = db.session.scalar(taken.returning(PasskeyChallenge.challenge))
    if challenge is None:
        raise WrongPasskey
    return challenge


def add(*, account_id: uuid.UUID, challenge: bytes, credential: str, name: str, lang: Language) -> None:
    """The browser has made a passkey and signed the challenge it had. Raises WrongPasskey."""
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings().host,
            expected_origin=settings().base_url,
        )
    except WebAuthnException as error:
        raise WrongPasskey from error
    statement = insert_into(Factor).values(
        id=uuid.uuid4(),
        account_id=account_id,
        kind=Kind.PASSKEY.value,
        name=name,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        step=0,
        **dict.fromkeys(("created_at", "confirmed_at", "used_at"), database_now()),
    )
    if not db.session.scalar(statement.on_conflict_do_nothing().returning(Factor.id)):
        raise WrongPasskey  # somebody has it already
    factors.welcome(account_id=account_id, name=name, lang=lang)


def verify(*, account_id: uuid.UUID, challenge: bytes, credential: str) -> None:
    """One of the account's passkeys has signed the challenge the browser had. Raises WrongPasskey."""
    try:
        given = parse_authentication_credential_json(credential)
        mine = (Factor.account_id == account_id, Factor.credential == given.raw_id)
        key = db.session.scalar(select(Factor).where(*mine).with_for_update())
        if key is None or key.public_key is None:
            raise WrongPasskey
        shown = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=settings().host,
            expected_origin=settings().base_url,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except WebAuthnException as error:
        raise WrongPasskey from error
    key.sign_count, key.used_at = shown.new_sign_count, database_time()
    db.session.flush()


def purge() -> None:
    """Forget what was never signed."""
    db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.written_at < database_time() - CHALLENGE))
