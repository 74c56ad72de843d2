"""Questions about second factors. Nothing here is shown to anybody but their holder."""

import uuid
from io import BytesIO
from ipaddress import ip_address

import pyotp
import segno
from sqlalchemy import func, select

from voting.errors import NotFound
from voting.extensions import db, key_ring, settings
from voting.factors.models import Factor, RecoveryCode
from voting.factors.rules import show_recovery

QUIET = 4  # modules of white around a QR code, as ISO 18004 has it


def list_factors(account_id: uuid.UUID) -> list[Factor]:
    """Those that are asked for, in the order in which they were set up."""
    mine = select(Factor).where(Factor.account_id == account_id, Factor.confirmed_at.is_not(None))
    return list(db.session.scalars(mine.order_by(Factor.created_at, Factor.id)))


def get_factor(account_id: uuid.UUID, factor_id: uuid.UUID) -> Factor:
    """Raises NotFound for what is somebody else's, too."""
    found = [factor for factor in list_factors(account_id) if factor.id == factor_id]
    if not found:
        raise NotFound
    return found[0]


def count_recovery_codes(account_id: uuid.UUID) -> int:
    """How many are left."""
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalars(left).one()


def list_new_codes(account_id: uuid.UUID) -> list[str]:
    """The recovery codes, in words, until their holder has said that they are kept; none afterwards."""
    sealed = select(RecoveryCode.sealed).where(RecoveryCode.account_id == account_id, RecoveryCode.sealed.is_not(None))
    return sorted(show_recovery(key_ring().unseal(row or b"", purpose="recovery").decode())
                  for row in db.session.scalars(sealed))  # fmt: skip


def find_new_secret(account_id: uuid.UUID) -> str | None:
    """The secret of the app that is being set up."""
    app = find_unconfirmed(account_id)
    return open_secret(app) if app else None


def find_unconfirmed(account_id: uuid.UUID) -> Factor | None:
    return db.session.scalar(select(Factor).where(Factor.account_id == account_id, Factor.confirmed_at.is_(None)))


def open_secret(app: Factor) -> str:
    return key_ring().unseal(app.secret_sealed or b"", purpose="totp").decode()


def draw_secret(secret: str, *, address: str) -> bytes:
    """The QR code that an app reads, as SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=settings().site_name)
    out = BytesIO()
    code = segno.make(uri, error="m", micro=False)
    code.save(out, kind="svg", scale=8, border=QUIET, dark="#000", light="#fff", omitsize=True)
    return out.getvalue()


def passkeys_work() -> bool:
    """Passkeys belong to a name; a site that has only a number cannot have any."""
    try:
        ip_address(settings().host.strip("[]"))
    except ValueError:
        return True
    return False
