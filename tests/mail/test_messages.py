"""What the letters say: in the reader's language, the act first, with nothing to click that signs in or watches."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from tests.accounts.codes import ask, signed_in
from tests.mail.letters import deliver, post, words
from tests.mail.smtp import MailServer
from tests.page import parse, text_of
from tests.site import Site
from tests.tables import contents, row_counts
from tests.words import said
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import Scope, Scopes
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.staff import service as staff
from voting.text import Language, LocalText
from voting.transaction import transaction
from voting.web.i18n import FILTERS, speaking
from voting.web.identity import identity, provide

LANGUAGES = ("sv", "en")
URL = re.compile(r"https?://[^\s\"'<>]+")


def the_letter(server: MailServer) -> EmailMessage:
    [message] = server.messages
    return message


def invite(site: Site, role: Role, lang: Language, to: str = "eva@demo.example", scopes: Scopes = None) -> None:
    with site.app.app_context(), transaction():
        staff.invite(
            address=read_address(to),
            role=role,
            lang=lang,
            scopes=scopes,
            actor=None,
        )


def one_of_each_kind(site: Site, server: MailServer, lang: Language) -> list[EmailMessage]:
    post(site, lang=lang)
    invite(site, Role.ADMIN, lang)
    invite(site, Role.JUROR, lang, "bo@demo.example")
    closed = {
        "award": "Priset 2026",
        "checkpoint": "a\n12\nb=\n\n— a c=",
        "key": "a+1+d",
        "log": "https://localhost/a/log",
    }
    with site.app.app_context(), transaction():
        mail.enqueue(Kind.CLOSED, to="eva@demo.example", lang=lang, **closed)
        for event in ("added", "removed", "recovered", "reset"):
            mail.enqueue(Kind.FACTOR, to="eva@demo.example", lang=lang, event=event, name="Min telefon")
        notice = {"url": "https://localhost/nominated/x", "privacy": "https://localhost/privacy", "days": 30}
        when = {"opens": "1 dec", "closes": "2 dec", "zone": "svensk tid"}
        mail.enqueue(Kind.NOMINEE, to="eva@demo.example", lang=lang, name="Eva", award="Priset 2026", **notice, **when)
        for reply in ("", "Det är\n<rätt>"):
            told = {"name": "Eva", "reply": reply, "taken": not reply, "told_at": "1 dec"}
            mail.enqueue(Kind.REPLY, to="eva@demo.example", lang=lang, **told)
        for declined in (True, False):
            answer = {"name": "Eva", "award": "Priset 2026", "url": "https://localhost/admin/x", "declined": declined}
            mail.enqueue(Kind.ANSWER, to="eva@demo.example", lang=lang, **answer)
    assert deliver(site) + deliver(site) == 13
    return server.messages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_with_a_code(site: Site, server: MailServer, lang: Language) -> None:
    ask(site, "Anna@Demo.example", lang)
    before = datetime.now(UTC)
    deliver(site)
    message = the_letter(server)
    code = re.findall(r"\d{4} \d{4}", message["Subject"])[0]
    assert message["Subject"] == said(site, "Sign in with the code %(code)s", lang).replace("%(code)s", code)
    assert (message["To"], message["From"]) == ("Anna@demo.example", "vote@vote.example")
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", lang)
    assert re.fullmatch(r"<[0-9a-f-]{36}@localhost>", message["Message-ID"])
    assert abs(parsedate_to_datetime(message["Date"]) - before) < timedelta(minutes=1)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        assert code in words(message, kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_says_until_when_in_the_readers_own_time(site: Site, server: MailServer, lang: Language) -> None:
    post(site, lang=lang)
    deliver(site)
    message = the_letter(server)
    until = parsedate_to_datetime(message["Date"]) + timedelta(minutes=10)
    with site.app.test_request_context(), speaking(lang):
        written = FILTERS["local"](until), FILTERS["zone"](until)
    for kind in ("plain", "html"):
        text = words(message, kind)
        assert [part for part in written if part not in text] == []
    assert said(site, "Swedish time", lang) == written[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", list(Role))
def test_the_letter_with_an_invitation(site: Site, server: MailServer, lang: Language, role: Role) -> None:
    invite(site, role, lang)
    assert deliver(site) == 1
    message = the_letter(server)
    subjects = {
        Role.ADMIN: "Run the vote: you are invited as an administrator",
        Role.JUROR: "Follow the count: you are invited to the jury",
    }
    assert message["Subject"] == said(site, subjects[role], lang)
    until = parsedate_to_datetime(message["Date"]) + timedelta(days=14)
    with site.app.test_request_context(), speaking(lang):
        written = FILTERS["date_only"](until)
    for kind in ("plain", "html"):
        assert written in words(message, kind)
        assert ("The Test Award" if lang == "en" else "Testpriset") not in words(message, kind)
        assert f"https://localhost{'' if lang == 'sv' else '/en'}/sign-in" in words(message, kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_invitation_to_some_votes_says_to_which(site: Site, server: MailServer, lang: Language) -> None:
    site.make_vote()
    site.make_vote(award="another")  # which is called the same
    invite(site, Role.JUROR, lang, scopes=frozenset({Scope("testpriset", 2026)}))
    assert deliver(site) == 1
    name = "The Test Award 2026" if lang == "en" else "Testpriset 2026"
    for kind in ("plain", "html"):
        assert f"{name} (/testpriset/2026)" in words(the_letter(server), kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_parts_say_the_same_and_the_second_is_plain_html(site: Site, server: MailServer, lang: Language) -> None:
    for message in one_of_each_kind(site, server, lang):
        html = words(message, "html")
        tree = parse(html)
        body = next(tree.iter("body"))
        assert text_of(body).split() == words(message, "plain").split()
        assert {element.tag for element in tree.iter()} <= {
            "html", "head", "meta", "title", "body", "div", "h1", "p", "pre", "span", "br", "a"
        }  # fmt: skip
        assert {name for element in tree.iter() for name in element.attrib} <= {
            "lang", "charset", "name", "content", "href", "style"
        }  # fmt: skip
        assert html.splitlines()[:2] == ["<!doctype html>", f'<html lang="{lang}">']
        assert [element.get("lang") for element in body.iter("div")] == [lang]
        assert [element.text for element in tree.iter("title")] == [message["Subject"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_second_part_names_no_colour_and_fetches_nothing(site: Site, server: MailServer, lang: Language) -> None:
    """What a mail program makes dark stays readable, and nobody learns that the letter was opened."""
    for message in one_of_each_kind(site, server, lang):
        tree = parse(words(message, "html"))
        styles = " ".join(element.get("style") or "" for element in tree.iter())
        assert re.findall(r"colou?r|background|url|#|!important", styles) == []
        assert {"name": "color-scheme", "content": "light dark"} in [dict(found.attrib) for found in tree.iter("meta")]
        links = {link.get("href") or "" for link in tree.iter("a")}
        assert {urlsplit(link)[:2] for link in links} == {("https", "localhost")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_subject_begins_with_what_to_do(site: Site, server: MailServer, lang: Language) -> None:
    expected = {
        "sv": {"Logga", "Följ", "Administrera", "Spara", "Kontrollera", "Läs", "Titta"},
        "en": {"Sign", "Follow", "Run", "Keep", "Check", "Read", "Look"},
    }
    firsts = {message["Subject"].split()[0] for message in one_of_each_kind(site, server, lang)}
    assert firsts == expected[lang]


def test_the_code_stands_once_in_each_part_on_its_own_line(site: Site, server: MailServer) -> None:
    post(site, code="8642 9753")
    deliver(site)
    message = the_letter(server)
    body = next(parse(words(message, "html")).iter("body"))
    assert [text_of(body).count("8642 9753"), words(message, "plain").count("8642 9753")] == [1, 1]
    assert [element.text for element in body.iter("span")] == ["8642 9753"]


def test_nothing_that_a_scanner_opens_signs_in_or_uses_a_code_up(site: Site, server: MailServer) -> None:
    """Every address in every letter, by GET and HEAD, with the browser's own cookies and without any."""
    anna = ask(site)
    invite(site, Role.ADMIN, "en")
    deliver(site)
    urls = {
        url for message in server.messages for kind in ("plain", "html") for url in URL.findall(words(message, kind))
    }
    assert {urlsplit(url).netloc for url in urls} == {"localhost"}
    assert len(urls) >= 2
    before = contents(site)
    for url in urls:
        path = urlsplit(url).path or "/"
        for client in (anna.client, site.app.test_client()):
            assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
    assert contents(site) == before
    assert "web_session" not in row_counts(site)
    code = re.findall(r"\d{4} \d{4}", server.messages[0]["Subject"])[0]
    anna.submit("/sign-in/code", code=code)
    assert signed_in(anna)


