"""Leaving ballots out of the count, taking them back in, and agreeing to certify: what one proposes, another decides.

Where an installation has only one admin, the act is done at once, and marked as single-handed in the public log.
The tallies that the jury follows are left alone: what a decision does to the count appears when the count is certified,
so that nobody can learn a choice by leaving a ballot out and looking.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.ballots.models import Receipt
from voting.ballots.rules import receipt_number
from voting.canvass import queries, rules
from voting.canvass.models import Proposal, ProposedBallot
from voting.canvass.rules import ProposalState
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Action, NotInThisPhase, VoidReason, check_appeals
from voting.extensions import db

_ACTS = {Action.VOID: Act.VOIDED, Action.UNVOID: Act.UNVOIDED}


def propose_void(
    *,
    contest_id: uuid.UUID,
    ballots: Sequence[bytes],
    cause: VoidReason,
    reason: str,
    actor: uuid.UUID,
    alone: bool,
) -> uuid.UUID:
    """Propose to leave ballots (commitments) out of the count; with `alone` it is done at once. Returns the proposal.

    Raises UnknownBallot, ReplacedBallot, VoidedAlready, ProposedAlready, CertificationWaits, NothingLeft.
    """
    return _propose(contest_id, Action.VOID, ballots, cause, reason, actor, alone)


def propose_unvoid(
    *, contest_id: uuid.UUID, ballots: Sequence[bytes], reason: str, actor: uuid.UUID, alone: bool
) -> uuid.UUID:
    """Propose to take ballots back into the count. Raises as above, and NotVoided."""
    return _propose(contest_id, Action.UNVOID, ballots, None, reason, actor, alone)


def approve(*, contest_id: uuid.UUID, proposal_id: uuid.UUID, actor: uuid.UUID, alone: bool = False) -> None:
    """Carry out what another admin has proposed about ballots. Raises Decided, OwnProposal.

    `alone`: the installation has no other admin any more, so that one may decide an own proposal.
    """
    contests.hold(contest_id)
    proposal = _open_proposal(contest_id, proposal_id)
    standing = _hold(contest_id, Action(proposal.action))
    if proposal.proposed_by == actor and not alone:
        raise rules.OwnProposal
    _carry_out(standing, proposal, actor)


def decline(*, contest_id: uuid.UUID, proposal_id: uuid.UUID, reason: str, actor: uuid.UUID) -> None:
    """Turn a proposal down, or take one's own back. Raises Decided."""
    contests.hold(contest_id)
    proposal = _open_proposal(contest_id, proposal_id)
    standing = _hold(contest_id, Action(proposal.action))
    _decide(proposal, ProposalState.DECLINED, standing, actor)
    audit.record(Act.DECLINED, actor=actor, contest=contest_id, reason=reason, proposal=proposal.action)


def agree_to_certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID, alone: bool) -> Proposal | None:
    """The proposal to certify, once two have agreed to it, or one with `alone`; None while it waits for the other.

    Raises ProposalsWait while anything about ballots is open, and OwnProposal for the second try of the first.
    """
    standing = _hold(contest_id, Action.CERTIFY)
    check_appeals(standing.contest.appeals_end, standing.now)
    waiting = queries.list_open(contest_id)
    if any(proposal.action != Action.CERTIFY.value for proposal in waiting):
        raise rules.ProposalsWait
    if waiting and waiting[0].proposed_by == actor and not alone:
        raise rules.OwnProposal
    proposal = waiting[0] if waiting else _add(standing, Action.CERTIFY, (), None, reason, actor)
    if not waiting and not alone:
        _tell(proposal)
        return None
    _decide(proposal, ProposalState.APPROVED, standing, actor)
    return proposal


def _propose(
    contest_id: uuid.UUID,
    action: Action,
    ballots: Sequence[bytes],
    cause: VoidReason | None,
    reason: str,
    actor: uuid.UUID,
    alone: bool,
) -> uuid.UUID:
    standing = _hold(contest_id, action)
    if any(proposal.action == Action.CERTIFY.value for proposal in queries.list_open(contest_id)):
        raise rules.CertificationWaits
    if not ballots:
        raise rules.NothingLeft
    proposal = _add(standing, action, ballots, cause, reason, actor)
    _check(proposal)
    if alone:
        _carry_out(standing, proposal, actor)
    else:
        _tell(proposal)
    return proposal.id


def _hold(contest_id: uuid.UUID, action: Action) -> Standing:
    """Hold a contest whose close has been written down: before that, ballots may still be on their way to the log."""
    standing = contests.hold_for(contest_id, action)
    if standing.contest.closed_at is None:
        raise NotInThisPhase
    return standing


