"""Voting with a finger: the whole card is what one taps."""

import pytest

from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo

CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"


@pytest.mark.acceptance(5)
@pytest.mark.parametrize(
    ("across", "down"),
    [(0.04, 0.04), (0.96, 0.04), (0.04, 0.96), (0.97, 0.5), (0.15, 0.5), (0.5, 0.4)],
    ids=["corner", "other-corner", "below-the-photo", "edge", "photo", "words"],
)
def test_tapping_anywhere_on_a_card_chooses_it(visit: Visit, demo: Demo, across: float, down: float) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_ballot()
    voter.chooses(RUNNER)
    card = voter.card(CLUB)
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    voter.page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + down * box["height"])
    voter.sees_chosen(CLUB)
