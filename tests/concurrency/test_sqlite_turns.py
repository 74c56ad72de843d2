"""On SQLite no update is lost: who writes is alone from the first statement on, and the others wait their turn.

The same updates through SQLAlchemy's defaults, and through ours with a part left out, show that a loss would be seen.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from sqlalchemy import create_engine, event, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from tests.site import Site
from voting import database
from voting import transaction as transactions
from voting.clock import now
from voting.extensions import db
from voting.transaction import transaction
from voting.web.models import RateCounter

THREADS = 8
UPDATES = 40  # by each thread
THINKING_SECONDS = 0.001  # between reading and writing
Turn = Callable[[], AbstractContextManager[Any]]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def counters(site: Site) -> None:
    with site.app.app_context(), transaction():
        rows = [{"key": key, "hits": 0, "expires_at": now()} for key in ("counted", "unrelated")]
        db.session.execute(insert(RateCounter), rows)


def count_up(turn: Turn) -> int:
    """Read and write back one more, from all threads at once. Returns how many updates failed with an error."""

    def one_thread(_: int) -> int:
        failed = 0
        for _ in range(UPDATES):
            try:
                with turn() as session:
                    hits = session.scalars(select(RateCounter.hits).where(RateCounter.key == "counted")).one()
                    time.sleep(THINKING_SECONDS)
                    session.execute(update(RateCounter).where(RateCounter.key == "counted").values(hits=hits + 1))
            except OperationalError:
                failed += 1
        return failed

    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(one_thread, range(THREADS)))


def stored(site: Site) -> dict[str, int]:
    with site.app.app_context():
        return dict(db.session.execute(select(RateCounter.key, RateCounter.hits)).all())


def ours(site: Site) -> Turn:
    @contextmanager
    def turn() -> Iterator[Any]:
        with site.app.app_context(), transaction():
            yield db.session

    return turn


def defaults(site: Site) -> Turn:
    engine = create_engine(site.database_url, poolclass=NullPool)

    @contextmanager
    def turn() -> Iterator[Session]:
        with Session(engine) as session, session.begin():
            yield session

    return turn


def no_begin(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.app.app_context():
        event.remove(db.engine, "begin", database._begin_sqlite)


def late_begin(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """BEGIN, which takes the lock at the first write only, instead of BEGIN IMMEDIATE."""
    monkeypatch.setattr(transactions, "WRITES", {})


def no_lock_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "write_turn", nullcontext)


def test_no_update_is_lost(site: Site, counters: None) -> None:
    assert count_up(ours(site)) == 0
    assert stored(site) == {"counted": THREADS * UPDATES, "unrelated": 0}


def test_the_defaults_of_sqlalchemy_lose_updates_without_an_error(site: Site, counters: None) -> None:
    failed = count_up(defaults(site))
    assert stored(site)["counted"] < THREADS * UPDATES - failed


@pytest.mark.parametrize("left_out", [no_begin, late_begin])
def test_a_transaction_that_begins_late_is_caught(
    site: Site, counters: None, left_out: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_lock_file(site, monkeypatch)
    left_out(site, monkeypatch)
    count_up(ours(site))
    assert stored(site)["counted"] < THREADS * UPDATES


def test_who_writes_keeps_every_other_writer_out_from_the_start(site: Site) -> None:
    path = site.database_url.removeprefix("sqlite:///")
    with site.app.app_context(), transaction():
        other = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM ballot").fetchone() == (0,)
        other.close()
        waiting = os.open(f"{path}.lock", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(waiting)
