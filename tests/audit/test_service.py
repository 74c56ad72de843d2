"""The record of what staff did: every act has its line with who did it, and the database lets nobody change a line."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.acts import act, set_contest
from tests.contests.cells import NOT_YET_OPEN, RECORDED_AS
from tests.lookups import id_of
from tests.site import Site
from tests.tables import contents
from voting.accounts.rules import Role
from voting.audit import queries, service
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.contests.rules import Action, Phase
from voting.database import database_now
from voting.extensions import db
from voting.transaction import side_transaction, transaction

SAME = "SELECT id, at, actor, action, contest, details FROM audit_event"
CHANGES = {
    "update": "UPDATE audit_event SET action = 'announced'",
    "update of nothing new": "UPDATE audit_event SET id = id",
    "delete": "DELETE FROM audit_event",
    "delete of one": "DELETE FROM audit_event WHERE id = 1",
    "upsert": f"INSERT INTO audit_event {SAME} WHERE true ON CONFLICT (id) DO UPDATE SET action = 'announced'",
    "insert over one": f"INSERT OR REPLACE INTO audit_event {SAME}",
    "truncate": "TRUNCATE audit_event",
    "truncate of everything": "TRUNCATE audit_event, ballot CASCADE",
}
ONLY_SQLITE, ONLY_POSTGRESQL = {"insert over one"}, {"truncate", "truncate of everything"}


def test_no_line_is_ever_changed_or_removed(site: Site, backend: str, subtests: pytest.Subtests) -> None:
    site.make_vote(Phase.CLOSED)
    before = contents(site)
    assert len(before["audit_event"]) == 3
    for name, change in CHANGES.items():
        if name in (ONLY_POSTGRESQL if backend == "sqlite" else ONLY_SQLITE):
            continue
        with subtests.test(name), site.app.app_context():
            with (
                pytest.raises(DBAPIError, match=r"is append-only|foreign key constraint"),
                side_transaction() as connection,
            ):
                connection.execute(text(change))
            assert contents(site) == before


def test_a_line_is_stored_with_its_act_or_not_at_all(site: Site) -> None:
    vote = site.make_vote()
    before = contents(site)

    def die_on_the_way() -> None:
        with transaction():
            service.record(Act.CLOSED, actor=None, contest=vote.id, reason="half")
            raise RuntimeError("on the way")

    with site.app.app_context(), pytest.raises(RuntimeError, match="on the way"):
        die_on_the_way()
    assert contents(site) == before


def test_a_line_carries_the_databases_time_and_what_it_was_told(site: Site) -> None:
    vote, actor = site.make_vote(), uuid.uuid4()
    with site.app.app_context():
        with transaction():
            earlier = db.session.scalars(select(database_now())).one()
            service.record(Act.EXTENDED, actor=actor, contest=vote.id, reason="å <b>", old="1", new="2")
        event = queries.list_events(limit=1)[0]
        later = db.session.scalars(select(database_now())).one()
    assert earlier <= event.at <= later + timedelta(milliseconds=1)
    assert (event.actor, event.action, event.contest) == (actor, "extended", vote.id)
    assert event.details == {"reason": "å <b>", "old": "1", "new": "2"}


def test_every_act_of_a_contests_life_has_its_line_with_its_actor(site: Site) -> None:
    """From a file to the published result, each act by somebody else; and the same for who comes to run it."""
    other = site.make_vote(Phase.DRAFT, award="another", **NOT_YET_OPEN)
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    life = [
        *(Action.ANNOUNCE, Action.WITHDRAW, Action.ANNOUNCE, Action.EXTEND),
        *(Action.CLOSE, Action.CERTIFY, Action.PUBLISH),
    ]
    actors = [uuid.uuid4() for _ in life]
    for action, actor in zip(life, actors, strict=True):
        if action is Action.CLOSE:
            set_contest(site, vote, opens_at=datetime.now(UTC) - timedelta(hours=1))
        act(site, vote, action, actor=actor, reason=f"why {action.value}")
    with site.app.app_context():
        lines = [event for event in reversed(queries.list_events(contest=vote.id)) if event.action != "imported"]
        assert [line.action for line in lines] == [RECORDED_AS[action] for action in life]
        assert [line.actor for line in lines] == actors
        assert [line.details["reason"] for line in lines] == [f"why {action.value}" for action in life]
        assert [event.action for event in queries.list_events(contest=other.id)] == ["imported"]


def test_inviting_and_joining_have_their_lines(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    admin.get("/admin/accounts/invite")
    admin.submit("/admin/accounts/invite", address="carl@demo.example", role="juror", reach="all")
    site.browser().sign_in("carl@demo.example")
    with site.app.app_context():
        lines = [(event.action, event.actor, event.details) for event in reversed(queries.list_events(limit=3))]
    first, carl = id_of(site, "admin@demo.example"), id_of(site, "carl@demo.example")
    assert lines == [
        ("joined", None, {"role": "admin", "scope": "everything", "account": str(first)}),
        (
            "invited",
            first,
            {"role": "juror", "scope": "everything", "address": "c…@demo.example"},
        ),
        ("joined", carl, {"role": "juror", "scope": "everything", "account": str(carl)}),
    ]


def test_events_are_listed_newest_first_by_contest_and_by_page(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    with site.app.app_context():
        with transaction():
            for number in range(5):
                for contest in (vote, other):
                    service.record(Act.EXTENDED, actor=None, contest=contest.id, reason=str(number))

        def reasons(events: list[AuditEvent]) -> list[str]:
            return [event.details["reason"] for event in events]

        first = queries.list_events(contest=vote.id, limit=2)
        assert reasons(first) == ["4", "3"]
        assert reasons(queries.list_events(contest=vote.id, before=first[-1].id, limit=2)) == ["2", "1"]
        assert {event.contest for event in queries.list_events(contest=vote.id)} == {vote.id}
        assert len(queries.list_events()) == 14
