"""A contest with something to review, and the acts of the review by the services that the screens call."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tests.acts import act, cast
from tests.lookups import contest_of
from tests.site import Site, Vote
from voting.admin import service as admin
from voting.ballots.models import Receipt
from voting.ballots.rules import read_receipt
from voting.canvass import queries, service
from voting.canvass.models import Proposal
from voting.canvass.queries import Cluster, Decision
from voting.canvass.rules import ClusterKind, Panel
from voting.contests.rules import Action, VoidReason
from voting.extensions import db
from voting.transaction import transaction

ANNA, BERT = uuid.UUID(int=1), uuid.UUID(int=2)  # two admins
REASON = VoidReason.INVENTED_ADDRESSES


def alike(site: Site, vote: Vote, count: int, choice: str = "nominee-1", **manner: object) -> list[str]:
    """Cast ballots that have `manner` in common. Returns their receipt numbers."""
    return [cast(site, vote, choice, **manner).receipt for _ in range(count)]


def close(site: Site, vote: Vote) -> None:
    act(site, vote, Action.CLOSE, actor=ANNA)


def ballots_of(site: Site, vote: Vote, receipts: Sequence[str]) -> list[bytes]:
    """The commitments of receipt numbers, in the order of the numbers."""
    with site.app.app_context():
        return [queries.get_ballots(vote.id, [read_receipt(receipt)])[0] for receipt in receipts]


def panel_of(*admins: uuid.UUID) -> Panel:
    """Whoever was an admin in time, whenever that is asked."""
    return lambda _: frozenset(admins)


BOTH, ALONE = panel_of(ANNA, BERT), panel_of(ANNA)


def propose(
    site: Site, vote: Vote, ballots: Sequence[bytes], *, actor: uuid.UUID = ANNA, panel: Panel = BOTH
) -> uuid.UUID:
    why = {"void_reason": REASON, "reason": "one owner"}
    with site.app.app_context(), transaction():
        return service.propose_void(contest_id=vote.id, ballots=ballots, actor=actor, panel=panel, **why)


def propose_cluster(
    site: Site, vote: Vote, cluster: Cluster, *, actor: uuid.UUID = ANNA, panel: Panel = BOTH
) -> uuid.UUID:
    why = {"void_reason": REASON, "reason": "one owner"}
    which = {"kind": cluster.kind, "key": cluster.key}
    with site.app.app_context(), transaction():
        return service.propose_void_of_cluster(contest_id=vote.id, actor=actor, panel=panel, **which, **why)


def propose_back(
    site: Site, vote: Vote, ballots: Sequence[bytes], *, actor: uuid.UUID = ANNA, panel: Panel = BOTH
) -> uuid.UUID:
    known = {"reason": "a class", "actor": actor, "panel": panel}
    with site.app.app_context(), transaction():
        return service.propose_unvoid(contest_id=vote.id, ballots=ballots, **known)


def approve(site: Site, vote: Vote, proposal: uuid.UUID, *, actor: uuid.UUID = BERT, panel: Panel = BOTH) -> None:
    with site.app.app_context(), transaction():
        service.approve(contest_id=vote.id, proposal_id=proposal, actor=actor, panel=panel)


def decline(site: Site, vote: Vote, proposal: uuid.UUID, *, actor: uuid.UUID = BERT, panel: Panel = BOTH) -> None:
    with site.app.app_context(), transaction():
        service.decline(contest_id=vote.id, proposal_id=proposal, reason="no", actor=actor, panel=panel)


def void(site: Site, vote: Vote, ballots: Sequence[bytes]) -> None:
    """By two admins."""
    approve(site, vote, propose(site, vote, ballots))


def certify(site: Site, vote: Vote, actor: uuid.UUID) -> None:
    """As the screen does, for an installation with as many admins as there are accounts with that role."""
    with site.app.app_context(), transaction():
        admin.certify(contest_id=vote.id, reason="counted", actor=actor, lang="sv")


def voided(site: Site, vote: Vote) -> set[bytes]:
    with site.app.app_context():
        found = select(Receipt.commitment).where(Receipt.contest_id == vote.id, Receipt.void_reason.is_not(None))
        return set(db.session.scalars(found))


def states(site: Site, vote: Vote) -> list[tuple[str, str]]:
    """(action, state) of each proposal, oldest first."""
    with site.app.app_context():
        found = select(Proposal).where(Proposal.contest_id == vote.id).order_by(Proposal.proposed_at)
        return [(proposal.action, proposal.state) for proposal in db.session.scalars(found)]


def decisions(site: Site, vote: Vote) -> list[Decision]:
    with site.app.app_context():
        return queries.list_decisions(vote.id)


def clusters(site: Site, vote: Vote, kind: ClusterKind, **known: Any) -> list[Cluster]:
    with site.app.app_context():
        return queries.list_clusters(contest_of(site, vote), kind, **known)


def cluster_of(site: Site, vote: Vote, kind: ClusterKind = ClusterKind.FAMILY) -> Cluster:
    """The only one of its kind."""
    (found,) = clusters(site, vote, kind)
    return found