def test_the_code_is_in_no_address(site: Site, server: MailServer) -> None:
    post(site, code="8642 9753")
    deliver(site)
    text = words(the_letter(server), "plain") + words(the_letter(server), "html")
    assert [url for url in URL.findall(text) if re.search(r"\d{4}", urlsplit(url).path + urlsplit(url).query)] == []


def test_a_letter_speaks_its_readers_language_whoever_causes_its_sending(site: Site, server: MailServer) -> None:
    post(site, "anna@demo.example", "en")
    post(site, "bo@demo.example", "sv")
    with site.app.test_request_context("/en/"):
        deliver(site)
    assert {message["To"]: message["Content-Language"] for message in server.messages} == {
        "anna@demo.example": "en",
        "bo@demo.example": "sv",
    }


@pytest.mark.parametrize("name", ["Öppna priset – ”Å”", "Award <b>&amp;", "{{ 7 * 7 }}"])
def test_the_name_of_the_site_is_text(site: Site, server: MailServer, name: str) -> None:
    with site.app.app_context():
        named = replace(identity(), name=LocalText(name, name))
    provide(site.app, lambda: named)
    post(site)
    deliver(site)
    message = the_letter(server)
    assert name in words(message, "plain")
    assert name in text_of(next(parse(words(message, "html")).iter("body")))
