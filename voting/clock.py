"""This machine's time, in one place.

Nothing that decides whether a ballot counts may use it: the gate, the phases and the deadlines go by the database's
clock (`voting.database.database_now`), so that no server's wrong clock can open or close a contest.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """This machine's time, aware, in UTC."""
    return datetime.now(UTC)
