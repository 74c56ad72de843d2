"""From a closed contest to an official count."""

import uuid

from sqlalchemy import insert

from voting.contests import service as contests
from voting.extensions import db
from voting.nominees.queries import list_nominees
from voting.results.models import CertifiedTally
from voting.results.queries import count_votes
from voting.results.rules import UncountedVotes


def certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Store the count for good and confirm it as official, in one transaction. Raises NotInThisPhase."""
    standing = contests.begin_certification(contest_id=contest_id)
    votes = count_votes(contest_id)
    nominees = list_nominees(contest_id)
    if set(votes) - {nominee.id for nominee in nominees}:
        raise UncountedVotes
    rows = [
        {"contest_id": contest_id, "nominee_id": nominee.id, "votes": votes.get(nominee.id, 0)} for nominee in nominees
    ]
    db.session.execute(insert(CertifiedTally), rows)
    contests.certify(standing=standing, actor=actor, reason=reason, ballots=sum(votes.values()))
