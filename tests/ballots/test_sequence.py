"""From the queue into the public log: enough voters at a time, in an order of chance, counted batch by batch."""

import os
from typing import Any

import pytest
from sqlalchemy import select

from tests.acts import act, cast, set_contest, take_batch
from tests.ledgers import entries_of, kinds_of, misfits, waiting
from tests.lookups import contest_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.ballots import queries
from voting.ballots.models import Ballot
from voting.ballots.rules import receipt_number
from voting.contests.rules import Action
from voting.extensions import db
from voting.ledger import service as ledger
from voting.results.queries import live_outcome

VOTER = b"v" * 32


def tallies(site: Site, vote: Vote) -> dict[str, int]:
    with site.app.app_context():
        return {row.nominee.slug: row.votes for row in live_outcome(vote.id).rows}


def turnout(site: Site, vote: Vote) -> int:
    with site.app.app_context():
        return queries.count_ballots(vote.id)


def logged(site: Site, vote: Vote) -> list[dict[str, Any]]:
    return [entry for entry in entries_of(site, vote) if entry["type"] == "ballot"]


@pytest.fixture
def vote(site: Site) -> Vote:
    """An open contest whose batches are of four voters, beside one that has votes waiting and votes counted."""
    another = site.make_vote(award="another")
    cast(site, another)
    take_batch(site, another)
    cast(site, another)
    return site.make_vote(batch="4")


def test_a_batch_waits_for_enough_voters_and_not_for_enough_entries(site: Site, vote: Vote) -> None:
    for choice in ("nominee-1", "nominee-2", "nominee-3", "nominee-1", "nominee-2"):
        cast(site, vote, choice, pseudonym=VOTER)
    cast(site, vote), cast(site, vote)
    before = contents(site)
    assert take_batch(site, vote) == 0
    assert contents(site) == before
    assert (sum(tallies(site, vote).values()), turnout(site, vote)) == (0, 3)
    cast(site, vote)
    assert take_batch(site, vote) == 8
    assert (sum(tallies(site, vote).values()), turnout(site, vote)) == (4, 4)
    with site.app.app_context():
        assert misfits(vote.id) == []


def test_the_count_moves_in_steps_of_a_batch(site: Site, vote: Vote) -> None:
    seen = []
    for at in range(13):
        cast(site, vote, f"nominee-{at % 3 + 1}")
        take_batch(site, vote)
        seen.append(sum(tallies(site, vote).values()))
        assert turnout(site, vote) == at + 1
    assert seen == [0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12]


def test_a_change_takes_its_old_vote_back_in_the_same_batch_and_in_a_later_one(site: Site, vote: Vote) -> None:
    for choice in ("nominee-1", "nominee-2"):
        cast(site, vote, choice, pseudonym=VOTER)
    for _ in range(3):
        cast(site, vote, "nominee-3")
    take_batch(site, vote)
    assert tallies(site, vote) == {"nominee-1": 0, "nominee-2": 1, "nominee-3": 3}
    cast(site, vote, "nominee-1", pseudonym=VOTER)
    for _ in range(3):
        cast(site, vote, "nominee-1")
    take_batch(site, vote)
    assert tallies(site, vote) == {"nominee-1": 4, "nominee-2": 0, "nominee-3": 3}
    assert turnout(site, vote) == 7
    with site.app.app_context():
        assert misfits(vote.id) == []


def test_an_entry_is_the_commitment_and_what_it_replaces_and_nothing_more(site: Site) -> None:
    vote = site.make_vote()
    receipts = [cast(site, vote, f"nominee-{at}", pseudonym=VOTER).receipt for at in (1, 2)]
    take_batch(site, vote)
    first, second = sorted(logged(site, vote), key=len)
    assert (set(first), set(second)) == ({"type", "c"}, {"type", "c", "sup"})
    assert second["sup"] == first["c"]
    assert [receipt_number(bytes.fromhex(entry["c"])) for entry in (first, second)] == receipts


