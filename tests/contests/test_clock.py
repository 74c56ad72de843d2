"""Contests open and close by themselves, by the database's clock and by no other."""

import time
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.acts import act, cast, set_contest
from tests.clock import DatabaseClock
from tests.lookups import contest_of, events_of
from tests.site import Site
from tests.tables import contents
from voting.contests import queries
from voting.contests.rules import Action, HasClosed, NotInThisPhase, NotOpenYet, Phase
from voting.database import database_now
from voting.extensions import db

PATIENCE_SECONDS = 20


def test_a_contest_opens_and_closes_at_its_times(site: Site) -> None:
    vote, other = site.make_vote(Phase.ANNOUNCED), site.make_vote(award="another")
    contest = contest_of(site, vote)
    clock = DatabaseClock(site)
    to_opening = contest.opens_at - now_in(site)
    to_closing = contest.closes_at - now_in(site)
    margin = timedelta(minutes=1)

    clock.move(to_opening - margin)
    with pytest.raises(NotOpenYet):
        cast(site, vote)
    clock.move(to_opening + margin)
    assert site.phase(vote) is Phase.OPEN
    cast(site, vote)
    clock.move(to_closing - margin)
    cast(site, vote)
    clock.move(to_closing + margin)
    assert site.phase(vote) is Phase.CLOSED
    with pytest.raises(HasClosed):
        cast(site, vote)
    assert len(contents(site)["ballot"]) == 2
    assert site.phase(other) is Phase.OPEN


def test_a_contest_that_opens_and_closes_in_a_moment_does_so_by_itself(site: Site) -> None:
    """In true time: at every look, the phase is what the database's clock said at that very instant."""
    vote = site.make_vote()
    now = now_in(site)
    dates = {"opens_at": now + timedelta(seconds=0.5), "closes_at": now + timedelta(seconds=1)}
    set_contest(site, vote, **dates)
    with site.app.app_context():
        seen = {}
        patience = time.monotonic() + PATIENCE_SECONDS
        while Phase.CLOSED not in seen and time.monotonic() < patience:
            db.session.rollback()
            standing = queries.get_by_id(vote.id)
            seen[standing.phase] = standing.now
            begun, over = standing.now >= dates["opens_at"], standing.now >= dates["closes_at"]
            assert standing.phase is (Phase.CLOSED if over else Phase.OPEN if begun else Phase.ANNOUNCED)
            time.sleep(0.02)
    assert Phase.CLOSED in seen


def test_a_close_by_the_clock_is_written_down_once(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    closes_at, recorded = contest_of(site, vote).closes_at, len(events_of(site, vote))
    act(site, other, Action.EXTEND)
    DatabaseClock(site).move(closes_at - now_in(site) + timedelta(minutes=1))
    for _ in range(3):
        site.work()
    contest = contest_of(site, vote)
    assert (contest.state, contest.closed_at, contest.closes_at) == ("closed", closes_at, closes_at)
    written = events_of(site, vote)[recorded:]
    assert [(event.action, event.actor, event.details) for event in written] == [
        ("closed", None, {"announced": closes_at.isoformat()})
    ]
    assert site.phase(other) is Phase.OPEN


def test_the_worker_leaves_a_contest_alone_until_its_time(site: Site) -> None:
    site.make_vote(), site.make_vote(Phase.ANNOUNCED, award="another"), site.make_vote(Phase.DRAFT, award="third")
    site.work()  # what was done before is taken into the installation's log
    before = contents(site)
    site.work()
    assert contents(site) == before


def test_a_clock_that_steps_back_reopens_nothing_that_was_written_down(site: Site) -> None:
    by_the_clock, by_an_admin = site.make_vote(), site.make_vote(award="another")
    clock = DatabaseClock(site)
    act(site, by_an_admin, Action.CLOSE)
    clock.move(timedelta(days=6))
    site.work()
    clock.move(timedelta(minutes=-10))
    before = contents(site)
    for vote in (by_the_clock, by_an_admin):
        assert site.phase(vote) is Phase.CLOSED
        with pytest.raises(HasClosed):
            cast(site, vote)
        with pytest.raises(NotInThisPhase):
            act(site, vote, Action.EXTEND)
    site.work()
    assert contents(site) == before


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=-10), timedelta(minutes=10)])
def test_the_clock_of_this_machine_decides_nothing(site: Site, wrong_by: timedelta) -> None:
    opening, closing = site.make_vote(Phase.ANNOUNCED), site.make_vote(award="another")
    closed = site.make_vote(Phase.CLOSED, award="third")
    five = timedelta(minutes=5)
    now = now_in(site)
    set_contest(site, opening, opens_at=now + five)
    set_contest(site, closing, closes_at=now + five)
    with time_machine.travel(now + wrong_by, tick=True):
        site.work()
        with pytest.raises(NotOpenYet):
            cast(site, opening)
        with pytest.raises(HasClosed):
            cast(site, closed)
        cast(site, closing)
        act(site, closing, Action.CLOSE)
    assert len(contents(site)["ballot"]) == 1
    assert contest_of(site, closing).closes_at < now + five


def now_in(site: Site) -> datetime:
    """What the database's clock says."""
    with site.app.app_context():
        return db.session.scalars(select(database_now())).one()
