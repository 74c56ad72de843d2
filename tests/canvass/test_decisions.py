"""Voiding and restoring ballots: what two agree on, what the log says, and what is refused."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.acts import cast, set_contest
from tests.canvass.reviews import (
    ALONE,
    ANNA,
    BERT,
    REASON,
    alike,
    approve,
    ballots_of,
    certify,
    close,
    cluster_of,
    decisions,
    decline,
    panel_of,
    propose,
    propose_back,
    propose_cluster,
    states,
    void,
    voided,
)
from tests.faults import nothing_is_done_by_halves
from tests.ledgers import entries_of, kinds_of
from tests.lookups import contest_of, events_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.accounts import service as accounts
from voting.accounts.models import RoleGrant
from voting.accounts.queries import admins_covering
from voting.accounts.rules import Role, read_address
from voting.ballots.queries import count_voided, find_fate
from voting.ballots.rules import Fate
from voting.canvass import rules
from voting.canvass.queries import list_open
from voting.canvass.rules import ClusterKind
from voting.clock import now
from voting.contests.rules import Action, AppealsRun, NotInThisPhase, Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.ledger.rules import note_digest
from voting.transaction import transaction

VOTER = b"v" * 32


@pytest.fixture
def vote(site: Site) -> Vote:
    return site.make_vote(appeal_hours="48")


@pytest.fixture
def ballots(site: Site, vote: Vote) -> list[bytes]:
    """Four ballots of a closed contest, beside two that nobody has anything against."""
    alike(site, site.make_vote(award="another"), 2)
    receipts = alike(site, vote, 4)
    alike(site, vote, 2, "nominee-2")
    close(site, vote)
    return ballots_of(site, vote, receipts)


def make_admins(site: Site, count: int, *, since: timedelta = timedelta(days=1)) -> list[uuid.UUID]:
    """Accounts that have been admins for so long."""
    with site.app.app_context(), transaction():
        made = [accounts.ensure_account(read_address(f"admin-{at}-{since.days}@demo.example")) for at in range(count)]
        for account_id in made:
            accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
        long_ago = update(RoleGrant).where(RoleGrant.account_id.in_(made))
        db.session.execute(long_ago.values(granted_at=now() - since))
    return made


def test_a_proposal_alone_changes_nothing_but_the_audit_log(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    before = contents(site, but=("proposal", "proposed_ballot", "audit_event"))
    propose(site, vote, ballots)
    assert contents(site, but=("proposal", "proposed_ballot", "audit_event")) == before
    assert voided(site, vote) == set()
    event = events_of(site, vote)[-1]
    assert (event.action, event.actor) == ("proposed", ANNA)
    assert event.details == {
        "proposal": "void",
        "void_reason": "invented-addresses",
        "reason": "one owner",
        "ballots": 4,
    }


def test_what_a_second_admin_approves_is_an_entry_for_each_ballot(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    approve(site, vote, propose(site, vote, ballots))
    assert voided(site, vote) == set(ballots)
    entries = entries_of(site, vote)[-4:]
    event = events_of(site, vote)[-1]
    note = note_digest(bytes.fromhex(event.details["salt"]), "one owner")
    assert [entry["c"] for entry in entries] == [ballot.hex() for ballot in sorted(ballots)]
    assert {(entry["type"], entry["reason"], entry["note"]) for entry in entries} == {("void", REASON.value, note)}
    assert [entry["by"] for entry in entries] == [[1, 2]] * 4
    assert (event.action, event.actor, event.details["ballots"]) == ("voided", BERT, 4)
    assert states(site, vote) == [("void", "approved")]
    assert [(found.action, found.void_reason, found.ballots, found.joint) for found in decisions(site, vote)] == [
        (Action.VOID, REASON.value, 4, True)
    ]


def test_a_lone_admin_acts_at_once_and_the_log_says_so(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    propose(site, vote, ballots[:1], panel=ALONE)
    assert voided(site, vote) == {ballots[0]}
    assert entries_of(site, vote)[-1]["by"] == [1]
    assert [found.joint for found in decisions(site, vote)] == [False]
    propose_back(site, vote, ballots[:1], panel=ALONE)
    assert voided(site, vote) == set()
    assert (kinds_of(site, vote)[-1], entries_of(site, vote)[-1]["by"]) == ("unvoid", [1])
    assert [event.action for event in events_of(site, vote)][-2:] == ["voided", "unvoided"]


def test_a_restored_ballot_counts_again_and_may_be_voided_again(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    void(site, vote, ballots)
    approve(site, vote, propose_back(site, vote, ballots[:2], actor=BERT), actor=ANNA)
    assert voided(site, vote) == set(ballots[2:])
    void(site, vote, ballots[:1])
    assert voided(site, vote) == {ballots[0], *ballots[2:]}
    assert kinds_of(site, vote)[-7:] == ["void"] * 4 + ["unvoid"] * 2 + ["void"]
    with site.app.app_context():
        assert count_voided(vote.id) == {REASON.value: 3}


def test_a_declined_proposal_changes_nothing_and_is_over(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    for actor in (ANNA, BERT):  # one's own may be taken back
        proposal = propose(site, vote, ballots)
        decline(site, vote, proposal, actor=actor)
        for again in (approve, decline):
            before = contents(site)
            with pytest.raises(rules.Decided):
                again(site, vote, proposal)
            assert contents(site) == before
    assert voided(site, vote) == set()
    assert "void" not in kinds_of(site, vote)
    assert states(site, vote) == [("void", "declined")] * 2
    assert events_of(site, vote)[-1].action == "declined"


def test_nobody_approves_an_own_proposal(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    proposal = propose(site, vote, ballots)
    refused(site, rules.OwnProposal, lambda: approve(site, vote, proposal, actor=ANNA))
    approve(site, vote, proposal)
    refused(site, rules.Decided, lambda: approve(site, vote, proposal))


def refused(site: Site, error: type[Exception], call: Callable[[], Any]) -> None:
    """`call` is refused, and nothing is stored."""
    before = contents(site)
    with pytest.raises(error):
        call()
    assert contents(site) == before


def test_what_cannot_be_voided_is_refused_whole(site: Site, vote: Vote) -> None:
    first = cast(site, vote, "nominee-1", pseudonym=VOTER).receipt
    second = cast(site, vote, "nominee-2", pseudonym=VOTER).receipt
    third = alike(site, vote, 1)
    elsewhere = site.make_vote(award="another")
    foreign = alike(site, elsewhere, 1)
    for each in (vote, elsewhere):
        close(site, each)
    replaced, good, other = ballots_of(site, vote, [first, second, *third])
    (strange,) = ballots_of(site, elsewhere, foreign)
    for unknown in (b"x" * 32, strange):
        refused(site, IntegrityError, lambda unknown=unknown: propose(site, vote, [good, unknown]))
    refused(site, rules.ReplacedBallot, lambda: propose(site, vote, [good, replaced]))
    refused(site, rules.NotVoided, lambda: propose_back(site, vote, [good]))
    refused(site, rules.NothingLeft, lambda: propose(site, vote, []))
    proposals = [propose(site, vote, [good]), propose(site, vote, [other, good], actor=BERT)]
    approve(site, vote, proposals[0])
    refused(site, rules.VoidedAlready, lambda: approve(site, vote, proposals[1], actor=ANNA))
    refused(site, rules.VoidedAlready, lambda: propose(site, vote, [other, good]))
    assert voided(site, vote) == {good}


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_votes_are_voided_between_closing_and_certifying_only(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    refused(site, NotInThisPhase, lambda: propose(site, vote, [b"x" * 32]))
    refused(site, NotInThisPhase, lambda: propose_back(site, vote, [b"x" * 32]))
    refused(site, NotFound, lambda: approve(site, vote, uuid.uuid4()))


def test_a_close_that_only_the_clock_has_made_comes_first(site: Site) -> None:
    vote = site.make_vote()
    alike(site, vote, 1)
    set_contest(site, vote, closes_at=contest_of(site, vote).opens_at + timedelta(seconds=1))
    assert site.phase(vote) is Phase.CLOSED
    refused(site, NotInThisPhase, lambda: propose(site, vote, [b"x" * 32]))


def test_another_contests_proposal_cannot_be_decided_here(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    other = site.make_vote(Phase.CLOSED, award="third")
    proposal = propose(site, vote, ballots)
    refused(site, NotFound, lambda: approve(site, other, proposal))
    refused(site, NotFound, lambda: decline(site, other, proposal))


@pytest.mark.parametrize("where", ["append", "record"])
def test_no_ballot_is_voided_without_its_entry_and_no_entry_stands_without_it(
    site: Site, vote: Vote, ballots: list[bytes], where: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    proposal = propose(site, vote, ballots)
    nothing_is_done_by_halves(site, partial(approve, site, vote, proposal), where, monkeypatch, subtests)
    approve(site, vote, proposal)
    assert voided(site, vote) == set(ballots)


def test_the_voter_reads_why_and_nobody_reads_more(site: Site, vote: Vote) -> None:
    receipts = alike(site, vote, 2)
    close(site, vote)
    ballots = ballots_of(site, vote, receipts)
    void(site, vote, ballots[:1])
    with site.app.app_context():
        gone, kept = (find_fate(vote.id, ballot[:15]) for ballot in ballots)
    assert (gone.fate, gone.void_reason) == (Fate.VOIDED, REASON.value)
    assert (kept.fate, kept.void_reason) == (Fate.RECORDED, None)


def test_certifying_needs_two_where_there_are_two(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    anna, bert = make_admins(site, 2)
    certify(site, vote, anna)
    assert (site.phase(vote), states(site, vote)) == (Phase.CLOSED, [("certify", "open")])
    assert kinds_of(site, vote)[-1] == "close"
    before = contents(site)
    certify(site, vote, anna)  # a double click
    assert contents(site) == before
    refused(site, rules.CertificationWaits, lambda: propose(site, vote, ballots))
    certify(site, vote, bert)
    assert (site.phase(vote), states(site, vote)) == (Phase.CERTIFIED, [("certify", "approved")])
    entry = entries_of(site, vote)[-1]
    assert (entry["type"], len(entry["by"])) == ("certify", 2)
    assert [(found.action, found.joint) for found in decisions(site, vote)] == [(Action.CERTIFY, True)]


def test_a_lone_admin_certifies_and_the_log_says_so(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    (anna,) = make_admins(site, 1)
    certify(site, vote, anna)
    assert site.phase(vote) is Phase.CERTIFIED
    assert len(entries_of(site, vote)[-1]["by"]) == 1
    assert [found.joint for found in decisions(site, vote)] == [False]


def test_nothing_is_certified_while_anything_waits(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    anna, bert = make_admins(site, 2)
    panel = panel_of(anna, bert)
    proposal = propose(site, vote, ballots[:1], actor=anna, panel=panel)
    refused(site, rules.ProposalsWait, lambda: certify(site, vote, bert))
    approve(site, vote, proposal, actor=bert, panel=panel)
    refused(site, AppealsRun, lambda: certify(site, vote, bert))
    for_objections = timedelta(hours=48)
    set_contest(
        site,
        vote,
        appeals_from=(contest_of(site, vote).appeals_from or pytest.fail("nothing was voided")) - for_objections,
    )
    certify(site, vote, bert)
    certify(site, vote, anna)
    entry = entries_of(site, vote)[-1]
    assert (entry["voided"], entry["counted"], entry["tally"]["nominee-1"]) == ({REASON.value: 1}, 5, 3)


def test_restoring_gives_the_time_for_objections_anew(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    void(site, vote, ballots)
    long_ago = (contest_of(site, vote).appeals_from or pytest.fail("nothing was voided")) - timedelta(hours=47)
    set_contest(site, vote, appeals_from=long_ago)
    approve(site, vote, propose_back(site, vote, ballots[:1]))
    assert (contest_of(site, vote).appeals_from or long_ago) > long_ago
    refused(site, AppealsRun, lambda: certify(site, vote, ANNA))


def test_a_declined_certification_lets_the_review_go_on(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    anna, bert = make_admins(site, 2)
    certify(site, vote, anna)
    with site.app.app_context():
        (waiting,) = list_open(vote.id)
    refused(site, rules.CertifiesElsewhere, lambda: approve(site, vote, waiting.id))
    decline(site, vote, waiting.id, actor=bert, panel=panel_of(anna, bert))
    void(site, vote, ballots)
    assert voided(site, vote) == set(ballots)


def test_a_cluster_is_voided_as_far_as_it_still_counts(site: Site, vote: Vote) -> None:
    receipts = alike(site, vote, 4, family="anna")
    alike(site, vote, 2)
    close(site, vote)
    ballots = ballots_of(site, vote, receipts)
    void(site, vote, ballots[:1])
    proposal = propose_cluster(site, vote, cluster_of(site, vote))
    assert voided(site, vote) == {ballots[0]}
    approve(site, vote, proposal)
    assert voided(site, vote) == set(ballots)
    assert [found.ballots for found in decisions(site, vote)] == [1, 3]
    nothing = propose_cluster(site, vote, cluster_of(site, vote))  # told only when it is carried out
    refused(site, rules.NothingLeft, lambda: approve(site, vote, nothing))
    decline(site, vote, nothing)
    refused(site, rules.NothingLeft, lambda: propose_cluster(site, vote, cluster_of(site, vote), panel=ALONE))
    approve(site, vote, propose_back(site, vote, ballots[2:]))
    propose_cluster(site, vote, cluster_of(site, vote), panel=ALONE)
    assert voided(site, vote) == set(ballots)
    assert [found.joint for found in decisions(site, vote)] == [True, True, True, False]


def test_a_network_is_never_proposed(site: Site, vote: Vote) -> None:
    alike(site, vote, 3, network="192.0.2.0/24")
    close(site, vote)
    found = cluster_of(site, vote, ClusterKind.NETWORK)
    refused(site, rules.NetworkAlone, lambda: propose_cluster(site, vote, found))


def test_a_double_click_proposes_once(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    first = propose(site, vote, ballots[:2])
    assert propose(site, vote, ballots[1::-1]) == first
    assert propose(site, vote, ballots[:1]) != first
    assert propose(site, vote, ballots[:2], actor=BERT) != first
    assert states(site, vote) == [("void", "open")] * 3


def test_who_became_an_admin_after_the_close_decides_nothing(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    """Otherwise one person could invite a second mailbox, and the log would say "two"."""
    anna, bert = make_admins(site, 2)
    (late,) = make_admins(site, 1, since=timedelta(days=-1))
    with site.app.app_context():
        assert admins_covering(vote.award, vote.year)(contest_of(site, vote).closed_at or pytest.fail("open")) == {
            anna,
            bert,
        }
    proposal = propose(site, vote, ballots, actor=anna, panel=panel_of(anna, bert))
    for act in (approve, decline):
        refused(
            site, rules.MadeTooLate, lambda act=act: act(site, vote, proposal, actor=late, panel=panel_of(anna, bert))
        )
    decline(site, vote, proposal, actor=anna, panel=panel_of(anna, bert))
    refused(site, rules.MadeTooLate, lambda: certify(site, vote, late))


def test_where_nobody_is_left_who_was_an_admin_in_time_one_acts_alone(
    site: Site, vote: Vote, ballots: list[bytes]
) -> None:
    late, later = make_admins(site, 2, since=timedelta(days=-1))
    certify(site, vote, late)
    assert site.phase(vote) is Phase.CERTIFIED
    assert entries_of(site, vote)[-1]["by"] == [2]  # anna, who closed, was the first
    assert later != late


def test_what_a_former_admin_has_proposed_is_proposed_anew(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    proposal = propose(site, vote, ballots)
    only_bert = panel_of(BERT)
    refused(site, rules.ProposerGone, lambda: approve(site, vote, proposal, panel=only_bert))
    decline(site, vote, proposal, panel=only_bert)
    propose(site, vote, ballots, actor=BERT, panel=only_bert)
    assert [entry["by"] for entry in entries_of(site, vote)[-4:]] == [[2]] * 4
    assert [found.joint for found in decisions(site, vote)] == [False]


def test_the_right_is_looked_at_when_the_turn_has_come(site: Site, vote: Vote, ballots: list[bytes]) -> None:
    """Not before: somebody may have lost the role while waiting for it."""
    anna, bert = make_admins(site, 2)
    proposal = propose(site, vote, ballots, actor=anna, panel=panel_of(anna, bert))
    asked = []

    def panel(instant: datetime) -> frozenset[uuid.UUID]:
        asked.append((instant, in_a_transaction()))
        return admins_covering(vote.award, vote.year)(instant)

    with site.app.app_context():
        closed_at = contest_of(site, vote).closed_at
    approve(site, vote, proposal, actor=bert, panel=panel)
    assert asked == [(closed_at, True)]


def in_a_transaction() -> bool:
    return bool(db.session.info.get("voting_writing"))
