"""What can happen to a look."""

import uuid
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import delete, insert, literal, select

from voting.audit import service as audit
from voting.audit.rules import Act, differences
from voting.contests.models import Award
from voting.extensions import db
from voting.looks.models import Look, LookFile
from voting.looks.queries import find_look
from voting.web.images import Encoded, Logo


class Kept(Enum):
    """Stands for a picture that stays as it is."""

    PICTURE = "kept"


KEPT = Kept.PICTURE


@dataclass(frozen=True)
class NewLook:
    """What a look shall be: None is as for everybody, KEPT as it was."""

    accent: str | None
    hero: Encoded | Kept | None = None
    logo: Logo | Kept | None = None


def change(*, award_id: uuid.UUID, slug: str, look: NewLook, actor: uuid.UUID | None) -> None:
    """Give an award a look, at any time: it is no part of what was announced."""
    db.session.execute(
        select(Award.id).where(Award.id == award_id).with_for_update()
    )  # two at once: one after the other
    row = find_look(award_id) or Look(award_id=award_id, logo_dark=False)
    before = _told(row)
    row.accent = look.accent
    if not isinstance(look.hero, Kept):
        _set_hero(row, look.hero)
    if not isinstance(look.logo, Kept):
        _set_logo(row, look.logo)
    db.session.add(row)
    db.session.flush()
    for picture in (look.hero, look.logo):
        if picture and not isinstance(picture, Kept):
            _keep(award_id, picture.id, picture.files)
    shown = [picture for picture in (row.hero_id, row.logo_id) if picture]
    db.session.execute(delete(LookFile).where(LookFile.award_id == award_id, LookFile.picture_id.not_in(shown)))
    audit.record(Act.RESTYLED, actor=actor, award=slug, **differences(before, _told(row)))


def _told(row: Look) -> dict[str, str | None]:
    """What the audit log says of a look: a picture by the beginning of its digest."""
    pictures = {"picture": row.hero_id, "logo": row.logo_id}
    return {"colour": row.accent, **{name: picture and picture[:8] for name, picture in pictures.items()}}


def copy(*, to: uuid.UUID, of: uuid.UUID) -> None:
    """Give an award that has no look the one of another award."""
    for table in (Look, LookFile):
        names = [column.key for column in table.__table__.columns if column.key != "award_id"]
        columns = [getattr(table, name) for name in names]
        found = select(literal(to), *columns).where(table.award_id == of)
        db.session.execute(insert(table).from_select(["award_id", *names], found))


def _set_hero(row: Look, hero: Encoded | None) -> None:
    row.hero_id = hero.id if hero else None
    row.hero_width = hero.width if hero else None


def _set_logo(row: Look, logo: Logo | None) -> None:
    row.logo_id = logo.id if logo else None
    row.logo_width, row.logo_height = (logo.width, logo.height) if logo else (None, None)
    row.logo_dark = bool(logo and logo.dark)


def _keep(award_id: uuid.UUID, picture_id: str, files: dict[int, bytes]) -> None:
    db.session.execute(delete(LookFile).where(LookFile.award_id == award_id, LookFile.picture_id == picture_id))
    rows = [
        {"award_id": award_id, "picture_id": picture_id, "width": width, "content": data}
        for width, data in files.items()
    ]
    db.session.execute(insert(LookFile), rows)
