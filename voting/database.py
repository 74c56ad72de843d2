"""What both databases have in common, and the few lines in which they differ.

SQLite needs telling: Python's driver would otherwise open transactions late and lose updates without an error, so the
driver's own transactions are off and every transaction begins with an explicit BEGIN, IMMEDIATE when it will write.
Writers queue at a lock file, because SQLite's own waiting starves some of them.
"""

import fcntl
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from voting.errors import Unavailable
from voting.text import LocalText

BUSY_SECONDS = 5
POOL_SECONDS = 2
WRITES = {"voting_writes": True}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware UTC in Python; `timestamptz` in PostgreSQL; text that sorts by time in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalTextColumn(TypeDecorator[LocalText]):
    """A text in both languages, stored as `{"sv": …, "en": …}`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: LocalText | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else {"sv": value.sv, "en": value.en}

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalText | None:
        return None if value is None else LocalText(**value)


class database_now(FunctionElement[datetime]):
    """The database's clock at this very statement, not at the beginning of the transaction."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_now, "postgresql")
def _now_in_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return "clock_timestamp()"


@compiles(database_now, "sqlite")
def _now_in_sqlite(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    # The same 26 characters as a stored instant, so that text comparison is comparison in time.
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`: bounded waits everywhere, so that trouble becomes a 503 and never a hang."""
    pool = {"pool_timeout": POOL_SECONDS, "pool_size": 8, "max_overflow": 8, "hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return pool | {"connect_args": {"isolation_level": None, "timeout": BUSY_SECONDS}}
    waits = f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout=10s -c idle_in_transaction_session_timeout=30s"
    return pool | {
        # REPEATABLE READ would let a cast see "open" after the close: the gate needs a snapshot per statement.
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        "connect_args": {"options": waits, "connect_timeout": BUSY_SECONDS},
    }


def prepare_engine(engine: Engine) -> None:
    """Make what SQLite needs: a folder for its file, and transactions of our own. PostgreSQL needs nothing."""
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def is_in_place(url: URL) -> bool:
    """Whether SQLite's file is where it should be: the open connections would go on writing to one moved away."""
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch to WAL, which the file remembers.

    Of two connections that switch a new file at the same instant, SQLite refuses one at once, whatever its timeout.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("voting_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lock_number(row_id: uuid.UUID) -> int:
    """The advisory lock of a contest or an account: 63 bits of its id."""
    return int.from_bytes(row_id.bytes[:8], "big") >> 1


def lock_shared(connection: Connection, key: int) -> None:
    """Hold `key` together with other sharers until the transaction ends. On SQLite a writer is alone anyway.

    A statement of its own: fused with a SELECT, the snapshot would be older than the lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": key})


def lock_exclusive(connection: Connection, *keys: int) -> None:
    """Wait for all sharers of the keys, then keep them out until the transaction ends.

    In order, so that two who want the same keys never wait for each other.
    """
    if connection.dialect.name == "postgresql":
        locks = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
        connection.execute(locks, {"keys": sorted(keys)})


def try_lock_exclusive(connection: Connection, key: int) -> bool:
    """The same without waiting: False when somebody has `key`. On SQLite a writer is alone anyway."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key}))


def allow_long_statements(connection: Connection) -> None:
    """Until the transaction ends: opening a million ballots takes longer than a request may."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


@contextmanager
def write_turn(url: URL) -> Iterator[None]:
    """This process's and thread's turn to write. SQLite: a blocking lock on `<database>.lock`; PostgreSQL: at once.

    Raises Unavailable after BUSY_SECONDS. The wait blocks in the kernel, which hands the lock on fairly; since a
    blocking flock cannot time out, a helper thread waits and gives the lock back when nobody wants it any more.
    """
    if url.get_backend_name() != "sqlite":
        yield
        return
    if not is_in_place(url):
        raise Unavailable  # what the open connections write now would go with the file that was moved away
    descriptor = _lock_file(Path(f"{url.database}.lock"))
    try:
        yield
    finally:
        os.close(descriptor)


def _lock_file(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiter = _Waiter(descriptor)
        if not waiter.wait(BUSY_SECONDS):
            raise Unavailable from None
    return descriptor


class _Waiter(threading.Thread):
    """Waits for a lock that is held, and closes the descriptor if the lock comes after the caller has given up."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(daemon=True)
        self.descriptor = descriptor
        self.locked = threading.Event()
        self.guard = threading.Lock()
        self.abandoned = False
        self.start()

    def run(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        with self.guard:
            if self.abandoned:
                os.close(self.descriptor)
            else:
                self.locked.set()

    def wait(self, seconds: float) -> bool:
        self.locked.wait(seconds)
        with self.guard:
            self.abandoned = not self.locked.is_set()
        return not self.abandoned
