"""What can be taken away from a vote, from when on, and turnout by hour and by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from voting.contests.rules import Phase
from voting.errors import N_, DomainError

CERTIFIED = frozenset({Phase.CERTIFIED, Phase.PUBLISHED})
BEGUN = frozenset({Phase.OPEN, Phase.CLOSED}) | CERTIFIED


class What(StrEnum):
    """Something that can be taken away as a file."""

    TURNOUT = "turnout"
    RESULTS = "results"


class NotYet(DomainError):
    title = N_("That file does not exist yet")
    message = N_("The vote has not come that far. Nothing was written.")
    todo = N_("Go back to the page of files: it says when each of them can be had.")


@dataclass(frozen=True)
class Kind:
    """What people are told about a file. `endings`: of its formats."""

    title: str
    about: str
    when: str
    phases: frozenset[Phase]
    endings: tuple[str, ...]


KINDS = {
    What.TURNOUT: Kind(
        N_("The turnout"),
        N_(
            "How many have voted, for each day and each hour. No persons, and nothing about how the votes are spread. "
            "Votes are counted when their batch enters the count, so a vote may stand in a later hour than it was cast."
        ),
        N_("Can be had once voting has opened."),
        BEGUN,
        ("csv", "json"),
    ),
    What.RESULTS: Kind(
        N_("The result"),
        N_(
            "Rank, nominee, votes and share. Until the result is published, keep it to yourself. "
            "Once it is, everybody can fetch the same files on the result page."
        ),
        N_("Can be had once the result is certified."),
        CERTIFIED,
        ("csv", "json", "xlsx"),
    ),
}
ENDING_WORDS = {
    "csv": N_("For a spreadsheet (CSV)"),
    "json": N_("For a program (JSON)"),
    "xlsx": N_("For Excel (xlsx)"),
}


class Hour(NamedTuple):
    """How many first votes entered the count in an hour, and how many had by its end."""

    begins: datetime
    votes: int
    total: int


def hours_of(steps: Iterable[tuple[datetime, int]]) -> list[Hour]:
    """Turnout by hour. `steps`: (instant, votes in the count from then on), oldest first. Hours without votes in
    between are there too, so that a curve has no holes.
    """
    hours: list[Hour] = []
    total = 0
    for at, count in steps:
        begins = at.replace(minute=0, second=0, microsecond=0)
        while hours and hours[-1].begins < begins - timedelta(hours=1):
            hours.append(Hour(hours[-1].begins + timedelta(hours=1), 0, total))
        if hours and hours[-1].begins == begins:
            last = hours.pop()
            hours.append(Hour(begins, last.votes + count - total, count))
        else:
            hours.append(Hour(begins, count - total, count))
        total = count
    return hours


def days_of(hours: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Votes by day: (day, votes). `hours`: (the local day of an hour, its votes)."""
    days: dict[date, int] = {}
    for day, votes in hours:
        days[day] = days.get(day, 0) + votes
    return sorted(days.items())
