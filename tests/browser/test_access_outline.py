"""What a screen reader finds on the ballot, the results and the lifecycle page, in which order.

Only what must be there is written down; more may stand between.
"""

import pytest
import yaml

from tests.acts import act, cast_votes
from tests.browser.actors import CONTEST, Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.outline import in_order, outline
from voting.contests.rules import Action
from voting.demo.service import FILE
from voting.text import Language

CLUB = "Vedåsen Sports Club"
BALLOT = {
    "sv": """
        link Hoppa till innehållet
        banner
        link Årets omfamning
        link In English
        main
        heading 1 Välj en av de nominerade
        group Vem ska få Årets omfamning 2026?…
        radio…
        button Fortsätt
        contentinfo
        link Tillgänglighet
    """,
    "en": """
        link Skip to the content
        banner
        link Årets omfamning
        link På svenska
        main
        heading 1 Choose one nominee
        group Who should receive Embrace of the Year 2026?…
        radio…
        button Continue
        contentinfo
        link Accessibility
    """,
}
RESULTS = {
    "sv": """
        link Hoppa till innehållet
        banner
        main
        heading 1 Årets omfamning 2026 går till Vedåsens IF
        img Illustration: …
        heading 2 Alla röster
        table Räknade röster per nominerad
        columnheader Placering
        columnheader Nominerad
        columnheader Röster
        columnheader Andel
        rowheader Vedåsens IF
        rowheader Marit Tallhed
        rowheader Karlskoga och Degerfors
        link Så räknar vi
        link Tabellen för kalkylprogram (CSV)
        contentinfo
    """,
    "en": """
        link Skip to the content
        banner
        main
        heading 1 Embrace of the Year 2026 goes to Vedåsen Sports Club
        img Illustration: …
        heading 2 All votes
        table Counted votes for each nominee
        columnheader Rank
        columnheader Nominee
        columnheader Votes
        columnheader Share
        rowheader Vedåsen Sports Club
        rowheader Marit Tallhed
        rowheader Karlskoga and Degerfors
        link How we count
        link The table for a spreadsheet (CSV)
        contentinfo
    """,
}
LIFECYCLE = {
    "sv": """
        link Hoppa till innehållet
        banner
        navigation Sidor för administratörer och jury
        main
        heading 1 Årets omfamning 2026
        heading 2 Så långt har det kommit
        item Röstningen öppen…
        item Röstningen stängd…
        item Resultatet fastställt…
        item Resultatet publicerat…
        heading 2 Att göra nu
        link Flytta sluttiden
        link Stäng röstningen nu
        heading 2 Det här har gjorts
        table…
        columnheader När
        rowheader…
        contentinfo
        button Logga ut
    """,
    "en": """
        link Skip to the content
        banner
        navigation Staff pages
        main
        heading 1 Embrace of the Year 2026
        heading 2 Where it stands
        item Voting open…
        item Voting closed…
        item Result certified…
        item Result published…
        heading 2 What to do now
        link Move the closing time
        link Close voting now
        heading 2 What has been done
        table…
        columnheader When
        rowheader…
        contentinfo
        button Sign out
    """,
}
LANGUAGES = pytest.mark.parametrize("lang", ["sv", "en"])


pytestmark = pytest.mark.acceptance(28, 35)


@LANGUAGES
def test_the_ballot_as_it_is_told(visit: Visit, demo: Demo, lang: Language) -> None:
    """The group has the question for its name, and each choice its nominee and what that one has done."""
    voter = visit(Voter, demo, lang=lang)
    voter.opens_the_ballot()
    told = outline(voter.page)
    assert in_order(told, BALLOT[lang]) == ""
    nominees = yaml.safe_load(FILE.read_text())["nominees"]
    expected = {f"radio {each['name'][lang]} ({each['line'][lang]}" for each in nominees}
    assert {line.split(")")[0] for line in told if line.startswith("radio ")} == expected
    assert len([line for line in told if line.startswith("radio ")]) == len(nominees)
    voter.chooses(CLUB)
    chosen = [line for line in outline(voter.page) if line.endswith("[checked]")]
    assert [line.startswith(f"radio {voter.say(CLUB)} (") for line in chosen] == [True]


@LANGUAGES
def test_the_review_as_it_is_told(visit: Visit, demo: Demo, lang: Language) -> None:
    """The button says what pressing it does, and the link what it changes."""
    voter = visit(Voter, demo, lang=lang)
    voter.opens("/sign-in", "Sign in")
    voter.signs_in(then="Who should receive Embrace of the Year 2026?")
    voter.opens_the_ballot()
    voter.chooses(CLUB)
    voter.continues_to_review()
    expected = f"""
        main
        heading 1 {voter.say("Look over your vote")}
        heading 2 {voter.say("You are voting for:")} {voter.say(CLUB)}
        link {voter.say("Change whom you vote for")}
        button {voter.say("Cast my vote")}
    """
    assert in_order(outline(voter.page), expected) == ""


@LANGUAGES
def test_the_lifecycle_page_and_the_results_as_they_are_told(visit: Visit, own_demo: Demo, lang: Language) -> None:
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    admin = visit(Admin, own_demo, lang=lang)
    admin.opens_the_vote_to_run()
    admin.sees_step("Voting open")
    assert in_order(outline(admin.page), LIFECYCLE[lang]) == ""
    for action in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        act(own_demo.site, own_demo.vote, action)
    voter = visit(Voter, own_demo, lang=lang)
    voter.opens(AWARD + "/results", "{award} goes to {name}", award=CONTEST, name=CLUB)
    assert in_order(outline(voter.page), RESULTS[lang]) == ""


def test_what_is_missing_or_out_of_its_place_is_told() -> None:
    told = ["main", "heading 1 A", "button B"]
    assert in_order(told, "main\nheading 1…\nbutton B") == ""
    assert in_order(told, "button B\nmain").startswith("missing, or out of its place: 'main'")
    assert in_order(told, "heading 2 A") != ""
