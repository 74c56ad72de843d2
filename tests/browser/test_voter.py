"""A voter votes and changes the vote: in both languages, on both screens, with and without JavaScript."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.actors import Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.person import QUESTION
from voting.text import Language

CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"


@pytest.mark.acceptance(28, 31, 33, 35)
@pytest.mark.parametrize(
    ("lang", "size", "scripts"),
    [
        pytest.param("sv", PHONE, True, id="swedish-phone"),
        pytest.param("sv", DESK, True, id="swedish-desk"),
        pytest.param("en", PHONE, True, id="english-phone"),
        pytest.param("en", DESK, True, id="english-desk"),
        pytest.param("sv", PHONE, False, id="swedish-phone-without-javascript"),
    ],
)
def test_a_vote_is_cast_and_changed(
    visit: Visit, demo: Demo, lang: Language, size: ViewportSize, scripts: bool
) -> None:
    voter = visit(Voter, demo, lang=lang, size=size, scripts=scripts)
    voter.opens_the_vote()
    voter.chooses(CLUB)
    voter.continues_to_sign_in()
    voter.signs_in_to_review()
    voter.sees_choice_to_review(CLUB)
    first = voter.sends_the_vote()
    assert voter.headings == [  # four pages lie between the start page and the receipt
        QUESTION,
        "Choose one nominee",
        "What is your e‑mail address?",
        "Check your mail",
        "Look over your vote",
        "Thank you for your vote",
    ]
    voter.follows("Change your vote", "Change your vote")
    voter.chooses(RUNNER)
    voter.continues_to_review()
    voter.sees_choice_to_review(RUNNER)
    voter.reads("This replaces the vote you cast before.")
    second = voter.sends_the_vote()
    assert first != second
    voter.opens(AWARD + "/ballot", "You have voted")
    assert voter.sees_receipt() == second


@pytest.mark.acceptance(3)
def test_a_vote_takes_four_pages_one_mail_and_no_puzzle(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_vote()
    asked = [voter.fields()]
    voter.chooses(CLUB)
    voter.continues_to_sign_in()
    asked.append(voter.fields())
    voter.asks_for_code()
    asked.append(voter.fields())
    expect(voter.field("Code")).to_have_attribute("autocomplete", "one-time-code")
    expect(voter.page.locator("iframe, canvas, main img")).to_have_count(0)
    voter.field("Code").fill(voter.finds_code())
    voter.presses("Continue", "Look over your vote")
    asked.append(voter.fields())
    voter.sends_the_vote()
    assert asked == [["radio"] * 6, ["email"], ["text"], []]
    assert voter.headings == [QUESTION, *voter.headings[1:5], "Thank you for your vote"]
    assert voter.counts_her_mail() == 1


@pytest.mark.acceptance(11)
def test_a_receipt_number_may_be_typed_back_in_small_letters_and_without_dashes(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    receipt = voter.votes(CLUB)
    voter.opens(AWARD + "/counted", "Is my vote counted?")
    voter.field("Receipt number").fill(receipt.replace("-", "").lower())
    voter.presses("Look it up", "Is my vote counted?")
    voter.reads("Yes, this vote is recorded.")
    assert voter.sees_receipt() == receipt


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_has_signed_in_first_goes_from_the_ballot_to_the_review(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_start_page()
    voter.follows("Sign in", "Sign in")
    voter.signs_in(then=QUESTION)
    voter.follows("Vote now", "Choose one nominee")
    voter.chooses(CLUB)
    voter.continues_to_review()
    voter.sees_choice_to_review(CLUB)
    voter.sends_the_vote()


@pytest.mark.acceptance(1)
def test_the_start_page_says_what_is_asked_until_when_and_how_to_vote_without_scrolling(
    visit: Visit, demo: Demo, photograph: Photograph
) -> None:
    for lang in ("sv", "en"):
        voter = visit(Voter, demo, lang=lang)
        voter.opens_the_start_page()
        until = voter.page.get_by_role("time").first
        for part in (voter.page.get_by_role("heading", level=1), until, voter.link("Vote now")):
            expect(part).to_be_in_viewport(ratio=1)
        photograph(voter.page, "start")
        voter.follows("Vote now", "Choose one nominee")


@pytest.mark.acceptance(7)
def test_reading_more_changing_and_going_back_keep_the_choice(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_ballot()
    voter.chooses(CLUB)
    voter.follows("Read more about {name}", RUNNER, name=RUNNER)
    voter.goes_back("Choose one nominee")
    voter.sees_chosen(CLUB)
    voter.continues_to_sign_in()
    voter.signs_in_to_review()
    voter.follows("Change whom you vote for", "Choose one nominee")
    voter.sees_chosen(CLUB)
    voter.goes_back("Look over your vote")
    voter.sees_choice_to_review(CLUB)


def test_a_nominee_s_page_leads_to_the_ballot_with_that_choice(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_start_page()
    voter.follows(CLUB, CLUB)
    voter.follows("Vote for {name}", "Choose one nominee", name=CLUB)
    voter.sees_chosen(CLUB)


def test_changing_the_language_keeps_the_page_and_the_choice(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_ballot()
    voter.chooses(CLUB)
    link = voter.link("På svenska")
    voter.lang = "en"
    with voter.page.expect_navigation():
        link.click()
    voter.meets("Choose one nominee")
    voter.sees_chosen(CLUB)


@pytest.mark.acceptance(13)
def test_the_order_of_nominees_is_each_browser_s_own_and_stays(visit: Visit, demo: Demo) -> None:
    orders = set()
    for _ in range(8):
        voter = visit(Voter, demo)
        voter.opens_the_start_page()
        shown = voter.page.get_by_role("heading", level=3).filter(has=voter.page.get_by_role("link")).all_inner_texts()
        assert len(set(shown)) == 6
        voter.reads("The order is drawn at random for each visitor, so that nobody has the best place.")
        voter.reloads(QUESTION)
        again = voter.page.get_by_role("heading", level=3).filter(has=voter.page.get_by_role("link")).all_inner_texts()
        voter.follows("Vote now", "Choose one nominee")
        on_ballot = [label.inner_text() for label in voter.page.locator("label").all()]
        assert shown == again == on_ballot
        orders.add(tuple(shown))
    assert len(orders) > 1


@pytest.mark.acceptance(36)
def test_no_cookie_comes_before_it_is_needed(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens("/how-we-count", "How we count")
    assert voter.cookies() == set()
    voter.opens_the_start_page()
    voter.follows(CLUB, CLUB)
    assert voter.cookies() == {"order"}
    voter.follows("Vote for {name}", "Choose one nominee", name=CLUB)
    voter.continues_to_sign_in()
    assert voter.cookies() == {"order", "session", "mark"}
    voter.signs_in_to_review()
    voter.sends_the_vote()
    assert voter.cookies() == {"order", "session", "slip"}
    expect(voter.page.locator("dialog, [role=dialog], [role=alertdialog]")).to_have_count(0)
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in voter.context.cookies())
