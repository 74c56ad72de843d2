"""Codes that no longer work: each is explained in the same way, and a new one is one tap away."""

import re
from collections.abc import Callable

import pytest

from tests.browser.actors import Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.person import QUESTION
from tests.browser.test_mistakes import WRONG_CODE

Spoil = Callable[[Voter, Demo, str], str]


def _too_late(voter: Voter, demo: Demo, code: str) -> str:
    demo.lets_codes_run_out()
    return code


def _mistyped(voter: Voter, demo: Demo, code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"


def _used_before(voter: Voter, demo: Demo, code: str) -> str:
    """She has signed in with it, signed out, and asked for another."""
    voter.field("Code").fill(code)
    voter.presses("Continue", QUESTION)
    voter.opens("/account", "Your account")
    voter.signs_out()
    voter.opens("/sign-in", "Sign in")
    voter.asks_for_code()
    return code


@pytest.mark.acceptance(10)
@pytest.mark.parametrize("spoil", [_too_late, _mistyped, _used_before])
def test_a_code_that_does_not_work_is_explained_and_replaced_by_one_tap(
    visit: Visit, demo: Demo, photograph: Photograph, spoil: Spoil
) -> None:
    voter = visit(Voter, demo)
    voter.opens("/sign-in", "Sign in")
    voter.asks_for_code()
    first = voter.finds_code()
    voter.field("Code").fill(spoil(voter, demo, first))
    demo.waits_for_a_new_code()
    voter.presses("Continue", "Check your mail", status=422)
    voter.reads_problem(WRONG_CODE)
    photograph(voter.page, spoil.__name__.strip("_").replace("_", "-"))
    newest = voter.finds_code()
    voter.presses("Send a new code", "Check your mail")
    voter.field("Code").fill(voter.finds_code(after=newest))
    voter.presses("Continue", QUESTION)


@pytest.mark.acceptance(10)
def test_nobody_learns_who_is_known_here(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.comes_signed_in("/account", "Your account")
    answers = []
    for address in (voter.address, "nobody-" + voter.address):
        stranger = visit(Voter, demo)
        stranger.address = address
        stranger.opens("/sign-in", "Sign in")
        stranger.asks_for_code()
        answers.append(_without_own(stranger.page.get_by_role("main").inner_text(), address))
        stranger.field("Code").fill("0000 0000")
        stranger.presses("Continue", "Check your mail", status=422)
        answers.append(_without_own(stranger.page.get_by_role("main").inner_text(), address))
    assert answers[:2] == answers[2:]


def _without_own(text: str, address: str) -> str:
    """Without the address, and the seconds that count down while the test is slow."""
    return re.sub(r"\d+ (sekund|second)\w*", "SECONDS", text.replace(address, "ADDRESS"))
