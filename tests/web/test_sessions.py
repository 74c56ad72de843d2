"""Sessions: an opaque cookie of which the hash is stored; new at sign-in, dead after sign-out, not on public pages."""

import hashlib
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from tests.accounts.codes import ask, code_for, signed_in
from tests.page import form_on
from tests.site import Browser, Site
from tests.tables import contents, let_pass, row_counts, statements
from voting.accounts.access import public, viewer
from voting.accounts.rules import Role
from voting.extensions import db
from voting.mail.models import Mail
from voting.transaction import transaction
from voting.web.models import WebSession
from voting.web.sessions import purge_sessions

ABOUT = ("/how-we-count", "/privacy", "/accessibility")


def cookie(browser: Browser, name: str = "session") -> str:
    found = browser.client.get_cookie(name)
    return found.value if found else ""


def client_with(site: Site, value: str, name: str = "session") -> FlaskClient:
    client = site.app.test_client()
    client.set_cookie(name, value)
    return client


@pytest.mark.parametrize("path", ["/sign-in", "/testpriset/2026/ballot"])
def test_a_page_with_a_form_sets_a_cookie_and_stores_nothing(site: Site, path: str) -> None:
    site.make_vote()
    before = contents(site)
    [set_cookie] = [
        header for header in site.browser().get(path).headers.getlist("Set-Cookie") if header.startswith("session=")
    ]
    assert set_cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]
    assert contents(site) == before


def test_over_https_the_cookie_is_for_this_host_alone(production_site: Site) -> None:
    [header] = production_site.browser().get("/sign-in").headers.getlist("Set-Cookie")
    name, _, value = header.partition("=")
    assert name == "__Host-session"
    assert value.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_public_pages_ask_for_no_session_and_set_no_session_cookie(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter()
    static = voter.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    nominee = f"{vote.path}/nominees/nominee-1"
    pages = (
        "/",
        vote.path,
        nominee,
        f"{vote.path}/results",
        *ABOUT,
        static,
        "/favicon.ico",
        "/no/such/page",
        "/healthz",
    )
    for path in pages:
        with statements(site) as sent:
            answers = [
                voter.client.get(path, buffered=True),
                voter.client.get(f"/en{path}", buffered=True),
                site.app.test_client().get(path, buffered=True),
            ]
        assert [statement for statement in sent if "web_session" in statement] == [], path
        assert [
            header for answer in answers for header in answer.headers.getlist("Set-Cookie") if "session" in header
        ] == []
        assert all("Cookie" not in answer.vary for answer in answers), path
    with statements(site) as sent:
        voter.client.get("/account")
    assert [statement for statement in sent if "web_session" in statement]


def test_only_the_hash_of_the_cookie_is_stored(site: Site) -> None:
    anna, bo = site.voter("anna@demo.example"), site.voter("bo@demo.example")
    hashes = {hashlib.sha256(cookie(browser).encode()).digest() for browser in (anna, bo)}
    assert {row[0] for row in contents(site)["web_session"]} == hashes


def test_signing_in_changes_the_cookie(site: Site) -> None:
    anna = ask(site)
    before = cookie(anna)
    anna.submit("/sign-in/code", code=code_for(site))
    assert cookie(anna) != before
    assert client_with(site, before).get("/account").status_code == 303
    assert client_with(site, cookie(anna)).get("/account").status_code == 200


def test_a_cookie_planted_by_somebody_else_is_worth_nothing_after_signing_in(site: Site) -> None:
    planted = "planted-by-somebody-who-waits-for-a-sign-in"
    assert len(planted) == 43
    anna = site.browser()
    anna.client.set_cookie("session", planted)
    anna.get("/sign-in")
    anna.submit(address="anna@demo.example")
    anna.submit("/sign-in/code", code=code_for(site))
    assert signed_in(anna)
    assert client_with(site, planted).get("/account").status_code == 303


def test_signing_in_again_ends_the_first_session(site: Site) -> None:
    other, anna = site.voter("bo@demo.example"), site.voter("anna@demo.example")
    before = cookie(anna)
    path, hidden = form_on(site.browser().get("/sign-in"))
    tab = client_with(site, before)
    token = form_on(anna.get("/account"))[1]
    tab.post("/sign-in", data=hidden | token | {"address": "eva@demo.example"})
    tab.post("/sign-in/code", data=token | {"code": code_for(site, "eva@demo.example")})
    assert path == "/sign-in"
    assert client_with(site, before).get("/account").status_code == 303
    assert "eva@demo.example" in tab.get("/account").text
    assert signed_in(other)
    assert row_counts(site)["web_session"] == 2


def test_signing_out_deletes_the_row_and_the_cookie(site: Site) -> None:
    other, anna = site.voter("bo@demo.example"), site.voter("anna@demo.example")
    stolen = cookie(anna)
    anna.get("/account")
    response = anna.submit("/sign-out", follow=False)
    gone = "=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax"
    assert response.headers.getlist("Set-Cookie") == [f"{name}{gone}" for name in ("mark", "slip", "session")]
    assert client_with(site, stolen).get("/account").status_code == 303
    assert signed_in(other)
    assert [row[0] for row in contents(site)["web_session"]] == [hashlib.sha256(cookie(other).encode()).digest()]


@pytest.mark.parametrize(
    "value", ["", "x", "a" * 42, "a" * 43, "a" * 44, "a" * 4000, "å" * 43, "../../etc/passwd", "\x01" * 43]
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_cookie_that_we_never_gave_is_nobody(site: Site, value: str) -> None:
    site.voter()
    client = client_with(site, value)
    assert client.get("/account").status_code == 303
    assert client.get("/sign-in").status_code == 200


@pytest.mark.parametrize(("role", "hours"), [(None, 30 * 24), (Role.JUROR, 12), (Role.ADMIN, 12)])
def test_the_browser_keeps_the_cookie_as_long_as_we_keep_the_session(site: Site, role: Role | None, hours: int) -> None:
    address = f"{role}@demo.example"
    if role:
        site.staff(role)
    anna = ask(site, address)
    response = anna.submit("/sign-in/code", code=code_for(site, address), follow=False)
    age = int(response.headers["Set-Cookie"].partition("Max-Age=")[2].partition(";")[0])
    assert hours * 3600 - 30 < age <= hours * 3600


def test_a_page_is_still_answered_when_its_session_is_ended_meanwhile(site: Site) -> None:
    """In another tab, for example, while an admin's form is being carried out."""

    @public
    def ended_meanwhile() -> str:
        assert viewer()
        with transaction():
            db.session.execute(delete(Mail))
        with db.engine.begin() as beside:
            beside.execute(delete(WebSession))
        return "done"

    site.app.add_url_rule("/ended-meanwhile", "ended_meanwhile", view_func=ended_meanwhile)
    admin = site.staff(Role.ADMIN)
    let_pass(site, timedelta(minutes=5))
    assert admin.client.get("/ended-meanwhile").status_code == 200
    assert not signed_in(admin)


def test_expired_sessions_are_thrown_away(site: Site) -> None:
    staff, old = site.staff(Role.JUROR), site.voter("old@demo.example")
    let_pass(site, timedelta(days=29))
    young = site.voter("young@demo.example")
    let_pass(site, timedelta(days=1, seconds=1))
    with site.app.app_context():
        purge_sessions()
    assert [row[0] for row in contents(site)["web_session"]] == [hashlib.sha256(cookie(young).encode()).digest()]
    assert not signed_in(staff)
    assert not signed_in(old)
    assert signed_in(young)
