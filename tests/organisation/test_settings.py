"""The settings page: what it changes at once, what it refuses, and two admins at the same time."""

from datetime import UTC, datetime
from time import sleep

import pytest
from sqlalchemy import select

from tests.factors.phones import enrol
from tests.mail.smtp import MailServer
from tests.organisation.people import ANSWERS, set_up
from tests.page import heading, main_text
from tests.site import Browser, Site
from tests.tables import contents, statements
from tests.words import said
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.errors import EditedMeanwhile
from voting.extensions import db
from voting.mail.rules import TROUBLE_WORDS, Trouble
from voting.organisation import queries
from voting.web.i18n import local

PATH = "/admin/settings"
SETTINGS = {name: value for name, value in ANSWERS.items() if name != "address"}


def save(browser: Browser, **changed: str) -> Browser:
    browser.get(PATH)
    browser.submit(PATH, **(SETTINGS | changed))
    return browser


def test_what_is_saved_is_said_everywhere_at_once(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    save(admin, time_zone="America/New_York", report_to="tillganglig@org.example", data_contact="dso@org.example")
    assert said(site, "Saved. Everybody sees it from now on.", "sv") in admin.page.text
    visitor = site.browser()
    assert "<title>" in visitor.get("/privacy").text
    assert "Trygghetspriset" in visitor.page.text
    privacy, accessibility = main_text(visitor.page), main_text(visitor.get("/accessibility"))
    for part in ("Föreningen Trygghet", "Storgatan 1", "dso@org.example", "30 dygn", "10 minuter", "12 timmar"):
        assert part in privacy
    assert "tillganglig@org.example" in accessibility
    assert "Storgatan 1, 123 45 Staden" in accessibility
    assert "fragor@org.example" in visitor.page.text  # at the foot of the page
    assert "The Safety Award" in site.browser("en").get("/privacy").text
    with site.app.test_request_context():
        assert "kl.\u00a007.00" in local(datetime(2026, 1, 5, 12, tzinfo=UTC))


def test_who_the_site_was_before_is_still_what_the_settings_say(site: Site) -> None:
    page = site.staff(Role.ADMIN).get(PATH)
    assert 'value="Årets omfamning"' in page.text
    assert '<option selected value="Europe/Stockholm">Stockholm</option>' in page.text


def test_a_change_is_recorded_with_old_and_new_and_no_whole_address(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    save(admin)
    save(admin, organisation="Kommunen", contact="ny@org.example")
    with site.app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "configured").order_by(AuditEvent.id))
        found = {event.details["setting"]: (event.details["old"], event.details["new"]) for event in events}
    assert found["organisation"] == ("Föreningen Trygghet", "Kommunen")
    assert found["contact"] == ("f…@org.example", "n…@org.example")
    log = main_text(admin.get("/admin/audit"))
    assert "Kommunen" in log
    assert said(site, "Name of the organisation", "sv") in log


def test_saving_without_a_change_records_nothing(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    save(admin)
    before = contents(site, but=["web_session", "rate_counter"])
    save(admin)
    assert contents(site, but=["web_session", "rate_counter"]) == before


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nobody_overwrites_another_s_change_unseen(site: Site, lang: str) -> None:
    admin, other = site.staff(Role.ADMIN, lang), site.staff(Role.ADMIN)
    save(admin)
    admin.get(PATH)
    mine = admin.page
    save(other, organisation="Kommunen", languages="sv en")
    admin.page = mine
    page = admin.submit(PATH, **(SETTINGS | {"postal_address": "Nygatan 2", "languages": "sv en"}))
    assert page.status_code == 409
    assert said(site, EditedMeanwhile.title, lang) in page.text
    assert "Kommunen" in main_text(page)
    assert "Nygatan 2" in page.text
    with site.app.app_context():
        assert queries.get_saved().details.organisation == "Kommunen"
    admin.submit(PATH, **(SETTINGS | {"postal_address": "Nygatan 2"}))
    with site.app.app_context():
        saved = queries.get_saved().details
    assert (saved.organisation, saved.postal_address) == ("Föreningen Trygghet", "Nygatan 2")


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 5000, "٣"])
def test_a_revision_that_is_none_stores_nothing(site: Site, revision: str) -> None:
    admin = site.staff(Role.ADMIN)
    save(admin)
    before = contents(site, but=["web_session", "rate_counter"])
    admin.get(PATH)
    assert admin.submit(PATH, **(SETTINGS | {"organisation": "Eve", "revision": revision})).status_code == 409
    assert contents(site, but=["web_session", "rate_counter"]) == before


