"""Events of the audit log as people read them, and as files."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from voting.accounts.queries import addresses_of
from voting.accounts.rules import ROLE_NAMES
from voting.accounts.scopes import EVERYTHING
from voting.audit import queries as audit
from voting.audit.queries import Wanted
from voting.audit.rules import Act
from voting.audit.words import ACT_WORDS, DETAIL_WORDS, UNSHOWN
from voting.auditing.rules import (
    EVERYWHERE,
    HEAD,
    IN_LANGUAGE,
    NEW,
    NOTHING,
    OLD,
    SYSTEM,
    UNKNOWN_ACT,
    VALUE_WORDS,
    Change,
    changes_in,
    in_one_language,
    read_instant,
)
from voting.canvass.rules import PROPOSALS
from voting.contests.models import Contest
from voting.contests.queries import list_contests, void_words
from voting.errors import N_
from voting.nominees.rules import Kind
from voting.organisation.rules import FIELD_WORDS
from voting.sheets.rules import COLUMNS, heading_of, kind_word
from voting.web.i18n import language, local, tr_plain, translated, zone
from voting.web.spreadsheet import Row, csv_lines

YES, NO = N_("yes"), N_("no")
FREE = frozenset({"reason"})  # what somebody has written, shown as it is
MEANT = {Act.RESCOPED.value: "scope"}  # what `old` and `new` are, where the act does not name it
LONG = 200  # characters of a text in the list of events; the files have the whole of it
_VALUES: dict[str, dict[str, str]] = VALUE_WORDS | {
    "proposal": {action.value: words[0] for action, words in PROPOSALS.items()},
    "role": {role.value: words for role, words in ROLE_NAMES.items()},
    "scope": {EVERYTHING: EVERYWHERE},
    "setting": FIELD_WORDS,
}
AT_ONCE = 500  # events that are made ready together for a file


class Event(Protocol):
    """An event as a table's row or as a row of a query."""

    id: Any
    at: Any
    actor: Any
    action: Any
    contest: Any
    details: Any


@dataclass(frozen=True)
class EventRow:
    """An audit event as people read it. `entry`: its number in the installation's log, once it is there."""

    number: int
    at: datetime
    actor: str
    system: bool
    action: str
    object: str
    changes: Sequence[Change]
    details: Mapping[str, str]
    entry: int | None


def event_rows(events: Iterable[Any], *, longest: int | None = LONG) -> list[EventRow]:
    """Events in the reader's language, their texts at most `longest` characters each; reasons are whole. An actor
    whose account is gone is shown by its number.
    """
    found: list[Event] = list(events)
    contests = {standing.contest.id: standing.contest for standing in list_contests()}
    names = addresses_of(_people(found))
    entries = audit.entry_numbers([event.id for event in found])
    return [
        EventRow(
            number=event.id,
            at=event.at,
            actor=names.get(event.actor, str(event.actor)) if event.actor else translated(SYSTEM),
            system=event.actor is None,
            action=_act(event.action),
            object=_object(contests.get(event.contest), event.details),
            changes=[_in_words(event, change, names, longest) for change in changes_in(event.details)],
            details={_word(key): _shown(key, value, names, longest) for key, value in _rest(event.details).items()},
            entry=entries.get(event.id),
        )
        for event in found
    ]


def csv_file(wanted: Wanted) -> Iterator[bytes]:
    """The events as a table for spreadsheets, oldest first: a line for each value that an act has changed."""
    return csv_lines(_lines(wanted))


def json_file(wanted: Wanted) -> Iterator[bytes]:
    """The events for programs, oldest first, with the signed head of the installation's log. Instants are UTC."""
    about = {"head": audit.find_head(), "time_zone": zone().key}
    yield json.dumps(about, ensure_ascii=False).removesuffix("}").encode() + b', "events": ['
    between = b"\n"
    for events in _some_at_once(wanted):
        for event in as_stored(events):
            yield between + json.dumps(event, ensure_ascii=False).encode()
            between = b",\n"
    yield b"\n]}\n"


