"""What the review shows: clusters of ballots that may be one person's, and what has been proposed and decided.

Blind: a ballot's choice is read nowhere in this package.
"""

import math
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from voting.ballots.models import Ballot, Receipt, Signal
from voting.ballots.queries import contest_key, has_like, open_signal, signal_cipher
from voting.ballots.rules import SIGNAL_BYTES, keyed, receipt_number, signal_key
from voting.canvass.models import Proposal, ProposedBallot
from voting.canvass.rules import (
    HIDDEN,
    LISTED,
    NAMED_FROM,
    PROPOSALS,
    SMALLEST_CLUSTER,
    SPREAD_FROM,
    ClusterKind,
    NearBallot,
    ProposalState,
    UnknownBallot,
)
from voting.contests.models import Contest
from voting.contests.rules import Action
from voting.errors import NotFound
from voting.extensions import db
from voting.web.i18n import translated


@dataclass(frozen=True)
class Cluster:
    """Ballots that have a signal in common. `key`: the signal in hex. `name`: of the mail domain, if many share it.

    The same whatever is proposed or voided: nobody may watch in which cluster a vote is whose number they type.
    """

    kind: ClusterKind
    key: str
    ballots: int
    networks: int
    name: str | None


@dataclass(frozen=True)
class Spread:
    """How ballots are spread: how many of each age and pace and on each day, from how many networks and domains."""

    ages: Mapping[str, int]
    paces: Mapping[str, int]
    days: Mapping[date, int]
    networks: int
    domains: int
    hidden: int  # at throwaway or relay domains


@dataclass(frozen=True)
class Decision:
    """What everybody may know of a decision of the review. `joint`: one has proposed it and another approved."""

    action: Action
    void_reason: str | None
    ballots: int
    at: datetime
    joint: bool


_SIGNALS = {
    ClusterKind.DOMAIN: Signal.domain,
    ClusterKind.FAMILY: Signal.family,
    ClusterKind.HASTE: Signal.haste,
    ClusterKind.NETWORK: Signal.network,
}


def list_clusters(contest: Contest, kind: ClusterKind, *, ordinary: Collection[str] = ()) -> list[Cluster]:
    """The largest clusters of a kind. `ordinary`: mail domains that say nothing, since half a country is there."""
    if kind is not ClusterKind.DOMAIN:
        return _clusters(contest, kind)
    key = signal_key(contest_key(contest), "hash")
    return _clusters(contest, kind, Signal.domain.not_in([keyed(key, "domain", domain) for domain in ordinary]))


def get_cluster(contest: Contest, kind: ClusterKind, key: str) -> Cluster:
    """Raises NotFound, also for what is too small to be a cluster."""
    found = _clusters(contest, kind, _in(kind, key))
    if not found:
        raise NotFound
    return found[0]


def cluster_ballots(contest_id: uuid.UUID, kind: ClusterKind, key: str) -> Select[bytes]:
    """The commitments of a cluster."""
    return _unreplaced(contest_id, Signal.commitment).where(_in(kind, key))


def find_spread(contest: Contest, cluster: Cluster) -> Spread | None:
    """Of a whole cluster: what is put together by hand would tell of single votes, and so would a small one (None)."""
    if cluster.ballots < SPREAD_FROM:
        return None
    signals = _unreplaced(contest.id, Signal.network, Signal.domain, Signal.sealed)
    rows = db.session.execute(signals.where(_in(cluster.kind, cluster.key))).all()
    cipher = signal_cipher(contest_key(contest))
    opened = [open_signal(cipher, row.sealed) for row in rows]
    return Spread(
        ages=Counter(str(coarse.age) for coarse in opened),
        paces=Counter(str(coarse.pace) for coarse in opened),
        days=dict(sorted(Counter(coarse.day for coarse in opened).items())),
        networks=len({row.network for row in rows}),
        domains=len({row.domain for row in rows}),
        hidden=sum(coarse.domain_kind in HIDDEN for coarse in opened),
    )


def get_ballots(contest_id: uuid.UUID, labels: Sequence[bytes]) -> list[bytes]:
    """The commitments that receipt numbers (their labels) are of, each once. Raises UnknownBallot, NearBallot."""
    wanted = set(labels)
    rows = db.session.execute(
        select(Receipt.label, Receipt.commitment).where(Receipt.contest_id == contest_id, Receipt.label.in_(wanted))
    ).all()
    for label in sorted(wanted - {row.label for row in rows}):
        refusal = NearBallot if has_like(contest_id, label) else UnknownBallot
        raise refusal(receipt=receipt_number(label))
    return sorted(row.commitment for row in rows)


