"""The look that every page gets finds what it is there for."""

from pathlib import Path

import pytest

from tests.browser import axe
from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import PHONE, Inspection, View, skipped

PALE_IN_FORCED_COLOURS = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("main p { forced-color-adjust: none; color: #ccc; background: #fff }");
  document.adoptedStyleSheets = [sheet];
}
"""


@pytest.mark.acceptance(35)
@pytest.mark.parametrize(
    ("levels", "bad"),
    [([1, 2, 3, 3, 2], False), ([2, 1, 2], False), ([1, 3], True), ([3, 1], True), ([1, 2, 4], True), ([1], False)],
)
def test_a_skipped_level_is_found(levels: list[int], bad: bool) -> None:
    assert skipped(levels) == bad


@pytest.mark.acceptance(35)
def test_two_pages_with_one_title_are_found(visit: Visit, demo: Demo, tmp_path: Path) -> None:
    voter = visit(Voter, demo, scripts=False)
    voter.opens("/how-we-count", "How we count")
    view, looked_at = View(page=voter.page, lang="sv", size=PHONE, scripts=False), Inspection(tmp_path / "seen")
    looked_at.look(view)
    voter.page.goto(voter.url("/how-we-count?page=2"))
    looked_at.look(view)
    voter.page.evaluate("() => { document.querySelector('link[rel=canonical]').href = '/somewhere-else'; }")
    with pytest.raises(AssertionError, match="have the same title"):
        looked_at.look(view)


@pytest.mark.acceptance(28)
def test_pale_text_in_forced_colours_is_found(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens("/how-we-count", "How we count")
    voter.page.emulate_media(forced_colors="active")
    assert axe.violations(voter.page, axe.COLOURS) == []
    voter.page.evaluate(PALE_IN_FORCED_COLOURS)
    assert {found.partition(":")[0] for found in axe.violations(voter.page, axe.COLOURS)} == {"color-contrast"}
