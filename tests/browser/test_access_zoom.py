"""The ten main pages enlarged, with spaced text, with large text, and without motion: nothing is cut, nothing moves."""

import pytest

from tests.acts import act, cast_votes
from tests.browser.actors import Admin, Juror, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import SIDEWAYS
from tests.browser.ways import CUT, MOTION, stands
from voting.contests.rules import Action
from voting.text import Language

CLUB = "Vedåsen Sports Club"
STYLE = """
(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}
"""
LANGUAGES = pytest.mark.parametrize("lang", ["sv", "en"])


@pytest.mark.acceptance(31, 34)
@LANGUAGES
def test_a_voter_s_pages_stand_enlarged(visit: Visit, demo: Demo, lang: Language) -> None:
    """Start, nominee, ballot, sign-in, code, review and receipt."""
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_start_page()
    stands(voter)
    voter.follows(CLUB, CLUB)
    stands(voter)
    voter.follows("Vote for {name}", "Choose one nominee", name=CLUB)
    stands(voter)
    voter.continues_to_sign_in()
    stands(voter)
    voter.asks_for_code()
    stands(voter)
    voter.field("Code").fill(voter.finds_code())
    voter.presses("Continue", "Look over your vote")
    stands(voter)
    voter.sends_the_vote()
    stands(voter)


@pytest.mark.acceptance(31, 34)
@LANGUAGES
def test_the_staff_s_pages_stand_enlarged(visit: Visit, own_demo: Demo, lang: Language) -> None:
    """Jury, lifecycle, and the page of an act."""
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    juror = visit(Juror, own_demo, lang=lang)
    juror.opens_the_count()
    stands(juror)
    admin = visit(Admin, own_demo, lang=lang)
    admin.opens_the_vote_to_run()
    stands(admin)
    admin.starts("Close voting now")
    stands(admin)


@pytest.mark.acceptance(31, 34)
@LANGUAGES
def test_the_results_stand_enlarged(visit: Visit, own_demo: Demo, lang: Language) -> None:
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    for action in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        act(own_demo.site, own_demo.vote, action)
    voter = visit(Voter, own_demo, lang=lang)
    voter.opens(AWARD + "/results", "{award} goes to {name}", award="Embrace of the Year 2026", name=CLUB)
    stands(voter)


@pytest.mark.parametrize(
    ("css", "script", "problem"),
    [
        ("main > * { block-size: 1rem; overflow: hidden }", CUT, "cut off: "),
        ("footer { margin-block-start: -10rem }", CUT, "lies over"),
        ("header { position: sticky; block-size: 90vh }", CUT, "header stays and takes 90 %"),
        ("footer { transition: color 1s !important }", MOTION, "transition on footer"),
        ("@keyframes x { to { opacity: 0 } } main { animation: x 9s !important }", MOTION, "running: x"),
        ("@view-transition { navigation: auto }", MOTION, "view transition"),
        (
            "main h1 { inline-size: 1rem !important; overflow-wrap: anywhere !important }",
            SIDEWAYS,
            "letter by letter: ",
        ),
    ],
)
def test_what_is_cut_lies_over_or_moves_is_found(visit: Visit, demo: Demo, css: str, script: str, problem: str) -> None:
    voter = visit(Voter, demo)
    voter.opens("/how-we-count", "How we count")
    assert voter.page.evaluate(script) == []
    voter.page.evaluate(STYLE, css)
    assert problem in " ".join(voter.page.evaluate(script))


def test_icons_stand_beside_the_words_of_their_links(visit: Visit, demo: Demo) -> None:
    admin = visit(Admin, demo)
    admin.opens_the_vote_to_run()
    for link in admin.page.locator(".link-list a.with-icon").all():
        icon, words = link.locator(".icon").bounding_box(), link.locator("span").bounding_box()
        assert icon
        assert words
        assert icon["x"] + icon["width"] <= words["x"]
    assert admin.page.locator(".link-list a.with-icon").count() == 3
