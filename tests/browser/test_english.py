"""Who reads English meets no Swedish: on pages and errors, in the mail, in titles and behind pictures."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Admin, Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.person import Person
from tests.site import Vote
from voting.accounts.rules import Role
from voting.contests import queries as contests
from voting.contests.rules import Phase
from voting.nominees.queries import list_nominees

WORDS = (Path(__file__).parent / "scripts" / "words.js").read_text()
SWEDISH = re.compile(
    r"[åäöÅÄÖ]|\b(och|att|inte|eller|ett|som|din|ditt|dig|jag|vill|kan|utan|hur|vem|kl)\b", re.IGNORECASE
)
CLUB = "Vedåsen Sports Club"
PUBLIC = ("/how-we-count", "/privacy", "/accessibility", "/demo/outbox", "/no/such/page", "/sign-out")
OF_A_VOTE = ("", "/ballot", "/results", "/log", "/counted", "/nominees/vedasens-if", "/nominees/karlskoga-degerfors")


@pytest.mark.acceptance(15)
def test_a_voter_meets_english_alone(visit: Visit, demo: Demo, photograph: Photograph) -> None:
    names = _names(demo)
    voter = visit(Voter, demo, lang="en")
    for path in (*PUBLIC, *(AWARD + path for path in OF_A_VOTE)):
        voter.page.goto(voter.url(path))
        _reads_english(voter, names)
    voter.opens_the_start_page()
    closes = voter.page.get_by_role("time").first
    instant = datetime.fromisoformat(closes.get_attribute("datetime") or "").astimezone(UTC)
    expect(closes).to_contain_text(f"{instant:%B}")
    voter.opens_the_ballot()
    voter.presses("Continue", "Choose one nominee", status=422)
    _reads_english(voter, names)
    voter.chooses(CLUB)
    voter.continues_to_sign_in()
    _reads_english(voter, names)
    voter.asks_for_code()
    voter.field("Code").fill("1234")
    voter.presses("Continue", "Check your mail", status=422)
    _reads_english(voter, names)
    voter.field("Code").fill(voter.finds_code())
    voter.presses("Continue", "Look over your vote")
    _reads_english(voter, names)
    voter.sends_the_vote()
    _reads_english(voter, names)
    photograph(voter.page, "receipt")
    for path in ("/ballot", "/ballot?change=1", "/receipt"):
        voter.page.goto(voter.url(AWARD + path))
        _reads_english(voter, names)
    voter.page.goto(voter.url("/demo/outbox"))
    letter = voter.page.get_by_role("article").filter(has_text=voter.address).first
    expect(letter.locator("[lang=en]").first).to_be_visible()
    assert _swedish(letter.inner_text().splitlines(), names) == []


@pytest.mark.acceptance(15)
@pytest.mark.parametrize("phase", [Phase.ANNOUNCED, Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED])
def test_every_other_phase_is_english_too(visit: Visit, stage: Demo, phase: Phase) -> None:
    vote = stage.site.make_vote(phase, award=f"lage-{phase.value}")
    visitor = visit(Voter, stage, lang="en")
    _reads_pages(visitor, vote, "", "/ballot", "/results", "/log", "/counted", names=[])


@pytest.mark.acceptance(15)
def test_the_pages_of_jury_and_admins_are_english_too(visit: Visit, stage: Demo) -> None:
    vote = stage.site.make_vote(award="personal")
    juror = visit(Juror, stage, lang="en")
    juror.address = stage.gives(Role.JUROR)
    juror.comes_signed_in(f"/jury{vote.path}", "The count in {award}", award="The Test Award 2026")
    _reads_english(juror, [])
    juror.page.goto(juror.url("/admin/"))
    _reads_english(juror, [])
    admin = visit(Admin, stage, lang="en")
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}/close", "Close voting now")
    _reads_english(admin, [])
    admin.presses("Close voting now", "Close voting now", status=422)
    _reads_english(admin, [])
    paths = ("/extend", "/certify")
    _reads_pages(admin, Vote(vote.id, f"admin/{vote.award}", vote.year), "", *paths, names=[])
    for path in ("/admin/follow-up", "/admin/mail", "/admin/accounts"):
        admin.page.goto(admin.url(path))
        _reads_english(admin, [])


def _reads_pages(person: Person, vote: Vote, *paths: str, names: list[str]) -> None:
    for path in paths:
        person.page.goto(person.url(vote.path + path))
        _reads_english(person, names)


def _reads_english(person: Person, names: list[str]) -> None:
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    assert person.page.locator("html").get_attribute("lang") == "en"
    assert _swedish(person.page.evaluate(WORDS), names) == [], person.page.url


def _swedish(texts: list[str], names: list[str]) -> list[str]:
    """Texts that are not English once the names in them are taken out: people and places have one everywhere."""
    kept = []
    for text in texts:
        rest = text
        for name in sorted(
            {
                *names,
                "Årets omfamning",
                "Malmö",
                "Testföreningen",
                "Trygg och Säker",
                "Vedåsen",
                "Hagaström",
                "Lövhamra",
                "På svenska",
            },
            key=len,
            reverse=True,
        ):
            rest = rest.replace(name, "")
        if SWEDISH.search(rest):
            kept.append(text)
    return kept


def _names(demo: Demo) -> list[str]:
    with demo.site.app.app_context():
        contest = contests.get_by_id(demo.vote.id).contest
        nominees = list_nominees(demo.vote.id)
        people = [person["name"] for nominee in nominees for person in nominee.people_data]
        english = [nominee.name.en for nominee in nominees]
        return [contest.award.organiser, *people, *(nominee.place for nominee in nominees), *filter(None, english)]
