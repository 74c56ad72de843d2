"""How the votes are spread cannot be seen before its time, not on any page of anybody but the jury's.

The same pages are fetched before and after votes have moved from one nominee to another, and must be the same to the
last byte; where the turnout is hidden as well, also before and after the first vote.
"""

import os

import pytest
from sqlalchemy import case, update

from tests.acts import cast
from tests.architecture.routes import addresses
from tests.page import compared, main_text
from tests.site import Browser, Site, Vote
from voting.accounts.access import PUBLIC, declared_access
from voting.accounts.rules import Permission, Role
from voting.ballots.models import Ballot
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.results.models import CertifiedTally
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
VOTERS = [os.urandom(32) for _ in range(4)]


def pages(browser: Browser, vote: Vote) -> dict[str, str]:
    """Every page that this person can look at, in both languages, but the jury's."""
    hidden = {"demo.outbox", "accounts.code"}
    found = {}
    for endpoint, path in addresses(browser.site, vote, "GET"):
        access = declared_access(browser.site.app, endpoint)
        if endpoint not in hidden and access in (PUBLIC, *Permission) and access is not Permission.FOLLOW_COUNT:
            for prefix in ("", "/en"):
                found[prefix + path] = compared(browser.client.get(prefix + path))
    return found


def people(site: Site) -> dict[str, Browser]:
    found = {"visitor": site.browser(), "voter": site.voter(), "admin": site.staff(Role.ADMIN)}
    for browser in found.values():
        browser.client.set_cookie("order", "7")
        browser.get("/sign-in")  # gets its session's cookie, if it has none yet
    return found


def vote_as(site: Site, vote: Vote, choices: list[str]) -> None:
    for voter, choice in zip(VOTERS, choices, strict=True):
        cast(site, vote, choice, pseudonym=voter)


@pytest.mark.parametrize("person", ["visitor", "voter", "admin"])
def test_no_page_shows_how_the_votes_are_spread_while_voting_is_open(site: Site, person: str) -> None:
    site.make_vote(award="another")
    vote = site.make_vote()
    browser = people(site)[person]
    vote_as(site, vote, ["nominee-1", "nominee-1", "nominee-1", "nominee-2"])
    before = pages(browser, vote)
    vote_as(site, vote, ["nominee-3", "nominee-3", "nominee-3", "nominee-1"])
    assert pages(browser, vote) == before


def move_votes(site: Site, vote: Vote) -> None:
    """Give every vote to the nominee that has fewest, in the ballots and in what is certified."""
    with site.app.app_context(), transaction():
        last = get_nominee(vote.id, "nominee-3").id
        db.session.execute(update(Ballot).where(Ballot.contest_id == vote.id).values(nominee_id=last))
        mine = update(CertifiedTally).where(CertifiedTally.contest_id == vote.id)
        db.session.execute(mine.values(votes=case((CertifiedTally.nominee_id == last, 4), else_=0)))


def test_no_public_page_shows_how_the_votes_are_spread_before_it_is_published(
    site: Site, subtests: pytest.Subtests
) -> None:
    browser = people(site)["voter"]
    for year, phase in ((2024, Phase.CLOSED), (2025, Phase.CERTIFIED), (2026, Phase.PUBLISHED)):
        vote = site.make_vote(year=year)
        vote_as(site, vote, ["nominee-1", "nominee-1", "nominee-1", "nominee-2"])
        with site.app.app_context():
            site.move_to(vote.id, phase)
        before = pages(browser, vote)
        move_votes(site, vote)
        with subtests.test(phase=phase.value):
            assert (pages(browser, vote) == before) is (phase is not Phase.PUBLISHED)


def test_where_the_turnout_is_hidden_no_public_page_changes_when_people_vote(site: Site) -> None:
    site.make_vote(award="another")
    vote = site.make_vote(turnout_public="no")
    voters = people(site)
    before = {name: pages(voters[name], vote) for name in ("visitor", "voter")}
    vote_as(site, vote, ["nominee-1", "nominee-1", "nominee-2", "nominee-3"])
    assert {name: pages(voters[name], vote) for name in before} == before


@pytest.mark.parametrize(("lang", "open_words", "closed_words"), [
    ("sv", "4 röster hittills", "4 röster kom in"),
    ("en", "4 votes so far", "4 votes cast"),
])  # fmt: skip
def test_the_turnout_is_shown_to_everybody_once_it_may_be(
    site: Site, lang: str, open_words: str, closed_words: str
) -> None:
    browser = site.browser(lang)
    for turnout_public, year in (("yes", 2025), ("no", 2026)):
        vote = site.make_vote(year=year, turnout_public=turnout_public)
        vote_as(site, vote, ["nominee-1", "nominee-1", "nominee-2", "nominee-3"])
        assert (open_words in main_text(browser.get(vote.path))) is (turnout_public == "yes")
        with site.app.app_context():
            site.move_to(vote.id, Phase.CLOSED)
        assert closed_words in main_text(browser.get(vote.path))
