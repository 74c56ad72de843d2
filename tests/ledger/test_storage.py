"""The log in the database: nothing in it changes, and what has changed all the same is never signed."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.site import Site
from tests.tables import contents
from voting.errors import NotFound
from voting.extensions import db
from voting.keys import KeyProblem
from voting.ledger import notes, queries, service, tiles
from voting.ledger.models import Entry, Log, Node, SignedCheckpoint
from voting.ledger.queries import LedgerDamaged
from voting.ledger.tree import inclusion_proof, leaf_hash, root_from_inclusion, root_of
from voting.transaction import transaction

TABLES = (Log, Entry, Node, SignedCheckpoint)
FOREIGN = notes.sign(f"somebody/else\n3\n{'A' * 43}=\n", "somebody/else", Ed25519PrivateKey.generate())
ORIGIN = "vote.example/testpriset/2026/log"


def leaves(count: int, start: int = 0) -> list[bytes]:
    return [b'{"n":%d}' % number for number in range(start, start + count)]


def make_log(site: Site, count: int = 3, *, rehearsal: bool = False) -> uuid.UUID:
    log_id = uuid.uuid4()
    with site.app.app_context(), transaction():
        service.open_log(log_id=log_id, origin=f"{ORIGIN}/{log_id}", rehearsal=rehearsal)
        service.append(log_id=log_id, leaves=leaves(count))
    return log_id


@pytest.fixture
def log_id(site: Site) -> uuid.UUID:
    """A log of 300 entries, so that it has a full tile, beside another."""
    make_log(site, 2)
    return make_log(site, 300)


def sign_again(site: Site, log_id: uuid.UUID) -> None:
    with site.app.app_context(), transaction():
        service.append(log_id=log_id, leaves=[b"{}"])


def behind_its_back(site: Site, *statements: Any) -> None:
    """Change what may not be changed, as somebody with the database's own password could."""
    with site.app.app_context(), db.engine.begin() as connection:
        for table in TABLES:
            name = table.__tablename__
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"DROP TRIGGER {name}_refuses_update")
                connection.exec_driver_sql(f"DROP TRIGGER {name}_refuses_delete")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_or_delete_a_row(site: Site, log_id: uuid.UUID, table: Any) -> None:
    before = contents(site)
    assert before[table.__tablename__]
    column = next(column for column in table.__table__.columns if not column.primary_key)
    for statement in (update(table).values({column: column}), delete(table)):
        with site.app.app_context(), pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(statement)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_refuses_to_put_a_row_in_the_place_of_another(site: Site, log_id: uuid.UUID, table: Any) -> None:
    name = table.__tablename__
    with site.app.app_context(), pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_empty_a_table(site: Site, log_id: uuid.UUID, table: Any) -> None:
    with site.app.app_context(), pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table.__tablename__} CASCADE"))


def test_a_rehearsals_log_can_be_thrown_away_and_no_other(site: Site, log_id: uuid.UUID) -> None:
    rehearsal = make_log(site, 300, rehearsal=True)
    before = contents(site)
    with site.app.app_context(), db.engine.begin() as connection:
        for table in (SignedCheckpoint, Node, Entry):
            connection.execute(delete(table).where(table.log_id == rehearsal))
        connection.execute(delete(Log).where(Log.id == rehearsal))
    after = contents(site)
    for table in TABLES:
        kept = [row for row in before[table.__tablename__] if rehearsal not in row]
        assert after[table.__tablename__] == kept


def flipped(leaf: bytes) -> bytes:
    return bytes([leaf[0] ^ 1]) + leaf[1:]


@pytest.mark.parametrize("number", [0, 7, 255, 256, 299])
def test_a_flipped_bit_stops_signing_and_names_the_entry(site: Site, log_id: uuid.UUID, number: int) -> None:
    this = (Entry.log_id == log_id, Entry.number == number)
    behind_its_back(site, update(Entry).where(*this).values(leaf=flipped(leaves(300)[number])))
    before = contents(site)
    with pytest.raises(LedgerDamaged, match=f"entry {number} "):
        sign_again(site, log_id)
    assert contents(site) == before


def test_every_other_change_stops_signing_too(site: Site, subtests: pytest.Subtests) -> None:
    """Also one that its author has hidden well: an entry with its own hash, or the last entry alone."""
    other = b'{"n":999}'
    entry, head = Entry.number == 1, SignedCheckpoint.size == 3
    changes: dict[str, tuple[Any, Any]] = {
        "an entry and its hash": (update(Entry).values(leaf=other, leaf_hash=leaf_hash(other)), entry),
        "a hash alone": (update(Entry).values(leaf_hash=leaf_hash(other)), entry),
        "an entry taken out": (delete(Entry), entry),
        "the last entry taken out": (delete(Entry), Entry.number == 2),
        "a checkpoint taken out": (delete(SignedCheckpoint), head),
        "a checkpoint of another key": (update(SignedCheckpoint).values(note=FOREIGN), head),
    }
    logs = {name: make_log(site) for name in [*changes, "an entry added"]}
    added = insert(Entry).values(log_id=logs["an entry added"], number=3, leaf=other, leaf_hash=leaf_hash(other))
    spoil = [change.where(change.table.c.log_id == logs[name], which) for name, (change, which) in changes.items()]
    behind_its_back(site, added, *spoil)
    for name, log_id in logs.items():
        before = contents(site)
        with subtests.test(name):
            with pytest.raises(LedgerDamaged):
                sign_again(site, log_id)
            assert contents(site) == before


