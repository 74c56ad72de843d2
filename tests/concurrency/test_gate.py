"""The gate, one step at a time: who waits for whom when a cast and a close meet.

The mistakes that make a gate leak are built in on purpose, to show that these very tests would catch them.
"""

import os
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import event, text

from tests.acts import signals_of
from tests.concurrency.patience import wait_until
from tests.site import Site, Vote
from voting import database
from voting import transaction as transactions
from voting.ballots import service as ballots
from voting.contests import service as contests
from voting.contests.rules import HasClosed
from voting.extensions import db
from voting.transaction import transaction

STUCK = "nobody waits and nobody gets on"
Mutate = Callable[[Site, pytest.MonkeyPatch], None]


def cast(site: Site, vote: Vote) -> bool:
    """Whether a new voter's ballot is taken."""
    with site.app.app_context():
        try:
            with transaction():
                cast_ballot(vote)
        except HasClosed:
            return False
    return True


def cast_ballot(vote: Vote) -> None:
    fresh = {"pseudonym": os.urandom(32), "nonce": os.urandom(16), "signals": signals_of(vote.id)}
    ballots.cast(contest_id=vote.id, choice="nominee-1", **fresh)


def close(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        ballots.close(contest_id=vote.id, reason="test", actor=None)


def cast_behind_close(site: Site, vote: Vote) -> bool:
    """Whether a cast is let in that began while a close was under way, and ended after it."""
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        with transaction():
            ballots.close(contest_id=vote.id, reason="test", actor=None)
            call = thread.submit(cast, site, vote)
            wait_until(lambda: call.done() or somebody_waits(site), STUCK)
        return call.result()


def close_passes_cast(site: Site, vote: Vote) -> bool:
    """Whether a close comes back while a cast is still under way."""
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        with transaction():
            cast_ballot(vote)
            call = thread.submit(close, site, vote)
            wait_until(lambda: call.done() or somebody_waits(site), STUCK)
            passed = call.done()
        call.result()
        return passed


def somebody_waits(site: Site) -> bool:
    """Whether a thread is held up at the contest's lock (PostgreSQL) or at the lock file (SQLite)."""
    if db.engine.dialect.name == "sqlite":
        lock = Path(f"{db.engine.url.database}.lock")
        held_up = [line for line in Path("/proc/locks").read_text().splitlines() if " -> " in line]
        return lock.exists() and any(f":{lock.stat().st_ino} " in line for line in held_up)
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
    )
    with db.engine.connect() as connection:
        return bool(connection.scalar(waiting))


def fused_gate(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock and SELECT in one statement: its snapshot is older than the lock it waits for."""

    def enter(contest_id: uuid.UUID) -> contests.Gate:
        row = db.session.execute(
            text(
                "SELECT state = 'announced' AND clock_timestamp() BETWEEN opens_at AND closes_at AS open, max_changes"
                " FROM contest, (SELECT pg_advisory_xact_lock_shared(:key)) AS held WHERE id = :id"
            ),
            {"key": database.lock_number(contest_id), "id": contest_id},
        ).one()
        if not row.open:
            raise HasClosed
        return contests.Gate(contest_id, row.max_changes)

    monkeypatch.setattr(contests, "enter_gate", enter)


def repeatable_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """One snapshot for the whole transaction, taken by the statement that waits for the lock."""
    monkeypatch.setattr(transactions, "WRITES", database.WRITES | {"isolation_level": "REPEATABLE READ"})


def no_shared_lock(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "lock_shared", lambda *_: None)


def no_turns(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite without the lock file and without BEGIN: every statement is a transaction of its own."""
    monkeypatch.setattr(transactions, "write_turn", nullcontext)
    with site.app.app_context():
        event.remove(db.engine, "begin", database._begin_sqlite)


def test_a_cast_that_waited_for_the_close_is_refused(site: Site) -> None:
    other = site.make_vote(award="annat-pris")
    assert cast_behind_close(site, site.make_vote()) is False
    assert cast(site, other) is True


def test_a_close_waits_for_a_cast_that_has_passed_the_gate(site: Site) -> None:
    assert close_passes_cast(site, site.make_vote()) is False


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("mutate", [fused_gate, repeatable_read, no_shared_lock])
def test_a_gate_that_lets_late_casts_in_is_caught(site: Site, mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(site, monkeypatch)
    assert cast_behind_close(site, site.make_vote()) is True


@pytest.mark.parametrize(("backend", "mutate"), [("postgresql", no_shared_lock), ("sqlite", no_turns)])
def test_a_close_that_does_not_wait_is_caught(site: Site, mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(site, monkeypatch)
    assert close_passes_cast(site, site.make_vote()) is True
