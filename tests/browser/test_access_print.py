"""What is printed of the results and the receipt: one page, without what only a screen needs."""

import pytest
from playwright.sync_api import expect

from tests.acts import act, cast_votes
from tests.browser.actors import CONTEST, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK
from voting.contests.rules import Action
from voting.text import Language

CLUB = "Vedåsen Sports Club"
PAGE = b"/Type /Page\n"


pytestmark = pytest.mark.acceptance(39)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_printed_results_are_one_page_without_navigation(visit: Visit, own_demo: Demo, lang: Language) -> None:
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    for action in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        act(own_demo.site, own_demo.vote, action)
    voter = visit(Voter, own_demo, lang=lang, size=DESK)
    voter.opens(AWARD + "/results", "{award} goes to {name}", award=CONTEST, name=CLUB)
    voter.page.emulate_media(media="print")
    _has_nothing_of_the_screen(voter)
    expect(voter.page.get_by_role("rowheader", name=voter.say(CLUB))).to_be_visible()
    expect(voter.page.get_by_role("row")).to_have_count(1 + 6)
    assert voter.page.pdf(format="A4").count(PAGE) == 1


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_printed_receipt_is_one_page_without_navigation(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    receipt = voter.votes(CLUB)
    voter.page.emulate_media(media="print")
    _has_nothing_of_the_screen(voter)
    assert voter.sees_receipt() == receipt
    assert voter.page.pdf(format="A4").count(PAGE) == 1


def _has_nothing_of_the_screen(voter: Voter) -> None:
    for role in ("navigation", "contentinfo", "button"):
        expect(voter.page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    for link in ("Skip to the content", "På svenska"):
        expect(voter.link(link)).to_be_hidden()