def test_the_order_of_the_log_is_not_that_of_voting(site: Site) -> None:
    """Nor is that of the tables from which it was made. By chance alone it would be, once in 10**18 runs."""
    vote = site.make_vote(batch="20")
    cast_order = [cast(site, vote).receipt for _ in range(20)]
    take_batch(site, vote)
    log_order = [receipt_number(bytes.fromhex(entry["c"])) for entry in logged(site, vote)]
    assert sorted(log_order) == sorted(cast_order)
    assert log_order != cast_order
    with site.app.app_context():
        by_key = db.session.scalars(
            select(Ballot.commitment).where(Ballot.contest_id == vote.id).order_by(Ballot.pseudonym)
        )
        assert [receipt_number(found) for found in by_key] != log_order


def test_each_place_in_a_batch_is_equally_likely(site: Site) -> None:
    """Of 100 batches of three the first vote comes first in 33 or so; outside 10 to 60 once in 10**8 runs."""
    vote = site.make_vote(batch="3")
    firsts = 0
    for _ in range(100):
        first = cast(site, vote).receipt
        cast(site, vote), cast(site, vote)
        take_batch(site, vote)
        firsts += receipt_number(bytes.fromhex(logged(site, vote)[-3]["c"])) == first
    assert 10 < firsts < 60


def test_who_dies_in_the_middle_has_done_nothing(site: Site, vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        cast(site, vote)
    before = contents(site)
    append = ledger.append

    def die(**known: Any) -> None:
        append(**known)
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "append", die)
    with pytest.raises(KeyboardInterrupt):
        take_batch(site, vote)
    assert contents(site) == before
    monkeypatch.undo()
    assert take_batch(site, vote) == 4


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_who_finds_somebody_at_it_does_not_wait(site: Site, vote: Vote) -> None:
    for _ in range(4):
        cast(site, vote)
    with site.app.app_context(), db.engine.connect() as other, other.begin():
        other.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ledger.lock_number(vote.id)})")
        assert take_batch(site, vote) == 0
    assert take_batch(site, vote) == 4


@pytest.mark.parametrize("by_the_clock", [False, True])
def test_closing_takes_everything_that_waits_and_is_the_last_entry(site: Site, vote: Vote, by_the_clock: bool) -> None:
    for _ in range(5):
        cast(site, vote, pseudonym=os.urandom(32))
    take_batch(site, vote)
    cast(site, vote, "nominee-2")
    if by_the_clock:
        set_contest(site, vote, closes_at=contest_of(site, vote).opens_at)
        site.work()
    else:
        act(site, vote, Action.CLOSE)
    assert kinds_of(site, vote) == ["announce"] + ["ballot"] * 6 + ["close"]
    assert entries_of(site, vote)[-1]["ballots"] == 6
    assert tallies(site, vote) == {"nominee-1": 5, "nominee-2": 1, "nominee-3": 0}
    with site.app.app_context():
        assert (misfits(vote.id), waiting(vote.id)) == ([], 0)


def test_the_worker_takes_batches_that_are_due(site: Site, vote: Vote) -> None:
    for _ in range(3):
        cast(site, vote)
    site.work()
    with site.app.app_context():
        assert waiting(vote.id) == 3
    cast(site, vote)
    site.work()
    with site.app.app_context():
        assert waiting(vote.id) == 0


def test_a_batch_can_be_taken_by_a_command(site: Site) -> None:
    vote = site.make_vote(batch="3")
    run = site.app.test_cli_runner()

    def take(award: str = vote.award) -> tuple[int, str]:
        done = run.invoke(args=["ballot", "batch", award, str(vote.year)])
        return done.exit_code, done.output

    for _ in range(2):
        cast(site, vote)
    assert take() == (0, "0 taken, 2 waiting\n")
    cast(site, vote)
    assert take() == (0, "3 taken, 0 waiting\n")
    assert take("no-such-award")[0] == 1
