"""What can happen to nominees and their pictures."""

from sqlalchemy import delete, insert, select

from voting.extensions import db
from voting.nominees.models import Nominee, Photo, PhotoFile
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
