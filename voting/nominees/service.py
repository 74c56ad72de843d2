"""What can happen to nominees and their pictures."""

import uuid

from sqlalchemy import delete, insert, select

from voting.contests import service as contests
from voting.contests.queries import rules_document
from voting.contests.rules import Action
from voting.extensions import db
from voting.nominees.models import Nominee, Photo, PhotoFile
from voting.nominees.queries import list_nominees, nominees_document
from voting.web.images import Encoded


def keep_photo(picture: Encoded) -> str:
    """Store a picture once, however many use it. Returns its id."""
    if not db.session.scalar(select(Photo.id).where(Photo.id == picture.id)):
        values = {"id": picture.id, "width": picture.width, "height": picture.height, "color": picture.color}
        db.session.execute(insert(Photo).values(**values))
        files = [{"photo_id": picture.id, "width": width, "content": data} for width, data in picture.files.items()]
        db.session.execute(insert(PhotoFile), files)
    return picture.id


def drop_unused_photos() -> None:
    """Forget pictures that no nominee shows any more."""
    db.session.execute(delete(Photo).where(Photo.id.not_in(select(Nominee.photo_id))))


def announce(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Make a contest public, and freeze who stands in it. Raises NotInThisPhase or Incomplete."""
    standing = contests.hold_for(contest_id, Action.ANNOUNCE)
    nominees = list_nominees(contest_id)
    contests.announce(
        standing=standing,
        nominees=[nominee.slug for nominee in nominees],
        documents={
            "nominees.json": nominees_document(nominees),
            "rules.md": rules_document(standing.contest),
        },
        reason=reason,
        actor=actor,
    )
