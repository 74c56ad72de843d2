"""The migrations make exactly the tables that the program declares, on both databases, and may run twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text

from tests import postgres
from tests.site import Site, migrate
from tests.tables import contents
from voting import models
from voting.config import ROOT
from voting.database import Base

HEAD = ScriptDirectory(str(ROOT / "migrations")).get_current_head()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database at the newest version, reached without the application."""
    made = create_engine(database_url)
    yield made
    made.dispose()


def test_from_nothing_to_the_newest_version_leaves_no_difference(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, Base.metadata) == []


def named(constraints: list[Any]) -> set[str]:
    return {constraint["name"] for constraint in constraints}


def test_every_check_that_is_declared_is_made(engine: Engine) -> None:
    """Alembic does not compare them."""
    made = inspect(engine)
    for name, table in Base.metadata.tables.items():
        declared = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        assert named(made.get_check_constraints(name)) == declared, name


def test_every_constraint_has_the_name_that_the_program_gives_it(engine: Engine) -> None:
    made = inspect(engine)
    for name, table in Base.metadata.tables.items():
        keys = {str(key.name) for key in table.foreign_key_constraints}
        assert named(made.get_foreign_keys(name)) == keys, name
        assert made.get_pk_constraint(name)["name"] == table.primary_key.name, name


def test_the_index_of_tables_names_every_table() -> None:
    listed = {getattr(models, name).__tablename__ for name in models.__all__}
    assert listed == set(Base.metadata.tables)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_ballots_lie_in_no_order_of_arrival(engine: Engine) -> None:
    with engine.connect() as connection:
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'ballot'"))
    assert made.rstrip().endswith("WITHOUT ROWID")


def test_migrating_again_changes_nothing(site: Site) -> None:
    site.make_vote()
    before = contents(site)
    migrate(site.database_url)
    assert contents(site) == before


def test_a_database_that_was_never_migrated_is_taken_from_nothing(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The other tests get copies of a database that was migrated once; this one goes all the way itself."""
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        url = postgres.create_database(request.getfixturevalue("postgres_server"))
    migrate(url)
    engine = create_engine(url)
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()
    if backend != "sqlite":
        postgres.drop_database(url)
