"""When staff should be warned, and in which words, and turnout by hour and by day.

Nothing here knows how a vote is spread, or who anybody is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from voting.accounts.rules import Refusal
from voting.errors import N_
from voting.typed import comes_twice

DRIFT = timedelta(seconds=5)  # between this machine's clock and the database's
SOON = timedelta(hours=24)
STUCK = timedelta(minutes=5)  # for which a message that is due may wait
BACKUP_AGE = timedelta(hours=26)  # a day, and room for one that takes long
BURST, BURST_TIMES = 30, 5  # codes in ten minutes, and how many times the day's average that must be
REFUSED = 30  # in an hour
TENS_IN_A_DAY = 24 * 6
HOUR = timedelta(hours=1)
NEWEST_HOURS = 48  # are listed; a vote is open for months

CLOSING = N_("%(contest)s closes in %(left)s.")
CLOCK = N_(
    "This machine's clock differs from the database's by %(seconds)s seconds. Voting opens and closes by the "
    "database's, but the times that pages show may be wrong. Have the clock set."
)
FAILED = N_("Messages that could not be delivered in the last day: %(number)s. The mail queue says why.")
WAITING = N_(
    "Mail has been waiting for %(minutes)s minutes. As long as it waits, nobody gets a code. "
    "The mail server may be down."
)
MANY_CODES = N_(
    "Unusually many codes are being asked for: %(number)s in ten minutes. An invitation may just have gone out, or "
    "somebody is trying many addresses. The review after the close shows which votes came in the same way."
)
MANY_REFUSED = N_("Signing in has been refused unusually often in the last hour: %(number)s times.")
UNHEARD = N_(
    "%(contest)s: nominees who have said no or asked for a change, and wait for an answer: %(number)s. "
    "The vote's page says who."
)
OLD_BACKUP = N_("The last backup is %(hours)s hours old. Have a new one made before voting closes.")
NO_BACKUP = N_("No backup has been made yet, as far as the program can see.")

REFUSAL_WORDS: dict[str, str] = {
    Refusal.CODE: N_("The code was wrong, too old or used"),
    Refusal.ADDRESS: N_("What was typed is no e-mail address"),
    Refusal.THROWAWAY: N_("A throwaway address"),
    Refusal.LIMIT: N_("Too many tries in a short while"),
    Refusal.DISABLED: N_("The account has been closed"),
}


@dataclass(frozen=True)
class Signs:
    """What there is to be seen. `closings`: (name, time left) of votes that are open; `unheard`: (name, how many
    nominees wait for an answer). `backup`: None is none yet.
    """

    closings: Sequence[tuple[str, timedelta]] = ()
    drift: timedelta = timedelta()
    failed: int = 0
    waited: timedelta = timedelta()
    codes: int = 0
    codes_before: int = 0
    refused: int = 0
    unheard: Sequence[tuple[str, int]] = ()
    backup_watched: bool = False
    backup: timedelta | None = None


class Warned(NamedTuple):
    """A warning as a message and what is filled in. A length of time is filled in by whoever shows it."""

    message: str
    params: dict[str, object]


def warn(signs: Signs) -> list[Warned]:
    """What staff should know now, most urgent first."""
    found = [
        Warned(CLOSING, {"contest": name, "left": left})
        for name, left in sorted(signs.closings, key=lambda closing: closing[1])
        if left <= SOON
    ]
    if abs(signs.drift) >= DRIFT:
        found.append(Warned(CLOCK, {"seconds": int(abs(signs.drift).total_seconds())}))
    if signs.waited >= STUCK:
        found.append(Warned(WAITING, {"minutes": int(signs.waited.total_seconds()) // 60}))
    if signs.failed:
        found.append(Warned(FAILED, {"number": signs.failed}))
    if signs.codes >= BURST and signs.codes * TENS_IN_A_DAY >= BURST_TIMES * signs.codes_before:
        found.append(Warned(MANY_CODES, {"number": signs.codes}))
    if signs.refused >= REFUSED:
        found.append(Warned(MANY_REFUSED, {"number": signs.refused}))
    found += [Warned(UNHEARD, {"contest": name, "number": number}) for name, number in signs.unheard]
    if signs.backup_watched and signs.backup is None:
        found.append(Warned(NO_BACKUP, {}))
    elif signs.backup is not None and signs.backup >= BACKUP_AGE:
        found.append(Warned(OLD_BACKUP, {"hours": int(signs.backup.total_seconds()) // 3600}))
    return found


class Stretch(NamedTuple):
    """How many votes entered the count in a local hour or day, how many had by its end, and when it began."""

    begins: datetime
    votes: int
    total: int
    day: bool = False

    @property
    def twice(self) -> bool:
        """Whether the same local time comes once more, an hour earlier or later."""
        return comes_twice(self.begins)


def hours_of(steps: Iterable[tuple[datetime, int]], here: tzinfo, until: datetime | None = None) -> list[Stretch]:
    """Turnout by local hour, oldest first. `steps`: (instant, votes in the count from then on), oldest first.

    Hours without votes are there too, up to that of `until`, so that a curve has no holes. The hour that comes twice
    in autumn is two, and the one that is left out in spring is none.
    """
    known = list(steps)
    if not known:
        return []
    first = known[0][0].astimezone(here).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    counts = {(at - first) // HOUR: count for at, count in known}
    ends = max(until, known[-1][0]) if until else known[-1][0]
    hours, total = [], 0
    for place in range((ends - first) // HOUR + 1):
        count = counts.get(place, total)
        hours.append(Stretch((first + place * HOUR).astimezone(here), count - total, count))
        total = count
    return hours


def days_of(hours: Sequence[Stretch]) -> list[Stretch]:
    """Turnout by local day: the sums of its hours, of which there are 23 or 25 on two days of the year."""
    days: dict[date, Stretch] = {}
    for hour in hours:
        day = days.get(hour.begins.date(), hour)
        votes = hour.total - day.total + day.votes
        days[hour.begins.date()] = Stretch(day.begins, votes, hour.total, day=True)
    return list(days.values())
