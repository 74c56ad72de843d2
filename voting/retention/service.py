"""Deleting the addresses of those who took part, nominees too, and asking to be kept."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select, update

from voting.accounts.models import Account
from voting.accounts.scopes import AccountGone
from voting.accounts.service import hold
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.consent import service as consent
from voting.contests.models import Contest
from voting.extensions import db
from voting.retention import queries
from voting.web.models import WebSession


def choose(*, account_id: uuid.UUID, stay: bool) -> None:
    """Keep an account's address after the vote, or no longer. Raises AccountGone."""
    chosen = update(Account).where(Account.id == account_id).values(stay=stay).returning(Account.id)
    if db.session.scalar(chosen) is None:
        raise AccountGone


def forget(*, contest_id: uuid.UUID, accounts: Collection[uuid.UUID]) -> None:
    """Delete those of the accounts, which were due after a vote a moment ago, that still are once they are held.

    Results do not change: no ballot that is counted knows an account, and who has one that is not is kept.
    """
    hold(accounts)  # before the contest, as a cast does
    contest = db.session.scalars(select(Contest).where(Contest.id == contest_id).with_for_update()).one()
    if contest.certified_at is None:
        raise ValueError("addresses are kept until the result is certified")
    leaving = queries.find_leaving(accounts)
    db.session.execute(delete(WebSession).where(WebSession.subject.in_([str(account) for account in leaving])))
    db.session.execute(delete(Account).where(Account.id.in_(leaving)))
    consent.purge(contest_id)
    if leaving or not queries.is_recorded(contest_id):
        audit.record(Act.FORGOTTEN, actor=None, contest=contest_id, accounts=len(leaving))