def _open_proposal(contest_id: uuid.UUID, proposal_id: uuid.UUID) -> Proposal:
    proposal = queries.get_proposal(contest_id, proposal_id)
    if proposal.state != ProposalState.OPEN.value:
        raise rules.Decided
    return proposal


def _add(
    standing: Standing,
    action: Action,
    ballots: Sequence[bytes],
    cause: VoidReason | None,
    reason: str,
    actor: uuid.UUID,
) -> Proposal:
    contest_id = standing.contest.id
    proposal = Proposal(
        id=uuid.uuid4(),
        contest_id=contest_id,
        action=action.value,
        cause=cause and cause.value,
        reason=reason,
        ballots=len(set(ballots)),
        proposed_by=actor,
        proposed_at=standing.now,
    )
    db.session.add(proposal)
    db.session.flush()
    rows = [{"proposal_id": proposal.id, "contest_id": contest_id, "commitment": ballot} for ballot in set(ballots)]
    try:
        with db.session.begin_nested():
            if rows:
                db.session.execute(insert(ProposedBallot), rows)
    except IntegrityError as error:  # one of them is not in the log of this contest
        raise rules.UnknownBallot(receipt=receipt_number(_unknown(contest_id, ballots))) from error
    return proposal


def _tell(proposal: Proposal) -> None:
    """Write down that it waits for somebody else."""
    told: dict[str, Any] = {"ballots": proposal.ballots} if proposal.ballots else {}
    told |= {"proposal": proposal.action, "reason": proposal.reason}
    audit.record(Act.PROPOSED, actor=proposal.proposed_by, contest=proposal.contest_id, **told)


def _unknown(contest_id: uuid.UUID, ballots: Sequence[bytes]) -> bytes:
    known = set(db.session.scalars(select(Receipt.commitment).where(Receipt.contest_id == contest_id)))
    return min(set(ballots) - known)


def _check(proposal: Proposal) -> None:
    """Raises unless each of the ballots can be left out, or taken back in."""
    newer = aliased(Receipt)
    replaced = exists().where(newer.contest_id == Receipt.contest_id, newer.replaced == Receipt.commitment)
    voiding = proposal.action == Action.VOID.value
    wrong = Receipt.voided.is_not(None) if voiding else Receipt.voided.is_(None)
    elsewhere = Receipt.commitment.in_(queries.proposed(proposal.contest_id, but=proposal.id))
    for misfit, refusal in (
        (replaced, rules.ReplacedBallot),
        (wrong, rules.VoidedAlready if voiding else rules.NotVoided),
        (elsewhere, rules.ProposedAlready),
    ):
        mine = Receipt.commitment.in_(_ballots_of(proposal))
        found = select(Receipt.commitment).where(Receipt.contest_id == proposal.contest_id, mine, misfit).limit(1)
        commitment = db.session.scalar(found)
        if commitment is not None:
            raise refusal(receipt=receipt_number(commitment))


def _carry_out(standing: Standing, proposal: Proposal, actor: uuid.UUID) -> None:
    """An entry in the public log for each ballot, and what the ballots' voters are told: all of it or nothing."""
    _check(proposal)
    ballots = db.session.scalars(_ballots_of(proposal).order_by(ProposedBallot.commitment)).all()
    at = contests.record(
        standing,
        _ACTS[Action(proposal.action)],
        actor=actor,
        proposer=proposal.proposed_by,
        reason=proposal.reason,
        details={"ballots": len(ballots)},
        entry={"reason": proposal.cause} if proposal.cause else {},
        ballots=ballots,
    )
    mine = (Receipt.contest_id == proposal.contest_id) & Receipt.commitment.in_(_ballots_of(proposal))
    db.session.execute(update(Receipt).where(mine).values(voided=proposal.cause, voided_at=proposal.cause and at))
    db.session.execute(update(Contest).where(Contest.id == proposal.contest_id).values(canvassed_at=at))
    _decide(proposal, ProposalState.APPROVED, standing, actor)


def _ballots_of(proposal: Proposal) -> Select[bytes]:
    return select(ProposedBallot.commitment).where(ProposedBallot.proposal_id == proposal.id)


def _decide(proposal: Proposal, state: ProposalState, standing: Standing, actor: uuid.UUID) -> None:
    values = {"state": state.value, "decided_by": actor, "decided_at": standing.now}
    db.session.execute(update(Proposal).where(Proposal.id == proposal.id).values(**values))
