"""Which draft a link leads to, and which link a draft has."""

import uuid
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select

from voting.contests.models import Contest
from voting.contests.queries import Standing, get_by_id
from voting.contests.rules import Phase, phase_at
from voting.database import database_now
from voting.errors import NotFound
from voting.extensions import db, key_ring
from voting.previews.models import PreviewLink
from voting.previews.rules import SECRET, digest

SEALED_FOR = "preview"


def find_link(contest_id: uuid.UUID) -> PreviewLink | None:
    """The link that leads to a draft now."""
    return db.session.scalar(select(PreviewLink).join(Contest, _works()).where(Contest.id == contest_id))


def secret_of(link: PreviewLink) -> str:
    return key_ring().unseal(link.sealed, purpose=SEALED_FOR).decode()


def get_preview(secret: str) -> tuple[PreviewLink, Standing]:
    """A draft in the phase that it would have if it were announced now. Raises NotFound, whatever is wrong."""
    if not SECRET.fullmatch(secret):
        raise NotFound
    link = db.session.scalar(select(PreviewLink).join(Contest, _works()).where(PreviewLink.digest == digest(secret)))
    if link is None:
        raise NotFound
    standing = get_by_id(link.contest_id)
    announced = replace(standing.contest.dates, stored=Phase.ANNOUNCED)
    return link, replace(standing, phase=phase_at(announced, standing.now))


def _works() -> ColumnElement[bool]:
    """An announcement ends a link for good: one that is taken back does not bring it to life again."""
    return and_(
        Contest.id == PreviewLink.contest_id,
        Contest.state == Phase.DRAFT.value,
        PreviewLink.expires_at > database_now(),
        or_(Contest.logged_at.is_(None), Contest.logged_at <= PreviewLink.made_at),
    )
