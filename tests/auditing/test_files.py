"""The audit log as files, from the pages and from the command line; and its check."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.acts import act
from tests.audit.test_seal import behind_its_back
from tests.auditing.test_pages import put
from tests.lookups import id_of
from tests.site import Browser, Site
from tests.tables import contents
from voting.accounts.rules import Role
from voting.audit import queries
from voting.audit import service as audit
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.contests.rules import Action
from voting.extensions import db
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OPTIONS = ["--act", "--contest", "--from", "--to"]


def take(browser: Browser, path: str, ending: str, **chosen: str) -> Any:
    """The file that the page's form gives for what is chosen."""
    return browser.post(path, {"csrf_token": browser.token(), "ending": ending, **chosen})


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def flask(site: Site, *words: str) -> tuple[int, str]:
    done = site.app.test_cli_runner().invoke(args=["audit", *words])
    return done.exit_code, done.output


def test_the_table_holds_what_is_chosen_oldest_first_and_no_formula(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="another")
    admin = site.staff(Role.ADMIN, "en")
    me = id_of(site, "admin@demo.example")
    put(site, datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC), actor=me, contest=vote.id, details={"reason": "=1+1"})
    changed = {"old": {"batch": 10, "rehearsal": False}, "new": {"batch": 5, "rehearsal": True}}
    put(site, datetime(2026, 7, 2, 9, 0, tzinfo=UTC), actor=None, contest=vote.id, details=changed)
    put(site, datetime(2026, 7, 2, 9, 0, tzinfo=UTC), contest=other.id)
    site.work()
    answer = take(admin, "/admin/audit", "csv", contest="testpriset/2026", until="2026-07-02")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert answer.mimetype == "text/csv"
    head, *rows = rows_of(answer.text)
    assert head[1] == "When (Europe/Stockholm)"
    about = "The Test Award 2026"
    assert [row[1:9] for row in rows] == [
        ["2026-07-02 00:30:05", "admin@demo.example", "Voting closed", about, "", "", "", "Reason: =1+1"],
        ["2026-07-02 11:00:00", "the system", "Voting closed", about, "Votes that are counted together", "10", "5", ""],
        ["2026-07-02 11:00:00", "the system", "Voting closed", about, "Rehearsal", "no", "yes", ""],
    ]
    assert all(row[9].isdigit() for row in rows)


def test_a_text_that_begins_like_a_formula_stays_text(site: Site) -> None:
    admin = site.staff(Role.ADMIN, "en")
    put(site, datetime.now(UTC), details={"old": "=cmd()", "new": "@SUM(1)"})
    row = rows_of(take(admin, "/admin/audit", "csv").text)[-2]  # behind it, that this was taken
    assert row[6:8] == ["'=cmd()", "'@SUM(1)"]


def test_the_file_for_programs_has_everything_as_it_is_kept_but_the_salt(site: Site) -> None:
    vote = site.make_vote()
    act(site, vote, Action.CLOSE, reason="nog")
    admin = site.staff(Role.ADMIN)
    site.work()
    whole = json.loads(take(admin, f"/admin{vote.path}/audit", "json").text)
    assert whole["time_zone"] == "Europe/Stockholm"
    assert whole["head"].startswith("127.0.0.1:8000/audit\n")
    assert [event["act"] for event in whole["events"]] == ["imported", "announced", "closed", "exported"]
    closed = whole["events"][-2]
    assert (closed["actor"], closed["contest"], closed["details"]["reason"]) == (None, "testpriset/2026", "nog")
    assert closed["contest_id"] == str(vote.id)
    assert "salt" not in closed["details"]
    assert isinstance(closed["entry"], int)
    assert datetime.fromisoformat(closed["at"]).tzinfo is not None


def test_taking_the_log_away_is_written_in_it(site: Site) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN)
    me = id_of(site, "admin@demo.example")
    take(admin, "/admin/audit", "json", act="closed", contest="testpriset/2026", since="2026-01-01")
    take(admin, f"/admin{vote.path}/audit", "csv", person="system")
    with site.app.app_context():
        last, before, *_ = queries.list_events(limit=2)
    told = {"what": "audit", "ending": "json", "act": "closed", "vote": "testpriset/2026", "since": "2026-01-01"}
    assert (before.action, before.actor, before.contest, before.details) == ("exported", me, None, told)
    told = {"what": "audit", "ending": "csv", "person": "system"}
    assert (last.actor, last.contest, last.details) == (me, vote.id, told)


