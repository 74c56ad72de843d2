"""Contests whose result is published at a set time."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.acts import cast_votes
from tests.site import Site, Vote
from voting.contests.rules import Phase
from voting.database import database_now
from voting.extensions import db
from voting.publishing import service
from voting.transaction import transaction

HOUR = timedelta(hours=1)


def now_in(site: Site) -> datetime:
    """What the database's clock says."""
    with site.app.app_context():
        return db.session.scalars(select(database_now())).one()


def certified(site: Site, **counts: int) -> Vote:
    """A certified contest in which two have voted for the second nominee and one for the third, or as `counts` says."""
    vote = site.make_vote()
    cast_votes(site, vote, **(counts or {"nominee_2": 2, "nominee_3": 1}))
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    site.work()  # the link to the voters is destroyed and the bundle signed
    return vote


def schedule(site: Site, vote: Vote, at: datetime) -> None:
    with site.app.app_context(), transaction():
        service.schedule(contest_id=vote.id, publish_at=at, reason="because", actor=None)
