"""The numbers: live for the jury, certified for everybody once published."""

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select

from voting.ballots.models import Ballot
from voting.contests.queries import Standing
from voting.contests.rules import TALLIES_SEALED, Phase
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.results.models import CertifiedTally
from voting.results.rules import NotPublished, Outcome, count


def count_votes(contest_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """The ballots as they lie, by nominee."""
    counted = select(Ballot.nominee_id, func.count()).where(Ballot.contest_id == contest_id)
    return dict(db.session.execute(counted.group_by(Ballot.nominee_id)).all())


def live_outcome(contest_id: uuid.UUID) -> Outcome[Nominee]:
    """The count right now. For the jury's eyes."""
    return _outcome(contest_id, count_votes(contest_id))


def certified_outcome(contest_id: uuid.UUID) -> Outcome[Nominee]:
    """The count as certified."""
    certified = select(CertifiedTally.nominee_id, CertifiedTally.votes).where(CertifiedTally.contest_id == contest_id)
    return _outcome(contest_id, dict(db.session.execute(certified).all()))


def outcome_after_close(standing: Standing) -> Outcome[Nominee] | None:
    """The count for those who certify and publish it; None while it is sealed from them."""
    if standing.phase in TALLIES_SEALED:
        return None
    read = live_outcome if standing.phase is Phase.CLOSED else certified_outcome
    return read(standing.contest.id)


def get_published(standing: Standing) -> Outcome[Nominee]:
    """The result that everybody may see. Raises NotPublished until then."""
    if standing.phase is not Phase.PUBLISHED:
        raise NotPublished
    return certified_outcome(standing.contest.id)


def _outcome(contest_id: uuid.UUID, votes: Mapping[uuid.UUID, int]) -> Outcome[Nominee]:
    nominees = list_nominees(contest_id)
    return count(nominees, {nominee: votes.get(nominee.id, 0) for nominee in nominees})
