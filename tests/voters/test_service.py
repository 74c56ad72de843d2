"""The list of those who may vote: what is stored, what is told, and that nothing is stored by halves."""

import pytest
from sqlalchemy import select

from tests.site import Site, Vote
from tests.tables import contents, row_counts, statements
from voting.audit.models import AuditEvent
from voting.contests.rules import NotInThisPhase, Phase
from voting.extensions import db
from voting.privacy import service as privacy
from voting.transaction import transaction
from voting.voters import queries, service
from voting.voters.rules import ListFull, ReasonMissing, read_list
from voting.voters.service import Changed


def invite(site: Site, vote: Vote, *addresses: str, replace: bool = False, reason: str = "") -> Changed:
    with site.app.app_context(), transaction():
        listed = read_list("\n".join(addresses)).addresses.values()
        return service.invite(contest_id=vote.id, addresses=listed, replace=replace, reason=reason, actor=None)


def remove(site: Site, vote: Vote, address: str, reason: str = "moved") -> bool:
    with site.app.app_context(), transaction():
        (mailbox,) = read_list(address).addresses.values()
        return service.remove(contest_id=vote.id, address=mailbox, reason=reason, actor=None)


def listed(site: Site, vote: Vote) -> list[str]:
    with site.app.app_context():
        found = sorted(service.list_masked(vote.id, page=0))
        assert len(found) == queries.count_invited(vote.id)
        db.session.remove()
    return found


def test_addresses_are_added_once_replaced_and_taken_away(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    other = site.make_vote(Phase.DRAFT, award="annat-pris")
    assert invite(site, other, "anna@demo.example") == Changed(1, 0, 1)
    assert invite(site, vote, "anna@demo.example", "bo@gmail.com") == Changed(2, 0, 2)
    assert invite(site, vote, "B.O@googlemail.com", "cy@demo.example") == Changed(1, 0, 3)
    assert invite(site, vote, "cy@demo.example", "dag@demo.example", replace=True) == Changed(1, 2, 2)
    assert listed(site, vote) == ["c…@demo.example", "d…@demo.example"]
    assert remove(site, vote, "CY@demo.example")
    assert not remove(site, vote, "anna@demo.example")  # she is on the other list
    assert listed(site, vote) == ["d…@demo.example"]
    assert listed(site, other) == ["a…@demo.example"]


def test_no_address_is_stored_or_recorded_in_the_clear(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    invite(site, vote, "karin.svensson@demo.example")
    remove(site, vote, "karin.svensson@demo.example")
    invite(site, vote, "karin.svensson@demo.example")
    assert "karin" not in str(contents(site))
    with site.app.app_context():
        told = [event.details for event in db.session.scalars(select(AuditEvent).where(AuditEvent.action == "listed"))]
        db.session.remove()
    assert told == [
        {"added": 1, "removed": 0, "total": 1},
        {"added": 0, "removed": 1, "total": 0, "reason": "moved"},
        {"added": 1, "removed": 0, "total": 1},
    ]


def test_a_list_that_would_be_too_long_stays_as_it_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = site.make_vote(Phase.DRAFT)
    invite(site, vote, "anna@demo.example")
    monkeypatch.setattr(service, "MOST_VOTERS", 2)
    before = contents(site)
    with pytest.raises(ListFull):
        invite(site, vote, "bo@demo.example", "cy@demo.example")
    assert contents(site) == before


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED])
def test_once_voting_has_closed_the_list_is_closed(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    before = contents(site)
    with pytest.raises(NotInThisPhase):
        invite(site, vote, "anna@demo.example", reason="late")
    with pytest.raises(NotInThisPhase):
        remove(site, vote, "anna@demo.example")
    assert contents(site) == before


@pytest.mark.parametrize("phase", [Phase.ANNOUNCED, Phase.OPEN])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_an_announced_list_is_changed_for_a_reason_alone(site: Site, phase: Phase, reason: str) -> None:
    vote = site.make_vote(phase)
    invite(site, vote, "anna@demo.example", reason="first")
    before = contents(site)
    with pytest.raises(ReasonMissing):
        invite(site, vote, "bo@demo.example", reason=reason)
    with pytest.raises(ReasonMissing):
        remove(site, vote, "anna@demo.example", reason)
    assert contents(site) == before


def test_a_long_list_is_replaced_in_few_statements(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 3)
    vote, other = site.make_vote(Phase.DRAFT), site.make_vote(Phase.DRAFT, award="annat-pris")
    for each in (vote, other):
        invite(site, each, *(f"a{number}@demo.example" for number in range(7)))
    with statements(site) as sent:
        assert invite(site, vote, "bo@demo.example", replace=True) == Changed(1, 7, 1)
    assert sum(text.startswith("DELETE FROM invited_voter") for text in sent) == 3
    assert (listed(site, vote), len(listed(site, other))) == (["b…@demo.example"], 7)


def test_an_announced_list_is_never_replaced_as_a_whole(site: Site) -> None:
    vote = site.make_vote(Phase.OPEN)
    with pytest.raises(NotInThisPhase):
        invite(site, vote, "anna@demo.example", replace=True, reason="why")


def test_a_list_is_deleted_when_its_contest_is_certified_and_no_other(site: Site) -> None:
    vote, other = site.make_vote(), site.make_vote(award="annat-pris")
    for each in (vote, other):
        invite(site, each, "anna@demo.example", reason="first")
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    with site.app.app_context(), transaction():
        service.purge()
    assert (listed(site, vote), listed(site, other)) == ([], ["a…@demo.example"])


def test_who_is_erased_is_on_no_list(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    invite(site, vote, "anna@demo.example", "bo@demo.example")
    with site.app.app_context(), transaction():
        (anna,) = read_list("anna@demo.example").addresses.values()
        assert privacy.erase_account(address=anna)
        assert not privacy.erase_account(address=anna)
    assert row_counts(site)["invited_voter"] == 1
