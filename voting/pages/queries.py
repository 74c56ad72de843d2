"""What the pages of a contest and of an award show."""

from dataclasses import dataclass
from typing import Any

from voting.ballots.queries import count_ballots
from voting.contests.models import Award
from voting.contests.queries import Standing, list_extensions, list_public_contests, rules_of
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.nominees.models import Nominee
from voting.nominees.queries import list_in_order
from voting.results.queries import certified_outcomes
from voting.results.rules import Outcome

COUNTED = (Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED)


@dataclass(frozen=True)
class Year:
    """A published year of an award."""

    standing: Standing
    outcome: Outcome[Nominee]


@dataclass(frozen=True)
class Archive:
    """An award with its public years, newest first: those that are under way, and those with a result."""

    award: Award
    current: list[Standing]
    years: list[Year]


def contest_values(standing: Standing, seed: int) -> dict[str, Any]:
    """What `pages/contest.html` shows of a contest in the order of one visitor; a preview shows the same."""
    contest = standing.contest
    turnout_shown = contest.turnout_public or standing.phase in COUNTED
    return {
        "contest": contest,
        "phase": standing.phase.value,
        "nominees": list_in_order(contest, seed),
        "turnout": count_ballots(contest.id) if turnout_shown else None,
        "rules": rules_of(contest),
        "extensions": list_extensions(contest),
    }


def get_archive(slug: str) -> Archive:
    """Everything that is public of an award. Raises NotFound for one without a real contest that everybody may see."""
    found = [
        standing
        for standing in list_public_contests()
        if standing.contest.award.slug == slug and not standing.contest.rehearsal
    ]
    if not found:
        raise NotFound
    published = [standing for standing in found if standing.phase is Phase.PUBLISHED]
    outcomes = certified_outcomes([standing.contest.id for standing in published])
    return Archive(
        found[0].contest.award,
        [standing for standing in found if standing.phase is not Phase.PUBLISHED],
        [Year(standing, outcomes[standing.contest.id]) for standing in published],
    )