def as_stored(events: Sequence[Any]) -> list[dict[str, Any]]:
    """Events as they are kept, for programs; the vote by its address too, unless it is gone."""
    entries = audit.entry_numbers([event.id for event in events])
    contests = {found.contest.id: f"{found.contest.award.slug}/{found.contest.year}" for found in list_contests()}
    return [
        {
            "number": event.id,
            "at": event.at.isoformat(),
            "actor": event.actor and str(event.actor),
            "act": event.action,
            "contest": contests.get(event.contest),
            "contest_id": event.contest and str(event.contest),
            "details": {key: value for key, value in event.details.items() if key not in UNSHOWN},
            "entry": entries.get(event.id),
        }
        for event in events
    ]


def _lines(wanted: Wanted) -> Iterator[Row]:
    head = [translated(text) for text in HEAD]
    head[1] = f"{head[1]} ({zone().key})"
    yield head
    for events in _some_at_once(wanted):
        for row in event_rows(events, longest=None):
            entry = NOTHING if row.entry is None else row.entry
            details = "; ".join(f"{key}: {value}" for key, value in row.details.items())
            for change in row.changes or [Change()]:
                yield [row.number, _sortable(row.at), row.actor, row.action, row.object, *change[:3], details, entry]


def _sortable(at: datetime) -> str:
    return at.astimezone(zone()).strftime("%Y-%m-%d %H:%M:%S")


def _some_at_once(wanted: Wanted) -> Iterator[list[Any]]:
    events = audit.iterate_events(wanted)
    while some := list(islice(events, AT_ONCE)):
        yield some


def _people(events: Iterable[Event]) -> set[uuid.UUID]:
    """Everybody whom the events name, by number."""
    named = {event.actor for event in events if event.actor}
    for event in events:
        values = [value for key, value in event.details.items() if key not in FREE]
        named |= {found for value in values if (found := _account(value))}
    return named


def _account(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _act(action: str) -> str:
    return translated(ACT_WORDS[action]) if action in ACT_WORDS else translated(UNKNOWN_ACT, {"act": action})


def _object(contest: Contest | None, details: Mapping[str, Any]) -> str:
    """Which vote an event is about; of one that is gone, what the event itself says."""
    if contest:
        return f"{tr_plain(contest.award.name)} {contest.year}"
    return f"{details['award']} {details.get('year', '')}".strip() if "award" in details else ""


def _rest(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in details.items() if key not in UNSHOWN | {OLD, NEW}}


def _in_words(event: Event, change: Change, names: Mapping[uuid.UUID, str], longest: int | None) -> Change:
    key = change.name or MEANT.get(event.action, "")
    old, new = (_shown(key, value, names, longest) for value in (change.old, change.new))
    return Change(_word(change.name) if change.name else "", old, new, in_one_language(change.name)[1])


def _word(key: str) -> str:
    """What a value is called; a nominee's text by the heading of its column, behind whose it is where that is said."""
    if key in DETAIL_WORDS:
        return translated(DETAIL_WORDS[key])
    slug, _, column = key.rpartition(" ")
    text, lang = in_one_language(column)
    if lang and column not in COLUMNS:
        return translated(IN_LANGUAGE[lang], {"text": _word(text)})
    heading = heading_of(column, language()).capitalize() if column in COLUMNS else column
    return f"{slug}: {heading}" if slug else heading


def _shown(key: str, value: Any, names: Mapping[uuid.UUID, str], longest: int | None) -> str:
    """A value in words."""
    if value is None or value == "":
        return NOTHING
    if key in FREE:
        return str(value)
    if isinstance(value, bool):
        return translated(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(_shown(key, part, names, longest) for part in value) or NOTHING
    if isinstance(value, dict):
        if set(value) <= {"sv", "en"}:
            return str(value.get(language()) or NOTHING)
        told = [f"{_word(name)}: {_shown(name, part, names, longest)}" for name, part in value.items()]
        return ", ".join(told) or NOTHING
    said = _said(key, str(value), names)
    return said if longest is None or len(said) <= longest else said[:longest] + "…"


def _said(key: str, value: str, names: Mapping[uuid.UUID, str]) -> str:
    if value in _VALUES.get(key, {}):
        return translated(_VALUES[key][value])
    if key == "act":
        return _act(value)
    if key == "changed":
        return ", ".join(_word("picture" if name == "photo" else name) for name in value.split(", "))
    if key.endswith("kind") and value in set(Kind):
        return kind_word(value, language())
    if key == "void_reason":
        return void_words().get(value, value)
    if (at := read_instant(value)) is not None:
        return local(at)
    account = _account(value)
    return names.get(account, value) if account else value
