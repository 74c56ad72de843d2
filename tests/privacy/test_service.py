"""Erasing an account: everything that names the person goes, no result changes, and never while a vote is on."""

import pytest

from tests.acts import cast_votes, set_contest
from tests.site import Site
from tests.tables import contents
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.privacy.rules import VotingOpen

ADDRESS = "anna@demo.example"


def erase(site: Site, address: str = ADDRESS) -> tuple[int, str]:
    done = site.app.test_cli_runner().invoke(args=["privacy", "erase", address])
    return done.exit_code, done.output.strip()


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.PUBLISHED])
def test_erasing_removes_the_account_and_leaves_the_ballots(site: Site, phase: Phase) -> None:
    vote = site.make_vote()
    voter, other = site.voter(ADDRESS), site.voter("bert@demo.example")
    voter.vote(vote, "nominee-1")
    other.vote(vote, "nominee-2")
    site.staff(Role.JUROR)
    with site.app.app_context():
        site.move_to(vote.id, phase)
    before = contents(site)
    assert erase(site) == (0, "Erased.")
    after = contents(site)
    changed = {name for name in after if after[name] != before[name]}
    assert {name: len(after[name]) - len(before[name]) for name in changed} == {
        "account": -1,
        "web_session": -1,
        "audit_event": 1,
    }
    assert voter.get("/account").request.path == "/sign-in"
    assert other.get("/account").request.path == "/account"
    assert erase(site) == (0, "Nothing is stored about that address.")


@pytest.mark.parametrize("phase", [Phase.ANNOUNCED, Phase.OPEN])
def test_nobody_is_erased_while_a_vote_is_announced_or_open(site: Site, phase: Phase) -> None:
    """The same address could come back as a new account, and vote again."""
    cast_votes(site, site.make_vote(year=2025), nominee_1=1)
    site.make_vote(Phase.PUBLISHED, award="another")
    site.make_vote(phase)
    site.voter(ADDRESS)
    before = contents(site)
    code, told = erase(site)
    assert (code, told.partition(". It can be done from ")[0]) == (
        1,
        "Error: " + VotingOpen.message.partition(". It")[0],
    )
    assert contents(site) == before


def test_a_rehearsal_keeps_nobody_from_being_erased(site: Site) -> None:
    """What is voted there is thrown away; a real vote that is open keeps them still."""
    rehearsed = site.make_vote()
    set_contest(site, rehearsed, rehearsal=True)
    site.voter(ADDRESS)
    assert erase(site) == (0, "Erased.")
    site.voter(ADDRESS)
    site.make_vote(award="another")
    assert erase(site)[0] == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_address_that_is_none_is_refused(site: Site) -> None:
    assert erase(site, "anna")[0] == 1
