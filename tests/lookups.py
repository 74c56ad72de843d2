"""Reading back what was stored: a contest, what was done to it, the number of an account."""

import uuid

from sqlalchemy import select

from tests.site import Site, Vote
from voting.accounts import service as accounts
from voting.accounts.rules import read_address
from voting.audit.models import AuditEvent
from voting.contests import queries
from voting.contests.models import Contest
from voting.extensions import db
from voting.transaction import transaction


def contest_of(site: Site, vote: Vote) -> Contest:
    with site.app.app_context():
        return queries.get_by_id(vote.id).contest


def events_of(site: Site, vote: Vote) -> list[AuditEvent]:
    """What was done to a contest, oldest first."""
    with site.app.app_context():
        return list(db.session.scalars(select(AuditEvent).where(AuditEvent.contest == vote.id).order_by(AuditEvent.id)))


def id_of(site: Site, address: str) -> uuid.UUID:
    """The account of a mailbox, which has signed in before."""
    with site.app.app_context(), transaction():
        return accounts.ensure_account(read_address(address))
