"""The words of publishing at a set time, and in which steps a result is told on a stage. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, TypeVar

from voting.admin.rules import ActWords
from voting.contests.rules import Action
from voting.errors import N_
from voting.results.rules import Outcome, Row

N = TypeVar("N")
LAST_PLACE = 3  # from which on a result is told
MOST_PICTURES = 4  # that share a step: more would be too small to be recognised from the last row
STAGE_OPEN_FOR = timedelta(hours=12)

ACTS: dict[Action, ActWords] = {
    Action.SCHEDULE: ActWords(
        N_("Publish the result at a set time"),
        N_("publish"),
        (
            N_("At that time everybody sees the winner and the number of votes for each nominee."),
            N_("Until then everybody sees the time, and nothing of the result."),
            N_("Until then you can take the time back, set another one, or publish earlier."),
        ),
        (N_("What has been published cannot be made secret again."),),
    ),
    Action.UNSCHEDULE: ActWords(
        N_("Take back the time of publishing"),
        N_("take back"),
        (
            N_("The result stays certified, and is not published until you publish it or set a new time."),
            N_("The public page no longer says when the result comes."),
        ),
        (),
    ),
}


@dataclass(frozen=True)
class Step(Generic[N]):
    """What is told at once: everybody on the same rank."""

    rank: int
    rows: Sequence[Row[N]]

    @property
    def pictured(self) -> bool:
        return len(self.rows) <= MOST_PICTURES


def steps_of(outcome: Outcome[N]) -> list[Step[N]]:
    """From the third place to the first. Who got no vote is not called up; after a tie there may be no second place.

    Where a tie was settled, who got equally many votes and not the award is called up as second.
    """
    passed_over = [nominee for nominee in outcome.equals if nominee not in outcome.winners]
    ranked = [replace(row, rank=2) if row.nominee in passed_over else row for row in outcome.rows]
    placed = [row for row in ranked if 0 < row.rank <= LAST_PLACE and row.votes]
    ranks = sorted({row.rank for row in placed}, reverse=True)
    return [Step(rank, [row for row in placed if row.rank == rank]) for rank in ranks]
