"""The outbox as staff see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.rules import Kind, MailState
from voting.transaction import database_time

SHOWN = 100


def count_by_state() -> dict[str, int]:
    """How many messages are in each state, zeros included."""
    counts = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    return {state.value: counts.get(state.value, 0) for state in MailState}


def list_mail(limit: int = SHOWN, *, state: MailState | None = None) -> Sequence[Mail]:
    """The newest messages first: all, or those in one state."""
    found = select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(limit)
    return db.session.scalars(found.where(Mail.state == state.value) if state else found).all()


@dataclass(frozen=True)
class Flow:
    """How the mail has gone lately. `codes`: asked for in the last ten minutes; `codes_before`: in the day before."""

    failed: int  # in the last day
    oldest_waiting: datetime | None  # that is due
    codes: int
    codes_before: int


def read_flow() -> Flow:
    """What warnings about mail are made of, in one pass over the last day."""
    now = database_time()
    day, minutes = now - timedelta(days=1), now - timedelta(minutes=10)
    is_code, lately = Mail.kind == Kind.CODE.value, Mail.created_at >= minutes
    failed = (Mail.state == MailState.FAILED.value) & (Mail.created_at >= day)
    waiting = (Mail.state == MailState.WAITING.value) & (Mail.next_attempt_at <= now)
    row = db.session.execute(
        select(
            func.count().filter(failed),
            func.min(Mail.next_attempt_at).filter(waiting),
            func.count().filter(is_code & lately),
            func.count().filter(is_code & ~lately & (Mail.created_at >= day)),
        ).where(or_(Mail.created_at >= day, waiting))
    ).one()
    return Flow(*row)
