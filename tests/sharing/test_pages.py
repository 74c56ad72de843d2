"""The card in other sites' pages, and the pages that are made to be printed."""

from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests.acts import cast_votes
from tests.page import heading, main_text, parse, text_of
from tests.sharing.heads import meta
from tests.site import Site
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.web.headers import ALWAYS

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LANGUAGES = pytest.mark.parametrize("lang", ["sv", "en"])


def every(response: TestResponse, tag: str) -> list[Element]:
    return list(parse(response.text).iter(tag))


def policy(response: TestResponse) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


def test_only_the_card_may_stand_in_other_sites_pages(site: Site) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN)
    card = admin.client.get(f"{vote.path}/card")
    assert policy(card)["frame-ancestors"] == "*"
    assert card.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert "X-Frame-Options" not in card.headers
    shared = {"Content-Security-Policy", "Cross-Origin-Resource-Policy", "X-Frame-Options"}
    assert {name: card.headers.get(name) for name in ALWAYS.keys() - shared} == {
        name: ALWAYS[name] for name in ALWAYS.keys() - shared
    }
    others = ("", "/nominees/nominee-1", "/ballot", "/results", "/poster", "/table-tent", "/none", "/card/", "/qr.svg")
    for path in (*(f"{vote.path}{part}" for part in others), "/", "/admin", "/sign-in", "/none/2026/card", "/oembed"):
        answer = admin.client.get(path)
        if answer.request.path == f"{vote.path}/card/":
            continue  # the card itself, read aloud with its slash
        assert policy(answer)["frame-ancestors"] == "'none'", path
        assert answer.headers.getlist("X-Frame-Options") == ["DENY"], path


def test_the_card_runs_nothing_sends_nothing_and_leaves_no_cookie(site: Site) -> None:
    vote = site.make_vote()
    fresh = site.app.test_client().get(f"{vote.path}/card")
    voter = site.voter().client.get(f"{vote.path}/card")
    for answer in (fresh, voter):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert {name: value for name, value in policy(fresh).items() if value not in ("'none'", "'self'")} == {
        "frame-ancestors": "*"
    }
    assert {"script-src", "connect-src"}.isdisjoint(policy(fresh))
    assert policy(fresh)["default-src"] == policy(fresh)["form-action"] == "'none'"
    assert not [tag for name in ("form", "script", "button", "input") for tag in every(fresh, name)]
    assert meta(fresh, "robots") == ["noindex"]


@LANGUAGES
def test_the_card_shows_who_stands_and_leads_to_a_tab_of_our_own(site: Site, lang: str) -> None:
    vote = site.make_vote()
    page = site.browser(lang).get(f"{vote.path}/card")
    links = every(page, "a")
    prefix = "/en" if lang == "en" else ""
    assert {(link.get("target"), link.get("rel")) for link in links} == {("_blank", "noopener")}
    paths = {link.get("href") for link in links}
    assert paths == {f"{prefix}{vote.path}"} | {f"{prefix}{vote.path}/nominees/nominee-{at}" for at in (1, 2, 3)}
    assert page.text.count(said(site, "Invented for the demo", lang)) == 3
    assert said(site, "The order is drawn at random each time.", lang) in page.text


def names(response: TestResponse) -> tuple[str, ...]:
    return tuple(text_of(link) for link in every(response, "a") if "/nominees/" in link.get("href", ""))


def test_the_order_on_the_card_is_drawn_each_time_or_is_the_visitor_s_own(site: Site) -> None:
    vote = site.make_vote(nominees=6)
    fresh = {names(site.app.test_client().get(f"{vote.path}/card")) for _ in range(20)}
    assert len(fresh) > 5
    browser = site.browser()
    contest = browser.get(vote.path)
    assert {names(browser.client.get(f"{vote.path}/card")) for _ in range(3)} == {names(contest)}


@LANGUAGES
def test_the_card_shows_the_result_once_it_is_published(site: Site, lang: str) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_2=3, nominee_1=1)
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
        waiting = main_text(site.browser(lang).get(f"{vote.path}/card"))
    assert "75" not in waiting
    vote = site.make_vote(year=2025)
    cast_votes(site, vote, nominee_2=3, nominee_1=1)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    page = site.browser(lang).get(f"{vote.path}/card")
    assert [name[-1] for name in names(page)] == ["2", "1", "3"]
    assert {"sv": "75,0", "en": "75.0%"}[lang] in main_text(page)
    assert [link.get("href", "")[-8:] for link in every(page, "a")][-1] == "/results"


@LANGUAGES
@pytest.mark.parametrize("name", ["poster", "table-tent"])
def test_a_printed_page_says_until_when_and_where(site: Site, lang: str, name: str) -> None:
    vote = site.make_vote()
    page = site.browser(lang).get(f"{vote.path}/{name}")
    prefix = "/en" if lang == "en" else ""
    shown = main_text(page)
    assert {"sv": "Vem ska få Testpriset?", "en": "Who should receive the Test Award?"}[lang] in shown
    assert f"127.0.0.1:8000{prefix}{vote.path}" in shown
    assert {"sv": "svensk tid", "en": "Swedish time"}[lang] in shown
    assert f"{prefix}{vote.path}/qr.svg" in {picture.get("src") for picture in every(page, "img")}
    assert meta(page, "robots") == ["noindex"]
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("name", ["poster", "table-tent"])
@pytest.mark.parametrize("phase", Phase)
def test_nobody_is_asked_on_paper_to_vote_where_voting_is_over(site: Site, phase: Phase, name: str) -> None:
    vote = site.make_vote(phase)
    page = site.browser().get(f"{vote.path}/{name}")
    if phase in (Phase.ANNOUNCED, Phase.OPEN):
        assert page.status_code == 200
        assert ("Röstningen öppnar" in main_text(page)) is (phase is Phase.ANNOUNCED)
    else:
        assert (page.status_code, heading(page)) == (404, said(site, NotFound.title, "sv"))
