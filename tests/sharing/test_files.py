"""Files for other programs: robots, sitemap, manifest, QR code, and the frame that others put the card in."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import segno
from werkzeug.test import TestResponse

from tests.acts import set_contest
from tests.sharing.heads import links
from tests.site import Site, Vote
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.sharing.rules import card_size
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
HERE = "http://127.0.0.1:8000"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(site: Site) -> dict[str, dict[str, str]]:
    """Each address in the sitemap with the same page in both languages."""
    answer = site.app.test_client().get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    tree = ElementTree.fromstring(answer.data)
    pages = {}
    for page in tree.findall("s:url", NAMES):
        both = {link.get("hreflang", ""): link.get("href", "") for link in page.findall("x:link", NAMES)}
        pages[page.findtext("s:loc", "", NAMES)] = both
    return pages


def of(vote: Vote, *parts: str) -> set[str]:
    return {f"{HERE}{prefix}{vote.path}{part}" for prefix in ("", "/en") for part in parts}


NOMINEES = tuple(f"/nominees/nominee-{number}" for number in (1, 2, 3))


def test_the_sitemap_holds_what_anybody_may_find(site: Site) -> None:
    site.make_vote(Phase.DRAFT, award="drafted")
    rehearsal = site.make_vote(award="tried")
    set_contest(site, rehearsal, rehearsal=True)
    vote = site.make_vote()
    how = {f"{HERE}/how-we-count", f"{HERE}/en/how-we-count"}
    award = {f"{HERE}/{vote.award}", f"{HERE}/en/{vote.award}"}
    assert set(sitemap(site)) == how | award | of(vote, "", *NOMINEES)
    older = site.make_vote(Phase.PUBLISHED, year=2025)
    with site.app.app_context(), transaction():
        get_nominee(older.id, "nominee-2").withdrawn_at = datetime.now(UTC)
        db.session.flush()
    found = sitemap(site)
    start = {f"{HERE}/", f"{HERE}/en/"}
    assert set(found) == start | how | award | of(vote, "", *NOMINEES) | of(
        older, "", "/results", NOMINEES[0], NOMINEES[2]
    )
    assert found[f"{HERE}/en{vote.path}"] == {
        "sv": f"{HERE}{vote.path}",
        "en": f"{HERE}/en{vote.path}",
        "x-default": f"{HERE}{vote.path}",
    }
    browser = site.browser()
    assert {browser.get(address.removeprefix(HERE)).status_code for address in found} == {200}


@only_sqlite
def test_robots_are_told_where_the_sitemap_is_and_what_is_not_for_them(site: Site) -> None:
    text = site.app.test_client().get("/robots.txt").text
    assert f"Sitemap: {HERE}/sitemap.xml" in text.splitlines()
    assert {"Disallow: /admin/", "Disallow: /en/admin/", "Disallow: /sign-in"} <= set(text.splitlines())
    assert "Disallow: /\n" not in text


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_manifest_speaks_the_page_s_language(site: Site, lang: str) -> None:
    (link,) = links(site.browser(lang).get("/privacy"), "manifest")
    answer = site.app.test_client().get(link["href"])
    told = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert (told["name"], told["lang"], told["display"]) == ("Årets omfamning", lang, "browser")
    assert told["start_url"] == {"sv": "/", "en": "/en/"}[lang]
    for icon in told["icons"]:
        picture = site.app.test_client().get(icon["src"], buffered=True)
        assert (picture.status_code, picture.mimetype) == (200, icon["type"])


@only_sqlite
@pytest.mark.parametrize(("lang", "prefix"), [("sv", ""), ("en", "/en")])
def test_the_qr_code_holds_the_address_in_its_language(site: Site, lang: str, prefix: str) -> None:
    vote = site.make_vote()
    answer = site.app.test_client().get(f"{prefix}{vote.path}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    wanted = segno.make(f"{HERE}{prefix}{vote.path}", error="q", micro=False)
    assert wanted.error in ("Q", "H")
    assert dark_squares(answer) == {
        (column, row) for row, line in enumerate(wanted.matrix) for column, dark in enumerate(line) if dark
    }


def split_numbers(text: str) -> list[float]:
    """`4 4.5` and `-25 1`; segno writes them apart, or together before a minus."""
    return [float(number) for number in re.findall(r"-?[0-9.]+", text)]


def dark_squares(answer: TestResponse) -> set[tuple[int, int]]:
    """(column, row) of each dark square of the drawing, inside a margin of four light ones."""
    tree = ElementTree.fromstring(answer.data)
    path = next(each.get("d", "") for each in tree.iter() if each.get("class") == "qrline")
    squares, column, row = set(), 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        given = split_numbers(numbers)
        if step == "h":
            squares |= {(int(column) + number - 4, int(row - 0.5) - 4) for number in range(int(given[0]))}
            column += given[0]
        else:
            column, row = (given[0], given[1]) if step == "M" else (column + given[0], row + given[1])
    size = float(tree.get("viewBox", "").split()[2]) / 8
    assert {0, size - 9} <= {square[0] for square in squares}, "the margin is four squares on every side"
    return squares


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/site.webmanifest", "/qr.svg", "/closing.ics", "/oembed"]
)
@only_sqlite
def test_files_for_programs_are_kept_for_a_while_and_set_no_cookie(site: Site, path: str) -> None:
    vote = site.make_vote()
    paths = {"/qr.svg": vote.path + path, "/closing.ics": vote.path + path, "/oembed": embed(f"{HERE}{vote.path}")}
    browser = site.voter()
    answer = browser.client.get(paths.get(path, path))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "immutable" not in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def embed(url: str, **options: str) -> str:
    return "/oembed?" + urlencode({"url": url, "format": "json"} | options)


@pytest.mark.parametrize(("prefix", "name"), [("", "Testpriset 2026"), ("/en", "The Test Award 2026")])
def test_the_address_of_a_vote_can_be_embedded(site: Site, prefix: str, name: str) -> None:
    vote = site.make_vote()
    client = site.app.test_client()
    for part in ("", "/results", "/card"):
        answer = client.get(embed(f"{HERE}{prefix}{vote.path}{part}"))
        told = json.loads(answer.data)
        assert (answer.mimetype, told["version"], told["type"], told["title"]) == (
            "application/json",
            "1.0",
            "rich",
            name,
        )
        frame = ElementTree.fromstring(told["html"].replace('loading="lazy"', ""))
        assert (frame.tag, frame.get("src"), frame.get("title")) == ("iframe", f"{HERE}{prefix}{vote.path}/card", name)
        assert (int(frame.get("width", "")), int(frame.get("height", ""))) == (told["width"], told["height"])
        assert client.get(told["thumbnail_url"].removeprefix(HERE)).mimetype == "image/jpeg"
    only = client.get(embed(f"{HERE}{prefix}/"))
    assert json.loads(only.data)["title"] == name
    page = site.browser("en" if prefix else "sv").get(vote.path)
    (link,) = [link for link in links(page, "alternate") if link.get("type") == "application/json+oembed"]
    assert json.loads(client.get(link["href"].removeprefix(HERE)).data)["title"] == name


@only_sqlite
def test_no_other_address_can_be_embedded(site: Site) -> None:
    vote = site.make_vote()
    rehearsal, draft = site.make_vote(year=2025), site.make_vote(Phase.DRAFT, year=2024)
    set_contest(site, rehearsal, rehearsal=True)
    client = site.app.test_client()
    wrong = [f"https://evil.example{vote.path}", vote.path, "", "http://[", f"{HERE}/privacy", f"{HERE}/none/2026"]
    wrong += [f"{HERE}{rehearsal.path}", f"{HERE}{draft.path}", f"{HERE}@evil.example{vote.path}", f"{HERE}/admin"]
    assert {url: client.get(embed(url)).status_code for url in wrong} == dict.fromkeys(wrong, 404)
    assert client.get("/oembed").status_code == 404
    assert client.get(embed(f"{HERE}{vote.path}", format="xml")).status_code == 501
    site.make_vote(award="another")
    assert client.get(embed(f"{HERE}/")).status_code == 404  # a list of votes


@pytest.mark.parametrize(("given", "size"), [
    ((6, None, None), (600, 500)),
    ((6, 400, None), (400, 810)),
    ((6, 100, 50), (300, 200)),
    ((60, 2000, 2000), (600, 900)),
    ((2, 600, 250), (600, 250)),
])  # fmt: skip
def test_the_card_fits_the_room_that_it_is_given(
    given: tuple[int, int | None, int | None], size: tuple[int, int]
) -> None:
    assert card_size(*given) == size
