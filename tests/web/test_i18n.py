"""Two languages: the prefix, the way from one to the other, and how dates and numbers are written out."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.page import parse, title
from tests.site import Site
from voting.text import LocalText
from voting.web.i18n import FILTERS, speaking, tr_plain
from voting.web.templating import md, tr

EVENING = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
SUMMER = datetime(2026, 6, 5, 18, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all of these: they only read."""
    home = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, home / "test.db")
    with Site(f"sqlite:///{home}/test.db", home / "keys") as made:
        made.make_vote()
        yield made


PUBLIC = ["", "/nominees/nominee-1", "/results", "/ballot"]
PAGES = ["/", "/how-we-count", "/privacy", "/accessibility", "/sign-in", "/no/such/page", "/demo/outbox"]


@pytest.mark.parametrize("query", ["", "?a=1&b=r%C3%A4ksm%C3%B6rg%C3%A5s&a=2"])
@pytest.mark.parametrize("path", [*PAGES, *(f"/testpriset/2026{page}" for page in PUBLIC)])
def test_the_way_to_the_other_language_keeps_page_and_query(site: Site, path: str, query: str) -> None:
    browser = site.browser()
    swedish = path + query
    english = other_language(browser.get(swedish).text)
    assert english == f"/en{path}{query}"
    assert other_language(browser.client.get(english).text) == swedish


@pytest.mark.parametrize(
    "path", ["/a b", "/%3Cscript%3E", "/a%3Fb=c", "/%22onload=x", "/r%C3%A4ka", "/a%23b", "/100%25"]
)
def test_the_way_to_the_other_language_of_an_odd_address(site: Site, path: str) -> None:
    page = site.browser().get(path)
    assert urlsplit(other_language(page.text)).path.startswith("/en/")
    there = site.app.test_client().get(other_language(page.text))
    assert (there.status_code, there.request.path) == (404, f"/en{page.request.path}")


def other_language(text: str) -> str:
    [link] = [a for a in parse(text).iter("a") if a.get("class") == "language-link"]
    return link.get("href", "")


@pytest.mark.parametrize(("path", "lang"), [("/privacy", "sv"), ("/en/privacy", "en"), ("/en", "en"), ("/en/", "en")])
def test_the_address_decides_the_language(site: Site, path: str, lang: str) -> None:
    answer = site.app.test_client().get(path, headers={"Accept-Language": "en" if lang == "sv" else "sv"})
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize("path", ["/english", "/en-gb/privacy", "/EN/privacy", "/sv/privacy", "/en/en/privacy"])
def test_what_only_looks_like_a_language_is_no_page(site: Site, path: str) -> None:
    assert site.app.test_client().get(path).status_code == 404


def test_every_link_of_a_page_keeps_its_language(site: Site) -> None:
    page = site.browser("en").get("/")
    links = [a.get("href", "") for a in parse(page.text).iter("a") if a.get("class") != "language-link"]
    inside = [link for link in links if link.startswith("/")]
    assert len(inside) > 8
    assert [link for link in inside if not link.startswith("/en/")] == []
    assert title(page).startswith("Who should receive the Test Award?")


@pytest.mark.parametrize(
    ("name", "value", "swedish", "english"),
    [
        ("local", EVENING, "torsdag 3 december 2026 kl. 20.00", "Thursday 3 December 2026 at 20:00"),
        ("local", SUMMER, "fredag 5 juni 2026 kl. 20.05", "Friday 5 June 2026 at 20:05"),
        ("local_short", EVENING, "3 dec. kl. 20.00", "3 Dec, 20:00"),
        ("local_time", EVENING, "kl. 20.00", "20:00"),
        ("date_only", EVENING, "3 december 2026", "3 December 2026"),
        ("date_only", datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "4 december 2026", "4 December 2026"),
        ("date_only", date(2026, 12, 3), "3 december 2026", "3 December 2026"),
        ("zone", EVENING, "svensk tid", "Swedish time"),
        ("iso", EVENING, "2026-12-03T19:00:00+00:00", "2026-12-03T19:00:00+00:00"),
        ("iso", date(2026, 12, 3), "2026-12-03", "2026-12-03"),
        ("number", 1234567, "1 234 567", "1,234,567"),
        ("percent", 0.253, "25,3 %", "25.3%"),
        ("percent", 0.2534, "25,3 %", "25.3%"),
        ("percent", 0.0, "0,0 %", "0.0%"),
        ("percent", 1.0, "100,0 %", "100.0%"),
        ("percent", 1 / 3, "33,3 %", "33.3%"),
    ],
)
def test_how_it_is_written_out(site: Site, name: str, value: Any, swedish: str, english: str) -> None:
    with site.app.test_request_context():
        written = {}
        for lang in ("sv", "en"):
            with speaking(lang):
                written[lang] = FILTERS[name](value).replace("\N{NO-BREAK SPACE}", " ")
    assert written == {"sv": swedish, "en": english}


