"""Round numbers and local times at the axes of a drawing. Pure: components/curve.html writes them beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count

MOST_STEPS = 5  # from nothing to the top
MOST_TIMES = 8  # steps from the left to the right
MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)  # between times of day
DAYS = (1, 2, 7, 14)  # between days; a week begins on Monday
MONTHS = (1, 2, 3)
DAY, MONTH = timedelta(days=1), timedelta(days=31)


@dataclass(frozen=True)
class Tick:
    """A time at the axis, so many hundredths from the left. `rank`: 0 is always shown, 2 only where there is much room.

    `clock`: the time of day is told, else the day. `dated`: of such a time, the day is told too.
    """

    at: datetime
    place: float
    rank: int
    clock: bool
    dated: bool


def count_ticks(top: int) -> list[int]:
    """From 0 to the first round number that is not below `top`, in a few even steps."""
    sizes = (size * 10**power for power in count() for size in (1, 2, 5))
    step = next(size for size in sizes if size * MOST_STEPS >= top)
    return [step * place for place in range(max(1, -(-top // step)) + 1)]


def time_ticks(begins: datetime, ends: datetime, here: tzinfo, *, days: bool = False) -> list[Tick]:
    """Round local times from `begins` to `ends`: minutes, hours, days or months apart, as the span asks for.

    `days`: what is drawn are whole days, so days it is, each at its middle.
    """
    begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    span = ends - begins
    local = [date.fromordinal(day) for day in _ordinals(begins.astimezone(here), ends.astimezone(here))]
    clock, step = _step(span, days=days)
    chosen = _of_day(local, here, step) if clock else (_midnight(day, here) for day in local if _round(day, step))
    times = [at for at in chosen if begins <= at <= ends and not (days and at == ends)]
    midnights = [at.astimezone(here).time() == time() for at in times]
    first = midnights.index(True) if clock and True in midnights else 0
    late = DAY / 2 if days else timedelta()
    return [
        Tick(
            at=at.astimezone(here),
            place=round(100 * min(1.0, (at + late - begins) / (span or DAY)), 2),
            rank=_rank(number - first, len(times)),
            clock=clock,
            dated=clock and (number == 0 or midnight),
        )
        for number, (at, midnight) in enumerate(zip(times, midnights, strict=True))
    ]


def _step(span: timedelta, *, days: bool) -> tuple[bool, timedelta]:
    """Whether it is times of day, and how far they are apart."""
    if not days:
        for minutes in MINUTES:
            if timedelta(minutes=minutes) * MOST_TIMES >= span:
                return True, timedelta(minutes=minutes)
    lengths = [*(DAY * number for number in DAYS), *(MONTH * number for number in MONTHS)]
    return False, next((length for length in lengths if length * MOST_TIMES >= span), lengths[-1])


def _round(day: date, step: timedelta) -> bool:
    if step >= MONTH:
        return day.day == 1 and (day.month - 1) % (step // MONTH) == 0
    return (day.toordinal() - 1) % step.days == 0  # the first day of the calendar was a Monday


def _of_day(days: list[date], here: tzinfo, step: timedelta) -> Iterator[datetime]:
    """The times of those days. The hour that comes twice does so here; what the clocks leave out does not come."""
    minutes = step // timedelta(minutes=1)
    for day in days:
        walls = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, minutes)]
        found = {
            at
            for wall in walls
            for fold in ((0, 1) if minutes <= 60 else (0,))
            if (at := datetime.combine(day, wall, here).replace(fold=fold).astimezone(UTC)).astimezone(here).time()
            == wall
        }
        yield from sorted(found)


def _midnight(day: date, here: tzinfo) -> datetime:
    return datetime.combine(day, time(), here).astimezone(UTC)


def _ordinals(first: datetime, last: datetime) -> range:
    return range(first.toordinal(), last.toordinal() + 1)


def _rank(number: int, times: int) -> int:
    """At most three are always shown, and at most five where there is some room."""
    always, often = (1, 1) if times <= 3 else (2, 1) if times <= 5 else (4, 2)
    return 0 if number % always == 0 else 1 if number % often == 0 else 2
