"""The installation's log: it takes every act, tells nothing of it, and betrays whatever is changed behind its back."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.acts import act
from tests.site import Site
from tests.tables import contents
from voting.accounts.rules import Role
from voting.audit import queries, service
from voting.audit.models import AuditEvent, Seal
from voting.audit.rules import AUDIT_LOG, Act, BadHead, Wrong
from voting.contests.rules import Action
from voting.extensions import db
from voting.keys import KeyProblem
from voting.ledger import queries as ledger
from voting.ledger.models import Entry, Log, SignedCheckpoint
from voting.transaction import transaction

WHO = uuid.UUID(int=7)
TABLES = ("audit_event", "audit_seal", "ledger_log", "ledger_entry", "ledger_node", "ledger_checkpoint")


def record(site: Site, count: int = 1, **details: Any) -> None:
    with site.app.app_context(), transaction():
        for number in range(count):
            service.record(Act.EXTENDED, actor=WHO, **({"reason": f"because {number}"} | details))


def seal(site: Site) -> int:
    with site.app.app_context(), transaction():
        return service.seal()


def verdict(site: Site, noted: str | None = None) -> queries.Verdict:
    with site.app.app_context():
        return queries.verify(noted)


@pytest.fixture
def sealed(site: Site) -> Site:
    """Ten events in the log, taken into it in three turns."""
    for count in (1, 6, 3):
        record(site, count)
        seal(site)
    return site


def behind_its_back(site: Site, *statements: Any) -> None:
    """Change what may not be changed, as somebody with the database's own password could."""
    with site.app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
            for name in triggers.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in TABLES:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            connection.execute(statement)


def test_every_event_has_an_entry_that_tells_nothing_of_it(site: Site) -> None:
    record(site, 3, reason="Åsa Öberg asa@example.org")
    assert verdict(site) == queries.Verdict(sealed=0, waiting=3, head="")
    assert (seal(site), seal(site)) == (3, 0)
    with site.app.app_context():
        leaves = [json.loads(leaf) for leaf in ledger.iterate_entries(AUDIT_LOG)]
        assert [sorted(leaf) for leaf in leaves] == [["d", "n", "type"]] * 3
        assert [(leaf["type"], leaf["n"], len(leaf["d"])) for leaf in leaves] == [("act", n, 64) for n in (1, 2, 3)]
        assert len({leaf["d"] for leaf in leaves}) == 3
        assert len(set(db.session.scalars(select(Seal.salt)))) == 3
    found = verdict(site)
    assert (found.sealed, found.waiting, found.wrong, found.late) == (3, 0, None, [])
    assert found.head.startswith("127.0.0.1:8000/audit\n3\n")


def test_the_worker_takes_what_was_done_within_its_next_round(site: Site) -> None:
    vote = site.make_vote()
    act(site, vote, Action.EXTEND, actor=WHO)
    site.work()
    found = verdict(site)
    assert (found.waiting, found.wrong) == (0, None)
    assert found.sealed == 3
    size = found.head
    site.work()
    assert verdict(site).head == size  # nothing new, nothing signed


def test_events_that_were_there_before_the_log_are_taken_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    record(site, 7)
    monkeypatch.setattr(queries, "BATCH", 3)
    assert [seal(site) for _ in range(4)] == [3, 3, 1, 0]
    assert verdict(site).wrong is None


def test_an_event_that_was_stored_late_is_taken_too(site: Site) -> None:
    """On PostgreSQL a number can be given before, and stored after, that of another transaction."""
    with site.app.app_context(), db.engine.begin() as connection:
        row = {"at": datetime.now(UTC), "action": "closed", "details": {}}
        connection.execute(insert(AuditEvent), [row | {"id": 5}])
    seal(site)
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(AuditEvent), [row | {"id": 4}])
    assert seal(site) == 1
    found = verdict(site)
    assert (found.sealed, found.waiting, found.wrong, found.late) == (2, 0, None, [])


