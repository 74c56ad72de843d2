"""Two processes that bring the same empty database up to date at the same time."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import create_engine, inspect

from tests import postgres
from tests.concurrency.crew import crew, together
from voting.app import create_app
from voting.config import ROOT
from voting.extensions import db

ROUNDS = 3


def bring_up_to_date(environ: Mapping[str, str]) -> None:
    app = create_app(environ)
    with app.app_context():
        db.engine.connect().close()
        together()
        upgrade()
        db.session.remove()
        db.engine.dispose()


def empty_databases(backend: str, request: pytest.FixtureRequest, folder: Path) -> list[str]:
    if backend == "sqlite":
        return [f"sqlite:///{folder}/{at}.db" for at in range(ROUNDS)]
    server = request.getfixturevalue("postgres_server")
    return [postgres.create_database(server) for _ in range(ROUNDS)]


def test_two_migrations_at_once_both_succeed(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    urls = empty_databases(backend, request, tmp_path)
    with crew(2) as operators:
        for url in urls:
            environ = {"VOTING_DATABASE_URL": url, "VOTING_KEY_DIR": str(tmp_path / "keys")}
            assert operators.run(bring_up_to_date, [(environ,)] * 2) == [None, None]

    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    for url in urls:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert MigrationContext.configure(connection).get_current_heads() == (head,)
            assert {*db.metadata.tables} <= {*inspect(connection).get_table_names()}
        engine.dispose()
