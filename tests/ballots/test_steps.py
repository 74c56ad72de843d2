"""The steps of the count: what stood on the jury's page in each minute, and never a difference of too few voters."""

from datetime import timedelta

import pytest

from tests.acts import act, cast, cast_votes, take_batch
from tests.clock import DatabaseClock
from tests.lookups import contest_of
from tests.site import Site, Vote
from tests.tables import statements
from voting.ballots.queries import list_steps, list_tallies, tallies_at
from voting.contests.rules import Action
from voting.nominees.queries import list_nominees
from voting.transaction import database_time

MINUTE = timedelta(minutes=1)


def steps(site: Site, vote: Vote) -> list[list[int]]:
    """The votes of each nominee at each step, oldest first."""
    with site.app.app_context():
        nominees = [nominee.id for nominee in list_nominees(vote.id)]
        found = tallies_at(vote.id, list_steps(vote.id))
        return [[found[at].get(nominee, 0) for nominee in nominees] for at in list_steps(vote.id)]


@pytest.fixture
def clock(site: Site) -> DatabaseClock:
    return DatabaseClock(site)


def test_each_minute_keeps_the_count_after_its_last_batch(site: Site, clock: DatabaseClock) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    cast_votes(site, other, nominee_3=5)
    voter = b"v" * 32
    cast(site, vote, "nominee-1", pseudonym=voter)
    take_batch(site, vote)
    clock.move(5 * MINUTE)
    cast_votes(site, vote, nominee_2=2)
    clock.move(9 * MINUTE)
    cast(site, vote, "nominee-3", pseudonym=voter)
    take_batch(site, vote)
    assert steps(site, vote) == [[1, 0, 0], [1, 2, 0], [0, 2, 1]]
    with site.app.app_context():
        at = list_steps(vote.id)
        assert all(step.second == step.microsecond == 0 for step in at)
        assert [at[1] - at[0], at[2] - at[1]] in (
            [5 * MINUTE, 4 * MINUTE],
            [6 * MINUTE, 4 * MINUTE],
            [5 * MINUTE, 5 * MINUTE],
        )
    assert steps(site, other) == [[0, 0, 5]]


def test_batches_of_one_minute_are_one_step(site: Site, clock: DatabaseClock) -> None:
    vote = site.make_vote()
    with site.app.app_context():
        clock.move(MINUTE - timedelta(seconds=database_time().second))  # the beginning of a minute
    cast_votes(site, vote, nominee_1=1)
    cast_votes(site, vote, nominee_2=1)
    assert steps(site, vote) == [[1, 1, 0]]


def test_last_votes_of_too_few_are_joined_to_the_step_before(site: Site, clock: DatabaseClock) -> None:
    vote = site.make_vote(batch="3")
    cast_votes(site, vote, nominee_1=3)
    clock.move(5 * MINUTE)
    cast_votes(site, vote, nominee_2=3)
    clock.move(10 * MINUTE)
    cast_votes(site, vote, nominee_3=1)
    act(site, vote, Action.CLOSE)
    assert steps(site, vote) == [[3, 0, 0], [3, 3, 1]]
    with site.app.app_context():
        assert sum(list_tallies(vote.id).values()) == 7


def test_last_votes_of_enough_are_a_step_of_their_own(site: Site, clock: DatabaseClock) -> None:
    vote = site.make_vote(batch="2")
    cast_votes(site, vote, nominee_1=2)
    clock.move(5 * MINUTE)
    for _ in range(2):
        cast(site, vote, "nominee-2")
    act(site, vote, Action.CLOSE)
    assert steps(site, vote) == [[2, 0, 0], [2, 2, 0]]
    assert contest_of(site, vote).closed_at


def test_a_batch_writes_its_step_in_one_statement(site: Site) -> None:
    vote = site.make_vote(nominees=12)
    for at in range(1, 13):
        cast(site, vote, f"nominee-{at}")
    with statements(site) as sent:
        take_batch(site, vote)
    assert len([one for one in sent if one.startswith("INSERT INTO tally_step")]) == 1