def test_a_sender_that_the_server_refuses_is_not_stored(empty_site: Site, server: MailServer) -> None:
    admin = set_up(empty_site, server)
    enrol(admin)
    server.replies.append("554 not from you")
    save(admin, sender="ny@org.example")
    assert admin.page.status_code == 422
    assert 'value="ny@org.example"' in admin.page.text
    with empty_site.app.app_context():
        assert queries.get_saved().details.sender == "rost@org.example"
    save(admin, sender="ny@org.example")
    assert server.messages[-1]["From"] == "Trygghetspriset <ny@org.example>"
    with empty_site.app.app_context():
        assert queries.get_saved().details.sender == "ny@org.example"


def test_a_test_message_comes_to_the_one_who_asked(empty_site: Site, server: MailServer) -> None:
    admin = set_up(empty_site, server)
    enrol(admin)
    admin.get(PATH)
    admin.submit(f"{PATH}/test")
    assert "anna@org.example" in main_text(admin.page)
    assert server.messages[-1]["Subject"] == said(empty_site, "The mail works", "sv")
    server.down()
    admin.submit(f"{PATH}/test")
    assert admin.page.status_code == 422
    assert said(empty_site, TROUBLE_WORDS[Trouble.UNREACHABLE], "sv").partition("%(")[0] in admin.page.text


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("only", "here", "there"), [("sv", "", "/en"), ("en", "/en", "")])
def test_with_one_language_the_other_one_s_addresses_lead_to_it(site: Site, only: str, here: str, there: str) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN, "sv")
    save(admin, languages=only)
    visitor = site.browser()
    for path in ("/", "/privacy?x=1", "/sign-in", "/testpriset/2026", "/no/such/page"):
        answer = visitor.client.get(there + path)
        assert (answer.status_code, answer.location) == (302, here + path), path
        assert answer.headers["Cache-Control"] == "no-store"
    page = visitor.client.get(f"{here}/privacy")
    assert page.status_code == 200
    assert 'class="language-link"' not in page.text
    assert page.text.count("hreflang=") == 2  # itself, and for who reads no other
    for path in ("/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/site.webmanifest"):
        assert visitor.client.get(path).status_code == 200, path
    sitemap = visitor.client.get("/sitemap.xml").text
    assert ("/en/how-we-count" in sitemap) == (only == "en")
    assert (">http://127.0.0.1:8000/how-we-count<" in sitemap) == (only == "sv")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_runs_the_site_is_asked_for_once_in_a_second(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    save(site.staff(Role.ADMIN))
    monkeypatch.setattr(queries, "KEPT_SECONDS", 1000.0)
    visitor = site.browser()
    visitor.get("/privacy")
    with statements(site, all_of_them=True) as sent:
        visitor.get("/privacy")
        visitor.get("/accessibility")
    asked = [statement for statement in sent if "FROM organisation" in statement]
    assert asked == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_process_knows_of_a_change_before_it_is_said_to_be_saved(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "sleep", sleep)
    with Site(site.database_url, tmp_path_factory.getbasetemp() / "x", KEY_DIR=site.environ["VOTING_KEY_DIR"]) as other:
        assert "Årets omfamning" in other.browser().get("/privacy").text
        save(site.staff(Role.ADMIN))
        assert "Trygghetspriset" in site.browser().get("/privacy").text
        assert "Trygghetspriset" in other.browser().get("/privacy").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_page_of_failure_asks_nothing_and_knows_the_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    save(site.staff(Role.ADMIN))
    site.browser().get("/privacy")
    kept = site.app.extensions[queries.KEPT]
    monkeypatch.setattr(site.app, "view_functions", site.app.view_functions | {"pages.how": _breaks})
    kept.until = 0.0
    with statements(site, all_of_them=True) as sent:
        page = site.app.test_client().get("/how-we-count")
    assert page.status_code == 500
    assert "Trygghetspriset" in page.text
    assert sent == []


def _breaks() -> str:
    raise ZeroDivisionError


_breaks.__access__ = "public"  # type: ignore[attr-defined]


def test_a_juror_and_a_voter_do_not_see_the_settings(site: Site) -> None:
    for browser in (site.staff(Role.JUROR), site.voter()):
        assert browser.get(PATH).status_code == 403
        assert browser.post(PATH, {"csrf_token": browser.token()}).status_code == 403
    assert heading(site.browser().get(PATH)) == said(site, "Sign in", "sv")


def test_the_demo_is_saved_with_the_sender_that_it_begins_with(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    admin.get(PATH)
    admin.submit(PATH, **{name: value for name, value in SETTINGS.items() if name != "sender"})
    assert said(site, "Saved. Everybody sees it from now on.", "sv") in admin.page.text


@pytest.mark.parametrize("field", ["contact", "sender", "data_contact", "report_to"])
def test_the_sites_addresses_are_not_taken_for_the_readers_own(site: Site, field: str) -> None:
    admin = site.staff(Role.ADMIN)
    save(admin, **{field: "fragor"})
    assert "Skriv en e-postadress så här: namn@example.se" in main_text(admin.page)
    assert "din e-postadress" not in main_text(admin.page)