def test_without_its_key_nothing_is_signed_and_no_new_key_is_made(site: Site, subtests: pytest.Subtests) -> None:
    folder = Path(site.environ["VOTING_KEY_DIR"]) / "contests"
    log_id, other = make_log(site), make_log(site)
    path = folder / f"{log_id}.sign"
    key = path.read_bytes()
    spoilt = {"another": (folder / f"{other}.sign").read_bytes(), "too short": key[:31], "missing": None}
    for name, content in spoilt.items():
        path.unlink()
        if content is not None:
            path.write_bytes(content)
            path.chmod(0o600)
        before = contents(site)
        with subtests.test(name):
            with pytest.raises(KeyProblem):
                sign_again(site, log_id)
            assert contents(site) == before
            assert path.exists() is (content is not None)
        path.write_bytes(key)
        path.chmod(0o600)
    path.chmod(0o644)
    with pytest.raises(KeyProblem):
        sign_again(site, log_id)
    path.chmod(0o600)
    sign_again(site, log_id)


def test_every_checkpoint_is_signed_and_covers_all_before_it(site: Site) -> None:
    log_id = make_log(site, 1)
    for count in (1, 2, 255, 3):
        with site.app.app_context(), transaction():
            size = service.append(log_id=log_id, leaves=leaves(count, 1000 * count)).size
        with site.app.app_context():
            key = notes.read_key(queries.get_log(log_id).verifier_key)
            stored = list(queries.iterate_entries(log_id))
            signed = notes.read_checkpoint(notes.read_note(queries.last_checkpoint(log_id) or "", key))
            assert (signed.origin, signed.size, size) == (key.name, len(stored), len(stored))
            assert signed.root == root_of(map(leaf_hash, stored))
            assert queries.last_checkpoint(log_id, limit=1) == next(queries.iterate_checkpoints(log_id))


def test_a_head_that_was_read_before_saves_reading_and_no_checking(site: Site) -> None:
    log_id = make_log(site, 5)
    with site.app.app_context():
        known = queries.read_head(log_id)
    sign_again(site, log_id)
    with site.app.app_context():
        assert queries.read_head(log_id, known).size == 6
        assert known.size == known.tree.size == 5
    behind_its_back(site, update(Entry).where(Entry.log_id == log_id, Entry.number == 5).values(leaf=b"[]"))
    with site.app.app_context(), pytest.raises(LedgerDamaged, match="entry 5"):
        queries.read_head(log_id, known)


def test_nothing_is_appended_that_a_log_cannot_hold(site: Site) -> None:
    log_id = make_log(site)
    before = contents(site)
    for wrong in ([], [b"x" * (tiles.LONGEST_ENTRY + 1)]):
        with site.app.app_context(), pytest.raises(ValueError, match="a log takes"), transaction():
            service.append(log_id=log_id, leaves=wrong)
    assert contents(site) == before


def test_proofs_and_tiles_are_those_of_the_tree(site: Site) -> None:
    """At a size with two full tiles and a ragged edge, grown in uneven steps."""
    log_id, size = make_log(site, 1), 1
    for step in (2, 250, 3, 255, 1, 88):
        with site.app.app_context(), transaction():
            service.append(log_id=log_id, leaves=leaves(step, size))
        size += step
    hashes = [leaf_hash(leaf) for leaf in leaves(size)]
    with site.app.app_context():
        for number in (0, 1, 255, 256, 511, 512, 598, size - 1):
            proof = queries.prove(log_id, number)
            assert proof.path == inclusion_proof(hashes, number)
            assert root_from_inclusion(hashes[number], number, size, proof.path) == root_of(hashes)
        for index, width in ((0, 256), (1, 256), (2, 88), (2, 5)):
            part = hashes[index * 256 : index * 256 + width]
            assert queries.tile(log_id, 0, index, width, size=size) == tiles.tile(part, 0)
            entries = tiles.read_entry_bundle(queries.entry_tile(log_id, index, width, size=size))
            assert entries == leaves(width, index * 256)
        assert queries.tile(log_id, 1, 0, 2, size=size) == tiles.tile(hashes[:512], 1)
        for level, index, width in ((0, 2, 89), (0, 3, 1), (1, 0, 3), (2, 0, 1), (0, 0, 0)):
            with pytest.raises(NotFound):
                queries.tile(log_id, level, index, width, size=size)
        with pytest.raises(NotFound):
            queries.prove(log_id, size)


def test_a_proof_that_proves_nothing_is_not_handed_out(site: Site, log_id: uuid.UUID) -> None:
    behind_its_back(site, update(Node).where(Node.log_id == log_id).values(hash=b"0" * 32))
    with site.app.app_context(), pytest.raises(LedgerDamaged):
        queries.prove(log_id, 299)


def test_a_proof_can_be_under_an_older_head(site: Site) -> None:
    log_id = make_log(site, 4)
    with site.app.app_context():
        old = queries.prove(log_id, 2)
    sign_again(site, log_id)
    with site.app.app_context():
        assert queries.prove(log_id, 2, limit=4) == old
        assert queries.prove(log_id, 2) != old
        with pytest.raises(NotFound):
            queries.prove(log_id, 4, limit=4)
        assert db.session.scalar(select(func.count()).where(SignedCheckpoint.log_id == log_id)) == 2


def test_what_others_append_meanwhile_is_no_damage(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the checkpoint and reading the entries, each in a snapshot of its own on PostgreSQL."""
    log_id, look = make_log(site, 5), queries.last_checkpoint

    def append_behind_it(log: uuid.UUID) -> str | None:
        note = look(log)
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as thread:
            thread.submit(sign_again, site, log_id).result()
        return note

    monkeypatch.setattr(queries, "last_checkpoint", append_behind_it)
    with site.app.app_context():
        assert queries.read_head(log_id).size == 5
        db.session.rollback()
        assert queries.read_head(log_id).size == 6
