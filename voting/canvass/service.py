"""Voiding ballots, restoring them, and agreeing to certify: what one admin proposes, another decides.

Where nobody else could decide, the act is done at once, and marked as single-handed in the public log. What is answered
never depends on which ballots are in which cluster: otherwise whoever types the numbers of votes could find it out.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, insert, literal, select, update

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.ballots.models import Receipt
from voting.ballots.rules import receipt_number
from voting.canvass import queries, rules
from voting.canvass.models import Proposal, ProposedBallot
from voting.canvass.rules import ClusterKind, Panel, ProposalState
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Action, VoidReason, check_appeals, check_closed
from voting.database import allow_long_statements
from voting.extensions import db
from voting.ledger.queries import Head

_Ballots = Sequence[bytes] | Select[bytes]  # commitments, or how to find them
_ACTS = {Action.VOID: Act.VOIDED, Action.UNVOID: Act.UNVOIDED}


def propose_void_of_cluster(
    *,
    contest_id: uuid.UUID,
    kind: ClusterKind,
    key: str,
    void_reason: VoidReason,
    reason: str,
    actor: uuid.UUID,
    panel: Panel,
    known: Head | None = None,
) -> uuid.UUID:
    """Propose to void a cluster; it is done at once by who is alone. Returns the proposal, also of an earlier click.

    `known`: the log's head, read just before. Raises NetworkAlone, MadeTooLate, CertificationWaits, NothingLeft.
    """
    if kind is ClusterKind.NETWORK:
        raise rules.NetworkAlone
    standing, alone = _hold_to_propose(contest_id, Action.VOID, actor, panel)
    proposal = _new(standing, Action.VOID, reason, actor)
    proposal.void_reason, proposal.cluster_kind, proposal.cluster_key = void_reason.value, kind.value, key
    return _propose(standing, proposal, queries.cluster_ballots(contest_id, kind, key), alone, known)


def propose_void(
    *,
    contest_id: uuid.UUID,
    ballots: Sequence[bytes],
    void_reason: VoidReason,
    reason: str,
    actor: uuid.UUID,
    panel: Panel,
    known: Head | None = None,
) -> uuid.UUID:
    """The same for ballots that are named (commitments of this contest's log). Raises ReplacedBallot, VoidedAlready."""
    standing, alone = _hold_to_propose(contest_id, Action.VOID, actor, panel)
    proposal = _new(standing, Action.VOID, reason, actor)
    proposal.void_reason = void_reason.value
    return _propose(standing, proposal, ballots, alone, known)


def propose_unvoid(
    *,
    contest_id: uuid.UUID,
    ballots: Sequence[bytes],
    reason: str,
    actor: uuid.UUID,
    panel: Panel,
    known: Head | None = None,
) -> uuid.UUID:
    """Propose to restore ballots. Raises as above, and NotVoided."""
    standing, alone = _hold_to_propose(contest_id, Action.UNVOID, actor, panel)
    return _propose(standing, _new(standing, Action.UNVOID, reason, actor), ballots, alone, known)


def approve(
    *, contest_id: uuid.UUID, proposal_id: uuid.UUID, actor: uuid.UUID, panel: Panel, known: Head | None = None
) -> None:
    """Carry out what another admin has proposed about ballots. Raises Decided, and what `check_decider` raises."""
    contests.hold(contest_id)
    proposal = _open_proposal(contest_id, proposal_id)
    if proposal.action == Action.CERTIFY.value:
        raise rules.CertifiesElsewhere
    standing = _hold(contest_id, Action(proposal.action))
    rules.check_decider(proposal.proposed_by, actor, _panel(standing, panel))
    _check(proposal)  # much may have happened since
    _carry_out(standing, proposal, actor, known)


def decline(*, contest_id: uuid.UUID, proposal_id: uuid.UUID, reason: str, actor: uuid.UUID, panel: Panel) -> None:
    """Turn a proposal down, or take one's own back. Raises Decided, MadeTooLate."""
    contests.hold(contest_id)
    proposal = _open_proposal(contest_id, proposal_id)
    standing = _hold(contest_id, Action(proposal.action))
    rules.check_on_panel(actor, _panel(standing, panel))
    _decide(proposal, ProposalState.DECLINED, standing, actor)
    audit.record(Act.DECLINED, actor=actor, contest=contest_id, reason=reason, proposal=proposal.action)


def agree_to_certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID, panel: Panel) -> Proposal | None:
    """The proposal to certify, once two have agreed, or one who is alone; None while it waits. Raises AppealsRun,
    ProposalsWait, and what `check_decider` raises.
    """
    standing = _hold(contest_id, Action.CERTIFY)
    members = _panel(standing, panel)
    rules.check_on_panel(actor, members)
    check_appeals(standing.contest.appeals_end, standing.now)
    waiting = queries.list_open(contest_id)
    rules.check_may_certify([Action(proposal.action) for proposal in waiting])
    alone = rules.is_alone(actor, members)
    if waiting:
        proposal = waiting[0]
        if proposal.proposed_by == actor and not alone:
            return None  # a double click
        rules.check_decider(proposal.proposed_by, actor, members)
    else:
        proposal = _add(_new(standing, Action.CERTIFY, reason, actor))
        if not alone:
            _tell(proposal)
            return None
    _decide(proposal, ProposalState.APPROVED, standing, actor)
    return proposal


