"""Somebody with a browser of their own, who reads words and presses what they say.

Every page they meet is inspected; an error in the console or a request to another site is trouble at once.
"""

import re
import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Request, Response, Route, expect

from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import Inspection, View
from tests.browser.words import say
from voting.text import Language

NETWORK_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d|503) ")
QUESTION = "Who should receive Embrace of the Year 2026?"
TRIES = 100
PAUSE_MS = 100


class Person:
    """`lang` is the language that she reads; `context` her browser, of which this is one tab."""

    def __init__(
        self, context: BrowserContext, demo: Demo, inspection: Inspection, lang: Language, **view: Any
    ) -> None:
        self.context, self.demo, self.lang = context, demo, lang
        self._inspection, self._view = inspection, view
        self.page: Page = context.new_page()
        self.status = 0
        self.headings: list[str] = []  # of the pages met, in order
        self.trouble: list[str] = []
        self.address = f"{secrets.token_hex(4)}@demo.example"
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._note_request)

    def opens_another_tab(self) -> "Person":
        other = type(self)(self.context, self.demo, self._inspection, self.lang, **self._view)
        other.address = self.address
        return other

    def say(self, english: str, **values: object) -> str:
        return say(self.lang, english, **values)

    def date(self, instant: datetime) -> str:
        """The day in Sweden, as it is written in her language."""
        return format_date(instant.astimezone(ZoneInfo("Europe/Stockholm")), "d MMMM y", locale=self.lang)

    def url(self, path: str) -> str:
        """The address of a path of the site in her language."""
        return self.demo.origin + ("/en" if self.lang == "en" else "") + path

    def opens(self, path: str, heading: str, *, status: int = 200, **values: object) -> None:
        """Type an address and meet the page with this heading."""
        self._note_status(self.page.goto(self.url(path)))
        self.meets(heading, status=status, **values)

    def opens_the_start_page(self) -> None:
        self.opens("/", QUESTION)

    def opens_the_ballot(self) -> None:
        self.opens(AWARD + "/ballot", "Choose one nominee")

    def link(self, text: str, **values: object) -> Locator:
        return self.page.get_by_role("link", name=self.say(text, **values), exact=True)

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(text), exact=True)

    def field(self, label: str, **values: object) -> Locator:
        return self.page.get_by_label(self.say(label, **values), exact=True)

    def follows(self, link: str, heading: str, *, status: int = 200, **values: object) -> None:
        """Press a link and meet the page with this heading."""
        self._press(self.link(link, **values), heading, status, **values)

    def presses(self, button: str, heading: str, *, status: int = 200, **values: object) -> None:
        """Press a button and meet the page with this heading."""
        self._press(self.button(button), heading, status, **values)

    def reloads(self, heading: str, *, status: int = 200) -> Response | None:
        response = self.page.reload()
        self._note_status(response)
        self.meets(heading, status=status)
        return response

    def sends_again(self, heading: str) -> None:
        """Reload the browser's own page of failure, which asks for the same once more."""
        for _ in range(TRIES):
            try:
                if self.page.url.startswith("chrome-error:"):
                    self._note_status(self.page.reload())
                    return self.meets(heading)
            except Error as error:
                if "Not attached to an active page" not in error.message:
                    raise
            self.page.wait_for_timeout(PAUSE_MS)  # the page of failure is still on its way
        raise AssertionError(f"no page of failure came, but {self.page.url}")

    def goes_back(self, heading: str) -> None:
        response = self.page.go_back()
        self.status = response.status if response else 200  # none: the browser had kept the page
        self.meets(heading)

    def meets(self, heading: str, *, status: int = 200, **values: object) -> None:
        """Stand before the page with this heading; a refused form (422) says so in its title."""
        text = self.say(heading, **values)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        assert self.status == status, f"{self.page.url}: {self.status}"
        begins = (self.say("Error") + ": " if status == 422 else "") + text
        assert self.page.title().startswith(begins), self.page.title()
        self.headings.append(heading)
        self.inspects()

    def inspects(self) -> None:
        """Look closely at the page as it is now."""
        self._inspection.look(View(page=self.page, lang=self.lang, **self._view))
        assert not self.trouble, f"{self.page.url}: {self.trouble}"

    def reads(self, text: str, **values: object) -> None:
        """See these words on the page."""
        expect(self.page.get_by_text(self.say(text, **values)).first).to_be_visible()

    def reads_problem(self, text: str, **values: object) -> Locator:
        """See the error summary with these words, which has the focus; returns the link in it."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(summary.get_by_role("heading")).to_have_text(self.say("Something needs your attention"))
        link = summary.get_by_role("link", name=self.say(text, **values), exact=True)
        expect(link).to_be_visible()
        return link

    def asks_for_code(self) -> None:
        self.field("E-mail address").fill(self.address)
        self.presses("Send me a code", "Check your mail")

    def newest_code(self) -> str:
        """The code in her newest mail, or nothing."""
        found = next((re.search(r"\b\d{4} \d{4}\b", letter) for letter in self._letters()), None)
        return found.group() if found else ""

    def finds_code(self, *, after: str = "") -> str:
        """The newest code in her mail that is not `after`."""
        for _ in range(TRIES):
            if (found := self.newest_code()) not in ("", after):
                return found
            self.page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"no mail came to {self.address}")

    def signs_in(self, *, then: str, status: int = 200, **values: object) -> None:
        """Give her address and type the code from the mail; `then` is the heading of the page that follows."""
        before = self.newest_code()  # of somebody who has signed in before, in another test
        self.asks_for_code()
        self.field("Code").fill(self.finds_code(after=before))
        self.presses("Continue", then, status=status, **values)

    def comes_signed_in(self, path: str, heading: str, **values: object) -> None:
        """Type an address that asks who she is, sign in, and meet the page."""
        self.opens(path, "Sign in")
        self.signs_in(then=heading, **values)

    def signs_out(self) -> None:
        """By the button at the foot of every page that knows her."""
        self._press(self._way_out(), QUESTION)

    def leaves(self) -> None:
        """Sign out, whatever the start page shows."""
        with self.page.expect_navigation():
            self._way_out().click()

    def _way_out(self) -> Locator:
        return self.page.get_by_role("contentinfo").get_by_role("button", name=self.say("Sign out"))

    def counts_her_mail(self) -> int:
        """How many mails the demo's mailbox has for her."""
        return len(self._letters())

    def _letters(self) -> list[str]:
        """Her mail, newest first, fetched by her browser without drawing the page: drawing it takes the most time."""
        page = self.context.request.get(self.url("/demo/outbox")).text()
        return [letter for letter in re.findall(r"<article.*?</article>", page, re.DOTALL) if self.address in letter]

    def loses_the_next_answer(self) -> None:
        """The network breaks after the next form has reached the server and before its answer is here."""

        def lose(route: Route) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        self.page.route(lambda url: True, lose, times=1)

    def cookies(self) -> set[str]:
        return {cookie["name"] for cookie in self.context.cookies()}

    def _press(self, what: Locator, heading: str, status: int = 200, **values: object) -> None:
        with self.page.expect_navigation() as navigation:
            what.click()
        self._note_status(navigation.value)
        self.meets(heading, status=status, **values)

    def _note_status(self, response: Response | None) -> None:
        assert response, f"no answer at {self.page.url}"
        self.status = response.status

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not NETWORK_STATUS.match(message.text):
            self.trouble.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.demo.origin + "/", "data:")):
            self.trouble.append(f"request to {request.url}")
