"""What the jury is shown: when, and of each hour the last."""

from datetime import UTC, datetime, timedelta

import pytest

from voting.contests.rules import Phase
from voting.jury import rules

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("votes", "leads"), [([9, 4, 4, 0], [5, 0, 4, None]), ([3], [None]), ([], []), ([0, 0], [0, None])]
)
def test_lead(votes: list[int], leads: list[int | None]) -> None:
    assert rules.leads(votes) == leads


@pytest.mark.parametrize("phase", list(Phase))
def test_the_count_is_kept_from_the_jury_where_the_rules_say_so(phase: Phase) -> None:
    assert rules.sees_count(phase, live=True)
    assert rules.sees_count(phase, live=False) is (phase in (Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED))


def test_of_each_hour_the_last_step_is_shown() -> None:
    steps = [NOON + timedelta(minutes=at) for at in (0, 30, 59, 60, 200)]
    assert rules.newest_of_each(steps, [at.hour for at in steps], 24) == [steps[2], steps[3], steps[4]]
    assert rules.newest_of_each(steps, [at.hour for at in steps], 2) == [steps[3], steps[4]]
    assert rules.newest_of_each([], [], 2) == []
