"""How often something may happen, counted in the application's own database.

Counting in each process's memory would let a limit through once per worker. `limits` keeps the arithmetic of windows;
this file is its storage. Keys are keyed hashes, so that the table names nobody.
"""

import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from voting.clock import now
from voting.errors import N_, DomainError
from voting.extensions import db, key_ring
from voting.transaction import side_transaction
from voting.web.models import RateCounter

WINDOW_MINUTES = 15


class TooMany(DomainError):
    """A limit is used up. `retry_after` is in seconds."""

    status = 429
    title = N_("Too many tries in a short while")
    message = N_("To keep the vote fair we pause here for a moment. Nothing you had done before has been lost.")
    todo = N_("Wait a little and try again in %(minutes)s minutes.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after
        self.params = {"minutes": max(1, -(-retry_after // 60))}
        if self.params["minutes"] == 1:
            self.todo = N_("Wait a little and try again in a minute.")


def _hit(insert: Any) -> Any:
    """Count on in the window that lies there, or begin another when it is over."""
    statement = insert(RateCounter.__table__)
    new, over = statement.excluded, RateCounter.expires_at <= bindparam("now")
    return statement.on_conflict_do_update(
        index_elements=[RateCounter.key],
        set_={
            "hits": case((over, new.hits), else_=RateCounter.hits + new.hits),
            "expires_at": case((over, new.expires_at), else_=RateCounter.expires_at),
        },
    ).returning(RateCounter.hits)


_HIT = {"postgresql": _hit(postgresql.insert), "sqlite": _hit(sqlite.insert)}


class DatabaseStorage(Storage):
    """Fixed windows in one table; one upsert a hit, exact across processes."""

    STORAGE_SCHEME = ["application-database"]  # noqa: RUF012 declared so in the base class

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        at = now()
        values = {"key": key, "hits": amount, "expires_at": at + timedelta(seconds=expiry), "now": at}
        with side_transaction() as connection:
            return int(connection.execute(_HIT[db.engine.dialect.name], values).scalar_one())

    def get(self, key: str) -> int:
        with db.engine.connect() as connection:
            live = select(RateCounter.hits).where(RateCounter.key == key, RateCounter.expires_at > now())
            return int(connection.execute(live).scalar_one_or_none() or 0)

    def get_expiry(self, key: str) -> float:
        with db.engine.connect() as connection:
            found = connection.execute(select(RateCounter.expires_at).where(RateCounter.key == key))
            return float((found.scalar_one_or_none() or now()).timestamp())

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with side_transaction() as connection:
            return int(connection.execute(delete(RateCounter)).rowcount)

    def clear(self, key: str) -> None:
        with side_transaction() as connection:
            connection.execute(delete(RateCounter).where(RateCounter.key == key))


def count(kind: str, who: str, *, allowed: int, minutes: int = WINDOW_MINUTES) -> None:
    """Count one `kind` by `who`. Raises TooMany when more than `allowed` fall into the window of so many minutes."""
    limiter, name, item = _window(who, kind, allowed, minutes)
    if not limiter.hit(item, kind, name):
        reset = limiter.get_window_stats(item, kind, name).reset_time
        wait = datetime.fromtimestamp(reset, UTC) - now()
        raise TooMany(retry_after=max(1, int(wait.total_seconds())))


def within(kind: str, who: str, *, allowed: int, minutes: int = WINDOW_MINUTES) -> bool:
    """Count as `count` does, for what is quietly left out when it is too many."""
    try:
        count(kind, who, allowed=allowed, minutes=minutes)
    except TooMany:
        return False
    return True


def forgive(kind: str, who: str, *, allowed: int) -> None:
    """Count anew: what `who` did was right after all."""
    limiter, name, item = _window(who, kind, allowed)
    limiter.clear(item, kind, name)


def _window(
    who: str, kind: str, allowed: int, minutes: int = WINDOW_MINUTES
) -> tuple[FixedWindowRateLimiter, str, RateLimitItemPerMinute]:
    name = hmac.new(key_ring().address, f"{kind}\0{who}".encode(), hashlib.sha256).hexdigest()[:32]
    limiter: FixedWindowRateLimiter = current_app.extensions["voting_limiter"]
    return limiter, name, RateLimitItemPerMinute(allowed, minutes)


def network() -> str:
    """The visitor's network: an IPv4 address, or the /64 that one IPv6 household holds."""
    return _network(v4=32, v6=64)


def network_block() -> str:
    """The block that a company or a provider's customer is given addresses from."""
    return _network(v4=24, v6=48)


def _network(*, v4: int, v6: int) -> str:
    written = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return written  # what a proxy wrote there is no address, and still one network
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    bits = v4 if isinstance(address, ipaddress.IPv4Address) else v6
    return str(ipaddress.ip_network((address.packed, bits), strict=False).network_address) + f"/{bits}"


def purge_counters() -> None:
    """Delete windows that have passed."""
    with side_transaction() as connection:
        connection.execute(delete(RateCounter).where(RateCounter.expires_at <= now()))


def init_app(app: Flask) -> None:
    storage: Any = DatabaseStorage()
    app.extensions["voting_limiter"] = FixedWindowRateLimiter(storage)