def _swap_contents() -> list[Any]:
    return [
        update(AuditEvent).where(AuditEvent.id == 3).values(details={"reason": "because 3"}),
        update(AuditEvent).where(AuditEvent.id == 5).values(details={"reason": "because 1"}),
    ]


def _swap_places() -> list[Any]:
    return [
        update(Seal).where(Seal.event_id == 3).values(number=1000),
        update(Seal).where(Seal.event_id == 5).values(number=2),
        update(Seal).where(Seal.event_id == 3).values(number=4),
    ]


def _remove(number: int) -> list[Any]:
    return [delete(Seal).where(Seal.event_id == number), delete(AuditEvent).where(AuditEvent.id == number)]


TAMPERINGS: dict[str, tuple[list[Any], tuple[int, Wrong]]] = {
    "details": ([update(AuditEvent).where(AuditEvent.id == 4).values(details={"reason": "x"})], (4, Wrong.CHANGED)),
    "actor": ([update(AuditEvent).where(AuditEvent.id == 4).values(actor=uuid.UUID(int=8))], (4, Wrong.CHANGED)),
    "no actor": ([update(AuditEvent).where(AuditEvent.id == 4).values(actor=None)], (4, Wrong.CHANGED)),
    "act": ([update(AuditEvent).where(AuditEvent.id == 4).values(action="closed")], (4, Wrong.CHANGED)),
    "contest": ([update(AuditEvent).where(AuditEvent.id == 4).values(contest=uuid.UUID(int=1))], (4, Wrong.CHANGED)),
    "time": (
        [update(AuditEvent).where(AuditEvent.id == 4).values(at=datetime(2020, 1, 1, tzinfo=UTC))],
        (4, Wrong.CHANGED),
    ),
    "salt": ([update(Seal).where(Seal.event_id == 4).values(salt=b"0" * 16)], (4, Wrong.CHANGED)),
    "removed": (_remove(4), (4, Wrong.REMOVED)),
    "the last removed": (_remove(10), (10, Wrong.REMOVED)),
    "the first removed": (_remove(1), (1, Wrong.REMOVED)),
    "seal removed": ([delete(Seal).where(Seal.event_id == 4)], (4, Wrong.REMOVED)),
    "contents in another order": (_swap_contents(), (3, Wrong.CHANGED)),
    "places in another order": (_swap_places(), (3, Wrong.MOVED)),
    "an entry of the log": (
        [update(Entry).where(Entry.log_id == AUDIT_LOG, Entry.number == 3).values(leaf=b"{}")],
        (4, Wrong.REWRITTEN),
    ),
    "a seal without an entry": (
        [
            insert(AuditEvent).values(id=11, at=datetime.now(UTC), action="closed", details={}),
            insert(Seal).values(event_id=11, number=10, salt=b"0" * 16),
        ],
        (11, Wrong.ADDED),
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_changed_behind_its_back_is_found_and_named(sealed: Site, name: str) -> None:
    statements, expected = TAMPERINGS[name]
    assert verdict(sealed).wrong is None
    behind_its_back(sealed, *statements)
    assert verdict(sealed).wrong == expected
    seal(sealed) if name != "an entry of the log" else None  # going on does not heal it
    assert verdict(sealed).wrong == expected


def test_an_event_put_among_old_ones_is_found(sealed: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BEHIND", 3)
    with sealed.app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(AuditEvent), [{"id": 0, "at": datetime.now(UTC), "action": "closed", "details": {}}])
    assert seal(sealed) == 0
    assert verdict(sealed).wrong == (0, Wrong.ADDED)


def test_an_event_that_is_dated_back_is_told_of(sealed: Site) -> None:
    with sealed.app.app_context(), db.engine.begin() as connection:
        old = datetime.now(UTC) - timedelta(days=3)
        connection.execute(insert(AuditEvent), [{"id": 11, "at": old, "action": "closed", "details": {}}])
    seal(sealed)
    found = verdict(sealed)
    assert (found.wrong, found.late) == (None, [11])


def rewrite(site: Site) -> None:
    """What somebody can do who holds the database and the key: begin again, with other events."""
    tables = (Seal, SignedCheckpoint, Entry, Log)
    gone = [delete(table).where(table.log_id == AUDIT_LOG) for table in tables[1:3]]
    behind_its_back(
        site,
        delete(Seal),
        *gone,
        text("DELETE FROM ledger_node"),
        update(AuditEvent).where(AuditEvent.id == 2).values(details={"reason": "another"}),
    )
    seal(site)


def test_a_log_that_was_rewritten_whole_is_found_by_a_head_that_somebody_kept(sealed: Site) -> None:
    head = verdict(sealed).head
    assert verdict(sealed, head).wrong is None
    record(sealed)
    seal(sealed)
    assert verdict(sealed, head).wrong is None  # the log has grown
    rewrite(sealed)
    assert verdict(sealed).wrong is None
    assert verdict(sealed, head).wrong == (10, Wrong.REWRITTEN)


def test_a_log_that_was_cut_off_is_found_by_a_head_that_somebody_kept(sealed: Site) -> None:
    head = verdict(sealed).head
    cut = [
        delete(SignedCheckpoint).where(SignedCheckpoint.size == 10),
        delete(Entry).where(Entry.number >= 7),
        delete(Seal).where(Seal.number >= 7),
        delete(AuditEvent).where(AuditEvent.id > 7),
    ]
    behind_its_back(sealed, *cut)
    assert verdict(sealed).wrong is None
    assert verdict(sealed, head).wrong == (7, Wrong.REWRITTEN)


@pytest.mark.parametrize("noted", ["", "x", "127.0.0.1:8000/audit\n3\nAAAA\n", "\0" * 10_000])
def test_what_is_no_head_is_refused(sealed: Site, noted: str) -> None:
    with pytest.raises(BadHead):
        verdict(sealed, noted)


def test_a_head_of_another_log_is_refused(sealed: Site) -> None:
    vote = sealed.make_vote()
    with sealed.app.app_context():
        foreign = ledger.last_checkpoint(vote.id)
    with pytest.raises(BadHead):
        verdict(sealed, foreign)


def test_the_database_refuses_to_change_a_seal(sealed: Site, backend: str) -> None:
    before = contents(sealed)
    changes = ["UPDATE audit_seal SET number = number + 100", "DELETE FROM audit_seal WHERE number = 0"]
    same = "SELECT event_id, number, salt FROM audit_seal"
    changes.append(f"INSERT OR REPLACE INTO audit_seal {same}" if backend == "sqlite" else "TRUNCATE audit_seal")
    for change in changes:
        with sealed.app.app_context(), pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(change))
    assert contents(sealed) == before


def test_without_its_key_nothing_is_taken_and_no_new_key_is_made(sealed: Site) -> None:
    path = Path(sealed.environ["VOTING_KEY_DIR"]) / "contests" / f"{AUDIT_LOG}.sign"
    key = path.read_bytes()
    path.unlink()
    record(sealed)
    before = contents(sealed)
    with pytest.raises(KeyProblem):
        seal(sealed)
    assert contents(sealed) == before
    assert not path.exists()
    assert sealed.browser().get("/readyz").status_code == 503
    path.write_bytes(key)
    path.chmod(0o600)
    assert seal(sealed) == 1
    assert sealed.browser().get("/readyz").status_code == 200


def test_a_damaged_log_is_not_signed_on(sealed: Site) -> None:
    behind_its_back(sealed, update(Entry).where(Entry.log_id == AUDIT_LOG, Entry.number == 0).values(leaf=b"[]"))
    record(sealed)
    with pytest.raises(ledger.LedgerDamaged):
        seal(sealed)
    admin = sealed.staff(Role.ADMIN, "en")  # and staff are told that something waits
    assert "not in the log yet" in admin.get("/admin/audit").text


def test_the_log_has_one_entry_for_each_event_whoever_is_quicker(site: Site) -> None:
    record(site, 5)
    with site.app.app_context():
        known = ledger.read_head(AUDIT_LOG)
        with transaction():
            service.seal(known=known)
        with transaction():
            assert service.seal(known=known) == 0
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 5