@only_sqlite
def test_nonsense_gives_no_file_and_writes_nothing(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    token = admin.token()
    before = contents(site)
    for status, fields in (
        (400, {"ending": "exe"}),
        (400, {}),
        (422, {"ending": "csv", "person": "nobody"}),
        (422, {"ending": "json", "since": "2026-02-02", "until": "2026-02-01"}),
    ):
        answer = admin.post("/admin/audit", {"csrf_token": token, **fields})
        assert answer.status_code == status
        assert "Content-Disposition" not in answer.headers
    assert contents(site) == before


def test_a_long_log_is_written_whole(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voting.reading.PAGE", 7)
    monkeypatch.setattr("voting.auditing.queries.AT_ONCE", 3)
    admin = site.staff(Role.ADMIN, "en")
    with site.app.app_context(), transaction():
        for number in range(40):
            audit.record(Act.WITHDRAWN, actor=None, reason=str(number))
    rows = rows_of(take(admin, "/admin/audit", "csv", act="withdrawn").text)[1:]
    assert [row[8] for row in rows] == [f"Reason: {number}" for number in range(40)]
    events = json.loads(take(admin, "/admin/audit", "json", act="withdrawn").text)["events"]
    assert [event["details"]["reason"] for event in events] == [str(number) for number in range(40)]


def test_the_command_line_lists_and_exports(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote()
    act(site, vote, Action.CLOSE, reason="nog")
    code, listed = flask(site, "list", "--contest", "testpriset/2026", "--limit", "1")
    assert code == 0
    assert "the system  Voting closed  The Test Award 2026" in listed
    assert len(listed.splitlines()) == 1
    code, lines = flask(site, "list", "--json", "--act", "closed")
    told = [json.loads(line) for line in lines.splitlines()]
    assert [(event["act"], event["contest"]) for event in told] == [("closed", "testpriset/2026")]
    shown = flask(site, "list", "--help")[1]
    assert re.findall(r"--(?:act|contest|from|to)\b", shown.partition("Options:")[2]) == OPTIONS
    path = tmp_path / "audit.csv"
    assert flask(site, "export", "--contest", "testpriset/2026", str(path))[0] == 0
    assert len(rows_of(path.read_text())) >= 4
    code, whole = flask(site, "export", "--json", "--from", "2000-01-01", "--to", "2000-01-02")
    assert (code, json.loads(whole)["events"]) == (0, [])
    with site.app.app_context():
        assert db.session.scalar(select(func.count()).where(AuditEvent.action == "exported")) == 2
    for wrong in (["--act", "made-up"], ["--from", "yesterday"]):
        assert flask(site, "list", *wrong)[0] == 2
    for wrong in ("nothing/2026", "testpriset/x", "testpriset", "/"):
        assert flask(site, "list", "--contest", wrong)[0] == 1


def test_the_command_line_checks_the_log(site: Site, tmp_path: Path) -> None:
    site.make_vote()
    site.work()
    code, told = flask(site, "verify", "--json")
    outcome = json.loads(told)
    assert (code, outcome["agrees"], outcome["in_log"], outcome["waiting"]) == (0, True, 2, 0)
    head = tmp_path / "head.txt"
    head.write_text(outcome["head"], encoding="utf-8")
    assert flask(site, "verify", "--head", str(head))[0] == 0
    assert flask(site, "verify")[1].startswith("2 events agree with the log. 0 wait")
    head.write_text("something else")
    assert flask(site, "verify", "--head", str(head))[0] == 2
    behind_its_back(site, update(AuditEvent).where(AuditEvent.id == 2).values(action="closed"))
    code, told = flask(site, "verify")
    assert (code, told) == (
        1,
        "Event 2 disagrees with the log: it is not what it was when it was taken into the log.\n",
    )
    code, told = flask(site, "verify", "--json")
    assert (code, json.loads(told)["event"], json.loads(told)["how"]) == (1, 2, "changed")


@only_sqlite
def test_every_command_teaches_its_use(site: Site) -> None:
    for words in (["audit", "list"], ["audit", "export"], ["audit", "verify"], ["privacy", "export"]):
        done = site.app.test_cli_runner().invoke(args=[*words, "--help"])
        assert done.exit_code == 0
        assert f"flask {' '.join(words)}" in done.output, done.output
