"""An empty draft lists all that it lacks, each line leads to where it is mended; nothing goes past it."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.test_officer import AWARD_TEXTS, CONTEST_TEXTS, NOMINEES, VOTE, Officer
from voting.accounts.rules import Role
from voting.text import Language

OF_THE_AWARD = {
    "What the award is for is missing in Swedish.": "#purpose-sv",
    "What the award is for is missing in English.": "#purpose-en",
    "What the nominees are judged by is missing in Swedish.": "#criteria-sv",
    "What the nominees are judged by is missing in English.": "#criteria-en",
    "The organiser's name is missing.": "#organiser",
}  # by the field in which each is mended
OF_THE_YEAR = {
    "The question is missing in Swedish.": "/2026/edit#question-sv",
    "The question is missing in English.": "/2026/edit#question-en",
    "The text below the question is missing in Swedish.": "/2026/edit#lead-sv",
    "The text below the question is missing in English.": "/2026/edit#lead-en",
}
OF_THE_LIST = {"There must be at least two nominees.": "/2026/nominees"}


@pytest.mark.acceptance(19)
@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)])
def test_an_empty_draft_lists_all_that_it_lacks_and_each_line_leads_to_where_it_is_mended(
    visit: Visit, stage: Demo, photograph: Photograph, lang: Language, size: ViewportSize
) -> None:
    slug = f"tomt-pris-{lang}"
    officer: Officer = visit(Officer, stage, lang=lang, size=size)
    officer.address = stage.gives(Role.ADMIN)
    officer.comes_signed_in("/admin/new", "New award")
    officer.fills({"name": AWARD_TEXTS["name"]})
    officer.page.locator("#slug").fill(slug)
    officer.presses("Make the award", "A new year for {award}", award="The Lantern")
    officer.field("Year").fill("2026")
    officer.presses("Make the draft", "Edit {vote}", vote=VOTE)
    officer.follows("To the vote's page", VOTE)
    assert _lacks(officer, slug) == OF_THE_AWARD | OF_THE_YEAR | OF_THE_LIST
    expect(officer.link("Announce the vote")).to_have_count(0)
    photograph(officer.page, f"everything-{lang}")
    officer.opens(f"/admin/{slug}/2026/announce", "Announce the vote")
    assert _lacks(officer, slug) == OF_THE_AWARD | OF_THE_YEAR | OF_THE_LIST
    expect(officer.button("Announce the vote")).to_have_count(0)

    officer.follows("The organiser's name is missing.", "The Lantern")
    officer.fills(AWARD_TEXTS)
    officer.field("Organiser").fill("Trygghet i Norr")
    officer.presses("Save the texts", "The Lantern")
    officer.opens(f"/admin/{slug}/2026", VOTE)
    assert _lacks(officer, slug) == OF_THE_YEAR | OF_THE_LIST
    officer.follows("The question is missing in Swedish.", "Edit {vote}", vote=VOTE)
    officer.fills(CONTEST_TEXTS)
    officer.presses("Save the draft", "Edit {vote}", vote=VOTE)
    officer.follows("To the vote's page", VOTE)
    assert _lacks(officer, slug) == OF_THE_LIST
    officer.follows("There must be at least two nominees.", "The nominees of {award}", award=VOTE)
    for name, (swedish, english, colour) in NOMINEES.items():
        officer.adds(name, (swedish, english), colour)

    officer.opens(f"/admin/{slug}/2026/announce", "Announce the vote")
    other = officer.opens_another_tab()
    other.opens(f"/admin/{slug}/2026/edit", "Edit {vote}", vote=VOTE)
    other.page.locator("#question-en").fill("")
    other.presses("Save the draft", "Edit {vote}", vote=VOTE)
    officer.types(word=officer.say("announce"), to_confirm="announce", reason="Enligt schemat")
    officer.presses("Announce the vote", "That is not possible now", status=409)
    officer.opens(f"/admin/{slug}/2026", VOTE)
    officer.sees_step("Draft")
    assert _lacks(officer, slug) == {"The question is missing in English.": "/2026/edit#question-en"}


def _lacks(officer: Officer, slug: str) -> dict[str, str]:
    """The lines of the list in English, each with the field that it leads to, below the award's own."""
    heading = officer.page.get_by_text(officer.say("Before the next step:"))
    english = {officer.say(line): line for line in OF_THE_AWARD | OF_THE_YEAR | OF_THE_LIST}
    begin = ("/en" if officer.lang == "en" else "") + f"/admin/{slug}"
    found = {}
    for line in heading.locator("xpath=following-sibling::ul[1]/li").all():
        href = line.get_by_role("link").get_attribute("href") or ""
        assert href.startswith(begin)
        found[english[line.inner_text().strip()]] = href.removeprefix(begin)
    return found
