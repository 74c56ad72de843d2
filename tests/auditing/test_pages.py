"""The audit log as pages: who did what when, with old and new side by side; chosen, a page at a time."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.acts import act
from tests.lookups import id_of
from tests.page import heading, main_text, parse, table_on, text_of
from tests.site import Browser, Site
from tests.tables import contents, statements
from tests.words import said
from voting.accounts.rules import Role
from voting.audit import service as audit
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.auditing.forms import BAD_CHOICE, INVERTED
from voting.contests.rules import Action, Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.transaction import transaction
from voting.web.fields import NO_DAY, NO_SUCH_DAY

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
WHEN, WHO, WHAT, BEFORE, AFTER, DETAILS = range(6)


def put(site: Site, at: datetime, **values: Any) -> None:
    """An event of another day."""
    row = {"action": "closed", "details": {"reason": at.isoformat()}} | values
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(AuditEvent), [row | {"at": at}])


def reasons(browser: Browser, path: str) -> list[str]:
    page = browser.get(path)
    assert page.status_code == 200, path
    return [row[DETAILS].rpartition(": ")[2] for row in table_on(page)] if "<table" in page.text else []


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_log_tells_who_did_what_to_which_contest_and_why(site: Site, lang: str) -> None:
    vote = site.make_vote(Phase.OPEN, closes_at="2090-01-10 20:00")
    admin = site.staff(Role.ADMIN, lang)
    actor, gone = id_of(site, "admin@demo.example"), uuid.uuid4()
    act(site, vote, Action.EXTEND, actor=actor, reason="Storm & <b>blixt</b>")
    act(site, vote, Action.CLOSE, actor=gone, reason="nog")
    admin.get("/admin/audit")
    closed, extended, *_ = table_on(admin.page)
    name = "Testpriset 2026" if lang == "sv" else "The Test Award 2026"  # on a line of its own
    assert closed[WHO : WHAT + 1] == [str(gone), said(site, "Voting closed", lang) + name]
    assert extended[WHO : WHAT + 1] == ["admin@demo.example", said(site, "Closing time moved", lang) + name]
    before, after = {
        "sv": ("Före: tisdag 10 januari 2090 kl. 20.00", "Efter: onsdag 11 januari 2090 kl. 20.00"),
        "en": ("Before: Tuesday 10 January 2090 at 20:00", "After: Wednesday 11 January 2090 at 20:00"),
    }[lang]
    assert extended[BEFORE : AFTER + 1] == [before, after]
    assert extended[DETAILS] == said(site, "Reason", lang) + ": Storm & <b>blixt</b>"
    assert table_on(admin.page)[-1][WHO] == said(site, "the system", lang)


@only_sqlite
def test_values_are_said_in_words(site: Site) -> None:
    admin = site.staff(Role.ADMIN, "en")
    who = id_of(site, "admin@demo.example")
    told: dict[str, Any] = {
        "account": str(who),
        "role": "juror",
        "proposal": "void",
        "void_reason": "test-ballot",
        "destroyed": ["ballots", "voter-key"],
        "found": True,
        "until": None,
        "reason": "2026-12-01T20:00:00Z",
        "since": "2026-99-99T99:99Z",
        "made_up": "shown as it is",
    }
    old = {"question": {"sv": "Vem?", "en": "Who?"}, "batch": 10, "rehearsal": False}
    put(site, datetime.now(UTC), details=told | {"old": old, "new": old | {"batch": 5, "rehearsal": True}})
    put(site, datetime.now(UTC), action="invented later", details={})
    unknown, row, *_ = table_on(admin.get("/admin/audit"))
    assert unknown[WHAT] == "Something that this version has no words for (invented later)"
    assert row[BEFORE] == "Before: Votes that are counted together: 10 Before: Rehearsal: no"
    assert row[AFTER] == "After: Votes that are counted together: 5 After: Rehearsal: yes"
    assert row[DETAILS] == (
        "Account: admin@demo.example Role: Jury Proposal: Void votes Cause: It was cast by the organiser to test the "
        "vote. Destroyed: who cast which vote, the key that links voters to votes Something was stored: yes Up to and "
        "including this day: – Reason: 2026-12-01T20:00:00Z From this day: 2026-99-99T99:99Z made_up: shown as it is"
    )


def test_the_log_is_read_a_page_at_a_time_newest_first(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN, "en")
    with site.app.app_context(), transaction():
        for number in range(120):
            audit.record(Act.CLOSED, actor=None, reason=f"number {number}")
    seen: list[str] = []
    path: str | None = "/admin/audit"
    pages = 0
    while path:
        admin.get(path)
        seen += [row[DETAILS] for row in table_on(admin.page)]
        older = [link.get("href") for link in parse(admin.page.text).iter("a") if "before=" in link.get("href", "")]
        path = next((link for link in older if link and link.startswith("/en/admin/audit?before=")), None)
        pages += 1
        assert pages < 10
    assert pages == 3
    assert seen[:120] == [f"Reason: number {number}" for number in reversed(range(120))]
    with site.app.app_context():
        assert len(seen) == len(db.session.scalars(select(AuditEvent.id)).all())


def test_a_place_in_the_log_that_does_not_exist_shows_its_beginning(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    first = table_on(admin.get("/admin/audit"))
    for before in ("", "x", "0", "-1", str(2**31), str(2**63), "9" * 40, "1.5", "²"):
        assert table_on(admin.get(f"/admin/audit?before={before}")) == first
    assert "<table" not in admin.get("/admin/audit?before=1").text


def test_events_are_chosen_by_person_act_vote_and_days(site: Site) -> None:
    vote, other = site.make_vote(Phase.DRAFT), site.make_vote(Phase.DRAFT, award="another")
    admin = site.staff(Role.ADMIN, "en")
    me = id_of(site, "admin@demo.example")
    put(site, datetime(2026, 3, 29, 0, 30, tzinfo=UTC), actor=me, contest=vote.id, action="extended")
    put(site, datetime(2026, 3, 28, 22, 59, tzinfo=UTC), actor=me, contest=other.id)
    put(site, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), actor=uuid.UUID(int=9))
    put(site, datetime(2026, 3, 29, 21, 59, tzinfo=UTC), contest=vote.id)
    put(site, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), contest=vote.id)
    day = "since=2026-03-29&until=2026-03-29"  # on which the clocks skip an hour: it has 23
    at = {hour: f"2026-03-{hour}:00+00:00" for hour in ("28T22:59", "28T23:00", "29T00:30", "29T21:59", "29T22:00")}
    assert reasons(admin, f"/admin/audit?{day}") == [at["29T21:59"], at["28T23:00"], at["29T00:30"]]
    assert reasons(admin, f"/admin/audit?{day}&person={me}") == [at["29T00:30"]]
    assert reasons(admin, f"/admin/audit?{day}&person=system") == [at["29T21:59"]]
    assert reasons(admin, f"/admin/audit?{day}&person={uuid.UUID(int=9)}") == [at["28T23:00"]]
    assert reasons(admin, f"/admin/audit?{day}&contest=testpriset/2026") == [at["29T21:59"], at["29T00:30"]]
    assert reasons(admin, f"/admin/audit?{day}&act=extended&contest=another/2026") == []
    assert "Nothing fits." in main_text(admin.page)
    assert reasons(admin, "/admin/audit?until=2026-03-28") == [at["28T22:59"]]
    assert len(reasons(admin, "/admin/audit?since=2026-03-30")) == 4  # the two imports, a role, and 22:00
    options = [text_of(option) for option in parse(admin.page.text).iter("option")]
    assert {"All", "admin@demo.example", "the system", "Closing time moved", "The Test Award 2026"} <= set(options)


NONSENSE = {
    "person=nobody": BAD_CHOICE,
    "person=" + str(uuid.UUID(int=3)): BAD_CHOICE,
    "act=made-up": BAD_CHOICE,
    "contest=testpriset/1999": BAD_CHOICE,
    "contest=" + "x" * 10_000: BAD_CHOICE,
    "since=yesterday": NO_DAY,
    "since=2026-02-30": NO_DAY,
    "since=2026-03-29T02:30": NO_DAY,
    "until=" + "9" * 10_000: NO_DAY,
    "since=0001-01-01": NO_SUCH_DAY,
    "until=9999-12-31": NO_SUCH_DAY,
    "since=2026-03-02&until=2026-03-01": INVERTED,
    "act={{7*7}}<script>alert(1)</script>": BAD_CHOICE,
}


@only_sqlite
def test_nonsense_is_refused_beside_its_field_and_kept(site: Site, subtests: pytest.Subtests) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN, "en")
    for path in ("/admin/audit", f"/admin{vote.path}/audit"):
        for query, message in NONSENSE.items():
            if query.startswith("contest") and path != "/admin/audit":
                continue  # the vote is said by the address; nothing else is asked
            with subtests.test(path + query[:40]):
                page = admin.get(f"{path}?{query}")
                assert page.status_code == 422
                assert message in text_of(next(parse(page.text).iter("main")))
                assert "<table" not in page.text
                assert "<script>alert" not in page.text
    admin.get("/admin/audit?since=2026-03-02&until=2026-03-01")
    fields = {field.get("name"): field.get("value") for field in parse(admin.page.text).iter("input")}
    assert (fields["since"], fields["until"]) == ("2026-03-02", "2026-03-01")


def test_a_vote_has_its_own_events_and_no_others(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    act(site, other, Action.CLOSE, reason="of another")
    act(site, vote, Action.CLOSE, reason="of this one")
    admin = site.staff(Role.ADMIN, "en")
    assert reasons(admin, f"/admin{vote.path}/audit")[0] == "of this one"
    assert "of another" not in admin.page.text
    assert "of another" not in admin.get(f"/admin{vote.path}/audit?contest=another/2026").text
    assert "<select" in admin.page.text
    assert 'name="contest"' not in admin.page.text
    for wrong in ("testpriset/1999", "nothing/2026"):
        assert (admin.get(f"/admin/{wrong}/audit").status_code, heading(admin.page)) == (404, NotFound.title)


def test_the_page_shows_the_head_and_what_waits(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN, "en")
    site.work()
    page = admin.get("/admin/audit")
    head = next(parse(page.text).iter("pre"))
    assert text_of(head).startswith("127.0.0.1:8000/audit ")
    assert "not in the log yet" not in page.text
    with site.app.app_context(), transaction():
        audit.record(Act.CLOSED, actor=None, reason="x")
    assert "1 event is not in the log yet" in admin.get("/admin/audit").text


def test_a_longer_log_asks_the_database_no_more_often(site: Site) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN)
    counts = []
    for more in (1, 30):
        with site.app.app_context(), transaction():
            for _ in range(more):
                audit.record(Act.CLOSED, actor=uuid.uuid4(), contest=vote.id, reason="x")
        for path in ("/admin/audit", f"/admin{vote.path}/audit"):
            with statements(site) as sent:
                admin.get(path)
            counts.append(len(sent))
    assert counts[:2] == counts[2:]


@only_sqlite
def test_a_juror_and_a_voter_see_nothing_of_it(site: Site) -> None:
    vote = site.make_vote()
    before = None
    for browser in (site.staff(Role.JUROR), site.voter()):
        token = browser.token()
        before = contents(site)
        for path in ("/admin/audit", f"/admin{vote.path}/audit"):
            assert browser.get(path).status_code == 403
            assert browser.post(path, {"ending": "csv", "csrf_token": token}).status_code == 403
    assert contents(site) == before


def test_times_are_local_to_the_second(site: Site) -> None:
    put(site, datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC))
    for lang, shown in (("sv", "2 juli 2026 kl. 00.30.05"), ("en", "2 Jul 2026, 00:30:05")):
        browser = site.staff(Role.ADMIN, lang)
        rows = table_on(browser.get("/admin/audit?until=2026-07-02"))
        assert rows[0][WHEN] == shown
        assert "Europe/Stockholm" in main_text(browser.page)
