"""What people do wrong, in a hurry or on purpose: nothing is counted twice, and each is told where they stand."""

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Admin, Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.person import QUESTION
from voting.text import Language

CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"
WRONG_CODE = "That code does not work, or no longer does. Check the eight digits, or ask for a new code."


@pytest.mark.acceptance(8)
@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_double_click_is_one_vote(visit: Visit, demo: Demo, scripts: bool) -> None:
    before = visit(Voter, demo).counts_the_public_turnout()
    voter = _before_casting(visit, demo, scripts=scripts)
    voter.button("Cast my vote").dblclick()
    voter.page.wait_for_url("**/receipt")
    voter.meets("Thank you for your vote")
    receipt = voter.sees_receipt()
    voter.reads("You can change it {number} more times.", number=10)
    assert voter.counts_the_public_turnout() == before + 1
    voter.opens(AWARD + "/ballot", "You have voted")
    assert voter.sees_receipt() == receipt


def test_an_answer_that_is_lost_on_the_way_can_be_fetched_by_sending_again(visit: Visit, demo: Demo) -> None:
    before = visit(Voter, demo).counts_the_public_turnout()
    voter = _before_casting(visit, demo)
    voter.loses_the_next_answer()
    with voter.page.expect_event("requestfailed"):
        voter.button("Cast my vote").click()
    voter.trouble.clear()
    voter.sends_again("Thank you for your vote")
    voter.reads("You can change it {number} more times.", number=10)
    assert voter.counts_the_public_turnout() == before + 1


@pytest.mark.acceptance(8)
def test_reloading_the_receipt_asks_for_it_again_and_sends_nothing(visit: Visit, demo: Demo) -> None:
    voter = _before_casting(visit, demo)
    receipt = voter.sends_the_vote()
    before = visit(Voter, demo).counts_the_public_turnout()
    response = voter.reloads("Thank you for your vote")
    assert response.request.method == "GET"
    assert voter.sees_receipt() == receipt
    assert visit(Voter, demo).counts_the_public_turnout() == before


@pytest.mark.acceptance(8)
def test_going_back_after_casting_comes_to_the_receipt_and_not_to_a_second_vote(visit: Visit, demo: Demo) -> None:
    voter = _before_casting(visit, demo)
    receipt = voter.sends_the_vote()
    before = visit(Voter, demo).counts_the_public_turnout()
    voter.goes_back("You have voted")
    assert voter.sees_receipt() == receipt
    assert visit(Voter, demo).counts_the_public_turnout() == before


def test_after_casting_no_page_in_the_browsers_history_shows_the_choice(visit: Visit, demo: Demo) -> None:
    voter = _before_casting(visit, demo)
    voter.sends_the_vote()
    marked = voter.page.locator("input[type=radio]:checked")
    for _ in range(voter.page.evaluate("history.length") - 2):  # before the first page there was an empty one
        voter.page.go_back()
        expect(voter.page.get_by_role("heading", level=1)).to_be_visible()
        expect(marked).to_have_count(0)
    voter.opens(AWARD + "/ballot?change=1", "Change your vote")
    expect(voter.page.get_by_role("radio").first).to_be_visible()
    expect(marked).to_have_count(0)


@pytest.mark.acceptance(9)
def test_of_two_tabs_the_last_confirmed_counts_and_both_can_tell(visit: Visit, own_demo: Demo) -> None:
    first = _before_casting(visit, own_demo)
    second = first.opens_another_tab()
    second.opens_the_ballot()
    second.chooses(RUNNER)
    second.continues_to_review()
    of_first = first.sends_the_vote()
    of_second = second.sends_the_vote()
    assert of_first != of_second
    first.reloads("Thank you for your vote")
    assert first.sees_receipt() == second.sees_receipt() == of_second
    juror = visit(Juror, own_demo)
    juror.opens_the_count()
    assert (juror.sees_votes(CLUB), juror.sees_votes(RUNNER), juror.sees_all_votes()) == (0, 1, 1)


