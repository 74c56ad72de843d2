"""A page asks the database as often for twelve nominees, contests or events as for one."""

import pytest
from sqlalchemy import update

from tests.acts import cast
from tests.site import Browser, Site, Vote
from tests.tables import statements
from voting.accounts.rules import Role
from voting.clock import now
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SIZES = {2022: 1, 2023: 3, 2024: 12}


def make_votes(site: Site, phase: Phase = Phase.OPEN) -> list[Vote]:
    """Three contests with 1, 3 and 12 nominees who can be chosen, and a vote for each of them, two for the first."""
    votes = []
    for year, nominees in SIZES.items():
        vote = site.make_vote(Phase.OPEN, year=year, nominees=max(nominees, 2))
        for number in range(1, nominees + 1):
            cast(site, vote, f"nominee-{number}")
        cast(site, vote, "nominee-1")  # a tie is another page
        if nominees == 1:  # it takes two to be announced
            with site.app.app_context(), transaction():
                second = update(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == "nominee-2")
                db.session.execute(second.values(withdrawn_at=now()))
        with site.app.app_context():
            site.move_to(vote.id, phase)
        votes.append(vote)
    return votes


def asked(browser: Browser, path: str) -> int:
    """How often the database is asked for a page. It is fetched once before, for what is cached."""
    browser.get(path)
    with statements(browser.site) as sent:
        answer = browser.client.get(path)
    assert answer.status_code == 200, path
    return len(sent)


@pytest.mark.parametrize("part", ["", "/nominees/nominee-1", "/ballot", "/results"])
def test_a_public_page_does_not_ask_more_for_more_nominees(site: Site, part: str) -> None:
    browser = site.browser()
    assert len({asked(browser, f"{vote.path}{part}") for vote in make_votes(site)}) == 1


@pytest.mark.parametrize(
    ("part", "who"),
    [("/ballot", "voter"), ("/review", "voter"), ("/ballot?change=1", "has voted"), ("/receipt", "has voted")],
)
def test_a_page_of_the_vote_does_not_ask_more_for_more_nominees(site: Site, part: str, who: str) -> None:
    voter = site.voter()
    counts = set()
    for vote in make_votes(site):
        if who == "has voted":
            voter.vote(vote)
        voter.client.set_cookie("mark", f"{vote.id.hex}/nominee-1")
        counts.add(asked(voter, f"{vote.path}{part}"))
    assert len(counts) == 1


def test_casting_does_not_ask_more_for_more_nominees(site: Site) -> None:
    voter = site.voter()
    counts = set()
    for vote in make_votes(site):
        voter.get(f"{vote.path}/ballot")
        voter.submit(nominee="nominee-1")
        with statements(site) as sent:
            voter.submit(f"{vote.path}/review", follow=False)
        counts.add(len(sent))
    assert len(counts) == 1


@pytest.mark.parametrize("ending", ["", ".csv", ".json"])
def test_a_published_result_does_not_ask_more_for_more_nominees(site: Site, ending: str) -> None:
    browser = site.browser()
    votes = make_votes(site, Phase.PUBLISHED)
    assert len({asked(browser, f"{vote.path}/results{ending}") for vote in votes}) == 1


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CERTIFIED])
def test_a_page_of_staff_does_not_ask_more_for_more_nominees(site: Site, role: Role, phase: Phase) -> None:
    staff = site.staff(role)
    page = {Role.JUROR: "/jury", Role.ADMIN: "/admin"}[role]
    assert len({asked(staff, f"{page}{vote.path}") for vote in make_votes(site, phase)}) == 1


def test_lists_do_not_ask_more_for_more_contests_or_events(site: Site) -> None:
    people = {"/": site.browser(), "/jury/": site.staff(Role.JUROR), "/admin/": site.staff(Role.ADMIN)}
    people["/admin/audit"] = people["/admin/mail"] = people["/admin/accounts"] = people["/admin/"]
    counts = []
    for years in ((2001, 2002), range(2003, 2008)):
        for year in years:
            site.make_vote(year=year)
            site.voter(f"voter-{year}@demo.example")
        counts.append({path: asked(browser, path) for path, browser in people.items()})
    assert counts[0] == counts[1]
