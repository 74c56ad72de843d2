"""What is passed on, as it is seen: the card inside another site's page, poster and table tent on paper."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from tests.acts import set_contest
from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK, PICTURES
from tests.browser.person import QUESTION
from tools.serve import ADDRESS
from voting.contests.models import Award
from voting.extensions import db
from voting.importing.document import LONGEST
from voting.sharing.rules import LONGEST_HEADLINE
from voting.text import Language, LocalText
from voting.transaction import transaction

PRINTED = {"poster": "Poster", "table-tent": "Table tent"}
# What sticks out of the sheet, or out of a side of the tent.
CUT = """() => [...document.querySelectorAll(".sheet, .sheet *")]
    .filter((box) => getComputedStyle(box).display !== "inline" && (box.scrollWidth > box.clientWidth + 1
        || box.matches(".sheet, .tent-face") && box.scrollHeight > box.clientHeight + 1))
    .map((box) => `${box.className || box.localName}: ${box.textContent.trim().slice(0, 40)}`)"""


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", PRINTED)
def test_a_page_for_the_wall_or_the_table_is_one_sheet(visit: Visit, demo: Demo, lang: Language, name: str) -> None:
    voter = visit(Voter, demo, lang=lang, size=DESK)
    voter.opens(f"{AWARD}/{name}", PRINTED[name])
    expect(voter.button("Print")).to_be_visible()
    expect(voter.page.get_by_role("img", name=voter.say("QR code with the address of the vote"))).to_be_visible()
    loaded = "() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)"
    assert voter.page.evaluate(loaded)
    assert voter.page.evaluate(CUT) == []
    assert_one_sheet(voter.page)
    expect(voter.page.get_by_role("button")).to_have_count(0)
    assert voter.page.evaluate(CUT) == []
    voter.page.screenshot(path=PICTURES / f"{lang}-{name}-printed.png")


def assert_one_sheet(page: Page) -> None:
    page.emulate_media(media="print")
    for sheet in ({"prefer_css_page_size": True}, {"format": "A4"}):
        pdf = page.pdf(print_background=True, **sheet)  # type: ignore[arg-type]
        assert pdf.count(b"/Type /Page\n") == 1, sheet


@pytest.mark.parametrize("letters", ["W", "Trygghetssamordning "])
def test_the_longest_names_stay_on_the_sheet(visit: Visit, own_demo: Demo, letters: str) -> None:
    def long(length: int) -> str:
        return (letters * length)[:length].strip()

    name, question = long(LONGEST["name"]), long(LONGEST_HEADLINE)
    set_contest(own_demo.site, own_demo.vote, question=LocalText(question, question))
    with own_demo.site.app.app_context(), transaction():
        words: dict[str, Any] = {"name": LocalText(name, name), "organiser": long(LONGEST["organiser"])}
        db.session.execute(update(Award).values(**words))
    voter = visit(Voter, own_demo, size=DESK)
    for path, heading in PRINTED.items():
        voter.opens(f"{AWARD}/{path}", heading)
        voter.page.screenshot(path=PICTURES / f"long-{letters[0]}-{path}.png", full_page=True)
        assert voter.page.evaluate(CUT) == []
        assert_one_sheet(voter.page)
        voter.page.emulate_media(media="screen")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_card_is_looked_at_like_every_page(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens(f"{AWARD}/card", QUESTION)


@pytest.mark.parametrize("width", [300, 450, 600])
def test_the_card_stands_in_another_site_s_page(chromium: Browser, demo: Demo, newspaper: str, width: int) -> None:
    page = embedding(chromium, newspaper, f"{demo.origin}{AWARD}/card", width)
    card = page.frame_locator("iframe")
    expect(card.get_by_role("heading", level=1)).to_be_visible()
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="Rösta nu").click()
    assert opened.value.url == f"{demo.origin}{AWARD}"
    assert opened.value.evaluate("window.opener") is None
    page.bring_to_front()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=PICTURES / f"card-{width}-{scheme}.png")
    assert card.locator("html").evaluate("page => page.scrollWidth <= page.clientWidth")
    page.context.close()


def test_no_other_page_stands_in_another_site_s_page(chromium: Browser, demo: Demo, newspaper: str) -> None:
    for path in ("", "/ballot", "/nominees/karlskoga-degerfors"):
        page = embedding(chromium, newspaper, f"{demo.origin}{AWARD}{path}")
        assert not [frame.url for frame in page.frames if frame.url.startswith(demo.origin)]
        page.context.close()


def test_nobody_gets_a_cookie_from_the_card(chromium: Browser, demo: Demo, newspaper: str) -> None:
    page = embedding(chromium, newspaper, f"{demo.origin}{AWARD}/card")
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    assert page.context.cookies() == []
    page.context.close()


class Newspaper(BaseHTTPRequestHandler):
    """Another site: each of its addresses is a page with the address after ? in a frame. Browsers that guard this
    machine's own addresses let only another one of them embed ours.
    """

    def do_GET(self) -> None:
        address, _, width = self.path.partition("?")[2].rpartition("&")
        page = f'<!doctype html><iframe src="{address}" title="card" width="{width}" height="700"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def newspaper() -> Iterator[str]:
    """The other site's address: of another host, as browsers see it."""
    with ThreadingHTTPServer((ADDRESS, 0), Newspaper) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def embedding(chromium: Browser, newspaper: str, address: str, width: int = 600) -> Page:
    page = chromium.new_context(locale="sv-SE", viewport={"width": 700, "height": 740}).new_page()
    page.goto(f"{newspaper}/?{address}&{width}")
    page.wait_for_load_state("networkidle")
    return page


def test_the_block_of_data_runs_nowhere_and_is_refused_by_nobody(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens("/", QUESTION)  # an error in the console would be trouble
    block = voter.page.locator('script[type="application/ld+json"]')
    assert '"@type": "Event"' in (block.text_content() or "")
