"""Numbers that grow over time, drawn as lines. Pure: it makes the paths, components/curve.html the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_POINTS = 120  # of a line
MOST_LINES = 6  # of the drawing: more cannot be told apart
WIDTH, HEIGHT = 480.0, 240.0  # of the drawing, with room for the numbers at the ends of the lines
MARGIN, LETTER = 30.0, 20.0
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


def draw_lines(times: Sequence[datetime], courses: Sequence[Sequence[int]]) -> list[Line]:
    """What each course counts at those times, as lines that go up in steps, as the count does."""
    span = (times[-1] - times[0]).total_seconds() or 1.0
    top = max((max(course) for course in courses), default=0) or 1
    across = [(WIDTH - MARGIN) * (at - times[0]).total_seconds() / span for at in times]
    lines = []
    ends = _apart([_up(course[-1], top) for course in courses])
    for number, (course, end) in enumerate(zip(courses, ends, strict=True), start=1):
        path = f"M0 {_up(course[0], top):.1f}"
        for x, count in zip(across[1:], course[1:], strict=True):
            path += f"H{x:.1f}V{_up(count, top):.1f}"
        lines.append(Line(number, path, PATTERNS[(number - 1) % len(PATTERNS)], round(end, 1)))
    return lines


def _up(count: int, top: int) -> float:
    return HEIGHT - LETTER / 2 - (HEIGHT - LETTER) * count / top


def _apart(ends: Sequence[float]) -> list[float]:
    """Where the numbers stand: at the ends of the lines, and never over each other. `ends` go down the drawing."""
    placed: list[float] = []
    for end in ends:
        placed.append(max(end, placed[-1] + LETTER) if placed else end)
    beyond = max(0.0, placed[-1] - HEIGHT + LETTER / 2) if placed else 0.0
    for at in range(len(placed) - 1, -1, -1):
        limit = placed[at + 1] - LETTER if at + 1 < len(placed) else placed[at] - beyond
        placed[at] = min(placed[at], limit)
    return placed
