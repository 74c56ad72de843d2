"""Certifying stores the count for good: every nominee's votes, of this contest alone, whatever happens afterwards."""

import json
import uuid
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from tests.acts import act, cast, cast_votes
from tests.bundles import bundle_of
from tests.nominees.test_queries import withdraw
from tests.page import main_text
from tests.site import Site, Vote
from tests.tables import contents
from voting.audit.models import AuditEvent
from voting.ballots.models import Ballot
from voting.contests import queries as contests
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.extensions import db
from voting.nominees.rules import WithdrawnNominee
from voting.results import queries
from voting.results.rules import NotPublished
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


def test_votes_for_who_no_longer_stands_are_counted_last_and_win_nothing(site: Site, tmp_path: Path) -> None:
    """The verifier, which knows the bundle alone, comes to the same."""
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3, nominee_2=1)
    withdraw(site, vote, "nominee-1")
    with pytest.raises(WithdrawnNominee):
        cast(site, vote, "nominee-1")
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    assert certified(site, vote) == [(1, "nominee-2", 1), (2, "nominee-3", 0), (0, "nominee-1", 3)]
    with site.app.app_context():
        assert [winner.slug for winner in queries.certified_outcome(vote.id).winners] == ["nominee-2"]
    site.work()
    act(site, vote, Action.PUBLISH)
    told = json.loads((bundle_of(site, vote, tmp_path) / "result.json").read_text())
    assert (told["winners"], told["counted"]) == (["nominee-2"], 4)
    page = main_text(site.browser().get(vote.path + "/results"))
    assert "Nominerad 1 (tillbakadragen) 3 75,0" in page
    assert "Testpriset 2026 går till Nominerad 2" in page


def test_if_only_who_no_longer_stands_has_votes_nobody_wins(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=2)
    withdraw(site, vote, "nominee-1")
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY)
    with site.app.app_context():
        assert queries.certified_outcome(vote.id).winners == []


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
