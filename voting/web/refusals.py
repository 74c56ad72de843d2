"""How often signing in was refused, and why: counted by the hour, whatever the request comes to.

Numbers only. Who was refused is nobody's business, and a list of addresses that tried would be one more to lose.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from voting.clock import now
from voting.extensions import db
from voting.transaction import side_transaction
from voting.web.models import RefusedSignIn

KEEP = timedelta(days=90)


def _more(insert: Any) -> Any:
    one = {"times": RefusedSignIn.times + 1}
    return insert(RefusedSignIn.__table__).on_conflict_do_update(index_elements=["hour", "reason"], set_=one)


_MORE = {"postgresql": _more(postgresql.insert), "sqlite": _more(sqlite.insert)}


def note(reason: str) -> None:
    """Count one refusal in the hour that it is now."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    with side_transaction() as connection:
        connection.execute(_MORE[db.engine.dialect.name], {"hour": hour, "reason": reason, "times": 1})


def purge_refusals() -> None:
    """Forget the hours of three months ago."""
    with side_transaction() as connection:
        connection.execute(delete(RefusedSignIn).where(RefusedSignIn.hour < now() - KEEP))
