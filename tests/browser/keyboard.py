"""A keyboard and what it stops at. Wherever that is, the place is outlined and nothing lies over it."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.inspection import FOCUS
from tests.browser.person import Person

SKIP = "Skip to the content"
MANY = 60
OUTLINE_PIXELS = 2


class Keyboard:
    """`person` uses nothing else."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def stops_at(self) -> str:
        """The name of what has the focus."""
        at: dict[str, Any] = self.person.page.evaluate(FOCUS)
        assert at["outline"] >= OUTLINE_PIXELS, f"no outline: {at}"
        assert at["seen"], f"out of sight: {at}"
        assert not at["covered"], f"covered: {at}"
        return str(at["name"])

    def tabs(self) -> str:
        self.person.page.keyboard.press("Tab")
        return self.stops_at()

    def tabs_to(self, words: str, **values: object) -> list[str]:
        """Tab until the focus is at these words; returns the names of all stops."""
        wanted, stops = self.person.say(words, **values), []
        for _ in range(MANY):
            stops.append(self.tabs())
            if stops[-1] == wanted:
                return stops
        raise AssertionError(f"{wanted!r} is not reached by keyboard, only {stops}")

    def goes_round(self) -> list[str]:
        """Tab through the whole page and out of it, where it begins anew: no stop holds the keyboard."""
        stops: list[str] = []
        self.person.page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges() }")
        for _ in range(MANY):
            self.person.page.keyboard.press("Tab")
            if self.person.page.evaluate("() => document.activeElement === document.body"):
                return stops
            stops.append(self.stops_at())
        raise AssertionError(f"the keyboard does not leave the page: {stops}")

    def skips_to_the_content(self) -> None:
        """The first stop on every page is the link that passes over the header."""
        assert self.tabs() == self.person.say(SKIP)
        self.person.page.keyboard.press("Enter")
        expect(self.person.page.get_by_role("main")).to_be_focused()

    def presses(self, key: str, heading: str, *, status: int = 200) -> None:
        with self.person.page.expect_navigation() as navigation:
            self.person.page.keyboard.press(key)
        self.person.status = navigation.value.status
        self.person.meets(heading, status=status)

    def arrows_to(self, nominee: str) -> None:
        """From the first of the choices, arrow by arrow."""
        for _ in range(6):
            self.person.page.keyboard.press("ArrowDown")
            if self.stops_at() == self.person.say(nominee):
                return
        raise AssertionError(f"{nominee} is not reached by the arrow keys")

    def types(self, text: str) -> None:
        self.person.page.keyboard.type(text)

    def signs_in(self, heading: str) -> None:
        """From the page that asks for an address to the page with this heading."""
        self.skips_to_the_content()
        self.tabs_to("E-mail address")
        self.types(self.person.address)
        self.presses("Enter", "Check your mail")
        self.skips_to_the_content()
        self.tabs_to("Code")
        self.types(self.person.finds_code())
        self.tabs_to("Continue")
        self.presses("Space", heading)

    def meets_problem(self, words: str, **values: object) -> None:
        """The box of errors has the focus; its link is the next stop, and is followed."""
        self.person.reads_problem(words, **values)
        assert self.tabs() == self.person.say(words, **values)
        self.person.page.keyboard.press("Enter")
