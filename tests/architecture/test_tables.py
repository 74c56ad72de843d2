"""What the tables can tell about a voter: no key leads from a ballot to a person, and a ballot knows no time or order.

The tables are looked at twice: as the program declares them, and as the migrations have made them in both databases.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    create_engine,
    inspect,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator

from voting.database import Base

PERSONS = frozenset({"account", "role_grant", "invitation", "sign_in_code", "web_session", "mail", "rate_counter"}) | {
    "factor", "invited_voter", "nominee_contact", "passkey_challenge", "recovery_code", "setup_link",
}  # fmt: skip
CHOICES = frozenset({"ballot", "pending", "opening", "tally", "certified_tally"})
OF_A_BALLOT = {"contest_id", "pseudonym", "nominee_id", "salt", "nonce", "clicks", "commitment", "changes"} | {
    "replaced",
    "replaced_nominee_id",
}
Keys = dict[str, set[str]]


def keys_of(metadata: MetaData) -> Keys:
    """For each table, the tables that its foreign keys lead to."""
    return {table.name: {key.column.table.name for key in table.foreign_keys} for table in metadata.tables.values()}


def keys_in(engine: Engine) -> Keys:
    """The same, as the database has it."""
    found = inspect(engine).get_multi_foreign_keys()
    return {name: {key["referred_table"] for key in keys} for (_, name), keys in found.items()}


def ways(keys: Keys, start: str, ends: frozenset[str], walked: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way along foreign keys from a table to one of `ends`."""
    way = (*walked, start)
    if start in ends:
        yield way
    for table in sorted(keys[start] - set(way)):
        yield from ways(keys, table, ends, way)


def links(keys: Keys) -> list[str]:
    """What joins a choice and a person: a way from one to the other, or a table with ways to both."""
    return [
        f"{' > '.join(reversed(to_choice[1:]))} < {table} > {' > '.join(to_person[1:])}".strip(" <>")
        for table in sorted(keys)
        for to_choice in ways(keys, table, CHOICES)
        for to_person in ways(keys, table, PERSONS)
    ]


def tells_time_or_order(table: Table) -> list[str]:
    """Columns that hold an instant, and whole numbers in the key."""
    found = []
    for column in table.columns:
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        if isinstance(kind, Date | DateTime | Time) or (isinstance(kind, Integer) and column.primary_key):
            found.append(column.name)
    return found


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


def test_no_key_joins_a_ballot_and_a_person() -> None:
    assert links(keys_of(Base.metadata)) == []


def test_no_key_in_the_database_joins_a_ballot_and_a_person(engine: Engine) -> None:
    keys = keys_in(engine)
    assert links(keys) == []
    assert {name: led for name, led in keys.items() if name in Base.metadata.tables} == keys_of(Base.metadata)


def test_tables_of_persons_and_choices_are_still_called_so() -> None:
    assert (PERSONS | CHOICES) - set(Base.metadata.tables) == set()


@pytest.mark.parametrize(
    ("table", "target", "link"),
    [
        ("ballot", "account.id", "ballot > account"),
        ("contest", "account.id", "ballot > contest > account"),
        ("nominee", "mail.id", "ballot > nominee > mail"),
        ("certified_tally", "web_session.id_hash", "certified_tally > web_session"),
        ("role_grant", "ballot.commitment", "ballot < role_grant > account"),
    ],
)
def test_planted_key_is_found(table: str, target: str, link: str) -> None:
    metadata = MetaData()
    for known in Base.metadata.tables.values():
        known.to_metadata(metadata)
    metadata.tables[table].append_column(Column("planted", LargeBinary, ForeignKey(target)))
    assert link in links(keys_of(metadata))


def test_planted_list_of_who_cast_what_is_found() -> None:
    metadata = MetaData()
    for known in Base.metadata.tables.values():
        known.to_metadata(metadata)
    who, what = Column("who", ForeignKey("account.id")), Column("what", ForeignKey("ballot.commitment"))
    Table("roll", metadata, who, what)
    assert links(keys_of(metadata)) == ["ballot < roll > account"]


def test_ballot_has_these_columns_only(engine: Engine) -> None:
    assert {column.name for column in Base.metadata.tables["ballot"].columns} == OF_A_BALLOT
    assert {column["name"] for column in inspect(engine).get_columns("ballot")} == OF_A_BALLOT


def test_ballot_knows_no_time_and_no_order() -> None:
    assert tells_time_or_order(Base.metadata.tables["ballot"]) == []
    assert tells_time_or_order(Base.metadata.tables["audit_event"]) == ["id", "at"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_ballot_has_no_hidden_row_number(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT rowid FROM contest"))
        with pytest.raises(OperationalError, match="no such column: rowid"):
            connection.execute(text("SELECT rowid FROM ballot"))
