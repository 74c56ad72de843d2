"""Which rehearsal an award has."""

from sqlalchemy import select

from voting.contests.models import Award, Contest
from voting.extensions import db
from voting.text import rehearsal_names


def find_rehearsal(award: Award) -> Contest | None:
    """What stands at the address of a rehearsal of this award."""
    slug, _name = rehearsal_names(award.slug, award.name)
    return db.session.scalar(select(Contest).join(Contest.award).where(Award.slug == slug).limit(1))
