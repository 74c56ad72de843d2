"""Steps of a count, put into the database behind the services' back."""

from datetime import datetime

from sqlalchemy import delete, insert

from tests.site import Site, Vote
from voting.ballots.models import TallyStep
from voting.extensions import db
from voting.nominees.queries import list_nominees


def stepped(site: Site, vote: Vote, *steps: tuple[datetime, int]) -> None:
    """Each is (instant, votes in the count from then on), spread over two nominees."""
    with site.app.app_context(), db.engine.begin() as connection:
        one, other, *_ = (nominee.id for nominee in list_nominees(vote.id))
        rows = [
            {"contest_id": vote.id, "at": at, "nominee_id": who, "votes": votes}
            for at, total in steps
            for who, votes in ((one, total - total // 3), (other, total // 3))
        ]
        connection.execute(delete(TallyStep).where(TallyStep.contest_id == vote.id))
        connection.execute(insert(TallyStep), rows)
