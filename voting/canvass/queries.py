"""What the review shows: clusters of ballots that may be one person's, and what has been proposed and decided.

Blind: a ballot's choice is read nowhere in this package, and no number that is shown leads to a single voter.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from voting.ballots.models import Ballot, Receipt, Signal
from voting.ballots.rules import SIGNAL_BYTES, Age, Pace, receipt_number, signal_key
from voting.canvass.models import Proposal, ProposedBallot
from voting.canvass.rules import (
    ACT_WORDS,
    LISTED,
    NAMED_FROM,
    SMALLEST_CLUSTER,
    ClusterKind,
    ProposalState,
    UnknownBallot,
)
from voting.contests.models import Contest
from voting.contests.rules import Action
from voting.errors import NotFound
from voting.extensions import db, key_ring
from voting.keys import unseal_with
from voting.web.i18n import translated


@dataclass(frozen=True)
class Cluster:
    """Ballots that have a signal in common. `key`: the signal in hex. `name`: of the mail domain, if many share it."""

    kind: ClusterKind
    key: str
    ballots: int
    networks: int
    first_day: date
    last_day: date
    name: str | None


@dataclass(frozen=True)
class Spread:
    """How ballots are spread: how many of each age and pace and on each day, from how many networks and domains."""

    ages: dict[str, int]
    paces: dict[str, int]
    days: dict[date, int]
    networks: int
    domains: int
    hidden: int  # at throwaway or relay domains


_BY: dict[ClusterKind, tuple[InstrumentedAttribute[bytes], tuple[ColumnElement[bool], ...]]] = {
    ClusterKind.DOMAIN: (Signal.domain, (Signal.domain_kind != "provider",)),
    ClusterKind.FAMILY: (Signal.family, ()),
    ClusterKind.HASTE: (Signal.network, (Signal.age == Age.HOUR.value, Signal.pace == Pace.SECONDS.value)),
    ClusterKind.NETWORK: (Signal.network, ()),
}


def list_clusters(contest: Contest, kind: ClusterKind) -> list[Cluster]:
    """The largest clusters of a kind, among the ballots that have not been replaced."""
    return _clusters(contest, kind)


def get_cluster(contest: Contest, kind: ClusterKind, key: str) -> Cluster:
    """Raises NotFound, also for what is too small to be a cluster."""
    found = _clusters(contest, kind, _read(key))
    if not found:
        raise NotFound
    return found[0]


def spread_of(contest_id: uuid.UUID, cluster: Cluster) -> Spread:
    return _spread(contest_id, *_conditions(cluster.kind, _read(cluster.key)))


def spread_of_proposal(proposal: Proposal) -> Spread | None:
    """The same for what a proposal is about. None once the signals are gone, or where they would tell of one vote."""
    if proposal.ballots < SMALLEST_CLUSTER:
        return None
    ballots = select(ProposedBallot.commitment).where(ProposedBallot.proposal_id == proposal.id)
    found = _spread(proposal.contest_id, Signal.commitment.in_(ballots))
    return found if found.networks else None


def free_ballots(contest_id: uuid.UUID, cluster: Cluster) -> Sequence[bytes]:
    """The commitments of a cluster that nothing has been decided or proposed about, sorted."""
    same = (Receipt.contest_id == Signal.contest_id) & (Receipt.commitment == Signal.commitment)
    ballots = _select(contest_id, Signal.commitment).where(*_conditions(cluster.kind, _read(cluster.key)))
    free = ballots.join(Receipt, same).where(Receipt.voided.is_(None), Signal.commitment.not_in(proposed(contest_id)))
    return db.session.scalars(free.order_by(Signal.commitment)).all()


def proposed(contest_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Select[bytes]:
    """The commitments that open proposals are about, other than proposal `but`."""
    waiting = (Proposal.contest_id == contest_id) & (Proposal.state == ProposalState.OPEN.value)
    ballots = select(ProposedBallot.commitment).join(Proposal, Proposal.id == ProposedBallot.proposal_id).where(waiting)
    return ballots.where(Proposal.id != but) if but else ballots


def find_ballots(contest_id: uuid.UUID, labels: Sequence[bytes]) -> list[bytes]:
    """The commitments that receipt numbers (their labels) are of, each once. Raises UnknownBallot."""
    wanted = set(labels)
    rows = db.session.execute(
        select(Receipt.label, Receipt.commitment).where(Receipt.contest_id == contest_id, Receipt.label.in_(wanted))
    ).all()
    if unknown := wanted - {row.label for row in rows}:
        raise UnknownBallot(receipt=receipt_number(min(unknown)))
    return sorted(row.commitment for row in rows)


def list_proposals(contest_id: uuid.UUID, *states: ProposalState) -> Sequence[Proposal]:
    """Proposals in one of these states, newest first."""
    wanted = Proposal.state.in_([state.value for state in states])
    found = select(Proposal).where(Proposal.contest_id == contest_id, wanted).order_by(Proposal.proposed_at.desc())
    return db.session.scalars(found).all()


def list_open(contest_id: uuid.UUID) -> Sequence[Proposal]:
    return list_proposals(contest_id, ProposalState.OPEN)


def get_proposal(contest_id: uuid.UUID, proposal_id: uuid.UUID) -> Proposal:
    """Raises NotFound."""
    found = db.session.scalar(select(Proposal).where(Proposal.contest_id == contest_id, Proposal.id == proposal_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Decision:
    """What everybody may know of a decision of the review. `joint`: one has proposed it and another approved."""

    action: Action
    cause: str | None
    ballots: int
    at: datetime
    joint: bool


def list_decisions(contest_id: uuid.UUID) -> list[Decision]:
    """What the review has left out and taken back in, and that the result was certified; oldest first."""
    return [
        Decision(Action(row.action), row.cause, row.ballots, row.decided_at, row.decided_by != row.proposed_by)
        for row in reversed(list_proposals(contest_id, ProposalState.APPROVED))
        if row.decided_at
    ]


def is_joint(contest_id: uuid.UUID) -> bool:
    """Whether two admins have certified the result."""
    return any(decision.joint for decision in list_decisions(contest_id) if decision.action is Action.CERTIFY)


def act_titles() -> dict[str, str]:
    """What can be proposed, in the reader's language."""
    return {action.value: translated(title) for action, (title, _) in ACT_WORDS.items()}


