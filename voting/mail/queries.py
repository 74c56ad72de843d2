"""The outbox as staff see it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.rules import MailState

SHOWN = 100


def count_by_state() -> dict[str, int]:
    """How many messages are in each state, zeros included."""
    counts = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    return {state.value: counts.get(state.value, 0) for state in MailState}


def list_mail(limit: int = SHOWN) -> Sequence[Mail]:
    """The newest messages first."""
    return db.session.scalars(select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(limit)).all()
