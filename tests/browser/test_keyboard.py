"""Voting with the keyboard alone: everything can be reached, in order, and one always sees where one is."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, FOCUS, PHONE
from voting.text import Language

CLUB = "Vedåsen Sports Club"
SKIP = "Skip to the content"
MANY = 60
OUTLINE_PIXELS = 2


class Keyboard:
    """A voter's keyboard. Wherever it stops, the place is outlined and nothing lies over it."""

    def __init__(self, voter: Voter) -> None:
        self.voter = voter

    def stops_at(self) -> str:
        """The name of what has the focus."""
        at: dict[str, Any] = self.voter.page.evaluate(FOCUS)
        assert at["outline"] >= OUTLINE_PIXELS, f"no outline: {at}"
        assert at["seen"], f"out of sight: {at}"
        assert not at["covered"], f"covered: {at}"
        return str(at["name"])

    def tabs(self) -> str:
        self.voter.page.keyboard.press("Tab")
        return self.stops_at()

    def tabs_to(self, words: str, **values: object) -> list[str]:
        """Tab until the focus is at these words; returns the names of all stops."""
        wanted, stops = self.voter.say(words, **values), []
        for _ in range(MANY):
            stops.append(self.tabs())
            if stops[-1] == wanted:
                return stops
        raise AssertionError(f"{wanted!r} is not reached by keyboard, only {stops}")

    def skips_to_the_content(self) -> None:
        """The first stop on every page is the link that passes over the header."""
        assert self.tabs() == self.voter.say(SKIP)
        self.voter.page.keyboard.press("Enter")
        expect(self.voter.page.get_by_role("main")).to_be_focused()

    def presses(self, key: str, heading: str, *, status: int = 200) -> None:
        with self.voter.page.expect_navigation() as navigation:
            self.voter.page.keyboard.press(key)
        self.voter.status = navigation.value.status
        self.voter.meets(heading, status=status)

    def arrows_to(self, nominee: str) -> None:
        """From the first of the choices, arrow by arrow."""
        for _ in range(6):
            self.voter.page.keyboard.press("ArrowDown")
            if self.stops_at() == self.voter.say(nominee):
                return
        raise AssertionError(f"{nominee} is not reached by the arrow keys")

    def types(self, text: str) -> None:
        self.voter.page.keyboard.type(text)


@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)], ids=["swedish-phone", "english-desk"])
def test_the_whole_vote_by_keyboard(visit: Visit, demo: Demo, lang: Language, size: dict[str, int]) -> None:
    voter = visit(Voter, demo, lang=lang, size=size)
    keyboard = Keyboard(voter)
    voter.opens_the_start_page()
    keyboard.skips_to_the_content()
    keyboard.tabs_to("Vote now")
    keyboard.presses("Enter", "Choose one nominee")

    keyboard.skips_to_the_content()
    keyboard.tabs()
    keyboard.arrows_to(CLUB)
    voter.page.keyboard.press("Space")
    voter.sees_chosen(CLUB)
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "What is your e‑mail address?")

    keyboard.skips_to_the_content()
    keyboard.tabs_to("E-mail address")
    keyboard.types(voter.address)
    keyboard.presses("Enter", "Check your mail")
    keyboard.tabs_to("Code")
    keyboard.types(voter.finds_code())
    keyboard.tabs_to("Continue")
    keyboard.presses("Space", "Look over your vote")

    keyboard.skips_to_the_content()
    keyboard.tabs_to("Cast my vote")
    keyboard.presses("Space", "Thank you for your vote")
    voter.sees_receipt()


@pytest.mark.parametrize("height", range(560, 760, 30))
def test_the_ballot_lets_the_keyboard_through_from_end_to_end(visit: Visit, demo: Demo, height: int) -> None:
    """On screens of several heights, so that the bar at the bottom would cover one stop or another."""
    voter = visit(Voter, demo, size={"width": 360, "height": height})
    voter.opens_the_ballot()
    stops = Keyboard(voter).tabs_to("Sign in")
    assert stops[0] == voter.say(SKIP)
    assert len([stop for stop in stops if stop.startswith("Läs mer om")]) == 6


def test_a_refused_ballot_leads_the_keyboard_to_the_choices(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    keyboard = Keyboard(voter)
    voter.opens_the_ballot()
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "Choose one nominee", status=422)
    voter.reads_problem("Choose one of the nominees.")
    assert keyboard.tabs() == voter.say("Choose one of the nominees.")
    voter.page.keyboard.press("Enter")
    first = voter.page.get_by_role("radio").first
    expect(first).to_be_focused()
    keyboard.stops_at()
    voter.page.keyboard.press("Space")
    expect(first).to_be_checked()
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "What is your e‑mail address?")
