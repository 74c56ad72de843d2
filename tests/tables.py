"""The database seen whole: what lies in it, what is asked of it, and a way to let everything in it grow older."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select, update

from tests.site import Site
from voting.database import Base, UtcDateTime
from voting.extensions import db
from voting.transaction import side_transaction

APPEND_ONLY = ("audit_event", "audit_seal", "ledger_log", "ledger_entry", "ledger_node", "ledger_checkpoint")


def contents(site: Site, *, but: Collection[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order of its own, without the tables named in `but`."""
    with site.app.app_context(), db.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
            if name not in but
        }


def row_counts(site: Site) -> dict[str, int]:
    """How many rows each table has, without the empty ones."""
    return {name: len(rows) for name, rows in contents(site).items() if rows}


def let_pass(site: Site, time: timedelta) -> None:
    """Make everything stored look as if `time` had gone by since, to the database's clock and to ours."""
    with site.app.app_context(), side_transaction() as connection:
        for table in Base.metadata.sorted_tables:
            instants = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
            if not instants or table.name in APPEND_ONLY:
                continue
            for row in connection.execute(select(table)).mappings().all():
                older = {column: row[column.name] - time for column in instants if row[column.name]}
                this = [column == row[column.name] for column in table.primary_key]
                if older:
                    connection.execute(update(table).where(*this).values(older))


@contextmanager
def statements(site: Site, *, all_of_them: bool = False) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, without what is read once in two seconds, whatever is asked for."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if all_of_them or "FROM organisation" not in statement:
            sent.append(statement)

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
