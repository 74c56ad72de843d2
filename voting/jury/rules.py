"""What of the count is shown to the jury. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from voting.contests.rules import Phase
from voting.errors import N_, DomainError

VIEWING = timedelta(minutes=15)  # is written down once
MOST_ROWS = {"hour": 24, "day": 62}  # of the table of votes over time, the newest
DAY = timedelta(days=1)


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
