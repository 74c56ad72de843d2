"""What of the count is shown to the jury, and how it is drawn. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voting.contests.rules import Phase
from voting.errors import N_, DomainError

VIEWING = timedelta(minutes=15)  # is written down once
MOST_ROWS = {"hour": 24, "day": 62}  # of the table of votes over time, the newest
DAY = timedelta(days=1)
MOST_POINTS = 120  # of a line
MOST_LINES = 6  # of the drawing: more cannot be told apart
WIDTH, HEIGHT = 480.0, 240.0  # of the drawing, with room for the numbers at the ends of the lines
MARGIN, LETTER = 30.0, 20.0
# How each line is broken, so that nobody needs a colour to tell them apart.
PATTERNS = ("none", "11 5", "2 5", "13 4 2 4", "5 3", "20 4 5 4")


class NotClosedYet(DomainError):
    message = N_("This is made when voting has closed: until then the count goes on.")
    todo = N_("Come back after the closing time.")


def sees_count(phase: Phase, *, live: bool) -> bool:
    """Whether the jury sees the count: while voting is open only where the rules of the contest say so."""
    return live or phase in (Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED)


def check_closed(phase: Phase) -> None:
    """Raises NotClosedYet."""
    if phase not in (Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED):
        raise NotClosedYet


def leads(votes: Sequence[int]) -> list[int | None]:
    """How far each is ahead of the next, of numbers sorted with the highest first; None for the last."""
    ahead: list[int | None] = [votes[at] - votes[at + 1] for at in range(len(votes) - 1)]
    return ahead + [None] * bool(votes)


def newest_of_each(steps: Sequence[datetime], begins: Sequence[object], most: int) -> list[datetime]:
    """Of steps in order, the last one of each stretch of time; `begins` says where each step's stretch begins."""
    return list(dict(zip(begins, steps, strict=True)).values())[-most:]


def thinned(steps: Sequence[datetime]) -> list[datetime]:
    """Of steps in order, as many as a drawing can show, evenly, and always the last."""
    stride = -(-len(steps) // MOST_POINTS) or 1
    return list(reversed(list(reversed(steps))[::stride]))


@dataclass(frozen=True)
class Line:
    """One nominee's line: a path of an SVG drawing, how it is broken, and where its number stands."""

    number: int
    path: str
    pattern: str
    label_y: float


def draw_lines(times: Sequence[datetime], courses: Sequence[Sequence[int]]) -> list[Line]:
    """The votes of each nominee at those times as lines that go up in steps, as the count does.

    The first time is when voting began, with no votes; the last is now.
    """
    span = (times[-1] - times[0]).total_seconds() or 1.0
    top = max((max(course) for course in courses), default=0) or 1
    across = [(WIDTH - MARGIN) * (at - times[0]).total_seconds() / span for at in times]
    lines = []
    ends = _apart([_up(course[-1], top) for course in courses])
    for number, (course, end) in enumerate(zip(courses, ends, strict=True), start=1):
        path = f"M0 {_up(course[0], top):.1f}"
        for x, votes in zip(across[1:], course[1:], strict=True):
            path += f"H{x:.1f}V{_up(votes, top):.1f}"
        lines.append(Line(number, path, PATTERNS[(number - 1) % len(PATTERNS)], round(end, 1)))
    return lines


def _up(votes: int, top: int) -> float:
    return HEIGHT - LETTER / 2 - (HEIGHT - LETTER) * votes / top


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
