"""What a piece of work writes to the database, transaction by transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from tests.site import Site
from voting.extensions import db


def engine_of(site: Site) -> Engine:
    with site.app.app_context():
        return db.engine


def is_write(statement: str) -> bool:
    return statement.split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE", "DELETE")


@contextmanager
def transactions(site: Site) -> Iterator[list[list[str]]]:
    """The transactions that are committed meanwhile and write something, each as its statements."""
    found: list[list[str]] = []
    unfinished: dict[int, list[str]] = {}

    def sent(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        unfinished.setdefault(id(connection), []).append(statement)

    def committed(connection: Connection) -> None:
        statements = unfinished.pop(id(connection), [])
        if any(map(is_write, statements)):
            found.append(statements)

    def undone(connection: Connection) -> None:
        unfinished.pop(id(connection), None)

    engine = engine_of(site)
    listeners = {"before_cursor_execute": sent, "commit": committed, "rollback": undone}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
