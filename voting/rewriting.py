"""Deleting for real: after a DELETE both databases keep the bytes in their files until something else lies there."""

from collections.abc import Sequence

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from voting.database import BUSY_SECONDS, write_turn
from voting.errors import Unavailable
from voting.extensions import db

MOST_SEGMENTS = 2000  # of 16 MB: far more than a server keeps
log = structlog.get_logger()


def rewrite(tables: Sequence[str]) -> bool:
    """Write the tables' files anew and empty the write-ahead log. Outside any transaction; may be done twice.

    Raises Unavailable while somebody still reads what is to go.

    PostgreSQL keeps the files of its log and uses them again, old bytes and all. Leaving one fills its rest with zeros,
    so the log is moved on until it has left every file that is there now. False when the database's account may not
    do that (it needs pg_ls_waldir, pg_switch_wal and CHECKPOINT); the bytes then go as the server uses the files again.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with write_turn(db.engine.url):
            connection = db.engine.raw_connection()  # SQLAlchemy would begin a transaction, in which neither works
            cursor = connection.cursor()
            try:
                cursor.execute("PRAGMA busy_timeout = 500")  # others wait meanwhile
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                still_read, *_ = cursor.fetchone() or (1,)
                if still_read:
                    raise Unavailable  # somebody reads from the old pages: another time
                return True
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
                connection.close()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.execute(text("SET statement_timeout = 0"))
        for table in tables:
            plain.execute(text(f"VACUUM FULL {table}"))
        try:
            _next_segment(plain)
            last = plain.scalars(text("SELECT max(name) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'")).one()
            for _ in range(MOST_SEGMENTS):
                if _next_segment(plain) > last:
                    break
        except DBAPIError:
            log.warning("the database's account may not switch its write-ahead log: old rows go as it is recycled")
            return False
        finally:
            plain.execute(text("RESET statement_timeout"))
    return True


def _next_segment(connection: Connection) -> str:
    """Leave the present file of PostgreSQL's log for the next, and let go of those before it. Returns its name."""
    connection.execute(text("SELECT pg_switch_wal()"))
    connection.execute(text("CHECKPOINT"))
    return str(connection.scalars(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).one())
