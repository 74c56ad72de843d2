"""What has been deleted after each vote, what is due, and who is due to be forgotten."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from voting.accounts.models import Account, Invitation, RoleGrant
from voting.accounts.queries import OPEN_OFFER
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.ballots.models import Ballot
from voting.ballots.queries import contest_key
from voting.ballots.rules import pseudonym_of
from voting.contests.models import Contest
from voting.contests.queries import list_contests, list_public_contests
from voting.contests.rules import Phase
from voting.database import database_now
from voting.extensions import db
from voting.retention.rules import AT_ONCE, KEEP, Deletion, deletions
from voting.transaction import database_time
from voting.web.models import WebSession

MAY_VOTE = (Phase.ANNOUNCED, Phase.OPEN)


@dataclass(frozen=True)
class AfterVote:
    """What has become of the data of one vote."""

    contest: Contest
    deletions: list[Deletion]


def list_deletions() -> list[AfterVote]:
    """One entry for each vote that the public knows, the newest first."""
    forgotten = _forgotten()
    found = [standing.contest for standing in list_public_contests() if not standing.contest.rehearsal]
    return [
        AfterVote(
            contest,
            deletions(
                certified_at=contest.certified_at,
                shredded_at=contest.shredded_at,
                forgotten_at=forgotten.get(contest.id),
            ),
        )
        for contest in sorted(found, key=lambda contest: contest.closes_at, reverse=True)
    ]


def list_due() -> list[uuid.UUID]:
    """The votes after which addresses are to be deleted now: those where that was not done, and the last one again,
    since of those who were excepted then some may not be any more.
    """
    certified = select(Contest.id).where(Contest.certified_at.is_not(None), Contest.rehearsal.is_(False))
    latest = database_time() - KEEP
    due = list(db.session.scalars(certified.where(Contest.certified_at <= latest).order_by(Contest.certified_at)))
    forgotten = _forgotten()
    return [contest_id for contest_id in due if contest_id not in forgotten or contest_id == due[-1]]


def is_recorded(contest_id: uuid.UUID) -> bool:
    return contest_id in _forgotten()


def list_leaving(contest_id: uuid.UUID) -> list[uuid.UUID]:
    """The accounts that are due after a vote, as far as can be seen without holding them."""
    then = select(Contest.certified_at).where(Contest.id == contest_id).scalar_subquery()
    there = list(db.session.scalars(select(Account.id).where(Account.created_at <= then).order_by(Account.id)))
    parts = (there[at : at + AT_ONCE] for at in range(0, len(there), AT_ONCE))
    return [account for part in parts for account in find_leaving(part)]


def find_leaving(accounts: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the accounts that nothing keeps.

    Whoever has asked to stay, has a role or the offer of one, is locked out, or has a ballot that is not counted yet
    is kept. So is, as long as there is a vote to cast, whoever is signed in: they could be casting it just now, and
    their address must not become a new voter's.
    """
    live = list_contests()
    kept = [
        Account.stay.is_(True),
        Account.disabled_at.is_not(None),
        select(RoleGrant.account_id).where(RoleGrant.account_id == Account.id).exists(),
        select(Invitation.id).where(Invitation.address_key == Account.address_key, OPEN_OFFER).exists(),
    ]
    leaving = set(db.session.scalars(select(Account.id).where(Account.id.in_(accounts), *(~why for why in kept))))
    if any(standing.phase in MAY_VOTE for standing in live):
        subjects = WebSession.subject.in_([str(account) for account in leaving])
        signed_in = select(WebSession.subject).where(subjects, WebSession.expires_at > database_now())
        leaving -= {uuid.UUID(subject) for subject in db.session.scalars(signed_in)}
    for standing in live:
        if standing.contest.key_check and not standing.contest.certified_at:
            leaving -= _voters(standing.contest, leaving)
    return sorted(leaving)


def wants_to_stay(account_id: uuid.UUID) -> bool:
    return bool(db.session.scalar(select(Account.stay).where(Account.id == account_id)))


def _voters(contest: Contest, accounts: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the accounts that have a ballot in a contest. Raises KeyProblem without the contest's key."""
    key = contest_key(contest)
    whose = {pseudonym_of(key, account): account for account in accounts}
    cast = select(Ballot.pseudonym).where(Ballot.contest_id == contest.id, Ballot.pseudonym.in_(whose))
    return {whose[pseudonym] for pseudonym in db.session.scalars(cast)}


def _forgotten() -> dict[uuid.UUID, datetime]:
    """When addresses were last deleted after each vote."""
    forgotten = AuditEvent.action == Act.FORGOTTEN.value
    last = select(AuditEvent.contest, func.max(AuditEvent.at)).where(forgotten).group_by(AuditEvent.contest)
    return {contest: at for contest, at in db.session.execute(last) if contest}
