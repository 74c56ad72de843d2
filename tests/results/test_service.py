"""Certifying stores the count for good: every nominee's votes, of this contest alone, whatever happens afterwards."""

import uuid

import pytest
from sqlalchemy import delete, select

from tests.acts import act, cast_votes
from tests.nominees.test_queries import withdraw
from tests.site import Site, Vote
from tests.tables import contents
from voting.audit.models import AuditEvent
from voting.ballots.models import Ballot
from voting.contests import queries as contests
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.extensions import db
from voting.results import queries
from voting.results.rules import NotPublished, UncountedVotes
from voting.transaction import transaction

Rows = list[tuple[int, str, int]]
CERTIFIED: Rows = [(1, "nominee-2", 3), (2, "nominee-1", 1), (3, "nominee-3", 0)]


@pytest.fixture
def vote(site: Site) -> Vote:
    """A closed contest with four votes, between another award's and another year's, both with votes of their own."""
    cast_votes(site, site.make_vote(award="another"), nominee_1=5, nominee_3=2)
    cast_votes(site, site.make_vote(year=2025), nominee_3=4)
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=1, nominee_2=3)
    act(site, vote, Action.CLOSE)
    return vote


def certified(site: Site, vote: Vote) -> Rows:
    with site.app.app_context():
        return [(row.rank, row.nominee.slug, row.votes) for row in queries.certified_outcome(vote.id).rows]


def test_certifying_stores_every_nominees_votes_and_says_how_many_ballots(site: Site, vote: Vote) -> None:
    before, actor = contents(site), uuid.uuid4()
    act(site, vote, Action.CERTIFY, actor=actor, reason="checked")
    after = contents(site)
    assert certified(site, vote) == CERTIFIED
    assert len(after["certified_tally"]) == 3
    with site.app.app_context():
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (event.action, event.actor, event.contest) == ("certified", actor, vote.id)
        assert event.details | {"salt": ""} == {"reason": "checked", "ballots": 4, "salt": ""}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"certified_tally", "opening", "contest", "audit_event", "ledger_entry", "ledger_checkpoint"}


def test_certifying_twice_changes_nothing(site: Site, vote: Vote) -> None:
    act(site, vote, Action.CERTIFY)
    before = contents(site)
    with pytest.raises(NotInThisPhase):
        act(site, vote, Action.CERTIFY)
    assert contents(site) == before


def test_votes_for_who_no_longer_stands_are_never_left_out_in_silence(site: Site, vote: Vote) -> None:
    withdraw(site, vote, "nominee-1")
    before = contents(site)
    with pytest.raises(UncountedVotes):
        act(site, vote, Action.CERTIFY)
    assert contents(site) == before


def test_a_contest_without_votes_is_certified_with_zeros(site: Site, vote: Vote) -> None:
    empty = site.make_vote(Phase.CLOSED, award="third")
    act(site, empty, Action.CERTIFY)
    assert certified(site, empty) == [(1, "nominee-1", 0), (1, "nominee-2", 0), (1, "nominee-3", 0)]


def test_a_certified_result_outlives_the_ballots(site: Site, vote: Vote) -> None:
    act(site, vote, Action.CERTIFY)
    act(site, vote, Action.PUBLISH)
    with site.app.app_context(), transaction():
        db.session.execute(delete(Ballot))
    with site.app.app_context():
        published = queries.get_published(contests.get_by_id(vote.id))
        assert [(row.rank, row.nominee.slug, row.votes) for row in published.rows] == CERTIFIED


def test_the_numbers_are_for_nobody_but_the_jury_until_their_time(site: Site, subtests: pytest.Subtests) -> None:
    """Those who certify see them when nothing can be voided any more; everybody else when they are published."""
    for year, phase in enumerate(Phase, start=2020):
        vote = site.make_vote(phase, year=year)
        with subtests.test(phase=phase.value), site.app.app_context():
            standing = contests.get_by_id(vote.id)
            sealed = phase not in (Phase.CERTIFIED, Phase.PUBLISHED)
            assert (queries.find_certified(standing) is None) is sealed
            if phase is Phase.PUBLISHED:
                assert queries.get_published(standing).total == 0
            else:
                with pytest.raises(NotPublished):
                    queries.get_published(standing)
