"""What a visit costs and whether the page keeps still, at 360 × 740: bytes, requests and shifts, never seconds."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.actors import Voter
from tests.browser.conftest import PATIENCE_MS, Photograph
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import PHONE, Inspection
from tests.browser.person import QUESTION
from tests.browser.speed import Meter, be_late, browser_with_back_button, phone

CLUB = "Vedåsen Sports Club"
NOMINEE, BALLOT, RESULTS = f"{AWARD}/nominees/vedasens-if", f"{AWARD}/ballot", f"{AWARD}/results"
KB = 1000


@pytest.fixture(scope="module")
def keeping_browser(chromium: Browser) -> Iterator[Browser]:
    with browser_with_back_button(chromium.browser_type) as browser:
        yield browser


@pytest.fixture
def newcomer(keeping_browser: Browser) -> Iterator[BrowserContext]:
    """The browser of somebody who was never here."""
    context = phone(keeping_browser, reduced_motion="reduce")
    yield context
    context.close()


@pytest.mark.acceptance(38)
@pytest.mark.parametrize("scale", [2, 3])
def test_the_first_page_is_light(keeping_browser: Browser, demo: Demo, photograph: Photograph, scale: int) -> None:
    context = phone(keeping_browser, scale=scale)
    try:
        meter = Meter(context.new_page(), demo.origin, slow=True)  # on a slow line Chromium looks furthest ahead
        meter.visit("/")
        photograph(meter.page, "first-page")
    finally:
        context.close()
    pictures = meter.wire.bytes["image"]
    assert pictures > 0
    assert meter.wire.total - pictures <= 100 * KB, meter.wire.bytes
    assert meter.wire.total <= 300 * KB, meter.wire.addresses


@pytest.mark.parametrize("path", ["/", NOMINEE, BALLOT, "/sign-in", RESULTS, "/how-we-count"])
def test_nothing_is_asked_twice_nor_of_others_and_a_second_visit_asks_for_the_page_alone(
    newcomer: BrowserContext, demo: Demo, path: str
) -> None:
    meter = Meter(newcomer.new_page(), demo.origin)
    meter.visit(path)
    assert meter.wire.strangers == []
    assert len(meter.wire.addresses) == len(set(meter.wire.addresses))
    for kind in ("document", "css", "js", "font"):
        assert meter.wire.requests[kind] == 1, meter.wire.addresses
    meter.visit(path)
    assert meter.wire.requests == {"document": 1}, meter.wire.addresses


@pytest.mark.acceptance(38)
@pytest.mark.parametrize("path", ["/", NOMINEE, BALLOT])
def test_a_page_keeps_still_while_it_loads_and_is_read(newcomer: BrowserContext, demo: Demo, path: str) -> None:
    keeps_still(newcomer, demo, path)


def test_the_results_keep_still_too(newcomer: BrowserContext, own_demo: Demo) -> None:
    own_demo.publishes({"vedasens-if": 3, "marit-tallhed": 1})
    keeps_still(newcomer, own_demo, RESULTS)


def keeps_still(context: BrowserContext, demo: Demo, path: str) -> None:
    be_late(context)
    meter = Meter(context.new_page(), demo.origin)
    assert meter.visit(path)["firstPaint"] > 0
    meter.scroll()
    felt = meter.felt()
    assert felt["shift"] < 0.05, felt


@pytest.mark.parametrize("path", ["/", NOMINEE, RESULTS, "/how-we-count"])
def test_back_shows_a_public_page_at_once_even_on_a_first_visit(
    newcomer: BrowserContext, demo: Demo, path: str
) -> None:
    meter = Meter(newcomer.new_page(), demo.origin)
    other = NOMINEE if path == "/" else "/"
    assert meter.visit(path)["persisted"] is False
    assert meter.back(other)["persisted"] is True
    assert meter.page.url == demo.origin + path
    assert meter.step(+1)["persisted"] is True
    assert meter.page.url == demo.origin + other
    assert meter.wire.addresses.count(demo.origin + path) == 1


def test_back_shows_nobody_what_was_theirs_before_they_signed_out(
    newcomer: BrowserContext, demo: Demo, inspection: Inspection
) -> None:
    voter = Voter(newcomer, demo, inspection, "sv", size=PHONE, scripts=True)
    newcomer.set_default_timeout(PATIENCE_MS)
    voter.opens("/sign-in", "Sign in")
    voter.signs_in(then=QUESTION)
    voter.opens("/account", "Your account")
    assert voter.address in voter.page.content()
    voter.signs_out()
    meter = Meter(voter.page, demo.origin)
    meter.step(-1)
    assert voter.address not in voter.page.content()
