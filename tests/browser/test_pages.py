"""The pages beside the vote, and pages on other media than a screen."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK
from voting.text import Language

CLUB = "Vedåsen Sports Club"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_pages_about_the_vote_are_reached_from_every_page(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_start_page()
    for link in ("How we count", "Your data", "Accessibility"):
        voter.page.get_by_role("contentinfo").get_by_role("link", name=voter.say(link), exact=True).click()
        voter.meets(link)
    voter.follows("Open the demo's mailbox", "The demo's mailbox")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_code_is_found_in_the_demo_s_mailbox(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    voter.asks_for_code()
    code = voter.finds_code()
    voter.follows("open the demo's mailbox", "The demo's mailbox")
    expect(voter.page.get_by_text(code, exact=True)).to_be_visible()
    voter.goes_back("Check your mail")


def test_a_choice_is_seen_in_a_high_contrast_theme(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_ballot()
    voter.page.emulate_media(forced_colors="active")
    before = _photographs(voter, CLUB)
    voter.choice(CLUB).check()
    expect(voter.card(CLUB).get_by_text(voter.say("Chosen"), exact=True)).to_be_visible()
    outline = voter.card(CLUB).evaluate("card => parseFloat(getComputedStyle(card).outlineWidth)")
    assert outline >= 2
    changed = ImageChops.difference(before, _photographs(voter, CLUB)).convert("L").histogram()
    assert sum(changed[60:]) > 2000  # pixels


@pytest.mark.acceptance(39)
def test_a_printed_receipt_is_one_page_without_navigation(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo, size=DESK)
    receipt = voter.votes(CLUB)
    expect(voter.button("Print the receipt")).to_be_visible()
    voter.page.emulate_media(media="print")
    for role in ("navigation", "contentinfo", "button"):
        expect(voter.page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    assert voter.sees_receipt() == receipt
    assert voter.page.pdf(format="A4").count(b"/Type /Page\n") == 1


def _photographs(voter: Voter, nominee: str) -> Image.Image:
    """The card with what may be drawn around it."""
    card = voter.card(nominee)
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box
    clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16, "height": box["height"] + 16}
    return Image.open(BytesIO(voter.page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]
