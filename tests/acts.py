"""What tests have done to a contest, by the services that the screens call."""

import os
import uuid
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import update

from tests.site import Site, Vote
from voting.ballots import service as ballots
from voting.ballots.rules import Age, Manner, Pace, Signals
from voting.ballots.service import Cast
from voting.contests import queries as contests
from voting.contests import service
from voting.contests.models import Contest
from voting.contests.rules import Action
from voting.extensions import db
from voting.nominees import service as nominees
from voting.publishing import service as publishing
from voting.results import service as results
from voting.transaction import transaction


def act(
    site: Site,
    vote: Vote,
    action: Action,
    *,
    actor: uuid.UUID | None = None,
    reason: str = "test",
    closes_at: datetime | None = None,
) -> None:
    """Carry out `action`. Extending goes to `closes_at`, or a day further."""
    with site.app.app_context():
        known: dict[str, Any] = {"contest_id": vote.id, "actor": actor, "reason": reason}
        later = closes_at or contests.get_by_id(vote.id).contest.closes_at + timedelta(days=1)
        services = {
            Action.ANNOUNCE: nominees.announce,
            Action.WITHDRAW: ballots.withdraw,
            Action.EXTEND: partial(service.extend, closes_at=later),
            Action.CLOSE: ballots.close,
            Action.CERTIFY: results.certify,
            Action.PUBLISH: publishing.publish,
        }
        with transaction():
            services[action](**known)


def set_contest(site: Site, vote: Vote, **values: Any) -> None:
    """Change columns of a contest behind the services' back."""
    with site.app.app_context(), transaction():
        db.session.execute(update(Contest).where(Contest.id == vote.id).values(**values))


def cast(
    site: Site,
    vote: Vote,
    choice: str = "nominee-1",
    *,
    pseudonym: bytes | None = None,
    nonce: bytes | None = None,
    **manner: Any,
) -> Cast:
    """Cast one ballot: of a voter of its own, unless `pseudonym` says whose, and like no other but for its `manner`."""
    with site.app.app_context():
        signals = signals_of(vote.id, **manner)
    with site.app.app_context(), transaction():
        return ballots.cast(
            contest_id=vote.id,
            pseudonym=pseudonym or os.urandom(32),
            choice=choice,
            nonce=nonce or os.urandom(16),
            signals=signals,
        )


def signals_of(contest_id: uuid.UUID, **manner: Any) -> Signals:
    """How a ballot came that has nothing in common with others, except what `manner` says."""
    own = {name: os.urandom(8).hex() for name in ("network", "domain", "family")}
    common = {"domain_kind": "other", "age": Age.OLDER, "pace": Pace.LATER, "day": date(2026, 12, 1)}
    contest = contests.get_by_id(contest_id).contest
    if contest.key_check is None:  # a draft's, which lets no ballot in
        return Signals(b"", b"", b"", b"", b"")
    return ballots.signals_for(contest, Manner(**(own | common | manner)))


def cast_votes(site: Site, vote: Vote, **counts: int) -> None:
    """Cast that many ballots for each nominee, and have them counted: `cast_votes(site, vote, nominee_1=3)`."""
    for name, count in counts.items():
        for _ in range(count):
            cast(site, vote, name.replace("_", "-"))
    take_batch(site, vote)


def take_batch(site: Site, vote: Vote) -> int:
    """Take what waits into the public log and the count, as the worker does. Returns how many entries that were."""
    with site.app.app_context(), transaction():
        return ballots.sequence(contest_id=vote.id)
