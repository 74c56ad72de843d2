"""Lists of every length, and the longest name: nothing is cut, and nothing looks forgotten."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect
from sqlalchemy import delete

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE, SIDEWAYS
from tests.factories import contest_file
from tests.site import Vote
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.text import LocalText
from voting.transaction import transaction

SIZES = {"phone": PHONE, "desk": DESK}
LONG = (
    "Brottsförebyggandesamverkansgruppen för Trygghetsvandringar i Nordöstra Göteborgs Stadsdelsnämndsområde med Omnejd"
)
BOXES = """
(element) => {
  const box = element.getBoundingClientRect();
  return { left: box.left, top: box.top + scrollY, width: box.width, height: box.height };
}
"""
CUT_OFF = """
() => [...document.querySelectorAll("main :is(label, h3, p, a)")]
  .filter((element) => element.checkVisibility() && getComputedStyle(element).position !== "absolute")
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
  .map((element) => element.textContent.trim().slice(0, 60))
"""


@pytest.mark.acceptance(4)
def test_cards_side_by_side_are_equally_high_and_the_longest_name_wraps(
    visit: Visit, stage: Demo, photograph: Photograph
) -> None:
    file = contest_file(award="langt-namn", nominees=6)
    first, *others = file.nominees
    file = replace(file, nominees=(replace(first, name=LocalText(LONG, LONG)), *others))
    vote = stage.site.make_vote(file=file)
    for size in SIZES.values():
        voter = visit(Voter, stage, size=size)
        for path in ("", "/ballot"):
            boxes = _boxes(voter, vote.path + path)
            assert len(boxes) == 6
            _fill_their_rows(boxes, size)
            assert voter.page.evaluate(SIDEWAYS) == []
            assert voter.page.evaluate(CUT_OFF) == []
            expect(voter.page.get_by_text(LONG).first).to_be_visible()
        if size == PHONE:
            voter.page.get_by_text(LONG).first.scroll_into_view_if_needed()
            photograph(voter.page, "the-longest-name")


@pytest.mark.acceptance(26)
@pytest.mark.parametrize("number", [1, 6, 12, 60])
def test_a_list_of_any_length_looks_meant(visit: Visit, stage: Demo, photograph: Photograph, number: int) -> None:
    vote = stage.site.make_vote(award=f"lista-{number}", nominees=max(number, 2))
    if number == 1:
        _drops(stage, vote, "nominee-2")
    for name, size in SIZES.items():
        voter = visit(Voter, stage, size=size)
        for path in ("", "/ballot"):
            boxes = _boxes(voter, vote.path + path)
            assert len(boxes) == number
            assert voter.page.evaluate(SIDEWAYS) == []
            _fill_their_rows(boxes, size)
        if number in (1, 60):
            voter.page.get_by_role("listitem").filter(
                has=voter.page.get_by_role("radio")
            ).first.scroll_into_view_if_needed()
        photograph(voter.page, f"{number}-{name}")
        voter.page.goto(voter.url(vote.path))
        said = "1 nominerad" if number == 1 else f"{number} nominerade"
        expect(voter.page.get_by_role("heading", name=said, exact=True)).to_be_visible()


@pytest.mark.acceptance(26)
def test_a_list_of_none_is_a_draft_that_says_what_to_do(visit: Visit, stage: Demo, photograph: Photograph) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award="lista-0", nominees=0)
    admin = visit(Admin, stage)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}", "The Test Award 2026")
    admin.reads("There must be at least two nominees.")
    photograph(admin.page, "none")
    visit(Voter, stage).opens(vote.path, "We cannot find that page", status=404)


def _boxes(voter: Voter, path: str) -> list[dict[str, Any]]:
    """Where the cards of the nominees lie on this page."""
    voter.page.goto(voter.url(path))
    expect(voter.page.get_by_role("heading", level=1)).to_be_visible()
    cards = voter.page.get_by_role("main").locator("li:has(img):has(h3), li:has(img):has(label)")
    return [card.evaluate(BOXES) for card in cards.all()]


def _fill_their_rows(boxes: list[dict[str, Any]], size: ViewportSize) -> None:
    """Rows of equally many cards, each row equally high and as wide as the others; no card is thin."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for box in boxes:
        rows.setdefault(round(box["top"]), []).append(box)
    assert len({len(row) for row in rows.values()}) == 1, f"a row is not full: {[len(row) for row in rows.values()]}"
    for row in rows.values():
        assert len({round(box["height"]) for box in row}) == 1
    assert len({round(box["width"]) for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 240
    assert max(box["left"] + box["width"] for box in boxes) <= size["width"]


def _drops(stage: Demo, vote: Vote, slug: str) -> None:
    """Behind the pages, which announce no vote with one nominee alone."""
    with stage.site.app.app_context(), transaction():
        db.session.execute(delete(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == slug))