@pytest.mark.acceptance(6)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nothing_chosen_is_said_where_one_looks_and_leads_to_the_choices(
    visit: Visit, demo: Demo, lang: Language
) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_ballot()
    voter.presses("Continue", "Choose one nominee", status=422)
    voter.reads_problem("Choose one of the nominees.").click()
    expect(voter.page.get_by_role("radio").first).to_be_focused()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_wrong_code_can_be_corrected(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    voter.asks_for_code()
    code = voter.finds_code()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    for typed in (wrong, "1234"):
        voter.field("Code").fill(typed)
        voter.presses("Continue", "Check your mail", status=422)
        voter.reads_problem(WRONG_CODE).click()
        expect(voter.field("Code")).to_be_focused()
    voter.field("Code").fill(code.replace(" ", "-"))
    voter.presses("Continue", QUESTION)


def test_a_new_code_can_be_had_after_a_wait_and_replaces_the_old_one(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens("/sign-in", "Sign in")
    voter.asks_for_code()
    first = voter.finds_code()
    voter.reads("You can ask for a new code in")
    demo.waits_for_a_new_code()
    voter.presses("Send a new code", "Check your mail")
    second = voter.finds_code(after=first)
    voter.field("Code").fill(first)
    voter.presses("Continue", "Check your mail", status=422)
    voter.reads_problem(WRONG_CODE)
    voter.field("Code").fill(second)
    voter.presses("Continue", QUESTION)


def test_a_mistyped_address_can_be_changed(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens("/sign-in", "Sign in")
    right, voter.address = voter.address, "typo-" + voter.address
    voter.asks_for_code()
    voter.follows("Change address", "Sign in")
    voter.address = right
    voter.signs_in(then=QUESTION)


@pytest.mark.parametrize(
    "typed", ["", "anna", "anna@", "@demo.example", "anna@demo", "anna demo@demo.example", "a@b@demo.example"]
)
def test_what_is_no_address_is_refused_and_can_be_mended(visit: Visit, demo: Demo, typed: str) -> None:
    voter = visit(Voter, demo)
    voter.opens("/sign-in", "Sign in")
    field = voter.field("E-mail address")
    field.fill(typed)
    voter.presses("Send me a code", "Sign in", status=422)
    problem = "Write an e-mail address like this: name@example.se" if typed else "Write an e-mail address."
    voter.reads_problem(problem).click()
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)


def test_a_vote_that_comes_too_late_is_told_so_with_the_local_time(visit: Visit, own_demo: Demo) -> None:
    late = [_before_casting(visit, own_demo), _before_casting(visit, own_demo, lang="en")]
    at_ballot = visit(Voter, own_demo)
    at_ballot.opens_the_ballot()
    at_ballot.chooses(CLUB)
    in_time = visit(Voter, own_demo)
    in_time.votes(RUNNER)
    admin = visit(Admin, own_demo)
    admin.opens_the_vote_to_run()
    admin.does("Close voting now", "close")
    for voter in late:
        voter.presses("Cast my vote", "Voting has closed", status=409)
        voter.reads("Your vote did not arrive in time.")
        voter.reads_when_it_closed()
    at_ballot.presses("Continue", "Voting has closed", status=409)
    in_time.opens(AWARD + "/receipt", "Thank you for your vote")
    in_time.reads("Your vote can no longer be changed.")
    juror = visit(Juror, own_demo)
    juror.opens_the_count()
    assert (juror.sees_votes(CLUB), juror.sees_votes(RUNNER), juror.sees_all_votes()) == (0, 1, 1)


@pytest.mark.acceptance(12)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_deadline_passes_with_the_ballot_open(
    visit: Visit, own_demo: Demo, photograph: Photograph, lang: Language
) -> None:
    at_review = _before_casting(visit, own_demo, lang=lang)
    at_ballot = visit(Voter, own_demo, lang=lang)
    at_ballot.opens_the_ballot()
    at_ballot.chooses(CLUB)
    own_demo.lets_the_deadline_pass()
    for voter, button in ((at_ballot, "Continue"), (at_review, "Cast my vote")):
        voter.presses(button, "Voting has closed", status=409)
        voter.reads_when_it_closed()
        voter.reads("Your vote did not arrive in time.")
    photograph(at_review.page, "too-late")


def test_who_was_signed_out_in_another_tab_signs_in_again_and_chooses_again(visit: Visit, demo: Demo) -> None:
    voter = _before_casting(visit, demo)
    other = voter.opens_another_tab()
    other.opens("/account", "Your account")
    other.signs_out()
    voter.presses("Cast my vote", "What is your e‑mail address?")
    voter.signs_in(then="Choose one nominee")  # signing out has made this browser forget the choice
    voter.chooses(CLUB)
    voter.continues_to_review()
    voter.sends_the_vote()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_address_that_leads_nowhere_leads_to_the_start_page(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    for path in ("/nothing", "/arets-omfamning/1999", AWARD + "/nominees/nobody", "/arets-omfamning/2026/ballot/x"):
        voter.opens(path, "We cannot find that page", status=404)
    voter.follows("To the start page", QUESTION)


def _before_casting(visit: Visit, demo: Demo, *, lang: Language = "sv", scripts: bool = True) -> Voter:
    """A voter who looks over her choice of the club."""
    voter: Voter = visit(Voter, demo, lang=lang, scripts=scripts)
    voter.opens_the_ballot()
    voter.chooses(CLUB)
    voter.continues_to_sign_in()
    voter.signs_in_to_review()
    return voter
