"""Every refusal and every accident is a page in the person's language that says what happened and what to do."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.page import heading
from tests.site import Site
from tests.tables import let_pass, row_counts
from tests.web.answers import REFUSALS, TOO_MUCH, plant
from tests.web.logged import logged
from tests.words import said
from voting.accounts.access import public, viewer
from voting.accounts.rules import Role
from voting.contests.rules import NotInThisPhase
from voting.extensions import db
from voting.web.errors import FORM_EXPIRED, WORDS

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
REFERENCE = "Give us this reference if you write to us: %(reference)s"
SECRET = "what-nobody-may-read"
PART = b'--b\r\nContent-Disposition: form-data; name="field"\r\n\r\n1\r\n'
OWN_WORDS = {400: FORM_EXPIRED, 409: (NotInThisPhase.title, NotInThisPhase.message, NotInThisPhase.todo)}


@SQLITE
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("status", REFUSALS)
def test_each_refusal_has_its_page(site: Site, lang: str, status: int) -> None:
    plant(site)
    page = REFUSALS[status](site.browser(lang))
    title, message, todo = OWN_WORDS.get(status, WORDS[status])
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert heading(page) == said(site, title, lang).replace("&#39;", "'")
    assert said(site, message, lang) in page.text
    assert said(site, todo, lang).partition("%(")[0] in page.text
    assert f'<html lang="{lang}">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert (said(site, REFERENCE, lang).partition("%(")[0] in page.text) == (status == 500)


@SQLITE
@pytest.mark.parametrize(("role", "home"), [(Role.ADMIN, "/admin/"), (Role.JUROR, "/jury/"), (None, "/")])
def test_whoever_is_signed_in_can_go_on_or_sign_out_from_a_refusal(site: Site, role: Role | None, home: str) -> None:
    browser = site.staff(role) if role else site.voter()
    paths = ["/admin/nope/2026", "/jury/nope/2026"]
    for page in map(browser.get, paths):
        assert page.status_code in (403, 404)
        assert 'action="/sign-out"' in page.text
        assert f'class="ds-button primary" href="{home}"' in page.text
        assert ("staff-nav" in page.text) == (role is not None)
    unknown = site.browser().get("/nope/2026")
    assert 'action="/sign-out"' not in unknown.text
    assert "Set-Cookie" not in unknown.headers


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_accident_is_found_in_the_log_by_its_reference(site: Site, lang: str) -> None:
    plant(site)
    browser = site.browser(lang)
    browser.client.set_cookie("secret", SECRET)
    with logged() as log:
        page = browser.get("/breaks")
    found = re.search(r"\b[0-9a-f]{8}\b", page.text.partition("<main")[2])
    assert found
    [accident] = [event for line in log.getvalue().splitlines() if (event := json.loads(line))["level"] == "error"]
    assert (accident["event"], accident["reference"], accident["kind"]) == ("unhandled", found.group(), "RuntimeError")
    assert "answers.py" in accident["exception"]
    assert SECRET not in log.getvalue()
    assert SECRET not in page.text


@SQLITE
def test_the_language_of_an_error_is_that_of_the_address(site: Site) -> None:
    swedish, english = site.browser().get("/no/such/page"), site.browser().get("/en/no/such/page")
    assert (heading(swedish), heading(english)) == tuple(said(site, WORDS[404][0], lang) for lang in ("sv", "en"))


def test_a_broken_error_page_still_says_so_and_logs_no_content(site: Site) -> None:
    plant(site)
    site.app.jinja_env.globals["site"] = None
    client = site.app.test_client()
    client.set_cookie("secret", SECRET)
    with logged() as log:
        response = client.get("/breaks")
    assert response.status_code == 500
    assert re.fullmatch(r"Internal Server Error\. [0-9a-f]{8}", response.text)
    assert response.text[-8:] in log.getvalue()
    assert SECRET not in log.getvalue()


def test_what_breaks_while_the_session_is_saved_is_a_page_too(site: Site) -> None:
    @public
    def loses_the_sessions() -> str:
        assert viewer()
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE web_session"))
        return "done"

    site.app.add_url_rule("/loses", "loses", view_func=loses_the_sessions)
    admin = site.staff(Role.ADMIN)
    let_pass(site, timedelta(minutes=5))
    with logged() as log:
        page = admin.get("/loses")
    status = 503 if site.database_url.startswith("sqlite") else 500  # as each database calls a missing table
    assert (page.status_code, heading(page)) == (status, said(site, WORDS[status][0], "sv"))
    [cookie] = [cookie.value for cookie in [admin.client.get_cookie("session")] if cookie]
    assert "_touch" in log.getvalue()
    assert [word for word in (cookie, "/loses", "[parameters: ") if word in log.getvalue()] == []


@SQLITE
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.1.evil.example"]
)
def test_a_foreign_host_is_refused(site: Site, host: str, lang: str) -> None:
    site.make_vote()
    prefix = "/en" if lang == "en" else ""
    for path in ("/", "/sign-in", "/testpriset/2026/ballot", "/no/such/page"):
        page = site.app.test_client().get(prefix + path, headers={"Host": host})
        assert page.status_code == 400
        assert said(site, WORDS[400][0], lang) in page.text
        assert "evil.example" not in page.text
        assert f'href="{prefix}/"' in page.text
    posted = site.app.test_client().post(
        f"{prefix}/sign-in", headers={"Host": host}, data={"address": "a@demo.example"}
    )
    assert posted.status_code == 400


@SQLITE
def test_production_answers_to_its_own_name_only(production_site: Site) -> None:
    client = production_site.app.test_client()
    answers = [client.get("/", headers={"Host": host}).status_code for host in ("localhost", "127.0.0.1", "[::1]")]
    assert answers == [200, 400, 400]


@SQLITE
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TOO_MUCH, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(100_000)), "application/x-www-form-urlencoded"),
        (b"a" * 10_000_000, "application/json"),
        (PART * 100 + b"--b--\r\n", "multipart/form-data; boundary=b"),
        (PART + TOO_MUCH + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"),
    ],
    ids=["one field", "100,000 fields", "ten megabytes", "100 parts", "a large part"],
)
def test_too_much_is_refused_and_nothing_stored(site: Site, body: bytes, kind: str) -> None:
    client = site.app.test_client()
    client.get("/sign-in")
    for path in ("/sign-in", "/sign-in/code", "/sign-out"):
        assert client.post(path, data=body, content_type=kind).status_code in (400, 413), path
    assert row_counts(site) == {}


@SQLITE
def test_a_large_body_is_413(site: Site) -> None:
    kind = "application/x-www-form-urlencoded"
    assert site.app.test_client().post("/sign-in", data=TOO_MUCH, content_type=kind).status_code == 413


@SQLITE
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "BREW", "POST"])
def test_an_unknown_method_is_405_and_says_what_is_allowed(site: Site, method: str) -> None:
    page = site.app.test_client().open("/", method=method)
    assert page.status_code == 405
    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert said(site, WORDS[405][0], "sv") in page.text


@SQLITE
@pytest.mark.parametrize(
    "path", ["/%00", "/en/%00", "/%ff", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//", "/en//"]
)
def test_an_odd_path_is_refused_or_found_but_never_an_accident(site: Site, path: str) -> None:
    assert site.app.test_client().get(path).status_code in (200, 308, 400, 404)


@SQLITE
def test_a_server_that_cannot_serve_says_when_to_come_back(site: Site) -> None:
    plant(site)
    assert site.app.test_client().get("/breaks").headers.get("Retry-After") is None
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE contest RENAME TO contest_away"))
    page = site.browser().get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
