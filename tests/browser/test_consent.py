"""A nominee corrects the photo: told by staff by a real mail server, without an account, until everybody sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize, expect

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.person import Person
from tests.browser.test_factors import sets_up_an_app
from tests.browser.test_look import phone_photo
from tests.concurrency.server import Server
from tests.mail.letters import words
from tests.mail.smtp import MailServer
from tests.production import production
from tests.site import Vote, migrate
from tools.serve import ADDRESS
from voting.accounts.rules import Role
from voting.text import Language

LIST = "The nominees of {award}"
NAME = "The Test Award 2026"


@dataclass(frozen=True)
class Installation(Demo):
    """One as it is installed for real, with a vote in it."""

    mail: MailServer


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    url = f"sqlite:///{tmp_path}/real.db"
    migrate(url)
    settings = {"BASE_URL": f"http://{ADDRESS}"}
    with (
        MailServer() as mail,
        production(url, tmp_path / "keys", **(settings | mail.settings)) as site,
        Server(site.environ) as server,
    ):
        vote = site.make_vote()
        yield Installation(f"http://{ADDRESS}:{server.port}", site, vote, mail)


class Reader(Person):
    """Somebody whose mail comes by a real server."""

    demo: Installation

    def _letters(self) -> list[str]:
        mine = [message for message in self.demo.mail.messages if message["To"] == self.address]
        return [f"{message['Subject']}\n{words(message, 'plain')}" for message in reversed(mine)]

    def waits_for_mail(self, number: int) -> str:
        """Her newest mail, when there are so many."""
        for _ in range(200):
            if len(found := self._letters()) >= number:
                return found[0]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.address} has {len(self._letters())} of {number} messages")


class Editor(Reader, Admin):
    """Runs the vote."""


class Nominee(Reader):
    """Is nominated, and has no account."""

    def opens_the_link(self, letter: str) -> str:
        found = re.search(r"/nominated/\S+", letter)
        assert found
        self.opens(found.group(), "{name} is nominated for {award}", name="Nominee 1", award=NAME)
        return found.group()


def colour_of(voter: Voter) -> tuple[int, ...]:
    """What the photo on the page looks like in its middle, above."""
    shown = voter.page.locator(".nominee-photo img")
    largest = (shown.get_attribute("srcset") or "").rpartition(", ")[2].partition(" ")[0]
    content = voter.page.request.get(voter.demo.origin + largest).body()
    assert len(content) <= 200_000
    picture = Image.open(BytesIO(content))
    assert not picture.getexif()
    pixel = picture.convert("RGB").getpixel((picture.width // 2, 10))
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize(
    ("scripts", "lang", "size"),
    [
        pytest.param(False, "sv", PHONE, id="swedish-phone-without-scripts"),
        pytest.param(True, "en", DESK, id="english-desk"),
    ],
)
def test_a_nominee_corrects_the_photo(
    visit: Visit, installation: Installation, tmp_path: Path, photograph: Photograph, scripts: bool, lang: Language,
    size: ViewportSize,
) -> None:  # fmt: skip
    how = {"scripts": scripts, "lang": lang, "size": size}
    vote: Vote = installation.vote
    page = f"{vote.path}/nominees/nominee-1"
    admin: Editor = visit(Editor, installation, **how)
    admin.address = installation.gives(Role.ADMIN)
    admin.comes_signed_in("/admin", "Your second step")
    sets_up_an_app(admin)
    admin.opens(f"/admin{vote.path}/nominees", LIST, award=NAME)
    nominee: Nominee = visit(Nominee, installation, **how)
    told(admin, nominee.address, lang)
    letter = nominee.waits_for_mail(1)
    link = nominee.opens_the_link(letter)
    photograph(nominee.page, f"told-{lang}")

    nominee.follows("Ask for a change", "Ask for a change")
    nominee.field("Photo").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"})
    sends(nominee, "Ask for a change", status=422)
    nominee.field("Photo").set_input_files(phone_photo(tmp_path))
    nominee.page.get_by_label(nominee.say("Top"), exact=True).check()
    nominee.field("Anything else").fill("Bilden är från fel år" if lang == "sv" else "The photo is of the wrong year")
    sends(nominee, "{name} is nominated for {award}", name="Nominee 1", award=NAME)
    expect(nominee.page.locator("#wishes")).to_be_visible()
    photograph(nominee.page, f"asked-{lang}")
    everybody: Voter = visit(Voter, installation, **how)
    everybody.opens(page, "Nominee 1")
    before = colour_of(everybody)

    admin.opens(f"/admin{vote.path}/nominees", LIST, award=NAME)
    expect(admin.page.locator("#nominee-nominee-1")).to_contain_text("Asks" if lang == "en" else "Ber om en ändring")
    admin.opens(f"/admin{vote.path}", NAME)
    admin.follows("{name} asks for a change.", "Notice to {name}", name="Nominee 1")
    photograph(admin.page, f"beside-{lang}")
    admin.presses("Take it over", "Notice to {name}", name="Nominee 1")
    everybody.opens(page, "Nominee 1")
    red, _green, blue = after = colour_of(everybody)
    assert after != before
    assert red > 2 * blue  # the red edge is above: upright, and what must stay in sight does
    expect(everybody.page.get_by_text(everybody.say("The nominee has asked for the change."))).to_be_visible()
    photograph(everybody.page, f"corrected-{lang}")

    assert nominee.say("Nominee 1") in nominee.waits_for_mail(2)
    nominee.opens(link, "{name} is nominated for {award}", name="Nominee 1", award=NAME)
    nominee.presses("Yes, this is right", "{name} is nominated for {award}", name="Nominee 1", award=NAME)
    nominee.follows("Say no to the nomination", "Say no to the nomination")
    nominee.presses("Say no", "{name} is nominated for {award}", name="Nominee 1", award=NAME)
    admin.opens(f"/admin{page}/notice", "Notice to {name}", name="Nominee 1")
    admin.follows("Withdraw the nominee", "Withdraw the nominee")
    nominee.opens(link[:-3] + "xxx", "This link does not work any more", status=404)


def told(admin: Editor, address: str, lang: Language) -> None:
    """From the list to the notice."""
    admin.page.locator("#nominee-nominee-1").get_by_role("link", name=admin.say("Notice and answer")).click()
    admin.meets("Notice to {name}", name="Nominee 1")
    admin.presses("Send the notice", "Notice to {name}", status=422, name="Nominee 1")
    admin.field("E-mail address").fill(address)
    admin.page.get_by_role("radio", name=admin.say("Swedish" if lang == "sv" else "English")).check()
    admin.presses("Send the notice", "Notice to {name}", name="Nominee 1")


def sends(nominee: Nominee, heading: str, *, status: int = 200, **values: object) -> None:
    """Press the first of the two buttons."""
    with nominee.page.expect_navigation() as navigation:
        nominee.page.get_by_role("button", name=nominee.say("Send"), exact=True).first.click()
    assert navigation.value
    nominee.status = navigation.value.status
    nominee.meets(heading, status=status, **values)
