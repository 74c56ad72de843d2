"""Nominees as a visitor meets them: in an order that is the browser's own, on a page each, with pictures."""

import re

import pytest
from sqlalchemy import select

from tests.nominees.test_queries import withdraw
from tests.page import heading, main_text, parse
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.errors import NotFound
from voting.extensions import db
from voting.nominees.models import Nominee, PhotoFile
from voting.nominees.rules import order_for
from voting.transaction import transaction
from voting.web import order

LINK = re.compile(r"/testpriset/2026/nominees/([a-z0-9-]+)$")


@pytest.fixture
def vote(site: Site) -> Vote:
    site.make_vote(award="another", year=2025, nominees=4)
    return site.make_vote(nominees=6)


def listed(browser: Browser, path: str) -> list[str]:
    """The nominees that a page leads to, in its order."""
    links = [link.get("href", "") for link in parse(browser.get(path).text).iter("a")]
    found = [match.group(1) for link in links if (match := LINK.search(link))]
    return list(dict.fromkeys(found))


def in_order(seed: int, nominees: int = 6) -> list[str]:
    return order_for(seed, [f"nominee-{at}" for at in range(1, nominees + 1)], str)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_order_is_one_browsers_own_on_every_page_and_in_both_languages(site: Site, vote: Vote) -> None:
    browser = site.browser()
    first = listed(browser, vote.path)
    assert first == in_order(int(browser.client.get_cookie("order").value))
    for path in (vote.path, f"{vote.path}/ballot", f"/en{vote.path}", f"/en{vote.path}/ballot"):
        assert listed(browser, path) == first
    browser.sign_in("anna@demo.example")
    assert listed(browser, f"{vote.path}/ballot") == first


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_order_differs_between_browsers(site: Site, vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in (0, 1, 2, 65535):
        monkeypatch.setattr(order.secrets, "randbelow", lambda below, seed=seed: seed if below == 65536 else None)
        assert listed(site.browser(), vote.path) == in_order(seed)
    assert len({tuple(in_order(seed)) for seed in (0, 1, 2, 65535)}) == 4


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_order_that_we_never_drew_is_drawn_anew(site: Site, vote: Vote) -> None:
    for cookie in ("", "x", "-1", "65536", "999999999999999999999", "1.5", "٣", "1 or 1=1"):
        browser = site.browser()
        browser.client.set_cookie("order", cookie)
        shown = listed(browser, vote.path)
        drawn = browser.client.get_cookie("order").value
        assert (drawn != cookie, shown) == (True, in_order(int(drawn)))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_order_is_stored_nowhere_with_us(site: Site, vote: Vote) -> None:
    before = contents(site)
    site.browser().get(vote.path)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_withdrawal_leaves_the_others_in_their_order(site: Site, vote: Vote) -> None:
    browser = site.browser()
    before = listed(browser, vote.path)
    withdraw(site, vote, "nominee-4")
    assert listed(browser, vote.path) == [slug for slug in before if slug != "nominee-4"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_each_nominees_page_leads_to_its_neighbours_in_this_order(site: Site, vote: Vote) -> None:
    browser = site.browser()
    shown = listed(browser, vote.path)
    for at, slug in enumerate(shown):
        links = listed(browser, f"{vote.path}/nominees/{slug}")
        assert [other for other in links if other != slug] == shown[max(0, at - 1) : at] + shown[at + 1 : at + 2]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("lang", "name"), [("sv", "Nominerad 2"), ("en", "Nominee 2")])
def test_a_nominee_has_a_page_in_both_languages(site: Site, vote: Vote, lang: str, name: str) -> None:
    browser = site.browser(lang)
    browser.get(f"{vote.path}/nominees/nominee-2")
    assert heading(browser.page) == name
    number = "2"
    for text in (f"Ort {number}", f"Person {number}", "Text 2", said(site, "Invented for the demo", lang)):
        assert text in main_text(browser.page)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_nominee_who_does_not_stand_here_has_no_page(site: Site, vote: Vote, lang: str) -> None:
    browser = site.browser(lang)
    drafted = site.make_vote(site.phase(vote).DRAFT, award="third")
    for path in (
        f"{vote.path}/nominees/nobody",
        "/another/2025/nominees/nominee-5",
        f"{drafted.path}/nominees/nominee-1",
    ):
        browser.get(path)
        assert (browser.page.status_code, heading(browser.page)) == (404, said(site, NotFound.title, lang))


def test_a_picture_is_kept_for_ever_under_a_name_of_its_own(site: Site, vote: Vote) -> None:
    with site.app.app_context():
        photo, width, content = db.session.execute(
            select(PhotoFile.photo_id, PhotoFile.width, PhotoFile.content)
        ).first()
        assert set(db.session.scalars(select(Nominee.photo_id))) == {photo}
    answer = site.browser().client.get(f"/photos/{photo}-{width}.webp")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/webp", content)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "name", ["{photo}-481", "nothing-480", "{photo}-99999999999999999999", "..%2F..%2Fapp.key-480"]
)
def test_a_picture_that_does_not_exist_is_not_found(site: Site, vote: Vote, name: str) -> None:
    with site.app.app_context():
        photo = db.session.scalars(select(PhotoFile.photo_id)).first()
    assert site.browser().get(f"/photos/{name.format(photo=photo)}.webp").status_code == 404


def test_a_picture_from_before_there_was_a_width_comes_in_the_next_wider(site: Site, vote: Vote) -> None:
    """Pictures are not encoded anew when the program learns another width; every page still shows them."""
    with site.app.app_context(), transaction():
        photo = db.session.scalars(select(PhotoFile.photo_id)).first()
        db.session.add(PhotoFile(photo_id=photo, width=960, content=b"wider"))
        db.session.add(PhotoFile(photo_id=photo, width=1600, content=b"widest"))
    client = site.app.test_client()
    assert [client.get(f"/photos/{photo}-{width}.webp").data for width in (720, 960, 1600)] == [
        b"wider",
        b"wider",
        b"widest",
    ]
    assert client.get(f"/photos/{photo}-700.webp").status_code == 404
