"""Which draft a link leads to, and which link a draft has."""

import uuid
from dataclasses import replace

from flask import url_for
from sqlalchemy import ColumnElement, and_, or_, select

from voting.contests.models import Contest
from voting.contests.queries import Standing, get_by_id
from voting.contests.rules import Phase, phase_at
from voting.database import database_now
from voting.extensions import db, key_ring
from voting.previews.models import PreviewLink
from voting.previews.rules import SECRET, PreviewAnnounced, PreviewOver, UnknownPreview, digest

SEALED_FOR = "preview"


def find_link(contest_id: uuid.UUID) -> PreviewLink | None:
    """The link that leads to a draft now."""
    return db.session.scalar(select(PreviewLink).join(Contest, _works()).where(Contest.id == contest_id))


def secret_of(link: PreviewLink) -> str:
    return key_ring().unseal(link.sealed, purpose=SEALED_FOR).decode()


def get_preview(secret: str) -> tuple[PreviewLink, Standing]:
    """A draft in the phase that it would have if it were announced now. Raises UnknownPreview, and for a link that did
    work PreviewOver.
    """
    asked = select(PreviewLink, _works()).join(Contest).where(PreviewLink.digest == digest(secret))
    found = db.session.execute(asked).one_or_none() if SECRET.fullmatch(secret) else None
    if found is None:
        raise UnknownPreview
    link, works = found
    standing = get_by_id(link.contest_id)
    contest = standing.contest
    if not works and standing.phase is not Phase.DRAFT:
        raise PreviewAnnounced(url_for("pages.contest", award=contest.award.slug, year=contest.year))
    if not works:
        raise PreviewOver
    announced = replace(contest.dates, stored=Phase.ANNOUNCED)
    return link, replace(standing, phase=phase_at(announced, standing.now))


def _works() -> ColumnElement[bool]:
    """An announcement ends a link for good: one that is taken back does not bring it to life again."""
    return and_(
        Contest.id == PreviewLink.contest_id,
        Contest.state == Phase.DRAFT.value,
        PreviewLink.expires_at > database_now(),
        or_(Contest.logged_at.is_(None), Contest.logged_at <= PreviewLink.made_at),
    )
