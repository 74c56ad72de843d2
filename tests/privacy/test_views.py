"""A copy of what is stored about somebody, and erasing it: by the person, and by staff for them."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests.acts import cast_votes
from tests.lookups import id_of
from tests.page import heading, main_text
from tests.site import Browser, Site
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import BadAddress, Role
from voting.audit import queries as audit
from voting.audit import service as audit_service
from voting.audit.rules import Act
from voting.contests.rules import Phase
from voting.database import Base
from voting.privacy.queries import ELSEWHERE, _names_account
from voting.privacy.rules import NOT_HERE
from voting.results.queries import iterate_bundle_file, list_bundle
from voting.transaction import transaction

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


def test_a_person_fetches_everything_about_themselves(site: Site) -> None:
    vote = site.make_vote()
    browser = site.voter(ADDRESS, "en")
    other = site.voter("bo@demo.example")
    browser.vote(vote)
    other.vote(vote)
    waiting = site.browser()
    waiting.get("/sign-in")
    waiting.submit(address=ADDRESS)
    before = contents(site)
    answer = browser.get("/account/data")
    assert contents(site) == before
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
    data, text = opened(admin.get("/account/data").data)
    assert [(act["by_you"], act["act"]) for act in data["acts"]] == [
        (False, "Took up a role"),
        (True, "Closing time moved"),
        (False, "Role taken away"),
    ]
    assert data["acts"][1]["contest"] == "The Test Award 2026"
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


def test_a_person_erases_themselves_and_no_result_changes(site: Site) -> None:
    vote = site.make_vote(nominees=2)
    browser = site.voter(ADDRESS, "en")
    browser.vote(vote)
    cast_votes(site, vote, nominee_2=2)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    site.work()

    def published() -> dict[str, bytes]:
        with site.app.app_context():
            paths = list_bundle(vote.id)
            files = {path: b"".join(iterate_bundle_file(vote.id, path)) for path in paths}
        return files | {"results": site.browser().get(f"{vote.path}/results.json").data}

    before = published()
    assert "SHA256SUMS" in before
    browser.get("/account/erase")
    assert browser.submit(word="delete").status_code == 422
    browser.submit(word=" ERASE ")
    assert (heading(browser.page), browser.page.status_code) == ("Your account is erased", 200)
    assert browser.get("/account").request.path.endswith("/sign-in")
    assert published() == before
    site.work()
    with site.app.app_context():
        verdict = audit.verify()
        assert (verdict.wrong, verdict.waiting) == (None, 0)
        assert audit.list_events(limit=1)[0].action == "erased"
    assert ADDRESS not in repr(contents(site)["account"])
    again = site.voter(ADDRESS)  # a new account, which knows nothing of the old one
    assert "acts" not in opened(again.get("/account/data").data)[0]


@pytest.mark.parametrize("phase", [Phase.ANNOUNCED, Phase.OPEN])
def test_nobody_is_erased_while_a_vote_is_on_and_is_told_from_when(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase, closes_at="2090-01-10 20:00") if phase is Phase.OPEN else site.make_vote(phase)
    browser, admin = site.voter(ADDRESS, "en"), site.staff(Role.ADMIN, "en")
    tokens = browser.token(), admin.token()
    before = contents(site)
    page = browser.get("/account/erase")
    assert "It cannot be done yet" in main_text(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    answer = browser.post("/account/erase", {"csrf_token": tokens[0], "word": "erase"})
    assert answer.status_code == 409
    if phase is Phase.OPEN:
        assert "Tuesday 10 January 2090 at 20:00" in main_text(page)
        assert "Tuesday 10 January 2090 at 20:00" in main_text(answer)
    fields = {"csrf_token": tokens[1], "word": "erase", "reason": "asked", "address": ADDRESS}
    assert admin.post("/admin/privacy/erase", fields).status_code == 409
    assert contents(site) == before
    assert vote


def test_staff_erase_for_somebody_and_say_why(site: Site) -> None:
    site.voter(ADDRESS)
    admin = site.staff(Role.ADMIN, "en")
    admin.get("/admin/privacy/erase")
    assert admin.submit(address=ADDRESS, reason="asked by mail", word="no").status_code == 422
    assert f'value="{ADDRESS}"' in admin.page.text
    admin.submit(address=ADDRESS, reason="asked by mail", word="erase")
    assert "The account is erased." in main_text(admin.page)
    with site.app.app_context():
        event = audit.list_events(limit=1)[0]
        assert (event.action, event.details) == ("erased", {"reason": "asked by mail"})
    assert event.actor == id_of(site, "admin@demo.example")
    admin.get("/admin/privacy/erase")
    admin.submit(address=ADDRESS, reason="asked by mail", word="erase")  # pressed twice
    assert "Nothing is stored" in main_text(admin.page)


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