def _hold(contest_id: uuid.UUID, action: Action) -> Standing:
    standing = contests.hold_for(contest_id, action)
    check_closed(standing.phase, standing.contest.closed_at)
    return standing


def _hold_to_propose(contest_id: uuid.UUID, action: Action, actor: uuid.UUID, panel: Panel) -> tuple[Standing, bool]:
    """The contest, and whether `actor` is alone."""
    standing = _hold(contest_id, action)
    members = _panel(standing, panel)
    rules.check_on_panel(actor, members)
    rules.check_may_propose([Action(proposal.action) for proposal in queries.list_open(contest_id)])
    return standing, rules.is_alone(actor, members)


def _panel(standing: Standing, panel: Panel) -> frozenset[uuid.UUID]:
    return panel(standing.contest.closed_at or standing.now)


def _open_proposal(contest_id: uuid.UUID, proposal_id: uuid.UUID) -> Proposal:
    proposal = queries.get_proposal(contest_id, proposal_id)
    if proposal.state != ProposalState.OPEN.value:
        raise rules.Decided
    return proposal


def _new(standing: Standing, action: Action, reason: str, actor: uuid.UUID) -> Proposal:
    return Proposal(
        id=uuid.uuid4(),
        contest_id=standing.contest.id,
        action=action.value,
        reason=reason,
        ballots=0,
        state=ProposalState.OPEN.value,
        proposed_by=actor,
        proposed_at=standing.now,
    )


def _add(proposal: Proposal) -> Proposal:
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _propose(standing: Standing, proposal: Proposal, ballots: _Ballots, alone: bool, known: Head | None) -> uuid.UUID:
    """Store a proposal with its ballots, and carry it out for who is alone."""
    chosen = [] if isinstance(ballots, Select) else sorted(set(ballots))
    if twin := queries.find_twin(proposal, chosen):
        return twin
    _add(proposal)
    if isinstance(ballots, Select):
        columns = ("commitment", "proposal_id", "contest_id")
        each = ballots.add_columns(literal(proposal.id), literal(proposal.contest_id))
        db.session.execute(insert(ProposedBallot).from_select(columns, each))
    elif chosen:
        whose = {"proposal_id": proposal.id, "contest_id": proposal.contest_id}
        db.session.execute(insert(ProposedBallot), [whose | {"commitment": ballot} for ballot in chosen])
    proposal.ballots = db.session.scalar(select(func.count()).select_from(queries.ballots_of(proposal).subquery())) or 0
    _check(proposal)
    if alone:
        _carry_out(standing, proposal, proposal.proposed_by, known)
    else:
        _tell(proposal)
    return proposal.id


def _tell(proposal: Proposal) -> None:
    """Write down that it waits for somebody else."""
    about = {name: value for name in ("ballots", "void_reason") if (value := getattr(proposal, name))}
    told: dict[str, Any] = {**about, "proposal": proposal.action, "reason": proposal.reason}
    audit.record(Act.PROPOSED, actor=proposal.proposed_by, contest=proposal.contest_id, **told)


def _check(proposal: Proposal) -> None:
    """Raises unless each of the ballots can be voided, or restored. Of a cluster, those that still can are taken."""
    if not proposal.ballots:
        raise rules.NothingLeft
    if proposal.cluster_key:
        return
    voiding = proposal.action == Action.VOID.value
    if (replaced := queries.find_replaced(proposal)) is not None:
        raise rules.ReplacedBallot(receipt=receipt_number(replaced))
    if (found := queries.find_voided(proposal, voided=voiding)) is not None:
        raise (rules.VoidedAlready if voiding else rules.NotVoided)(receipt=receipt_number(found))


def _carry_out(standing: Standing, proposal: Proposal, actor: uuid.UUID, known: Head | None) -> None:
    """An entry in the public log for each ballot, and what the ballots' voters are told: all of it or nothing."""
    allow_long_statements(db.session.connection())
    voiding = proposal.action == Action.VOID.value
    mine = (Receipt.contest_id == proposal.contest_id) & Receipt.commitment.in_(queries.ballots_of(proposal))
    state = Receipt.void_reason.is_(None) if voiding else Receipt.void_reason.is_not(None)
    changed = update(Receipt).where(mine, state).values(void_reason=proposal.void_reason)
    ballots = sorted(db.session.scalars(changed.returning(Receipt.commitment)))
    if not ballots:
        raise rules.NothingLeft  # only now: at proposing, it would tell which voided votes stand together
    why = {"reason": proposal.void_reason} if voiding else {}
    at = contests.record(
        standing,
        _ACTS[Action(proposal.action)],
        actor=actor,
        proposer=proposal.proposed_by,
        reason=proposal.reason,
        known=known,
        details={"ballots": len(ballots)} | {f"void_{name}": value for name, value in why.items()},
        entries=[{"c": ballot.hex()} | why for ballot in ballots],
    )
    db.session.execute(update(Contest).where(Contest.id == proposal.contest_id).values(appeals_from=at))
    proposal.ballots = len(ballots)
    _decide(proposal, ProposalState.APPROVED, standing, actor)


def _decide(proposal: Proposal, state: ProposalState, standing: Standing, actor: uuid.UUID) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state.value, actor, standing.now
    db.session.flush()  # whoever holds the contest anew forgets what is not written
