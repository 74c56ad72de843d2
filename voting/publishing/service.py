"""What can happen to a certified result. No entry of the public log tells of it: the log's key is gone by then."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import update

from voting.accounts.queries import jury_of
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import queries
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.rules import Action, NotInThisPhase, Phase, check_publish_time
from voting.extensions import db
from voting.verdicts.service import check_settled


def publish(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Show the certified result to everybody now, whatever time was set. Raises TieWaits while the jury has yet to
    choose between equals.
    """
    standing = contests.hold_for(contest_id, Action.PUBLISH)
    _check_settled(standing.contest)
    contests.move(standing, Action.PUBLISH, published_at=standing.now, publish_at=None)
    audit.record(Act.PUBLISHED, actor=actor, contest=contest_id, reason=reason)


def schedule(*, contest_id: uuid.UUID, publish_at: datetime, reason: str, actor: uuid.UUID | None) -> None:
    """Have everybody see the result from `publish_at` on, in place of an earlier set time.

    Raises BadPublishTime, and TieWaits while the jury has yet to choose between equals.
    """
    standing = contests.hold_for(contest_id, Action.SCHEDULE)
    _check_settled(standing.contest)
    check_publish_time(new=publish_at, now=standing.now)
    told: dict[str, Any] = {"new": publish_at.isoformat(), "reason": reason}
    if standing.contest.publish_at:
        told["old"] = standing.contest.publish_at.isoformat()
    contests.move(standing, Action.SCHEDULE, publish_at=publish_at)
    audit.record(Act.SCHEDULED, actor=actor, contest=contest_id, **told)


def unschedule(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Take the set time back before it has come. Raises NotInThisPhase where there is none."""
    standing = contests.hold_for(contest_id, Action.UNSCHEDULE)
    old = standing.contest.publish_at
    if old is None:
        raise NotInThisPhase
    contests.move(standing, Action.UNSCHEDULE, publish_at=None)
    audit.record(Act.UNSCHEDULED, actor=actor, contest=contest_id, old=old.isoformat(), reason=reason)


def record_publication(*, contest_id: uuid.UUID) -> None:
    """Write down that a set time has come. May be done twice; nothing that anybody sees waits for it."""
    contests.hold(contest_id)
    standing = queries.get_by_id(contest_id)
    if standing.phase is not Phase.PUBLISHED or standing.contest.published_at:
        return
    at = standing.contest.publish_at
    stored = update(Contest).where(Contest.id == contest_id)
    db.session.execute(stored.values(state=Phase.PUBLISHED.value, published_at=at))
    audit.record(Act.PUBLISHED, actor=None, contest=contest_id, publish_at=at and at.isoformat())


def open_stage(*, contest_id: uuid.UUID, actor: uuid.UUID) -> None:
    """Write down who looks at the result on the stage's page."""
    contests.hold_for(contest_id, Action.PUBLISH)  # a published result is no secret, and nothing is written down
    audit.record(Act.STAGED, actor=actor, contest=contest_id)


def _check_settled(contest: Contest) -> None:
    check_settled(contest, jury_of(contest.award.slug, contest.year))
