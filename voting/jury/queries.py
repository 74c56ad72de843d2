"""What the jury's page shows besides the count itself: how it came about."""

import uuid
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from voting.ballots.queries import list_steps, tallies_at
from voting.contests.queries import Standing
from voting.jury.rules import DAY, MOST_ROWS, newest_of_each
from voting.nominees.models import Nominee
from voting.results.rules import Outcome
from voting.web.curves import MOST_LINES, Chart, draw_lines, thinned
from voting.web.i18n import zone


@dataclass(frozen=True)
class Moment:
    """The votes after the last batch of a minute, in the order of the nominees that are shown."""

    at: datetime
    votes: Sequence[int]


@dataclass(frozen=True)
class Course:
    """How the votes came: the newest moment first, and the drawing."""

    moments: Sequence[Moment]
    chart: Chart | None


@dataclass(frozen=True)
class Change:
    """A nominee's votes then and now."""

    nominee: Nominee
    then: int
    now: int


def follow(standing: Standing, outcome: Outcome[Nominee], *, by: str) -> Course:
    """The votes over time, by hour or by day, in the order of the count as it is now."""
    contest_id, nominees = standing.contest.id, [row.nominee for row in outcome.rows]
    steps = list_steps(contest_id)
    ends = min(standing.now, standing.contest.closes_at)  # a count that has ended grows no longer
    local = [at.astimezone(zone()) for at in steps]
    begins = [(at.date(), at.hour, at.fold) if by == "hour" else at.date() for at in local]
    shown = newest_of_each(steps, begins, MOST_ROWS[by])
    drawn = thinned(steps if by == "day" else [at for at in steps if at > ends - DAY])
    tallies = tallies_at(contest_id, {*shown, *drawn})
    course = {at: [votes.get(nominee.id, 0) for nominee in nominees] for at, votes in tallies.items()}
    times = [standing.contest.opens_at, *drawn, max(ends, *drawn)] if drawn else []
    if by == "hour":
        times = times[1:]
    counts = {standing.contest.opens_at: [0] * len(nominees)} | course
    heights = [counts.get(at, [row.votes for row in outcome.rows]) for at in times]
    courses = [[votes[place] for votes in heights] for place in range(min(MOST_LINES, len(nominees)))]
    return Course(
        moments=[Moment(at, course[at]) for at in reversed(shown)],
        chart=draw_lines(times, courses, zone()) if times else None,
    )


def list_course(contest_id: uuid.UUID, nominees: Sequence[Nominee]) -> list[Moment]:
    """Every step of the count, oldest first."""
    steps = list_steps(contest_id)
    tallies = tallies_at(contest_id, steps)
    return [Moment(at, [tallies[at].get(nominee.id, 0) for nominee in nominees]) for at in steps]


def compare(contest_id: uuid.UUID, outcome: Outcome[Nominee], since: datetime) -> list[Change]:
    """The count now beside what the jury could see at the end of that minute."""
    steps = list_steps(contest_id)
    place = bisect_right(steps, since)
    then = tallies_at(contest_id, steps[place - 1 : place])[steps[place - 1]] if place else {}
    return [Change(row.nominee, then.get(row.nominee.id, 0), row.votes) for row in outcome.rows]
