"""What a browser must know to make or to show a passkey."""

import uuid

from sqlalchemy import select
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from voting.extensions import db, settings
from voting.factors.models import Factor


def creation_options(account_id: uuid.UUID, *, address: str, challenge: bytes) -> str:
    """What a browser needs to make a passkey, as JSON. It refuses to make a second one in the same place."""
    return options_to_json(
        generate_registration_options(
            rp_id=settings().host,
            rp_name=settings().site_name,
            user_id=account_id.bytes,
            user_name=address,
            challenge=challenge,
            exclude_credentials=_credentials(account_id),
        )
    )


def request_options(account_id: uuid.UUID, *, challenge: bytes) -> str:
    """What a browser needs to show a passkey, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=settings().host, challenge=challenge, allow_credentials=_credentials(account_id)
        )
    )


def _credentials(account_id: uuid.UUID) -> list[PublicKeyCredentialDescriptor]:
    known = db.session.scalars(select(Factor.credential).where(Factor.account_id == account_id))
    return [PublicKeyCredentialDescriptor(id=credential) for credential in known if credential]
