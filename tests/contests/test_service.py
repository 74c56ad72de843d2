"""What can happen to a contest, on the database: a legal act moves it and is recorded once, any other does nothing."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acts import act, cast, cast_votes, set_contest
from tests.contests.cells import LEADS_TO, NOT_YET_OPEN, RECORDED_AS, dates_for
from tests.lookups import contest_of, events_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.ballots import service as ballots
from voting.contests import service
from voting.contests.rules import Action, BadExtension, HasClosed, Incomplete, NotInThisPhase, NotOpenYet, Phase
from voting.errors import DomainError, NotFound
from voting.keys import KeyProblem
from voting.transaction import transaction

OF_AN_ACT = ("contest", "audit_event", "certified_tally", "document", "ledger_log", "ledger_entry", "ledger_checkpoint")


def other_contests(site: Site, vote: Vote) -> list[tuple[Any, ...]]:
    return [row for row in contents(site)["contest"] if vote.id not in row]


@pytest.mark.parametrize("phase", Phase)
def test_an_act_moves_one_contest_and_is_recorded_once_or_nothing_changes(
    site: Site, phase: Phase, subtests: pytest.Subtests
) -> None:
    actor = uuid.uuid4()
    cast_votes(site, site.make_vote(award="another", nominees=2), nominee_1=2)
    votes = {action: site.make_vote(phase, year=2020 + at, **dates_for(phase)) for at, action in enumerate(RECORDED_AS)}
    for action, vote in votes.items():
        with subtests.test(action=action.value):
            before, others, recorded = contents(site), other_contests(site, vote), events_of(site, vote)
            if (phase, action) not in LEADS_TO:
                with pytest.raises(NotInThisPhase):
                    act(site, vote, action, actor=actor)
                assert contents(site) == before
                continue
            act(site, vote, action, actor=actor, reason="because")
            after, new = contents(site), events_of(site, vote)[len(recorded) :]
            assert site.phase(vote) is LEADS_TO[phase, action]
            assert other_contests(site, vote) == others
            assert {name: after[name] for name in after if name not in OF_AN_ACT} == {
                name: before[name] for name in before if name not in OF_AN_ACT
            }
            assert len(after["audit_event"]) == len(before["audit_event"]) + 1
            assert [(event.action, event.actor) for event in new] == [(RECORDED_AS[action], actor)]
            assert new[0].details["reason"] == "because"


def test_announcing_what_is_incomplete_changes_nothing(site: Site, subtests: pytest.Subtests) -> None:
    past = {"opens_at": "now - 2 days", "closes_at": "now - 1 day"}
    for year, nominees, dates in ((2024, 1, NOT_YET_OPEN), (2025, 0, NOT_YET_OPEN), (2026, 3, past)):
        vote = site.make_vote(Phase.DRAFT, year=year, nominees=nominees, **dates)
        before = contents(site)
        with subtests.test(nominees=nominees, dates=dates):
            with pytest.raises(Incomplete):
                act(site, vote, Action.ANNOUNCE)
            assert contents(site) == before
    assert key_files(site) == {}


def test_a_close_is_never_moved_earlier(site: Site, subtests: pytest.Subtests) -> None:
    for phase, year in ((Phase.ANNOUNCED, 2025), (Phase.OPEN, 2026)):
        vote = site.make_vote(phase, year=year)
        closes_at = contest_of(site, vote).closes_at
        before = contents(site)
        for later in (timedelta(), timedelta(seconds=-1), timedelta(days=-400)):
            with subtests.test(phase=phase.value, later=later):
                with pytest.raises(BadExtension):
                    act(site, vote, Action.EXTEND, closes_at=closes_at + later)
                assert contents(site) == before


def test_extending_keeps_the_old_time_the_new_one_and_the_reason(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    old = contest_of(site, vote).closes_at
    untouched = contest_of(site, other).closes_at
    act(site, vote, Action.EXTEND, closes_at=old + timedelta(hours=3), reason="storm")
    contest = contest_of(site, vote)
    assert (contest.closes_at, contest.extended_reason) == (old + timedelta(hours=3), "storm")
    details = events_of(site, vote)[-1].details
    assert len(details.pop("salt")) == 32
    assert details == {
        "old": old.isoformat(),
        "new": (old + timedelta(hours=3)).isoformat(),
        "reason": "storm",
    }
    assert contest_of(site, other).closes_at == untouched


def test_closing_early_makes_that_moment_the_closing_time(site: Site) -> None:
    vote = site.make_vote()
    announced = contest_of(site, vote).closes_at
    act(site, vote, Action.CLOSE)
    contest = contest_of(site, vote)
    assert contest.closes_at == contest.closed_at
    assert contest.closes_at < announced
    assert events_of(site, vote)[-1].details["announced"] == announced.isoformat()


def key_files(site: Site) -> dict[str, bytes]:
    folder = Path(site.environ["VOTING_KEY_DIR"]) / "contests"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def test_announcing_makes_two_keys_that_only_their_owner_can_read(site: Site) -> None:
    site.make_vote(award="another")
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    before = key_files(site)
    act(site, vote, Action.ANNOUNCE)
    made = {name: key for name, key in key_files(site).items() if name not in before}
    assert list(made) == [f"{vote.id}.key", f"{vote.id}.sign"]
    for name, key in made.items():
        assert len(key) == 32
        assert (Path(site.environ["VOTING_KEY_DIR"]) / "contests" / name).stat().st_mode & 0o777 == 0o600
        assert key not in repr(contents(site)).encode()


def test_announcing_again_keeps_the_key(site: Site) -> None:
    vote = site.make_vote(Phase.ANNOUNCED)
    key, check = key_files(site), contest_of(site, vote).key_check
    act(site, vote, Action.WITHDRAW)
    act(site, vote, Action.ANNOUNCE)
    assert (key_files(site), contest_of(site, vote).key_check) == (key, check)


def test_announcing_again_without_the_key_is_refused_and_makes_no_new_one(site: Site) -> None:
    vote = site.make_vote(Phase.ANNOUNCED)
    act(site, vote, Action.WITHDRAW)
    (Path(site.environ["VOTING_KEY_DIR"]) / "contests" / f"{vote.id}.key").unlink()
    before = contents(site)
    with pytest.raises(KeyProblem):
        act(site, vote, Action.ANNOUNCE)
    assert contents(site) == before
    assert list(key_files(site)) == [f"{vote.id}.sign"]


def test_the_gate_lets_nothing_through_unless_open(site: Site, subtests: pytest.Subtests) -> None:
    cast_votes(site, site.make_vote(award="another"), nominee_1=1)
    refusals: dict[Phase, type[DomainError]] = {
        Phase.DRAFT: NotFound,
        Phase.ANNOUNCED: NotOpenYet,
        Phase.CLOSED: HasClosed,
        Phase.CERTIFIED: HasClosed,
        Phase.PUBLISHED: HasClosed,
    }
    for year, (phase, refusal) in enumerate(refusals.items(), start=2020):
        vote = site.make_vote(phase, year=year)
        before = contents(site)
        with subtests.test(phase=phase.value):
            with pytest.raises(refusal):
                cast(site, vote)
            assert contents(site) == before


def test_the_gate_tells_the_rules_of_its_own_contest(site: Site) -> None:
    site.make_vote(award="another", max_changes="7")
    vote = site.make_vote(max_changes="2")
    with site.app.app_context(), transaction():
        assert service.enter_gate(vote.id) == service.Gate(vote.id, 2)
        with pytest.raises(NotFound):
            service.enter_gate(uuid.uuid4())


def test_certifying_a_close_that_only_the_clock_has_made_writes_the_close_down_first(site: Site) -> None:
    vote = site.make_vote()
    now = datetime.now(UTC)
    set_contest(site, vote, closes_at=now - timedelta(minutes=1))
    before = len(events_of(site, vote))
    act(site, vote, Action.CERTIFY)
    assert [event.action for event in events_of(site, vote)[before:]] == ["closed", "certified"]
    assert contest_of(site, vote).closed_at == now - timedelta(minutes=1)
    assert site.phase(vote) is Phase.CERTIFIED


def test_a_close_is_not_written_down_before_its_time(site: Site) -> None:
    votes = [site.make_vote(Phase.OPEN), site.make_vote(Phase.ANNOUNCED, award="another")]
    before = contents(site)
    with site.app.app_context(), transaction():
        assert [ballots.record_closing(contest_id=vote.id) for vote in votes] == [False, False]
    assert contents(site) == before
