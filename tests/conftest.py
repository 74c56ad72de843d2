"""What every test stands on: both databases, and an application on a fresh copy of one.

A test that asks for `site` runs once on SQLite and once on PostgreSQL. The tables are made once a run; each test gets a
copy, so no test meets another's rows.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.acceptance import Acceptance, add_options
from tests.required import missing
from tests.site import Site, migrate
from voting.organisation import queries

BACKENDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Acceptance(config))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL of our own."""
    try:
        with postgres.server(max_connections="200") as address:
            yield address
    except postgres.NoPostgres as reason:
        missing(str(reason))


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests have no second process that could still know the settings before a change: nothing to wait for."""
    monkeypatch.setattr(queries, "sleep", lambda _seconds: None)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own, with the tables and nothing in them."""
    if backend == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url = postgres.create_database(request.getfixturevalue("postgres_server"), migrate)
    yield url
    postgres.drop_database(url)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A demo-mode application on an empty database, with a driver for every actor."""
    with Site(database_url, tmp_path / "keys") as made:
        yield made


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("VOTING_")]:
        monkeypatch.delenv(name)
