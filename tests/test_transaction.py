"""The only place that commits: all or nothing, never nested, nothing beside it, and writers who wait their turn."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, insert, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.page import heading
from tests.site import Site
from tests.words import said
from voting import database
from voting.clock import now
from voting.database import prepare_engine, write_turn
from voting.errors import Unavailable
from voting.extensions import db
from voting.transaction import after_commit, side_transaction, transaction
from voting.web.errors import WORDS
from voting.web.models import RateCounter

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PATIENCE_SECONDS = 20


class Stop(BaseException):
    """What is no Exception, as a signal is not."""


def counter(key: str) -> RateCounter:
    return RateCounter(key=key, hits=1, expires_at=now())


def keys(site: Site) -> set[str]:
    with site.app.app_context(), db.engine.connect() as connection:
        return set(connection.scalars(select(RateCounter.key)))


@pytest.fixture(autouse=True)
def another_row(site: Site) -> None:
    with site.app.app_context(), transaction():
        db.session.add(counter("unrelated"))


def test_what_is_written_inside_is_stored(site: Site) -> None:
    with site.app.app_context():
        with transaction():
            db.session.add(counter("one"))
            db.session.execute(insert(RateCounter).values(key="two", hits=1, expires_at=now()))
        with transaction():
            db.session.add(counter("three"))
    assert keys(site) == {"unrelated", "one", "two", "three"}


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, Stop])
def test_whatever_goes_wrong_nothing_is_stored(site: Site, error: type[BaseException]) -> None:
    def go_wrong() -> None:
        with transaction():
            db.session.add(counter("one"))
            db.session.flush()
            raise error

    with site.app.app_context():
        with pytest.raises(error):
            go_wrong()
        assert db.session.scalars(select(RateCounter.key)).all() == ["unrelated"]
        with transaction():
            db.session.add(counter("two"))
    assert keys(site) == {"unrelated", "two"}


def test_what_the_database_refuses_at_the_commit_leaves_nothing(site: Site) -> None:
    def twice() -> None:
        with transaction():
            db.session.add(counter("one"))
            db.session.add(RateCounter(key="unrelated", hits=1, expires_at=now()))

    with site.app.app_context():
        with pytest.raises(IntegrityError):
            twice()
        with transaction():
            db.session.add(counter("two"))
    assert keys(site) == {"unrelated", "two"}


def test_a_transaction_inside_another_is_refused(site: Site) -> None:
    """The inner one would store half of the outer one."""

    def nested() -> None:
        with transaction():
            db.session.add(counter("outer"))
            with transaction():
                db.session.add(counter("inner"))

    with site.app.app_context(), pytest.raises(RuntimeError, match="open already"):
        nested()
    assert keys(site) == {"unrelated"}


STRAY: dict[str, Callable[[], object]] = {
    "an object": lambda: (db.session.add(counter("one")), db.session.flush()),
    "an object that a query would flush": lambda: (
        db.session.add(counter("one")),
        db.session.scalar(select(RateCounter)),
    ),
    "an object that a commit would flush": lambda: (db.session.add(counter("one")), db.session.commit()),
    "a changed object": lambda: (setattr(db.session.scalars(select(RateCounter)).one(), "hits", 9), db.session.flush()),
    "a deleted object": lambda: (db.session.delete(db.session.scalars(select(RateCounter)).one()), db.session.flush()),
    "an INSERT": lambda: db.session.execute(insert(RateCounter).values(key="one", hits=1, expires_at=now())),
    "an UPDATE": lambda: db.session.execute(update(RateCounter).values(hits=9)),
    "a DELETE": lambda: db.session.execute(delete(RateCounter)),
}


@pytest.mark.parametrize("write", STRAY.values(), ids=STRAY)
def test_a_write_beside_it_is_refused(site: Site, write: Callable[[], object]) -> None:
    with site.app.app_context(), pytest.raises(RuntimeError, match="outside"):
        write()
    with site.app.app_context():
        assert db.session.execute(select(RateCounter.key, RateCounter.hits)).all() == [("unrelated", 1)]


def test_afterwards_is_after_the_commit_and_only_then(site: Site) -> None:
    seen: list[set[str]] = []
    with site.app.app_context():
        with transaction():
            db.session.add(counter("one"))
            after_commit(lambda: seen.append(keys(site)))
            assert seen == []
        assert seen == [{"unrelated", "one"}]
        with transaction():
            db.session.add(counter("two"))
        assert len(seen) == 1


def test_afterwards_never_comes_when_it_was_undone(site: Site) -> None:
    seen: list[str] = []

    def undone() -> None:
        with transaction():
            after_commit(lambda: seen.append("called"))
            raise ZeroDivisionError

    with site.app.app_context():
        with pytest.raises(ZeroDivisionError):
            undone()
        with transaction():
            pass
    assert seen == []


def test_inside_the_world_is_seen_as_it_is_now_and_not_as_it_was_read_before(site: Site) -> None:
    with site.app.app_context():
        read_before = db.session.scalars(select(RateCounter)).one()
        assert read_before.hits == 1
        with side_transaction() as beside:
            beside.execute(update(RateCounter).values(hits=7))
        with transaction():
            assert db.session.scalars(select(RateCounter)).one().hits == 7


def test_a_side_transaction_stores_all_or_nothing(site: Site) -> None:
    def go_wrong() -> None:
        with side_transaction() as beside:
            beside.execute(insert(RateCounter).values(key="one", hits=1, expires_at=now()))
            raise ZeroDivisionError

    with site.app.app_context():
        with pytest.raises(ZeroDivisionError):
            go_wrong()
        with side_transaction() as beside:
            beside.execute(insert(RateCounter).values(key="two", hits=1, expires_at=now()))
    assert keys(site) == {"unrelated", "two"}


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_takes_a_snapshot_for_each_statement(site: Site) -> None:
    """With one for the whole transaction a cast would see a contest as open that had closed while it waited."""
    with site.app.app_context(), transaction():
        assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
    with site.app.app_context():
        assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
        assert db.session.scalar(text("SHOW lock_timeout")) == f"{database.BUSY_SECONDS}s"


@SQLITE
def test_sqlite_keeps_what_it_has_acknowledged(site: Site) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with site.app.app_context():
        assert {name: db.session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


@SQLITE
def test_a_new_file_is_switched_to_wal_even_while_another_connection_has_it(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    engine = create_engine(f"sqlite:///{path}")
    prepare_engine(engine)
    leaves = threading.Timer(0.2, other.close)
    leaves.start()
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    leaves.join()
    engine.dispose()


def lock_file(site: Site) -> Path:
    return Path(f"{make_url(site.database_url).database}.lock")


@contextmanager
def held(site: Site) -> Iterator[None]:
    """Somebody else's turn to write, until the end of the block."""
    descriptor = os.open(lock_file(site), os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def is_free(site: Site) -> bool:
    descriptor = os.open(lock_file(site), os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@SQLITE
def test_the_lock_file_is_for_us_alone(site: Site) -> None:
    assert lock_file(site).stat().st_mode & 0o777 == 0o600


@SQLITE
@pytest.mark.parametrize("error", [ZeroDivisionError, Stop])
def test_the_turn_is_given_back_whatever_happens(site: Site, error: type[BaseException]) -> None:
    def go_wrong() -> None:
        with write_turn(make_url(site.database_url)):
            assert not is_free(site)
            raise error

    with pytest.raises(error):
        go_wrong()
    assert is_free(site)


@SQLITE
def test_who_waits_gets_the_turn_when_it_is_given_back(site: Site) -> None:
    entered = threading.Event()

    def write() -> None:
        with site.app.app_context(), transaction():
            entered.set()
            db.session.add(counter("one"))

    with ThreadPoolExecutor(1) as pool:
        with held(site):
            waiting = pool.submit(write)
            assert not entered.wait(0.2)
        waiting.result(PATIENCE_SECONDS)
    assert keys(site) == {"unrelated", "one"}


@SQLITE
def test_who_waits_too_long_is_refused_and_the_late_lock_is_given_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    before = threading.active_count()
    with held(site):
        with site.app.app_context(), pytest.raises(Unavailable), transaction():
            pytest.fail("two at a time")
        assert threading.active_count() == before + 1  # still in the queue, though nobody wants the turn any more
    patience = threading.Event()
    for _ in range(100 * PATIENCE_SECONDS):
        if threading.active_count() == before:
            break
        patience.wait(0.01)
    assert threading.active_count() == before
    assert is_free(site)
    with site.app.app_context(), transaction():
        db.session.add(counter("one"))
    assert keys(site) == {"unrelated", "one"}


@SQLITE
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_waits_too_long_gets_a_page_that_says_so(site: Site, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser(lang)
    browser.get("/sign-in")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with held(site):
        page = browser.submit(address="anna@demo.example")
    assert (page.status_code, page.headers["Retry-After"], heading(page)) == (
        503,
        "30",
        said(site, WORDS[503][0], lang),
    )
    browser.get("/sign-in")
    assert browser.submit(address="anna@demo.example", follow=False).status_code == 303


@SQLITE
def test_no_writer_is_left_out_in_a_crowd(site: Site) -> None:
    """Each of eight writes twenty times while the others never pause: nobody waits in vain."""

    def write_on(name: int) -> int:
        for turn in range(20):
            with site.app.app_context(), transaction():
                db.session.add(counter(f"{name}/{turn}"))
        return 20

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(write_on, range(8))) == 160
    assert len(keys(site)) == 161


@SQLITE
def test_nothing_is_written_to_a_database_that_was_moved_away(site: Site, tmp_path: Path) -> None:
    file = Path(str(make_url(site.database_url).database))
    aside = file.rename(tmp_path / "aside.db")
    with site.app.app_context(), pytest.raises(Unavailable), transaction():
        db.session.add(counter("lost"))
    aside.rename(file)
    assert "lost" not in keys(site)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_on_postgresql_writers_need_no_turn(site: Site) -> None:
    with site.app.app_context(), transaction():
        db.session.add(counter("one"))
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_beside, site).result(PATIENCE_SECONDS)
        assert keys(site) == {"unrelated", "beside"}
    assert keys(site) == {"unrelated", "beside", "one"}


def write_beside(site: Site) -> None:
    with site.app.app_context(), transaction():
        db.session.add(counter("beside"))
