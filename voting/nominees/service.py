"""What can happen to nominees and their pictures."""

import uuid

from sqlalchemy import delete, insert, select, update

from voting.contests import service as contests
from voting.contests.queries import rules_document
from voting.contests.rules import Action, Incomplete
from voting.database import lock_exclusive
from voting.extensions import db
from voting.nominees.models import Nominee, Original, Photo, PhotoFile
from voting.nominees.queries import list_gaps, list_nominees, missing, nominees_document
from voting.nominees.rules import Focus
from voting.web.images import Encoded

PHOTOS = 0x70686F746F  # the lock of all pictures


def keep_photo(picture: Encoded) -> str:
    """Store a picture once, however many use it. Returns its id.

    Pictures are the same for all contests, so whoever keeps or drops one is alone with them until the transaction ends.
    """
    lock_exclusive(db.session.connection(), PHOTOS)
    if not db.session.scalar(select(Photo.id).where(Photo.id == picture.id)):
        values = {"id": picture.id, "width": picture.width, "height": picture.height, "color": picture.color}
        db.session.execute(insert(Photo).values(**values))
        files = [{"photo_id": picture.id, "width": width, "content": data} for width, data in picture.files.items()]
        db.session.execute(insert(PhotoFile), files)
    return picture.id


def drop_unused_photos() -> None:
    """Forget pictures that no nominee shows any more."""
    lock_exclusive(db.session.connection(), PHOTOS)
    used = select(Nominee.id).where(Nominee.photo_id == Photo.id)
    db.session.execute(delete(Photo).where(~used.exists()))


def keep_original(nominee_id: uuid.UUID, picture: Encoded, focus: Focus) -> None:
    """Keep what a nominee's picture was cropped from, in place of what was kept before."""
    db.session.execute(delete(Original).where(Original.nominee_id == nominee_id))
    if picture.original:
        row = {"nominee_id": nominee_id, "focus": focus.value, "content": picture.original}
        db.session.execute(insert(Original).values(**row))


def announce(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Make a contest public, and freeze who stands in it. Raises NotInThisPhase or Incomplete."""
    standing = contests.hold_for(contest_id, Action.ANNOUNCE)
    settle_draft(contest_id)  # once more: nobody may be in the count but those whom the log has announced
    nominees = list_nominees(contest_id)
    if missing(standing) or list_gaps(contest_id):
        raise Incomplete
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


def settle_draft(contest_id: uuid.UUID) -> None:
    """Of an announcement that is taken back, nobody who had been withdrawn stays in the draft, nor any correction."""
    of_contest = Nominee.contest_id == contest_id
    db.session.execute(delete(Nominee).where(of_contest, Nominee.withdrawn_at.is_not(None)))
    db.session.execute(update(Nominee).where(of_contest).values(corrections_data=None))
    drop_unused_photos()