def _clusters(contest: Contest, kind: ClusterKind, key: bytes | None = None) -> list[Cluster]:
    column, size = _BY[kind][0], func.count()
    networks, days = func.count(Signal.network.distinct()), (func.min(Signal.day), func.max(Signal.day))
    found = _select(contest.id, column, size, networks, *days)
    found = found.where(*_conditions(kind, key)).group_by(column).having(size >= SMALLEST_CLUSTER)
    rows = db.session.execute(found.order_by(size.desc(), column).limit(LISTED)).all()
    return [_cluster(contest, kind, tuple(row)) for row in rows]


def _cluster(contest: Contest, kind: ClusterKind, row: Sequence[Any]) -> Cluster:
    key, ballots, networks, first, last = row
    named = kind is ClusterKind.DOMAIN and ballots >= NAMED_FROM
    name = _name(contest, key) if named else None
    return Cluster(kind, key.hex(), ballots, networks, first, last, name)


def _conditions(kind: ClusterKind, key: bytes | None) -> tuple[ColumnElement[bool], ...]:
    column, conditions = _BY[kind]
    return conditions if key is None else (*conditions, column == key)


def _spread(contest_id: uuid.UUID, *which: ColumnElement[bool]) -> Spread:
    def counts(column: InstrumentedAttribute[Any]) -> dict[Any, int]:
        rows = _select(contest_id, column, func.count()).where(*which).group_by(column).order_by(column)
        return dict(db.session.execute(rows).all())

    numbers = (func.count(Signal.network.distinct()), func.count(Signal.domain.distinct()))
    networks, domains = db.session.execute(_select(contest_id, *numbers).where(*which)).one()
    ages, paces, days = (counts(column) for column in (Signal.age, Signal.pace, Signal.day))
    return Spread(ages, paces, days, networks, domains, counts(Signal.domain_kind).get("hidden", 0))


def _select(contest_id: uuid.UUID, *columns: Any) -> Select[Any]:
    """Select from the signals of ballots that have not been replaced."""
    same = (Ballot.contest_id == Signal.contest_id) & (Ballot.commitment == Signal.commitment)
    return select(*columns).join_from(Signal, Ballot, same).where(Signal.contest_id == contest_id)


def _name(contest: Contest, domain: bytes) -> str:
    sealed = db.session.scalars(
        select(Signal.domain_sealed).where(Signal.contest_id == contest.id, Signal.domain == domain).limit(1)
    ).one()
    key = signal_key(key_ring().contest_key(contest.id, contest.key_check), "seal")
    return unseal_with(AESGCM(key), sealed, "domain").decode()


def _read(key: str) -> bytes:
    """Raises NotFound for what is no signal in hex."""
    try:
        read = bytes.fromhex(key)
    except ValueError:
        raise NotFound from None
    if len(read) != SIGNAL_BYTES:
        raise NotFound
    return read
