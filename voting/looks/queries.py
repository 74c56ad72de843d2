"""Questions about looks."""

import uuid

from sqlalchemy import bindparam, select

from voting.contests.models import Contest
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.looks.models import Look, LookFile
from voting.looks.rules import HEX, accent_of

_OF_AWARD = select(Look).where(Look.award_id == bindparam("award"))
# Of awards that the public knows: a draft's look gives nothing away, and a rehearsal's takes nothing away.
_PUBLIC = select(Look).where(
    select(Contest.id)
    .where(Contest.award_id == Look.award_id, Contest.state != Phase.DRAFT.value, Contest.rehearsal.is_(False))
    .exists()
)
PLAIN = Look(logo_dark=False)
# A style sheet of one award: the names are those of static/css/tokens.css.
SHEET = """\
:root {{ --accent: {fill}; --on-accent: {on_fill}; --accent-line: {line}; --accent-night: {night}; \
--on-accent-night: {on_night}; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --accent: {night}; --on-accent: {on_night}; --accent-line: {night}; }}
}}
"""


def look_for(contest: Contest | None) -> Look:
    """The look of a page: its contest's award's, or that of the only public award that has one.

    Asked once a session: a page wants it for itself and for its share picture.
    """
    award_id = contest.award_id if contest is not None else None
    kept: dict[uuid.UUID | None, Look] = db.session().info.setdefault("looks", {})
    if award_id not in kept:
        kept[award_id] = (find_look(award_id) if award_id else _only_public_look()) or PLAIN
    return kept[award_id]


def find_look(award_id: uuid.UUID) -> Look | None:
    return db.session.scalar(_OF_AWARD, {"award": award_id})


def _only_public_look() -> Look | None:
    looks = db.session.scalars(_PUBLIC.limit(2)).all()
    return looks[0] if len(looks) == 1 else None


def get_picture(picture_id: str, width: int) -> bytes:
    """A picture in one width, as WebP. Raises NotFound."""
    of_this = (LookFile.picture_id == picture_id, LookFile.width == width)
    content = db.session.scalar(select(LookFile.content).where(*of_this).limit(1))
    if content is None:
        raise NotFound
    return content


def sheet_of(digits: str) -> str:
    """The style sheet of the accent colour `#` and these digits, whoever has it. Raises NotFound for what is none."""
    if not HEX.fullmatch("#" + digits):
        raise NotFound
    return SHEET.format(**vars(accent_of("#" + digits)))
