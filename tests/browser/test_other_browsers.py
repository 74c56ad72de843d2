"""The voter's way in the browsers that are not Chromium, since phones are not all Chromium."""

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.browser.actors import RECEIPT
from tests.browser.demo import AWARD, Demo
from tests.browser.others import PATIENCE_SECONDS, Firefox, Phone, WebKit, firefox, lacking, webkit
from voting.ballots.queries import count_ballots

ADDRESS = "annan@demo.example"
CODE = re.compile(rf"{ADDRESS}.*?(\d{{4}} \d{{4}})", re.DOTALL)


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        pytest.param(Firefox, firefox, id="firefox", marks=pytest.mark.acceptance("Firefox")),
        pytest.param(WebKit, webkit, id="webkit", marks=pytest.mark.acceptance("WebKit")),
    ],
)
def test_a_vote_is_cast_and_counted_once(
    own_demo: Demo,
    picture: Callable[[str], Path],
    kind: type[Phone],
    start: Callable[[], AbstractContextManager[Phone]],
) -> None:
    if lack := lacking(kind):
        pytest.skip(lack)  # also with CI=true: not every system has these two
    with start() as phone:
        phone.opens(own_demo.origin + "/")
        phone.meets("Vem ska få Årets omfamning 2026?")
        phone.taps("a", "Rösta nu")
        phone.meets("Välj en av de nominerade")
        phone.chooses("Vedåsens IF")
        phone.meets("Vilken är din e-postadress?", by="Fortsätt")
        phone.types("E-postadress", ADDRESS)
        phone.taps("button", "Skicka en kod")
        phone.meets("Titta i din inkorg")
        code = _finds_code(phone, own_demo)
        phone.types("Kod", code)
        phone.taps("button", "Fortsätt")
        phone.meets("Granska din röst")
        assert "Vedåsens IF" in phone.reads()
        phone.taps("button", "Skicka min röst")
        phone.meets("Tack för din röst")
        receipt = RECEIPT.search(phone.reads().replace("\n", ""))
        assert receipt
        phone.keeps(picture("receipt"))
        phone.opens(f"{own_demo.origin}{AWARD}/ballot")
        phone.meets("Du har röstat")
        assert receipt.group() in phone.reads().replace("\n", "")
    with own_demo.site.app.app_context():
        assert count_ballots(own_demo.vote.id) == 1


def _finds_code(phone: Phone, demo: Demo) -> str:
    """The code in the demo's mailbox, and then back to the page that asks for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    phone.opens(f"{demo.origin}/demo/outbox")
    phone.meets("Demobrevlådan")
    while not (found := CODE.search(phone.reads())):
        assert time.monotonic() < deadline, "no mail came"
        phone.opens(f"{demo.origin}/demo/outbox")
    phone.opens(f"{demo.origin}/sign-in/code?next={AWARD}/review")
    phone.meets("Titta i din inkorg")
    return found[1]
