"""A copy of what is stored about somebody: for the person, and through staff."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.lookups import id_of
from tests.page import heading, main_text
from tests.site import Browser, Site
from tests.tables import contents, let_pass
from tests.words import said
from voting.accounts.rules import BadAddress, Role
from voting.audit import queries as audit
from voting.audit import service as audit_service
from voting.audit.rules import Act
from voting.database import Base
from voting.privacy.queries import ELSEWHERE, _names_account
from voting.privacy.rules import NOT_HERE
from voting.transaction import transaction
from voting.web.limits import TooMany

ADDRESS = "anna.andersson@demo.example"
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def opened(content: bytes) -> tuple[dict[str, Any], str]:
    """Both files of a copy."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert sorted(files.namelist()) == ["personal-data.json", "personal-data.txt"]
        return json.loads(files.read("personal-data.json")), files.read("personal-data.txt").decode()


def ask(browser: Browser, address: str, reason: str = "By mail on Monday") -> Any:
    browser.get("/admin/privacy")
    return browser.submit("/admin/privacy", address=address, reason=reason)


def copy_of(browser: Browser) -> TestResponse:
    """What the button on the account's page gives."""
    browser.get("/account")
    return browser.submit("/account/data")


def told_by_command(site: Site, address: str) -> dict[str, Any]:
    done = site.app.test_cli_runner().invoke(args=["privacy", "export", address, "--reason", "asked", "--json"])
    told: dict[str, Any] = json.loads(done.output)
    return told


def test_a_person_fetches_everything_about_themselves(site: Site) -> None:
    vote = site.make_vote()
    browser = site.browser("en").sign_in(ADDRESS)
    other = site.voter("bo@demo.example")
    browser.vote(vote)
    other.vote(vote)
    waiting = site.browser()
    waiting.get("/sign-in")
    waiting.submit(address=ADDRESS)
    before = contents(site, but={"rate_counter"})
    answer = copy_of(browser)
    assert contents(site, but={"rate_counter"}) == before
    assert answer.headers["Content-Disposition"] == 'attachment; filename="personal-data.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    data, text = opened(answer.data)
    assert data["account"][0]["address"] == ADDRESS
    assert "T" in data["account"][0]["created_at"]
    assert len(data["sessions"]) == 1
    assert [code["tries_left"] for code in data["codes"]] == [0, 5]
    assert {mail["kind"] for mail in data["mail"]} == {"code"}
    assert "bo@demo" not in json.dumps(data) + text
    for code in ("nominee-1", "Nominee 1"):
        assert code not in json.dumps(data) + text
    for words in NOT_HERE:
        assert words in text
    assert "E-mail address: " + ADDRESS in text


def test_staff_get_days_and_never_when_or_whether_somebody_voted(site: Site) -> None:
    vote = site.make_vote()
    voter, idle = site.voter(ADDRESS), site.voter("bo@demo.example")
    admin = site.staff(Role.ADMIN, "en")
    voter.vote(vote)
    told = []
    for address in (ADDRESS, "bo@demo.example"):
        data, text = opened(ask(admin, address).data)
        assert "Times are given as days only" in text
        assert all(len(session["seen_at"]) == len("2026-12-01") for session in data["sessions"])
        told.append({name: [sorted(record) for record in data[name]] for name in ("account", "sessions")})
    assert told[0] == told[1]
    assert idle
    with site.app.app_context():
        events = list(reversed(audit.list_events(limit=2)))
    assert [event.details for event in events] == [
        {"what": "personal data", "address": masked, "found": True, "reason": "By mail on Monday"}
        for masked in ("a…@demo.example", "b…@demo.example")
    ]
    assert {event.actor for event in events} == {id_of(site, "admin@demo.example")}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_of_a_stranger_nothing_is_stored_and_asking_is_recorded(site: Site, lang: str) -> None:
    admin = site.staff(Role.ADMIN, lang)
    for address in ("stranger@demo.example", "someone@mailinator.com"):  # a throwaway one may be asked about too
        page = ask(admin, address)
        assert page.status_code == 200
        assert said(site, "Nothing is stored about that address. Tell the person so.", lang) in main_text(page)
    with site.app.app_context():
        assert [event.details["found"] for event in audit.list_events(limit=2)] == [False, False]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_copies_are_few_in_a_short_while_and_each_counts_for_whom_it_is_made(site: Site, lang: str) -> None:
    voter, other, admin = site.voter(ADDRESS, lang), site.voter("bo@demo.example"), site.staff(Role.ADMIN, lang)
    for answers in ([copy_of(voter) for _ in range(6)], [ask(admin, ADDRESS) for _ in range(6)]):
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert heading(answers[-1]) == said(site, TooMany.title, lang)
        assert int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert copy_of(other).status_code == 200
    let_pass(site, timedelta(minutes=15, seconds=1))
    assert copy_of(voter).status_code == 200


