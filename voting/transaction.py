"""The only place that commits.

A view loads, checks and then calls one service inside `with transaction():`. What was read before is forgotten, so the
service sees the world as it is while it holds its turn to write; everything inside is stored, or nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session

from voting.database import WRITES, database_now, write_turn
from voting.extensions import db

_WRITING = "voting_writing"
_AFTERWARDS = "voting_afterwards"


@contextmanager
def transaction() -> Iterator[None]:
    """Write with `db.session`: commit at the end, roll everything back on any exception. Not nestable."""
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("a transaction is open already: services never open one")
    session.rollback()  # end what a read began: its snapshot is too old to decide anything on
    session.info[_AFTERWARDS] = []
    try:
        with write_turn(db.engine.url):
            try:
                session.info[_WRITING] = True
                session.connection(execution_options=WRITES)
                yield
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.info[_WRITING] = False
        for call in session.info[_AFTERWARDS]:
            call()
    finally:
        session.info[_AFTERWARDS] = []


@contextmanager
def side_transaction() -> Iterator[Connection]:
    """A short write of its own beside the session (sessions, counters), stored whatever the request comes to."""
    with write_turn(db.engine.url), db.engine.connect() as plain:
        connection = plain.execution_options(**WRITES)
        with connection.begin():
            yield connection


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` called once the open transaction is stored, and never if it is rolled back."""
    db.session.info[_AFTERWARDS].append(call)


def database_time() -> datetime:
    """What the database's clock says at this moment."""
    return db.session.scalars(select(database_now())).one()


def _refuse_stray_write(session: Session, *_: object) -> None:
    if not session.info.get(_WRITING):
        raise RuntimeError("a write outside `with transaction():` would take no lock and find no commit")


@event.listens_for(db.session.session_factory, "do_orm_execute")
def _check_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse_stray_write(state.session)


event.listen(db.session.session_factory, "before_flush", _refuse_stray_write)
