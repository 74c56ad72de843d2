"""A result is published by itself at its time, by the database's clock; until then the time can be changed."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.acts import act, set_contest
from tests.clock import DatabaseClock
from tests.lookups import contest_of, events_of
from tests.publishing.embargoes import HOUR, certified, now_in, schedule
from tests.site import Site
from tests.tables import contents
from voting.contests.rules import Action, BadPublishTime, NotInThisPhase, Phase, TooFarAway
from voting.publishing import service
from voting.transaction import transaction


def test_the_result_is_published_at_the_set_time_and_that_is_written_down_once(site: Site) -> None:
    vote, other = certified(site), site.make_vote(award="another")
    at = now_in(site) + HOUR
    schedule(site, vote, at)
    site.work()  # takes what has been done so far into the log of what staff do
    before = contents(site)
    clock = DatabaseClock(site)
    clock.move(HOUR - timedelta(minutes=1))
    site.work()
    assert (site.phase(vote), contents(site)) == (Phase.CERTIFIED, before)
    clock.move(HOUR + timedelta(seconds=1))
    assert (site.phase(vote), contents(site)) == (Phase.PUBLISHED, before)  # before anybody has written it down
    for _ in range(2):
        site.work()
        contest, event = contest_of(site, vote), events_of(site, vote)[-1]
        assert (contest.state, contest.published_at, contest.publish_at) == ("published", at, at)
        assert (event.action, event.actor, event.details) == ("published", None, {"publish_at": at.isoformat()})
    assert [event.action for event in events_of(site, vote)].count("published") == 1
    clock.move(timedelta())
    assert site.phase(vote) is Phase.PUBLISHED  # even if the clock goes back
    assert site.phase(other) is Phase.OPEN


def test_a_set_time_can_be_moved_and_taken_back_until_it_has_come(site: Site) -> None:
    vote, at = certified(site), now_in(site) + HOUR
    schedule(site, vote, at)
    schedule(site, vote, at + HOUR)
    assert events_of(site, vote)[-1].details == {
        "old": at.isoformat(),
        "new": (at + HOUR).isoformat(),
        "reason": "because",
    }
    with site.app.app_context(), transaction():
        service.unschedule(contest_id=vote.id, reason="not yet", actor=None)
    assert contest_of(site, vote).publish_at is None
    assert events_of(site, vote)[-1].details == {"old": (at + HOUR).isoformat(), "reason": "not yet"}
    before = contents(site)
    with pytest.raises(NotInThisPhase), site.app.app_context(), transaction():
        service.unschedule(contest_id=vote.id, reason="twice", actor=None)
    assert contents(site) == before


def test_once_the_time_has_come_nothing_can_take_the_result_back(site: Site) -> None:
    vote = certified(site)
    schedule(site, vote, now_in(site) + HOUR)
    DatabaseClock(site).move(2 * HOUR)
    before = contents(site)
    with pytest.raises(NotInThisPhase), site.app.app_context(), transaction():
        service.unschedule(contest_id=vote.id, reason="too late", actor=None)
    with pytest.raises(NotInThisPhase):
        schedule(site, vote, now_in(site) + 5 * HOUR)
    with pytest.raises(NotInThisPhase):
        act(site, vote, Action.PUBLISH)
    assert contents(site) == before


def test_publishing_earlier_forgets_the_set_time(site: Site) -> None:
    vote = certified(site)
    schedule(site, vote, now_in(site) + HOUR)
    act(site, vote, Action.PUBLISH)
    contest = contest_of(site, vote)
    assert contest.publish_at is None
    assert contest.public_from == contest.published_at
    assert contest.published_at
    assert contest.published_at <= now_in(site)


@pytest.mark.parametrize(
    ("ahead", "error"), [(timedelta(), BadPublishTime), (-HOUR, BadPublishTime), (timedelta(days=367), TooFarAway)]
)
def test_a_time_that_has_passed_or_is_far_away_is_refused(site: Site, ahead: timedelta, error: type) -> None:
    vote = certified(site)
    before = contents(site)
    with pytest.raises(error):
        schedule(site, vote, now_in(site) + ahead)
    assert contents(site) == before


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CERTIFIED])
def test_no_other_phase_has_a_set_time(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    with pytest.raises(NotInThisPhase):
        schedule(site, vote, now_in(site) + HOUR)
    if phase is not Phase.PUBLISHED:
        with pytest.raises(IntegrityError):
            set_contest(site, vote, publish_at=now_in(site) + HOUR)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_time_is_set_and_taken_back_by_command(site: Site) -> None:
    vote, run = certified(site), site.app.test_cli_runner()
    known = [vote.award, str(vote.year), "--reason", "because", "--yes"]
    said = run.invoke(args=["contest", "schedule", vote.award, str(vote.year), "2020-01-01 20:00", *known[2:]])
    assert said.exit_code == 1
    assert "already passed" in said.output
    later = f"{now_in(site) + timedelta(days=20):%Y-%m-%d} 12:00"
    assert run.invoke(args=["contest", "schedule", vote.award, str(vote.year), later, *known[2:]]).exit_code == 0
    publish_at = contest_of(site, vote).publish_at
    assert publish_at
    assert 10 <= publish_at.hour <= 11  # local noon
    assert run.invoke(args=["contest", "unschedule", *known]).exit_code == 0
    assert contest_of(site, vote).publish_at is None
    assert run.invoke(args=["contest", "unschedule", *known]).exit_code == 1
