"""Where measurements run: a fresh installation on SQLite, and one on a real PostgreSQL, gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.site import Site, migrate

BACKENDS = ("sqlite", "postgresql")
UNLIMITED = {"CODES_PER_ADDRESS": "1000", "CODES_PER_NETWORK": "1000000", "TRIES_PER_NETWORK": "1000000"}


@contextmanager
def installation(backend: str) -> Iterator[Site]:
    """An installation with no rows, whose rate limits nobody reaches."""
    with tempfile.TemporaryDirectory(prefix="voting-bench-") as folder, _database(backend, folder) as url:
        migrate(url)
        with Site(url, Path(folder) / "keys", **UNLIMITED) as site:
            yield site


@contextmanager
def _database(backend: str, folder: str) -> Iterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    with postgres.server(max_connections="200") as address:
        yield postgres.create_database(address)
