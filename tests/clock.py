"""The database's own clock, moved forwards or back, without the application knowing.

PostgreSQL gets a function of the same name that is found first; SQLite a function in place of its own.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from tests.site import Site
from tests.traffic import engine_of


class DatabaseClock:
    """The clock of a site's database."""

    def __init__(self, site: Site) -> None:
        self.engine = engine_of(site)
        self.ahead = timedelta()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", self._replace_in_sqlite)
        else:
            self._replace_in_postgresql()
            with self.engine.begin() as connection:
                name = connection.scalar(text("SELECT current_database()"))
                connection.execute(text(f"ALTER DATABASE {name} SET search_path = public, pg_catalog"))
        self.engine.dispose()

    def move(self, ahead: timedelta) -> None:
        """Set the clock that far ahead of the true time (back, when negative)."""
        self.ahead = ahead
        if self.engine.dialect.name != "sqlite":
            self._replace_in_postgresql()

    def _replace_in_postgresql(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
                    f"$$ SELECT pg_catalog.clock_timestamp() + interval '{self.ahead.total_seconds()} seconds' $$"
                )
            )

    def _replace_in_sqlite(self, connection: sqlite3.Connection, _entry: Any) -> None:
        connection.create_function("strftime", 2, self._strftime)

    def _strftime(self, pattern: str, moment: str) -> str:
        """SQLite's own, in a database of its own, so that nothing that moves Python's clock moves this one."""
        with closing(sqlite3.connect(":memory:")) as own:
            shift = f"{self.ahead.total_seconds()} seconds"
            return str(own.execute("SELECT strftime(?, ?, ?)", (pattern, moment, shift)).fetchone()[0])
