"""A link is made, and withdrawn."""

import secrets
import uuid

from sqlalchemy import delete, insert, update

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import service as contests
from voting.contests.rules import Action
from voting.database import database_now
from voting.extensions import db, key_ring
from voting.previews.models import PreviewLink
from voting.previews.queries import SEALED_FOR
from voting.previews.rules import LIFETIME, SECRET_BYTES, digest


def make(*, contest_id: uuid.UUID, actor: uuid.UUID | None) -> str:
    """Give a draft a private link in place of the one it has. Returns its secret. Raises NotInThisPhase."""
    standing = contests.hold_for(contest_id, Action.ANNOUNCE)
    secret, expires_at = secrets.token_urlsafe(SECRET_BYTES), standing.now + LIFETIME
    db.session.execute(delete(PreviewLink).where(PreviewLink.contest_id == contest_id))
    kept = {"digest": digest(secret), "sealed": key_ring().seal(secret.encode(), purpose=SEALED_FOR)}
    made = insert(PreviewLink).values(contest_id=contest_id, made_at=standing.now, expires_at=expires_at, **kept)
    db.session.execute(made)
    audit.record(Act.PREVIEWED, actor=actor, contest=contest_id, expires_at=expires_at.isoformat())
    return secret


def withdraw(*, contest_id: uuid.UUID, actor: uuid.UUID | None) -> None:
    """End the link, which is remembered by its digest to tell its holders so. Without one nothing happens."""
    contests.hold(contest_id)
    this = (PreviewLink.contest_id == contest_id) & (PreviewLink.expires_at > database_now())
    ended = update(PreviewLink).where(this).values(expires_at=database_now(), sealed=b"")
    if db.session.execute(ended.returning(PreviewLink.contest_id)).all():
        audit.record(Act.PREVIEW_ENDED, actor=actor, contest=contest_id)
