"""An empty installation is set up with a link that works once. What goes wrong is said, and nothing is half stored."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factors.phones import enrol
from tests.mail.smtp import MailServer
from tests.organisation.people import ANSWERS, code_in, make_link, send, set_up
from tests.page import form_on, heading, main_text
from tests.site import Site
from tests.tables import contents, let_pass, row_counts
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.rules import Role, WrongCode, read_address
from voting.audit.models import AuditEvent
from voting.extensions import db
from voting.mail.rules import TROUBLE_WORDS, Trouble
from voting.organisation.rules import LinkExpired, LinkUnknown, SetUpAlready
from voting.transaction import transaction
from voting.web import logs

SECOND_STEP = "/account/factors"
STORED_AT_THE_END = {"account", "role_grant", "organisation", "audit_event", "installation"}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_empty_installation_is_set_up(empty_site: Site, server: MailServer, lang: str) -> None:
    browser = set_up(empty_site, server, lang)
    assert browser.page.status_code == 200
    assert heading(browser.page) == said(empty_site, "Your second step", lang)
    enrol(browser)
    browser.get("/admin/")
    assert said(empty_site, "What to do next", lang) in browser.page.text
    assert {"sv": "Trygghetspriset", "en": "The Safety Award"}[lang] in browser.page.text
    (message,) = server.messages
    name = {"sv": "Trygghetspriset", "en": "The Safety Award"}[lang]
    assert (message["From"], message["To"]) == (f"{name} <rost@org.example>", "anna@org.example")
    counts = row_counts(empty_site)
    assert set(counts) >= STORED_AT_THE_END
    with empty_site.app.app_context():
        acts = {(event.action, str(event.details)) for event in db.session.scalars(select(AuditEvent))}
    assert {act for act, _ in acts} == {"set up", "joined", "factor added"}
    assert not any("anna@" in details for _, details in acts)


def test_the_admin_s_pages_lead_to_pages_that_exist(empty_site: Site, server: MailServer) -> None:
    browser = set_up(empty_site, server)
    enrol(browser)
    for path in ("/admin/new", "/admin/accounts", "/privacy", "/admin/settings"):
        assert f'href="{path}"' in browser.get("/admin/").text
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_link_works_once(empty_site: Site, server: MailServer, lang: str) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(lang), path)
    browser.submit(f"{path}/code", code=code_in(server))
    before = contents(empty_site, but=["web_session"])
    for used in (path, f"{path}/code"):
        page = empty_site.browser(lang).get(used)
        assert (page.status_code, heading(page)) == (410, said(empty_site, SetUpAlready.title, lang))
    assert contents(empty_site, but=["web_session"]) == before


def test_a_link_that_is_unknown_replaced_or_old_says_so(empty_site: Site) -> None:
    browser, first = empty_site.browser(), make_link(empty_site)
    second = make_link(empty_site)
    for path in (first, "/setup/x", f"{first}/code"):
        page = browser.get(path)
        assert (page.status_code, heading(page)) == (404, said(empty_site, LinkUnknown.title, "sv"))
    assert browser.get(second).status_code == 200
    let_pass(empty_site, timedelta(hours=24))
    page = browser.get(second)
    assert (page.status_code, heading(page)) == (410, said(empty_site, LinkExpired.title, "sv"))


def test_a_code_does_not_outlive_its_link(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    let_pass(empty_site, timedelta(hours=23, minutes=59))
    browser = send(empty_site.browser(), path)
    assert heading(browser.page) == said(empty_site, "Type the code from the test message", "sv")
    let_pass(empty_site, timedelta(minutes=2))
    assert browser.submit(f"{path}/code", code=code_in(server)).status_code == 410
    assert not STORED_AT_THE_END & set(row_counts(empty_site)) - {"installation"}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_wrong_code_stores_nothing_and_five_of_them_spend_the_right_one(
    empty_site: Site, server: MailServer, lang: str
) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(lang), path)
    right = code_in(server)
    wrong = f"{(int(right[:4]) + 1) % 10000:04d} {right[5:]}"
    for _ in range(5):
        page = browser.submit(f"{path}/code", code=wrong)
        assert page.status_code == 422
        assert said(empty_site, WrongCode.message, lang) in page.text
    assert browser.submit(f"{path}/code", code=right).status_code == 422
    assert not STORED_AT_THE_END & set(row_counts(empty_site))


def test_a_code_runs_out_and_a_new_one_can_be_sent(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(), path)
    old = code_in(server)
    browser.submit(f"{path}/resend")
    assert len(server.messages) == 1  # half a minute is not over
    let_pass(empty_site, timedelta(minutes=10))
    assert browser.submit(f"{path}/code", code=old).status_code == 422
    browser.submit(f"{path}/resend")
    assert len(server.messages) == 2
    assert browser.submit(f"{path}/code", code=old).status_code == 422
    assert browser.submit(f"{path}/code", code=code_in(server)).request.path == SECOND_STEP


def test_pressing_twice_sends_one_message_and_changed_answers_another(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(), path)
    send(browser, path)
    assert len(server.messages) == 1
    assert 'value="rost@org.example"' in browser.get(path).text  # what was typed is still there
    send(browser, path, sender="other@org.example")
    assert [message["From"] for message in server.messages][1:] == ["Trygghetspriset <other@org.example>"]


def test_of_two_browsers_the_one_that_asked_last_goes_on(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    one, other = empty_site.browser(), empty_site.browser()
    send(one, path)
    first = code_in(server)
    other.get(f"{path}/code")
    assert other.page.request.path == path
    assert said(empty_site, "Set up the site", "sv") in other.page.text
    assert "annan webbläsare" in main_text(other.page)
    assert ANSWERS["address"] not in other.page.text  # what one has typed is not shown to the other
    one.get(f"{path}/code")
    form = one.page
    send(other, path, address="bo@org.example")
    one.page = form
    one.submit(f"{path}/code", code=first)
    assert one.page.request.path == path
    assert "role_grant" not in row_counts(empty_site)
    other.submit(f"{path}/code", code=code_in(server))
    assert other.page.request.path == SECOND_STEP


def test_the_right_code_of_another_browser_is_wrong_here(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    one, other = send(empty_site.browser(), path), empty_site.browser()
    other.get(path)
    other.post(f"{path}/code", {"code": code_in(server), "csrf_token": form_on(other.page)[1]["csrf_token"]})
    assert other.page.request.path == path
    assert one.submit(f"{path}/code", code=code_in(server)).request.path == SECOND_STEP


def test_two_who_finish_at_the_same_time_make_one_admin(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(), path)
    action, hidden = form_on(browser.page, f"{path}/code")
    fields = hidden | {"code": code_in(server)}
    cookies = browser.client.get_cookie("__Host-session")
    assert cookies
    answers = []

    def press() -> None:
        client = empty_site.app.test_client()
        client.set_cookie("__Host-session", cookies.value)
        answers.append(client.post(action, data=fields, headers={"Referer": "http://localhost/"}).status_code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(303) == 1, answers
    counts = row_counts(empty_site)
    assert (counts["account"], counts["role_grant"], counts["organisation"]) == (1, 1, 1)


def test_who_became_admin_in_another_way_ends_the_link(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    browser = send(empty_site.browser(), path)
    with empty_site.app.app_context(), transaction():
        account = accounts.ensure_account(read_address("eva@org.example"))
        accounts.grant(account_id=account, role=Role.ADMIN, actor=None)
    assert browser.submit(f"{path}/code", code=code_in(server)).status_code == 410
    assert "organisation" not in row_counts(empty_site)


def test_a_juror_does_not_become_admin(empty_site: Site, server: MailServer) -> None:
    path = make_link(empty_site)
    with empty_site.app.app_context(), transaction():
        account = accounts.ensure_account(read_address(ANSWERS["address"]))
        accounts.grant(account_id=account, role=Role.JUROR, actor=None)
    browser = send(empty_site.browser(), path)
    assert browser.submit(f"{path}/code", code=code_in(server)).status_code == 422
    assert "organisation" not in row_counts(empty_site)


BAD = {
    "no address": {"address": ""},
    "a bad address": {"address": "anna"},
    "a throwaway address": {"address": "anna@mailinator.com"},
    "no Swedish name": {"name_sv": " "},
    "no English name": {"name_en": ""},
    "a long name": {"name_sv": "x" * 81},
    "a head in the name": {"name_sv": "Priset\r\nBcc: eve@evil.example"},
    "a sender in the name": {"name_en": "Award <eve@evil.example>"},
    "no organisation": {"organisation": "  "},
    "a long organisation": {"organisation": "x" * 10_000},
    "no postal address": {"postal_address": "\r\n"},
    "a long postal address": {"postal_address": "å" * 401},
    "no contact": {"contact": ""},
    "a bad contact": {"contact": "a@b@c"},
    "no zone": {"time_zone": ""},
    "a zone on Mars": {"time_zone": "Mars/Olympus"},
    "a zone that is a path": {"time_zone": "../../etc/passwd"},
    "no language": {"languages": ""},
    "Danish": {"languages": "da"},
    "no sender": {"sender": ""},
    "a sender with a name": {"sender": "Priset <rost@org.example>"},
}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("changed", BAD.values(), ids=BAD)
def test_what_cannot_be_is_refused_beside_its_field(
    empty_site: Site, server: MailServer, changed: dict[str, str]
) -> None:
    path = make_link(empty_site)
    page = send(empty_site.browser(), path, **changed).page
    assert page.status_code == 422
    (field,) = changed
    assert f'href="#{field}' in page.text  # the summary leads to it
    kept = {"organisation": "Föreningen Trygghet", "sender": "rost@org.example"}
    assert all(f'value="{value}"' in page.text for name, value in kept.items() if name != field)
    assert server.messages == []
    assert set(row_counts(empty_site)) <= {"setup_link", "web_session", "rate_counter"}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_language_needs_one_name(empty_site: Site, server: MailServer) -> None:
    set_up(empty_site, server, name_en="", languages="sv")
    assert empty_site.browser().get("/privacy").status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"])
def test_markup_and_template_syntax_are_shown_as_text(empty_site: Site, server: MailServer) -> None:
    nasty = "{{ 7 * 7 }} & \"Åsa\", 'b'"
    browser = set_up(empty_site, server, name_sv=nasty, organisation="<script>alert(1)</script>", postal_address="<b>")
    for path in ("/admin/settings", "/privacy", "/accessibility"):
        assert nasty in " ".join(
            browser.get(path).text.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&").split()
        )
        assert "<script>alert" not in browser.page.text
    assert server.messages[0]["From"].addresses[0].display_name == nasty


REFUSALS = {
    "554 5.7.1 not from you": (Trouble.CONTENT, None),
    "RCPT 550 no such mailbox": (Trouble.RECIPIENT, "address"),
    "RCPT 450 greylisted": (Trouble.LATER, None),
    "451 try later": (Trouble.LATER, None),
}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("reply", REFUSALS)
def test_what_the_mail_server_refuses_is_said_in_words(empty_site: Site, server: MailServer, reply: str) -> None:
    server.replies.append(reply)
    trouble, field = REFUSALS[reply]
    path = make_link(empty_site)
    browser = send(empty_site.browser(), path)
    assert browser.page.status_code == 422
    start = said(empty_site, TROUBLE_WORDS[trouble], "sv").partition("%(")[0].strip()
    assert start in browser.page.text
    assert (f'href="#{field}"' in browser.page.text) == (field is not None)
    assert "mail" not in row_counts(empty_site)
    send(browser, path)  # the server has changed its mind
    assert browser.submit(f"{path}/code", code=code_in(server)).request.path == SECOND_STEP


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_mail_server_that_is_gone_is_said_in_words(empty_site: Site, server: MailServer) -> None:
    server.down()
    page = send(empty_site.browser("en"), make_link(empty_site)).page
    assert page.status_code == 422
    assert f"does not answer at port {server.port}" in page.text


def test_the_command_prints_a_link_and_later_none(empty_site: Site, server: MailServer) -> None:
    runner = empty_site.app.test_cli_runner()
    printed = runner.invoke(args=["setup", "link"]).output
    swedish, english = (line.strip() for line in printed.splitlines()[1:])
    assert swedish.startswith("https://localhost/setup/")
    assert english == swedish.replace("localhost/", "localhost/en/")
    path = swedish.removeprefix("https://localhost")
    browser = send(empty_site.browser(), path)
    browser.submit(f"{path}/code", code=code_in(server))
    refused = runner.invoke(args=["setup", "link"])
    assert refused.exit_code == 1
    assert "administrator" in refused.output
    assert "24 hours" in runner.invoke(args=["setup", "link", "--help"]).output


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_log_knows_the_link_or_the_code(
    empty_site: Site, server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("DEBUG")
    path = make_link(empty_site)
    send(empty_site.browser(), path).submit(f"{path}/code", code=code_in(server))
    printed = capsys.readouterr()
    logged = printed.err + printed.out
    assert "organisation.setup" in logged
    assert path.rpartition("/")[2] not in logged
    assert code_in(server) not in logged
    assert "anna@" not in logged
