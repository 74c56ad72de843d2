"""An empty installation is set up in a browser, against a real mail server, and shows afterwards who runs it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.person import Person
from tests.browser.test_factors import sets_up_an_app
from tests.concurrency.server import Server
from tests.mail.smtp import MailServer
from tests.organisation.people import code_in, make_link
from tests.production import production
from tests.site import Vote, migrate
from tools.serve import ADDRESS
from voting.organisation import queries, service
from voting.text import Language
from voting.transaction import transaction

ANSWERS = {
    "Your e-mail address": "anna@org.example",
    "Name of the site in Swedish": "Trygghetspriset",
    "Name of the site in English": "The Safety Award",
    "Name of the organisation": "Trygghet i Norr",
    "Postal address": "Storgatan 1\n123 45 Staden",
    "E-mail address for questions": "fragor@org.example",
    "Sender of the mail": "rost@org.example",
}


@dataclass(frozen=True)
class Installation(Demo):
    """One as it is installed for real, with nothing in it."""

    mail: MailServer

    def is_changed_by_another_admin(self) -> None:
        with self.site.app.app_context(), transaction():
            saved = queries.get_saved()
            other = replace(saved.details, organisation="Trygghet i Syd")
            service.change(details=other, revision=saved.revision, actor=None)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    url = f"sqlite:///{tmp_path}/empty.db"
    migrate(url)
    settings = {"BASE_URL": f"http://{ADDRESS}", "CONTACT": "", "MAIL_FROM": ""}
    with (
        MailServer() as mail,
        production(url, tmp_path / "keys", **(settings | mail.settings)) as site,
        Server(site.environ) as server,
    ):
        yield Installation(f"http://{ADDRESS}:{server.port}", site, Vote(None, "", 0), mail)


class Founder(Person):
    """Sets the site up and becomes its first admin."""

    demo: Installation

    def fills_in(self) -> None:
        for label, answer in ANSWERS.items():
            self.field(label).fill(answer)

    def types_the_code(self, then: str, *, wrong: bool = False, status: int = 200) -> None:
        code = code_in(self.demo.mail)
        self.field("Code").fill(f"{(int(code[:4]) + 1) % 10_000:04d}{code[5:]}" if wrong else code)
        self.presses("Set up the site", then, status=status)


@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)])
def test_an_empty_installation_is_set_up(
    visit: Visit, installation: Installation, lang: Language, size: dict[str, int]
) -> None:
    founder = visit(Founder, installation, lang=lang, size=size)
    path = make_link(installation.site)
    founder.opens(path, "Set up the site")
    founder.presses("Send a test message", "Set up the site", status=422)
    founder.reads_problem("Write an e-mail address.")
    founder.fills_in()
    installation.mail.replies.append("RCPT 550 nobody here")
    founder.presses("Send a test message", "Set up the site", status=422)
    founder.reads_problem("The mail server does not accept this address. Check how it is spelled.")
    expect(founder.field("Postal address")).to_have_value(ANSWERS["Postal address"])
    founder.presses("Send a test message", "Type the code from the test message")
    founder.types_the_code("Type the code from the test message", wrong=True, status=422)
    other = visit(Founder, installation, lang=lang)
    other.opens(path, "Set up the site")
    founder.types_the_code("Your second step")
    sets_up_an_app(founder)
    founder.reads("What to do next")
    expect(founder.page).to_have_title(re.compile("Trygghetspriset$" if lang == "sv" else "The Safety Award$"))
    other.opens(path, "The site has been set up already", status=410)
    changes_the_settings(founder, installation)
    tells_who_runs_it(founder)


def changes_the_settings(founder: Founder, installation: Installation) -> None:
    menu = founder.page.locator("nav summary")
    if menu.is_visible():
        menu.click()
    founder.follows("Settings", "Settings")
    founder.presses("Send me a test message", "Settings")
    subjects = [str(message["Subject"]) for message in installation.mail.messages]  # a new second step is told of too
    assert any(subjects[0].endswith(f". {subject}") for subject in subjects[1:])
    installation.is_changed_by_another_admin()
    founder.field("Postal address").fill("Nygatan 2")
    founder.presses("Save the settings", "Settings", status=409)
    founder.reads("Somebody else has changed this")
    expect(founder.page.get_by_text("Trygghet i Syd")).to_be_visible()
    founder.presses("Save the settings", "Settings")
    founder.reads("Saved. Everybody sees it from now on.")


def tells_who_runs_it(founder: Founder) -> None:
    founder.opens("/privacy", "Your data")
    expect(founder.page.get_by_role("main")).to_contain_text("Nygatan 2")
    founder.opens("/accessibility", "Accessibility")
    expect(founder.page.get_by_role("main")).to_contain_text("Trygghet i Norr, Nygatan 2")
    founder.opens("/retention", "What we have deleted")
    founder.opens("/account/address", "Your address after the vote")
    founder.page.get_by_role("radio", name=founder.say("Keep it for the next vote")).check()
    founder.presses("Save", "Your address after the vote")
    founder.reads("Saved. You can change it at any time.")


def test_without_scripts_and_with_one_language(visit: Visit, installation: Installation) -> None:
    founder = visit(Founder, installation, lang="sv", scripts=False)
    founder.opens(make_link(installation.site), "Set up the site")
    founder.fills_in()
    founder.page.get_by_role("radio", name=founder.say("Only Swedish")).check()
    founder.presses("Send a test message", "Type the code from the test message")
    founder.types_the_code("Your second step")
    sets_up_an_app(founder)
    expect(founder.page.get_by_role("link", name="In English")).to_have_count(0)
    founder.page.goto(installation.origin + "/en/admin/settings")
    founder.meets("Settings")
    assert founder.page.url == installation.origin + "/admin/settings"
