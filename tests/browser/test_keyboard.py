"""Voting, and running a vote, with the keyboard alone: all is reached, in order, and one always sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.browser.actors import CONTEST, Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.keyboard import SKIP, Keyboard
from voting.demo.service import ADMIN
from voting.text import Language

CLUB = "Vedåsen Sports Club"


@pytest.mark.acceptance(30)
@pytest.mark.acceptance(30)
@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)], ids=["swedish-phone", "english-desk"])
def test_the_whole_vote_by_keyboard(visit: Visit, demo: Demo, lang: Language, size: dict[str, int]) -> None:
    voter = visit(Voter, demo, lang=lang, size=size)
    keyboard = Keyboard(voter)
    voter.opens_the_start_page()
    keyboard.skips_to_the_content()
    keyboard.tabs_to("Vote now")
    keyboard.presses("Enter", "Choose one nominee")

    keyboard.skips_to_the_content()
    keyboard.tabs()
    keyboard.arrows_to(CLUB)
    voter.page.keyboard.press("Space")
    voter.sees_chosen(CLUB)
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "What is your e‑mail address?")

    keyboard.signs_in("Look over your vote")

    keyboard.skips_to_the_content()
    keyboard.tabs_to("Cast my vote")
    keyboard.presses("Space", "Thank you for your vote")
    voter.sees_receipt()
    keyboard.skips_to_the_content()
    keyboard.tabs_to("Save the receipt as a file")
    keyboard.goes_round()


@pytest.mark.acceptance(30)
@pytest.mark.parametrize("height", range(560, 760, 30))
def test_the_ballot_lets_the_keyboard_through_from_end_to_end(visit: Visit, demo: Demo, height: int) -> None:
    """On screens of several heights, so that the bar at the bottom would cover one stop or another."""
    voter = visit(Voter, demo, size={"width": 360, "height": height})
    voter.opens_the_ballot()
    stops = Keyboard(voter).tabs_to("Sign in")
    assert stops[0] == voter.say(SKIP)
    assert len([stop for stop in stops if stop.startswith("Läs mer om")]) == 6


@pytest.mark.acceptance(30)
@pytest.mark.acceptance(30)
def test_a_refused_ballot_leads_the_keyboard_to_the_choices(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    keyboard = Keyboard(voter)
    voter.opens_the_ballot()
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "Choose one nominee", status=422)
    keyboard.meets_problem("Choose one of the nominees.")
    first = voter.page.get_by_role("radio").first
    expect(first).to_be_focused()
    keyboard.stops_at()
    voter.page.keyboard.press("Space")
    expect(first).to_be_checked()
    keyboard.tabs_to("Continue")
    keyboard.presses("Enter", "What is your e‑mail address?")


@pytest.mark.acceptance(30)
def test_an_admin_goes_to_an_act_and_away_from_it_by_keyboard(visit: Visit, demo: Demo) -> None:
    """Signs in, reads where the vote stands, opens closing, is refused, cancels."""
    admin = visit(Admin, demo)
    admin.address = ADMIN
    keyboard = Keyboard(admin)
    admin.opens("/admin/", "Sign in")
    keyboard.signs_in("Votes to run")
    keyboard.skips_to_the_content()
    keyboard.tabs_to(CONTEST)
    keyboard.presses("Enter", CONTEST)
    keyboard.goes_round()
    keyboard.skips_to_the_content()
    keyboard.tabs_to("Close voting now")
    keyboard.presses("Enter", "Close voting now")

    keyboard.tabs_to("Reason")
    keyboard.types("Alla har röstat")
    keyboard.tabs()
    keyboard.types("stopp")
    keyboard.presses("Enter", "Close voting now", status=422)
    keyboard.meets_problem("Type “{word}”, exactly that word.", word="close")
    assert keyboard.stops_at() == admin.say("Type “{word}” to confirm", word="close")
    assert keyboard.tabs() == admin.say("Close voting now")
    assert keyboard.tabs() == admin.say("Cancel")
    keyboard.presses("Enter", CONTEST)
    admin.sees_step("Voting open")


@pytest.mark.acceptance(30)
def test_a_refused_act_has_the_focus_on_its_errors_after_the_skip_link(visit: Visit, demo: Demo) -> None:
    admin = visit(Admin, demo)
    admin.opens_the_vote_to_run()
    admin.starts("Close voting now")
    keyboard = Keyboard(admin)
    keyboard.skips_to_the_content()
    keyboard.tabs_to("Close voting now")
    keyboard.presses("Enter", "Close voting now", status=422)
    expect(admin.page.get_by_role("alert")).to_be_focused(timeout=1000)
