"""Numbers over time, drawn as lines that grow or as bars. Pure: it says where things are, in hundredths of the drawing
from the left and from above; components/curve.html draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from voting.web.axes import Tick, count_ticks, time_ticks

MOST_POINTS = 120  # of a line, and bars
MOST_LINES = 6  # of the drawing: more cannot be told apart
LETTER = 9.0  # how high a number is that stands at the end of a line, where the drawing is at its lowest
GAP = 0.12  # of a bar's room is left free on each side
LEAST = 0.8  # how high a bar is at least, so that one vote among thousands is seen
# How each line is broken, so that nobody needs a colour to tell them apart.
PATTERNS = ("none", "11 5", "2 5", "13 4 2 4", "5 3", "20 4 5 4")


def thinned(steps: Sequence[datetime]) -> list[datetime]:
    """Of steps in order, as many as a drawing can show, evenly, and always the last."""
    stride = -(-len(steps) // MOST_POINTS) or 1
    return list(reversed(list(reversed(steps))[::stride]))


@dataclass(frozen=True)
class Line:
    """One line: a path of an SVG drawing, how it is broken, and where its number stands."""

    number: int
    path: str
    pattern: str
    label_y: float


@dataclass(frozen=True)
class Bar:
    """One bar. A stretch without votes has none."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Axes:
    """From when to when, round numbers from below (with how far from above), and round times."""

    begins: datetime
    ends: datetime
    counts: Sequence[tuple[int, float]]
    times: Sequence[Tick]


@dataclass(frozen=True)
class Chart:
    """A drawing: its axes, and lines or bars."""

    axes: Axes
    lines: Sequence[Line] = ()
    bars: Sequence[Bar] = ()


@dataclass(frozen=True)
class Span:
    """What was counted from one instant to another."""

    begins: datetime
    ends: datetime
    count: int


def draw_lines(times: Sequence[datetime], courses: Sequence[Sequence[int]], here: tzinfo) -> Chart:
    """What each course counts at those times, as lines that go up in steps, as the count does."""
    top = count_ticks(max((max(course) for course in courses), default=0))[-1]
    across = [f"{_across(at, times[0], times[-1]):.2f}" for at in times]
    ends = _apart([_up(course[-1], top) for course in courses])
    lines = []
    for number, (course, end) in enumerate(zip(courses, ends, strict=True), start=1):
        path = f"M0 {_up(course[0], top):.2f}"
        for x, count in zip(across[1:], course[1:], strict=True):
            path += f"H{x}V{_up(count, top):.2f}"
        lines.append(Line(number, path, PATTERNS[(number - 1) % len(PATTERNS)], round(end, 1)))
    return Chart(_axes(times[0], times[-1], top, time_ticks(times[0], times[-1], here)), lines=lines)


def draw_bars(stretches: Sequence[Span], here: tzinfo, *, days: bool) -> Chart:
    """What was counted in each stretch, oldest first. `days`: they are whole days."""
    begins, ends = stretches[0].begins, stretches[-1].ends
    top = count_ticks(max(stretch.count for stretch in stretches))[-1]
    bars = []
    for stretch in (stretch for stretch in stretches if stretch.count):
        left, right = (_across(at, begins, ends) for at in (stretch.begins, stretch.ends))
        height = max(LEAST, 100 - _up(stretch.count, top))
        gap = GAP * (right - left)
        bars.append(Bar(*(round(value, 2) for value in (left + gap, 100 - height, right - left - 2 * gap, height))))
    return Chart(_axes(begins, ends, top, time_ticks(begins, ends, here, days=days)), bars=bars)


def _axes(begins: datetime, ends: datetime, top: int, times: Sequence[Tick]) -> Axes:
    return Axes(begins, ends, [(count, round(_up(count, top), 2)) for count in count_ticks(top)], times)


def _across(at: datetime, begins: datetime, ends: datetime) -> float:
    first, here, last = (instant.astimezone(UTC) for instant in (begins, at, ends))
    return 100 * (here - first) / (last - first) if last > first else 0.0


def _up(count: int, top: int) -> float:
    return 100 - 100 * count / top


def _apart(ends: Sequence[float]) -> list[float]:
    """Where the numbers stand: at the ends of the lines, and never over each other. `ends` go down the drawing."""
    placed: list[float] = []
    for end in ends:
        placed.append(max(end, placed[-1] + LETTER) if placed else end)
    beyond = max(0.0, placed[-1] - 100) if placed else 0.0
    for at in range(len(placed) - 1, -1, -1):
        limit = placed[at + 1] - LETTER if at + 1 < len(placed) else placed[at] - beyond
        placed[at] = min(placed[at], limit)
    return placed
