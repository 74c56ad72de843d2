"""That the figures are looked at is written down before they are shown."""

import uuid

from sqlalchemy import select

from voting.accounts.models import Account
from voting.audit import service as audit
from voting.audit.queries import has_acted
from voting.audit.rules import Act
from voting.extensions import db
from voting.jury.rules import VIEWING
from voting.transaction import database_time


def note_viewing(*, contest_id: uuid.UUID, actor: uuid.UUID) -> None:
    """Write down that `actor` looks at a contest's figures: once in a while, however often they are asked for."""
    db.session.execute(select(Account.id).where(Account.id == actor).with_for_update())  # two tabs: one after the other
    if not has_acted(actor, Act.VIEWED, contest=contest_id, since=database_time() - VIEWING):
        audit.record(Act.VIEWED, actor=actor, contest=contest_id)