def test_swedish_figures_do_not_break_at_the_end_of_a_line(site: Site) -> None:
    with site.app.test_request_context(), speaking("sv"):
        written = [FILTERS["percent"](0.253), FILTERS["number"](1234567), FILTERS["local"](EVENING)[-9:]]
    assert written == [
        "25,3\N{NO-BREAK SPACE}%",
        "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567",
        "kl.\N{NO-BREAK SPACE}20.00",
    ]


def test_times_are_those_of_the_configured_zone(sqlite_template: Path, tmp_path: Path) -> None:
    other = Site(f"sqlite:///{sqlite_template}", tmp_path, TIME_ZONE="America/New_York")
    with other, other.app.test_request_context(), speaking("en"):
        written = FILTERS["local"](EVENING), FILTERS["zone"](EVENING)
    assert written == ("Thursday 3 December 2026 at 14:00", "New York")


BOTH, SWEDISH, NONE = LocalText("räka & <b>", "prawn"), LocalText("räka & <b>", ""), LocalText("", "")


@pytest.mark.parametrize(
    ("text", "lang", "shown", "plain", "prose"),
    [
        (BOTH, "sv", "räka &amp; &lt;b&gt;", "räka & <b>", "<p>räka &amp; &lt;b&gt;</p>\n"),
        (BOTH, "en", "prawn", "prawn", "<p>prawn</p>\n"),
        (
            SWEDISH,
            "en",
            '<span lang="sv">räka &amp; &lt;b&gt;</span>',
            "räka & <b>",
            '<div lang="sv"><p>räka &amp; &lt;b&gt;</p>\n</div>',
        ),
    ],
)
def test_a_text_in_the_other_language_says_so(
    site: Site, text: LocalText, lang: Any, shown: str, plain: str, prose: str
) -> None:
    with site.app.test_request_context(), speaking(lang):
        assert (str(tr(text)), tr_plain(text), str(md(text))) == (shown, plain, prose)


def test_a_text_that_nobody_wrote_is_empty_and_false() -> None:
    assert not NONE
    assert NONE.get("sv") == NONE.get("en") == ""


HARMLESS = {
    "a script": ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    "a handler": ('<b onclick="x">', '&lt;b onclick="x"&gt;'),
    "a javascript link": ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
    "a data link": ("[a](data:text/html,x)", "[a](data:text/html,x)"),
    "a picture": ("![a](https://evil.example/x.png)", '!<a href="https://evil.example/x.png"'),
    "a template": ("{{ site.name }}", "{{ site.name }}"),
    "a heading of the page": ("# a", "a"),
    "a link": ("[a](https://x.se)", '<a href="https://x.se" rel="noopener noreferrer">a</a>'),
}


@pytest.mark.parametrize(("written", "shown"), HARMLESS.values(), ids=HARMLESS)
def test_what_an_organiser_writes_is_shown_and_never_run(site: Site, written: str, shown: str) -> None:
    with site.app.test_request_context():
        html = str(md(LocalText(written, written)))
    assert shown in html.replace("&quot;", '"')
    assert [tag for tag in ("<script", "<b ", "<img", "<h1", 'href="javascript', 'href="data') if tag in html] == []
