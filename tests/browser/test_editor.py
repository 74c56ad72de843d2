"""Next year's vote is made from last year's, a draft says what it lacks, and two who edit at once lose nothing."""

import pytest
from playwright.sync_api import expect

from tests.acts import set_contest
from tests.browser.actors import Admin
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from voting.accounts.rules import Role
from voting.text import Language

NEXT = "Embrace of the Year 2027"


def arrives(
    visit: Visit, demo: Demo, path: str, heading: str, *, lang: Language, phone: bool = True, **words: str
) -> Admin:
    admin: Admin = visit(Admin, demo, lang=lang, size=PHONE if phone else DESK)
    admin.address = demo.gives(Role.ADMIN)
    admin.comes_signed_in(path, heading, **words)
    return admin


@pytest.mark.acceptance(19)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_next_years_contest_is_made_from_last_years(
    visit: Visit, own_demo: Demo, photograph: Photograph, lang: Language
) -> None:
    admin = arrives(visit, own_demo, "/admin/", "Votes to run", lang=lang, phone=lang == "sv")
    with admin.page.expect_navigation():
        admin.page.get_by_role("main").get_by_role("link", name=admin.say("Embrace of the Year"), exact=True).click()
    admin.meets("Embrace of the Year")
    admin.follows("New year", "A new year for {award}", award="Embrace of the Year")
    expect(admin.field("Year")).to_have_value("2027")
    admin.field("Copy the nominees too").check()
    admin.presses("Make the draft", "Edit {vote}", vote=NEXT)
    question = admin.page.locator("#question-sv"), admin.page.locator("#question-en")
    expect(question[0]).to_have_value("Vem ska få Årets omfamning 2027?")
    expect(question[1]).to_have_value("Who should receive Embrace of the Year 2027?")
    photograph(admin.page, f"next-year-{lang}")
    question[1].fill("")
    admin.presses("Save the draft", "Edit {vote}", vote=NEXT)
    admin.reads("Saved.")
    admin.follows("To the vote's page", NEXT)
    lacking = admin.page.get_by_text(admin.say("Before the next step:")).locator("xpath=following-sibling::ul[1]/li")
    assert lacking.all_inner_texts() == [admin.say("The question is missing in English.")]
    expect(admin.link("Announce the vote")).to_have_count(0)
    admin.follows("Texts, dates and rules", "Edit {vote}", vote=NEXT)
    question[1].fill("Who next?")
    admin.field("How many times a vote may be changed").fill("99")
    admin.presses("Show a preview", "Edit {vote}", status=422, vote=NEXT)
    admin.reads_problem("Write a whole number from 0 to 10.").click()
    admin.field("How many times a vote may be changed").fill("0")
    admin.presses("Show a preview", "Edit {vote}", vote=NEXT)
    expect(admin.page.get_by_role("heading", level=3, name="Who next?")).to_be_visible()
    expect(admin.page.get_by_role("heading", level=3, name="Vem ska få Årets omfamning 2027?")).to_be_visible()
    photograph(admin.page, f"preview-{lang}")
    admin.presses("Save the draft", "Edit {vote}", vote=NEXT)
    admin.follows("To the vote's page", NEXT)
    admin.starts("Announce the vote")
    admin.types(word=admin.say("announce"), to_confirm="announce", reason="Enligt schemat")
    admin.presses("Announce the vote", NEXT)
    admin.follows("Correct the texts", "Correct the texts of {vote}", vote=NEXT)
    admin.presses("Correct the texts", "Correct the texts of {vote}", vote=NEXT)  # nothing was changed


@pytest.mark.acceptance(21, 24)
def test_two_at_once_and_a_sign_out_in_between_lose_nothing(
    visit: Visit, own_demo: Demo, photograph: Photograph
) -> None:
    first = arrives(visit, own_demo, "/admin/arets-omfamning", "Embrace of the Year", lang="en", phone=False)
    second = arrives(visit, own_demo, "/admin/arets-omfamning", "Embrace of the Year", lang="en", phone=False)
    for admin, organiser in ((first, "The first"), (second, "The second")):
        admin.field("Organiser").fill(organiser)
        admin.field("Reason").fill("A new name")
    first.presses("Save the texts", "Embrace of the Year")
    tab = second.opens_another_tab()
    tab.opens("/account", "Your account")
    tab.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    second.presses("Save the texts", "Sign in")
    own_demo.waits_for_a_new_code()
    second.signs_in(then="Embrace of the Year")
    expect(second.field("Organiser")).to_have_value("The second")
    expect(second.field("Reason")).to_have_value("A new name")
    second.button("Save the texts").click()
    expect(second.page.get_by_role("heading", name="Somebody else has changed this")).to_be_visible()
    expect(second.page.get_by_text("The first", exact=True)).to_be_visible()
    second.inspects()
    photograph(second.page, "changed-meanwhile")
    second.presses("Save the texts", "Embrace of the Year")
    expect(second.field("Organiser")).to_have_value("The second")
    second.opens("/arets-omfamning/2026", "Who should receive Embrace of the Year 2026?")
    expect(second.page.get_by_text("A new name")).to_have_count(2)


def test_who_is_not_invited_is_told_before_anything_is_cast(
    visit: Visit, own_demo: Demo, photograph: Photograph
) -> None:
    admin = arrives(visit, own_demo, "/admin/arets-omfamning/2026/voters", "Those who may vote", lang="sv")
    admin.field("E-mail addresses").fill("anna@demo.example\ninte en adress")
    admin.field("Reason").fill("Enligt listan")
    admin.presses("Add to the list", "Those who may vote", status=422)
    photograph(admin.page, "list-with-a-mistake")
    admin.field("E-mail addresses").fill("anna@demo.example")
    admin.presses("Add to the list", "Those who may vote")
    set_contest(own_demo.site, own_demo.vote, voters="invited")
    admin.opens("/arets-omfamning/2026/ballot", "You cannot vote with this address", status=403)
    photograph(admin.page, "not-invited")
