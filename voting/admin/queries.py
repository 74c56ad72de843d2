"""What the admin's screens show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from voting.accounts.queries import addresses_of
from voting.accounts.rules import Role
from voting.admin.rules import ROLE_NAMES, STEPS, step_state, title_of
from voting.audit.models import AuditEvent
from voting.audit.rules import ACT_WORDS, DETAIL_WORDS, UNSHOWN
from voting.contests.queries import Standing, list_contests
from voting.contests.rules import (
    MISSING_WORDS,
    NEXT_ACTION,
    Action,
    Phase,
    actions_in,
    missing_for_announcement,
)
from voting.errors import N_
from voting.nominees.queries import count_nominees
from voting.web.i18n import local, tr_plain, translated

SYSTEM = N_("the system")
INSTANTS = frozenset({"opens_at", "closes_at", "announced", "old", "new"})


@dataclass(frozen=True)
class Step:
    """One phase on the lifecycle page."""

    key: str
    title: str
    at: datetime | None
    state: str


@dataclass(frozen=True)
class PossibleAction:
    """Something that can be done now."""

    key: str
    title: str
    url: str
    primary: bool
    dangerous: bool


@dataclass(frozen=True)
class EventRow:
    """An audit event as people read it."""

    at: datetime
    actor: str
    action: str
    object: str
    details: dict[str, str]


def missing(standing: Standing) -> list[str]:
    """What stands in the way of the next step, in the reader's language."""
    if standing.phase is not Phase.DRAFT:
        return []
    contest = standing.contest
    found = missing_for_announcement(
        nominees=count_nominees(contest.id), opens_at=contest.opens_at, closes_at=contest.closes_at, now=standing.now
    )
    return [translated(MISSING_WORDS[problem]) for problem in found]


def steps(standing: Standing) -> list[Step]:
    contest = standing.contest
    times = {
        Phase.ANNOUNCED: contest.announced_at,
        Phase.OPEN: contest.opens_at,
        Phase.CLOSED: contest.closes_at,
        Phase.CERTIFIED: contest.certified_at,
        Phase.PUBLISHED: contest.published_at,
    }
    return [
        Step(phase.value, translated(title), times.get(phase), step_state(phase, standing.phase))
        for phase, title in STEPS.items()
    ]


def possible_actions(standing: Standing, *, missing: Sequence[str]) -> list[PossibleAction]:
    """What can be done now, from the table that the services obey. With something missing nothing is announced."""
    contest = standing.contest
    blocked = {Action.ANNOUNCE} if missing else set()
    return [
        PossibleAction(
            key=action.value,
            title=translated(title_of(action)),
            url=url_for(f"admin.{_view(action)}", award=contest.award.slug, year=contest.year, **_argument(action)),
            primary=NEXT_ACTION.get(standing.phase) is action,
            dangerous=action is not Action.EXTEND,
        )
        for action in actions_in(standing.phase)
        if action not in blocked
    ]


def event_rows(events: Sequence[AuditEvent]) -> list[EventRow]:
    """Events in the reader's language. An actor whose account is gone is shown by its number."""
    contests = {found.contest.id: found.contest for found in list_contests()}
    system = translated(SYSTEM)
    addresses = addresses_of({event.actor for event in events if event.actor})
    return [
        EventRow(
            at=event.at,
            actor=addresses.get(event.actor, str(event.actor)) if event.actor else system,
            action=translated(ACT_WORDS.get(event.action, event.action)),
            object=f"{tr_plain(contest.award.name)} {contest.year}"
            if event.contest and (contest := contests.get(event.contest))
            else "",
            details=_details(event),
        )
        for event in events
    ]


def _details(event: AuditEvent) -> dict[str, str]:
    shown = {key: value for key, value in event.details.items() if key not in UNSHOWN}
    return {translated(DETAIL_WORDS.get(key, key)): _shown(key, value) for key, value in shown.items()}


def _shown(key: str, value: object) -> str:
    if key in INSTANTS:
        return local(datetime.fromisoformat(str(value)))
    return translated(ROLE_NAMES[Role(str(value))]) if key == "role" else str(value)


def _view(action: Action) -> str:
    return "extend" if action is Action.EXTEND else "act"


def _argument(action: Action) -> dict[str, Any]:
    return {} if action is Action.EXTEND else {"action": action.value}
