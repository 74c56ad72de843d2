"""Pages that say no, in both languages: what happened, and what to do."""

import pytest

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from voting.text import Language

pytestmark = [pytest.mark.acceptance(28), pytest.mark.parametrize("lang", ["sv", "en"])]
TOO_LONG = "a" * 70_000


def test_a_form_from_another_browser_is_stale(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_ballot()
    voter.chooses("Marit Tallhed")
    voter.context.clear_cookies()
    voter.presses("Continue", "The form had gone stale", status=400)


def test_an_address_for_forms_alone_cannot_be_opened(visit: Visit, demo: Demo, lang: Language) -> None:
    visit(Voter, demo, lang=lang).opens("/sign-out", "That cannot be done here", status=405)


def test_far_too_much_at_once_is_refused(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    field = voter.field("E-mail address")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill(TOO_LONG)
    voter.presses("Send me a code", "That was too much at once", status=413)


def test_an_act_that_does_not_fit_the_phase_is_refused(visit: Visit, demo: Demo, lang: Language) -> None:
    admin = visit(Admin, demo, lang=lang)
    admin.opens_the_vote_to_run()
    admin.opens(f"/admin{AWARD}/certify", "That is not possible now", status=409)


def test_codes_for_one_address_run_out(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    for _ in range(5):
        voter.asks_for_code()
        voter.follows("Change address", "Sign in")
    voter.field("E-mail address").fill(voter.address)
    voter.presses("Send me a code", "Too many tries in a short while", status=429)


def test_trouble_with_the_keys_is_not_the_voter_s_fault(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    voter.signs_in(then="Who should receive Embrace of the Year 2026?")
    with demo.key_missing():
        voter.opens(AWARD + "/ballot", "We cannot serve you right now", status=503)
