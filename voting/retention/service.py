"""Deleting the addresses of those who took part, nominees too, and asking to be kept."""

import uuid

from sqlalchemy import delete, select, update

from voting.accounts.models import Account
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.consent import service as consent
from voting.contests.models import Contest
from voting.extensions import db
from voting.retention import queries
from voting.retention.rules import AT_ONCE
from voting.web.models import WebSession


def choose(*, account_id: uuid.UUID, stay: bool) -> None:
    """Keep an account's address after the vote, or no longer."""
    db.session.execute(update(Account).where(Account.id == account_id).values(stay=stay))


def forget(*, contest_id: uuid.UUID, most: int = AT_ONCE) -> bool:
    """Delete at most so many of the accounts that are due after a vote. True: there are more of them.

    Results do not change: no ballot that is counted knows an account, and who has one that is not is kept.
    """
    contest = db.session.scalars(select(Contest).where(Contest.id == contest_id).with_for_update()).one()
    if contest.certified_at is None:
        raise ValueError("addresses are kept until the result is certified")
    leaving = queries.find_leaving(contest.certified_at)
    now = leaving[:most]
    if now:
        db.session.execute(delete(WebSession).where(WebSession.subject.in_([str(account) for account in now])))
        db.session.execute(delete(Account).where(Account.id.in_(now)))
    consent.purge(contest_id)
    if now or not queries.is_recorded(contest_id):
        audit.record(Act.FORGOTTEN, actor=None, contest=contest_id, accounts=len(now))
    return len(leaving) > len(now)
