"""What must be seen is seen, by the pixels: focus in every scheme, the choice and the bars in forced colours."""

from collections import Counter
from io import BytesIO
from typing import Literal

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.acts import act, cast_votes
from tests.browser.actors import CONTEST, Admin, Juror, Person, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.web.contrast import contrast
from voting.contests.rules import Action

CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"
APART = 3.0  # WCAG 1.4.11
THICK = 2  # pixels
LOOKS: dict[str, dict[str, Literal["light", "dark", "active", "none"]]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
# What looks alike is looked at once: what it is, how it is drawn, and on what.
KIND = """
() => {
  const at = document.activeElement;
  const grounds = [];
  for (let node = at; node; node = node.parentElement) grounds.push(getComputedStyle(node).backgroundColor);
  return [at.localName, at.className, at.type, grounds.find((colour) => !colour.endsWith(", 0)"))].join(" ");
}
"""
ROUND = "() => { const box = document.activeElement.getClientRects()[0]; return 2 * (box.width + box.height) }"


@pytest.mark.acceptance(30, 32)
@pytest.mark.parametrize("look", ["light", "dark", "forced"])
def test_the_focus_is_seen_wherever_it_is(visit: Visit, own_demo: Demo, look: str) -> None:
    """At least as much as a line of 2 pixels around it turns 3:1 lighter or darker."""
    kinds: set[str] = set()
    weak: list[str] = []
    voter, admin = visit(Voter, own_demo), visit(Admin, own_demo)
    voter.opens_the_start_page()
    weak += _weak_marks(voter, look, kinds)
    voter.opens_the_ballot()
    voter.chooses(CLUB)
    weak += _weak_marks(voter, look, kinds)
    voter.continues_to_sign_in()
    weak += _weak_marks(voter, look, kinds)
    voter.signs_in_to_review()
    weak += _weak_marks(voter, look, kinds)
    voter.sends_the_vote()
    weak += _weak_marks(voter, look, kinds)
    admin.opens_the_vote_to_run()
    weak += _weak_marks(admin, look, kinds)
    admin.starts("Close voting now")
    weak += _weak_marks(admin, look, kinds)
    assert not weak, "\n".join(weak)
    assert len(kinds) > 8


@pytest.mark.acceptance(32)
def test_the_choice_is_seen_in_forced_colours(visit: Visit, demo: Demo) -> None:
    """Beside the word, the card that is chosen is drawn otherwise than the same card before."""
    voter = visit(Voter, demo)
    voter.opens_the_ballot()
    voter.page.emulate_media(forced_colors="active")
    voter.card(CLUB).scroll_into_view_if_needed()
    before = _photograph(voter.page)
    voter.choice(CLUB).check()
    expect(voter.card(CLUB).get_by_text(voter.say("Chosen"), exact=True)).to_be_visible()
    voter.page.evaluate("() => document.activeElement.blur()")
    assert _changed(before, _photograph(voter.page)) > 2000


@pytest.mark.acceptance(32)
def test_the_bars_are_seen_in_forced_colours(visit: Visit, own_demo: Demo) -> None:
    """On the jury's page and among the results: three times the votes, three times the length."""
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    juror = visit(Juror, own_demo)
    juror.opens_the_count()
    _sees_bars(juror)
    for action in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        act(own_demo.site, own_demo.vote, action)
    voter = visit(Voter, own_demo)
    voter.opens(AWARD + "/results", "{award} goes to {name}", award=CONTEST, name=CLUB)
    _sees_bars(voter)


def _weak_marks(person: Person, look: str, kinds: set[str]) -> list[str]:
    """Tabs through the page; the stops whose mark is not seen well enough, of those that look like none before."""
    page = person.page
    page.emulate_media(**LOOKS[look])  # type: ignore[arg-type]
    weak = []
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            break
        if (kind := page.evaluate(KIND)) in kinds:
            continue
        kinds.add(kind)
        page.evaluate("() => document.activeElement.scrollIntoView({ block: 'center' })")
        marked = _photograph(page)
        page.evaluate("() => { window.here = document.activeElement; here.blur() }")
        changed = _changed(_photograph(page), marked)
        page.evaluate("() => here.focus({ preventScroll: true })")
        least = 0.9 * THICK * page.evaluate(ROUND)
        if changed < least:
            weak.append(f"{page.url}, {look}: {kind}: {changed} pixels of {least:.0f}")
    page.emulate_media(**LOOKS["light"])  # type: ignore[arg-type]
    return weak


def _photograph(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _changed(before: Image.Image, after: Image.Image) -> int:
    """How many pixels differ by 3:1 or more."""
    area = ImageChops.difference(before, after).getbbox()
    if area is None:
        return 0
    pairs = Counter(zip(before.crop(area).get_flattened_data(), after.crop(area).get_flattened_data(), strict=True))
    return sum(number for (one, other), number in pairs.items() if one != other and contrast(one, other) >= APART)


def _sees_bars(person: Person) -> None:
    person.page.emulate_media(forced_colors="active")
    lengths = [_bar(person, name) for name in (CLUB, RUNNER, "Karlskoga and Degerfors")]
    person.page.emulate_media(forced_colors="none")
    assert lengths[0] > 30
    assert lengths[1:] == [pytest.approx(lengths[0] / 3, abs=3), pytest.approx(0, abs=2)]


def _bar(person: Person, nominee: str) -> int:
    """How many pixels of the bar's middle stand 3:1 apart from the page."""
    header = person.page.get_by_role("rowheader", name=person.say(nominee))
    bar = header.locator("svg")
    bar.scroll_into_view_if_needed()
    photo = Image.open(BytesIO(bar.screenshot())).convert("RGB")
    middle = [photo.getpixel((across, photo.height // 2)) for across in range(photo.width)]
    return sum(contrast(pixel, (255, 255, 255)) >= APART for pixel in middle)  # type: ignore[arg-type]
