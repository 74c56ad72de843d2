"""Erasing an account: everything that names the person goes, no result changes, and never while a vote is on."""

import pytest

from tests.acts import cast_votes, set_contest
from tests.factors.phones import give
from tests.site import Site
from tests.tables import contents
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import HoldsRole, NoLongerAdmin, Scope
from voting.audit.queries import list_events
from voting.contests.rules import Phase
from voting.privacy import service
from voting.privacy.rules import VotingOpen
from voting.transaction import transaction

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


@pytest.mark.parametrize("role", [Role.ADMIN, Role.JUROR])
def test_a_colleague_is_not_erased_before_the_role_is_taken_away(site: Site, role: Role) -> None:
    """One of two admins could else be rid of the other, and decide alone, without a word about it in the log."""
    anna = give(site, "admin@demo.example")
    give(site, ADDRESS, role)
    vote = site.make_vote()
    with site.app.app_context():
        site.move_to(vote.id, Phase.CLOSED)
    before = contents(site)
    for own_actor in (anna, None):
        with site.app.app_context(), pytest.raises(HoldsRole), transaction():
            service.erase_account(address=read_address(ADDRESS), actor=own_actor, reason="asked")
    assert erase(site) == (1, f"Error: {HoldsRole.message}")
    assert contents(site) == before
    assert site.app.test_cli_runner().invoke(args=["account", "revoke", ADDRESS]).exit_code == 0
    assert erase(site) == (0, "Erased.")


def test_who_leaves_with_a_role_leaves_that_behind_in_the_log(site: Site) -> None:
    give(site, "admin@demo.example")
    me = give(site, ADDRESS)
    with site.app.app_context(), transaction():
        service.erase_account(address=read_address(ADDRESS), own=True)
    with site.app.app_context():
        erased, revoked = list_events(limit=2)
    assert (revoked.action, revoked.actor) == ("revoked", me)
    assert revoked.details == {"account": str(me), "role": "admin"}
    assert (erased.action, erased.actor, erased.details) == ("erased", None, {})


def test_who_has_become_no_admin_erases_nobody(site: Site) -> None:
    give(site, "admin@demo.example")
    bo = give(site, "bo@demo.example", scopes=frozenset({Scope("books")}))
    site.voter(ADDRESS)
    before = contents(site)
    for address in (ADDRESS, "nobody@demo.example"):
        with site.app.app_context(), pytest.raises(NoLongerAdmin), transaction():
            service.erase_account(address=read_address(address), actor=bo, reason="asked")
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_address_that_is_none_is_refused(site: Site) -> None:
    assert erase(site, "anna")[0] == 1