@only_sqlite
def test_every_spelling_of_a_mailbox_is_the_same_person(site: Site) -> None:
    site.voter("anna.andersson@gmail.com")
    admin = site.staff(Role.ADMIN)
    data, _ = opened(ask(admin, " AnnaAndersson+vote@Gmail.com ").data)
    assert data["account"][0]["address"] == "anna.andersson@gmail.com"


@only_sqlite
def test_what_is_no_address_is_refused_beside_its_field_and_kept(site: Site) -> None:
    admin = site.staff(Role.ADMIN, "en")
    before = contents(site)
    for address in ("anna", "a@b@c", "x" * 10_000 + "@demo.example", "", "{{7*7}}@demo.example", "<b>@demo.example"):
        page = ask(admin, address)
        assert page.status_code == 422, address
        assert "49@" not in page.text
    assert BadAddress.message in ask(admin, "anna").text
    assert 'value="anna"' in admin.page.text
    assert ask(admin, ADDRESS, reason=" ").status_code == 422
    assert f'value="{ADDRESS}"' in admin.page.text
    assert contents(site) == before


def test_staff_are_told_what_they_have_done_and_what_was_done_to_them(site: Site) -> None:
    admin = site.staff(Role.ADMIN, "en")
    me = id_of(site, "admin@demo.example")
    vote = site.make_vote()
    with site.app.app_context(), transaction():
        audit_service.record(Act.EXTENDED, actor=me, contest=vote.id, reason="storm")
        audit_service.record(Act.REVOKED, actor=vote.id, account=str(me), role="admin")
        audit_service.record(Act.REVOKED, actor=vote.id, account=str(vote.id), role="admin")
    data, text = opened(copy_of(admin).data)
    assert [(act["by_you"], act["act"]) for act in data["acts"]] == [
        (False, "Took up a role"),
        (True, "Closing time moved"),
        (False, "Role taken away"),
    ]
    assert data["acts"][1]["contest"] == "The Test Award 2026"
    assert all("T" in act["at"] for act in data["acts"])
    for found in (opened(ask(admin, "admin@demo.example").data)[0], told_by_command(site, "admin@demo.example")):
        assert [len(act["at"]) for act in found["acts"][:3]] == [len("2026-12-01")] * 3
    granted = [row for row in data["named_in"] if row["table"] == "role_grant"]
    assert [row["role"] for row in granted] == ["admin"]
    assert "Details: reason: storm" in text


def test_every_table_that_leads_to_an_account_is_looked_at() -> None:
    """A table that somebody adds is found by its key, without being named anywhere."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            leads = {key.column.table.name for key in column.foreign_keys} == {"account"}
            if leads and table.name not in ELSEWHERE:
                assert _names_account(table, column), f"{table.name}.{column.name}"
    proposal = Base.metadata.tables["proposal"]
    assert _names_account(proposal, proposal.c.proposed_by)
    assert not _names_account(proposal, proposal.c.contest_id)


@only_sqlite
def test_a_juror_and_a_voter_cannot_ask_about_others(site: Site) -> None:
    site.voter(ADDRESS)
    for browser in (site.staff(Role.JUROR), site.voter("bo@demo.example")):
        token = browser.token()
        for path in ("/admin/privacy", "/admin/privacy/erase"):
            assert browser.get(path).status_code == 403
            fields = {"csrf_token": token, "address": ADDRESS, "reason": "x", "word": "radera"}
            assert browser.post(path, fields).status_code == 403


def test_the_command_line_hands_out_and_erases(site: Site, tmp_path: Any) -> None:
    site.voter(ADDRESS)
    runner = site.app.test_cli_runner()
    asked = ["privacy", "export", ADDRESS, "--reason", "asked"]
    done = runner.invoke(args=[*asked, "--json"])
    assert (done.exit_code, json.loads(done.output)["account"][0]["address"]) == (0, ADDRESS)
    path = tmp_path / "copy.zip"
    assert runner.invoke(args=[*asked, "--file", str(path)]).exit_code == 0
    assert opened(path.read_bytes())[0]["account"][0]["address"] == ADDRESS
    done = runner.invoke(args=["privacy", "export", "nobody@demo.example", "--reason", "asked"])
    assert (done.exit_code, done.output) == (3, "Nothing is stored about that address.\n")
    for expected in (True, False):
        done = runner.invoke(args=["privacy", "erase", ADDRESS, "--json"])
        assert json.loads(done.output) == {"erased": expected}
