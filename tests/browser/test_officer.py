"""A communications officer, alone, from an empty installation to a published result, and a voter who takes part."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize, expect
from sqlalchemy import update

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.inspection import DESK, PHONE
from tests.browser.test_factors import sets_up_an_app
from tests.browser.test_first_start import Founder, Installation
from tests.browser.test_first_start import installation as installation
from tests.organisation.people import make_link
from voting.contests.models import Contest
from voting.extensions import db
from voting.text import Language
from voting.transaction import transaction

PATH = "/lyktan/2026"
VOTE = "The Lantern 2026"
QUESTION = "Who should receive the Lantern 2026?"
WARM, COLD = "#c06020", "#204080"
AWARD_TEXTS = {
    "name": ("Lyktan", "The Lantern"),
    "purpose": ("Priset går till den som gör vägen ljusare.", "For whoever makes the way lighter."),
    "criteria": ("Nytta och mod.", "Use and courage."),
}
CONTEST_TEXTS = {
    "question": ("Vem ska få Lyktan 2026?", QUESTION),
    "lead": ("Rösta på den som har lyst upp din väg.", "Vote for whoever has lit your way."),
    "event_name": ("Lyktkvällen", "The Evening of Lanterns"),
}
NOMINEES = {
    "Eva Ljung": ("Tände gatlyktorna i Norrby", "Lit the street lamps of Norrby", WARM),
    "Olof Sten": ("Går med ficklampa varje kväll", "Walks with a torch every evening", COLD),
}


def letter(message: EmailMessage) -> str:
    body: Any = message.get_body(("plain",))
    return f"{message['To']}\n{body.get_content()}"


def picture(colour: str) -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(out, "JPEG")
    return {"name": "bild.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def let_it_open(installation: Installation) -> None:
    """Five minutes later."""
    with installation.site.app.app_context(), transaction():
        db.session.execute(update(Contest).values(opens_at=datetime.now(ZoneInfo("UTC"))))


class Officer(Founder, Admin):
    """Makes an award and its vote, and runs it to its end."""

    def fills(self, texts: dict[str, tuple[str, str]]) -> None:
        for name, both in texts.items():
            for lang, text in zip(("sv", "en"), both, strict=True):
                self.page.locator(f"#{name}-{lang}").fill(text)

    def makes_the_award(self) -> None:
        self.follows("Begin an award", "New award")
        self.fills(AWARD_TEXTS)
        self.field("Organiser").fill("Trygghet i Norr")
        self.presses("Make the award", "New award", status=422)  # proposes an address, which can never be changed
        expect(self.page.locator("#slug")).to_have_value("lyktan")
        self.presses("Make the award", "A new year for {award}", award="The Lantern")

    def makes_the_year(self) -> None:
        now = datetime.now(ZoneInfo("Europe/Stockholm"))
        self.field("Year").fill("2026")
        self.presses("Make the draft", "Edit {vote}", vote=VOTE)
        self.fills(CONTEST_TEXTS)
        self.field("Place").fill("Norrby")
        self.field("Day").fill(f"{now + timedelta(days=20):%Y-%m-%d}")
        self.field("Voting opens").fill(f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M}")
        self.field("Voting closes").fill(f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}")
        self.field("Hours for objections").fill("0")
        self.field("How many votes enter the count together").fill("1")
        self.presses("Save the draft", "Edit {vote}", vote=VOTE)
        self.follows("To the vote's page", VOTE)

    def adds(self, name: str, line: tuple[str, str], colour: str) -> None:
        self.follows("Add a nominee", "A new nominee")
        self.page.locator("#kind").select_option("person")
        self.fills({"name": (name, name), "line": line, "citation": line, "text": line, "alt": (name, name)})
        self.field("Photo").set_input_files(picture(colour))  # type: ignore[arg-type]
        with self.page.expect_navigation() as navigation:
            self.button("Save").first.click()
        self.status = navigation.value.status
        self.meets("The nominees of {award}", award=VOTE)

    def sees_nothing_missing_but(self, *lacking: str) -> None:
        found = self.page.get_by_text(self.say("Before the next step:")).locator("xpath=following-sibling::ul[1]/li")
        assert found.all_inner_texts() == [self.say(each) for each in lacking]

    def reloads_the_vote(self) -> None:
        self.opens(f"/admin{PATH}", VOTE)
        self.sees_step("Voting open")

    def does(self, act: str, word: str) -> None:
        """An act from the vote's page and back; `word` in English."""
        self.follows(act, act)
        self.field("Reason").fill("Enligt schemat")
        self.field("Type “{word}” to confirm", word=word).fill(self.say(word))
        self.presses(act, VOTE)


class Reader(Voter):
    """Votes, with a mailbox of her own."""

    demo: Installation

    def _letters(self) -> list[str]:
        letters = [letter(message) for message in reversed(self.demo.mail.messages)]
        return [each for each in letters if self.address in each]


@pytest.mark.parametrize(
    ("lang", "size", "scripts"),
    [
        pytest.param("sv", PHONE, False, id="swedish-phone-without-scripts"),
        pytest.param("en", DESK, True, id="english-desk"),
    ],
)
def test_a_communications_officer_sets_up_a_vote_from_an_empty_installation_and_publishes_it(
    visit: Visit,
    installation: Installation,
    photograph: Photograph,
    lang: Language,
    size: ViewportSize,
    scripts: bool,
) -> None:
    officer = visit(Officer, installation, lang=lang, size=size, scripts=scripts)
    officer.opens(make_link(installation.site), "Set up the site")
    officer.fills_in()
    officer.presses("Send a test message", "Type the code from the test message")
    officer.types_the_code("Your second step")
    sets_up_an_app(officer)
    officer.makes_the_award()
    officer.makes_the_year()
    officer.sees_nothing_missing_but("There must be at least two nominees.")
    officer.follows("The nominees", "The nominees of {award}", award=VOTE)
    for name, (swedish, english, colour) in NOMINEES.items():
        officer.adds(name, (swedish, english), colour)
    officer.page.get_by_role("navigation", name=officer.say("You are here")).get_by_role("link").click()
    officer.meets(VOTE)
    officer.does("Announce the vote", "announce")
    officer.sees_step("Announced")
    let_it_open(installation)
    officer.reloads_the_vote()

    voter = visit(Reader, installation, lang=lang, size=size, scripts=scripts)
    voter.address = "vera@hem.example"
    voter.opens("/", QUESTION)
    voter.follows("Vote now", "Choose one nominee")
    voter.page.get_by_role("radio", name="Eva Ljung").check()
    voter.continues_to_sign_in()
    voter.signs_in_to_review()
    voter.sends_the_vote()

    for act, word in (
        ("Close voting now", "close"),
        ("Certify the result", "certify"),
        ("Publish the result", "publish"),
    ):
        officer.does(act, word)
    officer.reads("Nothing. The vote is finished.")
    photograph(officer.page, f"published-{lang}")

    voter.opens("/", "The result is here")
    voter.follows("See who won", "{award} goes to {name}", award=VOTE, name="Eva Ljung")
    expect(voter.page.get_by_role("table")).to_contain_text("Eva Ljung")
    photograph(voter.page, f"result-{lang}")
