"""Questions about the list of those who may vote. They know keys of addresses; whose those are, others know."""

import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from voting.extensions import db
from voting.voters.models import InvitedVoter

PAGE = 100
_OF_CONTEST = InvitedVoter.contest_id == bindparam("contest")
_INVITED = select(InvitedVoter.address_key).where(_OF_CONTEST, InvitedVoter.address_key == bindparam("key"))


def count_invited(contest_id: uuid.UUID) -> int:
    """How many addresses are on the list."""
    return db.session.scalar(select(func.count()).where(_OF_CONTEST), {"contest": contest_id}) or 0


def is_invited(contest_id: uuid.UUID, address_key: bytes) -> bool:
    return db.session.scalar(_INVITED, {"contest": contest_id, "key": address_key}) is not None


def list_sealed(contest_id: uuid.UUID, *, page: int) -> Sequence[bytes]:
    """The sealed addresses of one page of the list, from 0, in an order that says nothing."""
    listed = select(InvitedVoter.address_sealed).where(_OF_CONTEST).order_by(InvitedVoter.address_key)
    return db.session.scalars(listed.limit(PAGE).offset(page * PAGE), {"contest": contest_id}).all()


def list_keys(contest_id: uuid.UUID) -> set[bytes]:
    return set(db.session.scalars(select(InvitedVoter.address_key).where(_OF_CONTEST), {"contest": contest_id}))
