"""The people of these tests: what a voter, a juror and an admin do, in sentences."""

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from voting.demo.service import ADMIN, JUROR

RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){5}")
CONTEST = "Embrace of the Year 2026"


class Voter(Person):
    """Votes, on a phone or at a desk."""

    def fields(self) -> list[str]:
        """What kinds of fields the page asks to be filled in."""
        fields = self.page.get_by_role("main").locator("input, select, textarea").filter(visible=True)
        return [field.get_attribute("type") or "" for field in fields.all()]

    def opens_the_vote(self) -> None:
        self.opens_the_start_page()
        self.follows("Vote now", "Choose one nominee")

    def choice(self, nominee: str) -> Locator:
        return self.page.get_by_role("radio", name=self.say(nominee), exact=True)

    def card(self, nominee: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has=self.choice(nominee))

    def chooses(self, nominee: str) -> None:
        self.choice(nominee).check()
        self.sees_chosen(nominee)

    def sees_chosen(self, nominee: str) -> None:
        """This nominee is marked, in words too, and no other is."""
        expect(self.choice(nominee)).to_be_checked()
        expect(self.card(nominee).get_by_text(self.say("Chosen"), exact=True)).to_be_visible()
        expect(self.page.get_by_role("radio", checked=True)).to_have_count(1)
        self.inspects()

    def continues_to_sign_in(self) -> None:
        self.presses("Continue", "What is your e‑mail address?")

    def continues_to_review(self) -> None:
        self.presses("Continue", "Look over your vote")

    def signs_in_to_review(self) -> None:
        self.signs_in(then="Look over your vote")

    def sees_choice_to_review(self, nominee: str) -> None:
        heading = self.page.get_by_role("heading", level=2, name=self.say(nominee))
        expect(heading).to_be_visible()

    def sends_the_vote(self) -> str:
        """Press the button; returns the receipt number."""
        self.presses("Cast my vote", "Thank you for your vote")
        return self.sees_receipt()

    def sees_receipt(self) -> str:
        found = RECEIPT.search(self.page.get_by_role("main").inner_text().replace("\n", ""))
        assert found, "no receipt number on the page"
        return found.group()

    def votes(self, nominee: str) -> str:
        """The whole way, not signed in before; returns the receipt number."""
        self.opens_the_ballot()
        self.chooses(nominee)
        self.continues_to_sign_in()
        self.signs_in_to_review()
        return self.sends_the_vote()

    def reads_when_it_closed(self) -> None:
        """The page writes out the instant in Swedish time."""
        shown = self.page.get_by_role("main").get_by_role("time").first
        at = datetime.fromisoformat(shown.get_attribute("datetime") or "").astimezone(ZoneInfo("Europe/Stockholm"))
        expect(shown).to_contain_text(f"{at:kl. %H.%M}" if self.lang == "sv" else f"{at:%H:%M}")

    def counts_the_public_turnout(self) -> int:
        """How many have voted, as the start page says."""
        self.opens_the_start_page()
        words = {"sv": r"(\d+) röst(er)? hittills", "en": r"(\d+) votes? so far"}
        found = re.search(words[self.lang], self.page.get_by_role("main").inner_text())
        assert found, "the page does not say how many have voted"
        return int(found[1])


class Juror(Person):
    """Follows the count."""

    def opens_the_count(self) -> None:
        """From the jury's address, through the sign-in."""
        self.address = JUROR
        self.opens("/jury/", "Sign in")
        self.signs_in(then="The jury's pages")
        self.follows(CONTEST, "The count in {award}", award=CONTEST)
        self.shows_the_figures(CONTEST)

    def shows_the_figures(self, vote: str) -> None:
        """They are not there before somebody asks, and stay for a quarter of an hour."""
        if self.button("Show the figures").count():
            self.presses("Show the figures", "The count in {award}", award=vote)

    def refreshes(self) -> None:
        self.presses("Refresh the figures", "The count in {award}", award=CONTEST)

    def refreshes_until(self, votes: int) -> None:
        """Look again until the count has reached `votes`: a batch takes its moment."""
        deadline = time.monotonic() + 20
        while self.sees_all_votes() < votes and time.monotonic() < deadline:
            self.refreshes()

    def row(self, nominee: str) -> Locator:
        header = self.page.get_by_role("rowheader", name=self.say(nominee))
        return self.page.get_by_role("row").filter(has=header).first

    def sees_votes(self, nominee: str) -> int:
        return int(re.sub(r"\D", "", self.row(nominee).get_by_role("cell").nth(0).inner_text()))

    def sees_share(self, nominee: str) -> str:
        return self.row(nominee).get_by_role("cell").nth(1).inner_text()

    def sees_bar(self, nominee: str) -> float:
        """How much of its track the bar fills on the screen."""
        value, track = (self.row(nominee).locator(f".bar-{part}").bounding_box() for part in ("value", "track"))
        assert track
        return (value["width"] if value else 0) / track["width"]

    def sees_all_votes(self) -> int:
        figure = self.page.get_by_role("term").filter(has_text=re.compile(f"^{self.say('Votes')}$")).locator("xpath=..")
        return int(re.sub(r"\D", "", figure.get_by_role("definition").inner_text()))


class Admin(Person):
    """Runs the vote."""

    def opens_the_vote_to_run(self) -> None:
        self.address = ADMIN
        self.opens("/admin/", "Sign in")
        self.signs_in(then="Votes to run")
        self.follows(CONTEST, CONTEST)

    def starts(self, act: str) -> None:
        """Go to the page of an act."""
        self.follows(act, act)

    def types(self, *, word: str, to_confirm: str, reason: str) -> None:
        self.field("Reason").fill(reason)
        self.field("Type “{word}” to confirm", word=to_confirm).fill(word)

    def does(self, act: str, word: str) -> None:
        """An act from its page to its end; `word` in English."""
        self.starts(act)
        self.types(word=self.say(word), to_confirm=word, reason="Enligt schemat")
        self.presses(act, CONTEST)

    def sees_step(self, step: str) -> None:
        """The lifecycle stands at this step."""
        expect(self.page.locator('[aria-current="step"]').filter(has_text=self.say(step))).to_be_visible()