def ballots_of(proposal: Proposal) -> Select[bytes]:
    """The commitments that a proposal is about."""
    return select(ProposedBallot.commitment).where(ProposedBallot.proposal_id == proposal.id)


def list_receipts(proposal: Proposal) -> list[str]:
    """The receipt numbers that a proposal names: of a cluster none, so that nobody can see which ballots are in it."""
    if proposal.cluster_key:
        return []
    return sorted(receipt_number(commitment) for commitment in db.session.scalars(ballots_of(proposal)))


def find_replaced(proposal: Proposal) -> bytes | None:
    """One of a proposal's ballots that its voter has replaced."""
    newer = aliased(Receipt)
    same = newer.contest_id == Receipt.contest_id
    return _find(proposal, exists().where(same, newer.replaced == Receipt.commitment))


def find_voided(proposal: Proposal, *, voided: bool) -> bytes | None:
    """One of a proposal's ballots that is voided, or that is not."""
    return _find(proposal, Receipt.void_reason.is_not(None) if voided else Receipt.void_reason.is_(None))


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


def find_twin(proposal: Proposal, ballots: Collection[bytes]) -> uuid.UUID | None:
    """The open proposal that says the very same as one that is not stored yet: a double click has made it."""
    same = ("action", "void_reason", "cluster_kind", "cluster_key", "reason", "proposed_by")
    for other in list_open(proposal.contest_id):
        alike = all(getattr(other, name) == getattr(proposal, name) for name in same)
        if alike and (other.cluster_key or set(db.session.scalars(ballots_of(other))) == set(ballots)):
            return other.id
    return None


def list_decisions(contest_id: uuid.UUID) -> list[Decision]:
    """What has been voided and restored, and that the result was certified; oldest first."""
    found = [
        Decision(Action(row.action), row.void_reason, row.ballots, row.decided_at, row.decided_by != row.proposed_by)
        for row in list_proposals(contest_id, ProposalState.APPROVED)
        if row.decided_at
    ]
    return sorted(found, key=lambda decision: decision.at)


def cluster_states(contest_id: uuid.UUID) -> dict[str, str]:
    """What has become of the clusters that something was proposed about, by their keys. A declined one is as before."""
    found = list_proposals(contest_id, ProposalState.APPROVED, ProposalState.OPEN)
    return {row.cluster_key: row.state for row in reversed(found) if row.cluster_key}


def act_titles() -> dict[str, str]:
    """What can be proposed, in the reader's language."""
    return {action.value: translated(title) for action, (title, _) in PROPOSALS.items()}


def _clusters(contest: Contest, kind: ClusterKind, *which: ColumnElement[bool]) -> list[Cluster]:
    signal, size = _SIGNALS[kind], func.count()
    named_from = NAMED_FROM if kind is ClusterKind.DOMAIN else math.inf
    found = _unreplaced(contest.id, signal, size, func.count(Signal.network.distinct())).where(*which).group_by(signal)
    large = found.having(size >= SMALLEST_CLUSTER).order_by(size.desc(), signal).limit(LISTED)
    return [
        Cluster(kind, key.hex(), ballots, networks, _name(contest, key) if ballots >= named_from else None)
        for key, ballots, networks in db.session.execute(large).all()
    ]


def _in(kind: ClusterKind, key: str) -> ColumnElement[bool]:
    return _SIGNALS[kind] == _read(key)


def _unreplaced(contest_id: uuid.UUID, *columns: Any) -> Select[Any]:
    """Select from the signals of ballots that have not been replaced."""
    same = (Ballot.contest_id == Signal.contest_id) & (Ballot.commitment == Signal.commitment)
    return select(*columns).join_from(Signal, Ballot, same).where(Signal.contest_id == contest_id)


def _find(proposal: Proposal, misfit: ColumnElement[bool]) -> bytes | None:
    mine = Receipt.commitment.in_(ballots_of(proposal))
    found = select(Receipt.commitment).where(Receipt.contest_id == proposal.contest_id, mine, misfit)
    return db.session.scalar(found.order_by(Receipt.commitment).limit(1))


def _name(contest: Contest, key: bytes) -> str:
    one = select(Signal.sealed).where(Signal.contest_id == contest.id, Signal.domain == key).limit(1)
    return open_signal(signal_cipher(contest_key(contest)), db.session.scalars(one).one()).domain


def _read(key: str) -> bytes:
    """Raises NotFound for what is no signal in hex."""
    try:
        read = bytes.fromhex(key)
    except ValueError:
        raise NotFound from None
    if len(read) != SIGNAL_BYTES or read.hex() != key:  # capitals and spaces would be another cluster's address
        raise NotFound
    return read
