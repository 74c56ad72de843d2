"""An office behind one network address votes together."""

import re
from typing import Any

import pytest

from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from voting.ballots.queries import count_ballots

COLLEAGUES, GROUP = 29, 15
TRIES = 50
INPUT = re.compile(r"<input[^>]+>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@pytest.mark.acceptance(16)
def test_thirty_people_behind_one_address_vote_within_the_hour(visit: Visit, own_demo: Demo) -> None:
    """All but one come without a screen: they send the same forms from the same network, and much quicker."""
    for first in range(0, COLLEAGUES, GROUP):
        _vote_together(own_demo, [f"kollega-{first + at}@demo.example" for at in range(min(GROUP, COLLEAGUES - first))])
    visit(Voter, own_demo).votes("Marit Tallhed")
    with own_demo.site.app.app_context():
        assert count_ballots(own_demo.vote.id) == COLLEAGUES + 1


def _vote_together(demo: Demo, addresses: list[str]) -> None:
    """As many as the demo's mailbox shows letters at once."""
    colleagues = {address: demo.site.app.test_client() for address in addresses}
    pages = {address: _asks_for_code(colleagues[address], address) for address in addresses}
    codes = _codes(demo, addresses)
    for address, client in colleagues.items():
        review = _sends(client, "/sign-in/code", pages[address], code=codes[address])
        receipt = _sends(client, f"{AWARD}/review", review)
        assert "<h1>Tack för din röst</h1>" in receipt


def _asks_for_code(client: Any, address: str) -> str:
    """From the ballot to the page that asks for the code."""
    ballot = client.get(f"{AWARD}/ballot").text
    sign_in = _sends(client, f"{AWARD}/ballot", ballot, nominee="vedasens-if")
    return _sends(client, "/sign-in", sign_in, address=address)


def _sends(client: Any, path: str, page: str, **filled: str) -> str:
    """The page that follows on sending the form of this one, with its hidden fields."""
    inputs = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(page)]
    hidden = {field["name"]: field.get("value", "") for field in inputs if field.get("type") == "hidden"}
    answer = client.post(path, data=hidden | filled, headers={"Referer": "http://127.0.0.1/"}, follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    text: str = answer.text
    return text


def _codes(demo: Demo, addresses: list[str]) -> dict[str, str]:
    """Everybody's code, from the demo's mailbox."""
    found: dict[str, str] = {}
    for _ in range(TRIES):
        demo.site.work()
        letters = demo.site.app.test_client().get("/demo/outbox").text
        for address in addresses:
            if code := re.search(rf"{address}\b.*?(\d{{4}} \d{{4}})", letters, re.DOTALL):
                found[address] = code[1]
        if len(found) == len(addresses):
            return found
    raise AssertionError(f"mail came to {sorted(found)} only")
