"""Storing what a table says, in one piece."""

import uuid
from typing import Any

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.errors import EditedMeanwhile
from voting.extensions import db
from voting.nominating.rules import MOST_NOMINEES, TooMany
from voting.nominating.service import hold_draft, write
from voting.nominees.models import Nominee
from voting.nominees.queries import list_announced, next_position
from voting.sheets import queries
from voting.sheets.rules import Plan, Planned


def take(*, contest_id: uuid.UUID, text: str, seen: str | None, actor: uuid.UUID | None) -> Plan:
    """Add and change the nominees of a draft as the table in `text` says; nobody is taken away.

    `seen` is the state that the preview was made from. Raises NotInThisPhase, EditedMeanwhile, BadTable or TooMany.
    """
    hold_draft(contest_id)
    if seen is not None and queries.state_of(contest_id) != seen:
        raise EditedMeanwhile
    plan = queries.read(text, contest_id)
    nominees = {nominee.slug: nominee for nominee in list_announced(contest_id)}
    if len(nominees) + len(plan.added) > MOST_NOMINEES:
        raise TooMany
    for row in plan.changed:
        write(nominees[row.slug], row.told)
        nominees[row.slug].revision += 1
    for position, row in enumerate(plan.added, start=next_position([*nominees.values()])):
        nominee = Nominee(contest_id=contest_id, slug=row.slug, invented=False, position=position)
        write(nominee, row.told)
        db.session.add(nominee)
    if plan.added or plan.changed:
        _record(contest_id, plan, actor)
    return plan


def _record(contest_id: uuid.UUID, plan: Plan, actor: uuid.UUID | None) -> None:
    details: dict[str, Any] = {"added": ", ".join(row.slug for row in plan.added)} if plan.added else {}
    if plan.changed:
        details["old"] = _texts(plan.changed, 0)
        details["new"] = _texts(plan.changed, 1)
    audit.record(Act.NOMINEES_READ, actor=actor, contest=contest_id, **details)


def _texts(rows: list[Planned], which: int) -> dict[str, str]:
    return {f"{row.slug} {name}": pair[which] for row in rows for name, pair in row.changed.items()}
