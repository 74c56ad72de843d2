"""A contest with something to review, and the acts of the review by the services that the screens call."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from tests.acts import act, cast, signals_like
from tests.site import Site, Vote
from voting.admin import service as admin
from voting.ballots.models import Receipt
from voting.ballots.rules import read_receipt
from voting.canvass import queries, service
from voting.canvass.models import Proposal
from voting.canvass.queries import Decision
from voting.contests.rules import Action, VoidReason
from voting.extensions import db
from voting.transaction import transaction

ANNA, BERT = uuid.UUID(int=1), uuid.UUID(int=2)  # two admins
CAUSE = VoidReason.INVENTED_ADDRESSES


def alike(site: Site, vote: Vote, count: int, choice: str = "nominee-1", **signals: object) -> list[str]:
    """Cast ballots that have `signals` in common. Returns their receipt numbers."""
    return [cast(site, vote, choice, signals=signals_like(**signals)).receipt for _ in range(count)]


def close(site: Site, vote: Vote) -> None:
    act(site, vote, Action.CLOSE, actor=ANNA)


def ballots_of(site: Site, vote: Vote, receipts: Sequence[str]) -> list[bytes]:
    """The commitments of receipt numbers, in the order of the numbers."""
    with site.app.app_context():
        return [queries.find_ballots(vote.id, [read_receipt(receipt)])[0] for receipt in receipts]


def propose(
    site: Site, vote: Vote, ballots: Sequence[bytes], *, actor: uuid.UUID = ANNA, alone: bool = False
) -> uuid.UUID:
    with site.app.app_context(), transaction():
        return service.propose_void(
            contest_id=vote.id, ballots=ballots, cause=CAUSE, reason="one owner", actor=actor, alone=alone
        )


def propose_back(
    site: Site, vote: Vote, ballots: Sequence[bytes], *, actor: uuid.UUID = ANNA, alone: bool = False
) -> uuid.UUID:
    with site.app.app_context(), transaction():
        return service.propose_unvoid(contest_id=vote.id, ballots=ballots, reason="a class", actor=actor, alone=alone)


def approve(site: Site, vote: Vote, proposal: uuid.UUID, *, actor: uuid.UUID = BERT) -> None:
    with site.app.app_context(), transaction():
        service.approve(contest_id=vote.id, proposal_id=proposal, actor=actor)


def decline(site: Site, vote: Vote, proposal: uuid.UUID, *, actor: uuid.UUID = BERT) -> None:
    with site.app.app_context(), transaction():
        service.decline(contest_id=vote.id, proposal_id=proposal, reason="no", actor=actor)


def void(site: Site, vote: Vote, ballots: Sequence[bytes]) -> None:
    """By two admins."""
    approve(site, vote, propose(site, vote, ballots))


def certify(site: Site, vote: Vote, actor: uuid.UUID) -> None:
    """As the screen does, for an installation with as many admins as there are accounts with that role."""
    with site.app.app_context(), transaction():
        admin.certify(contest_id=vote.id, reason="counted", actor=actor)


def voided(site: Site, vote: Vote) -> set[bytes]:
    with site.app.app_context():
        found = select(Receipt.commitment).where(Receipt.contest_id == vote.id, Receipt.voided.is_not(None))
        return set(db.session.scalars(found))


def states(site: Site, vote: Vote) -> list[tuple[str, str]]:
    """(action, state) of each proposal, oldest first."""
    with site.app.app_context():
        found = select(Proposal).where(Proposal.contest_id == vote.id).order_by(Proposal.proposed_at)
        return [(proposal.action, proposal.state) for proposal in db.session.scalars(found)]


def decisions(site: Site, vote: Vote) -> list[Decision]:
    with site.app.app_context():
        return queries.list_decisions(vote.id)
