"""When a certified contest is published by itself, and in which steps its result is told on a stage."""

from datetime import UTC, datetime, timedelta

import pytest

from voting.contests.rules import (
    LONGEST_EMBARGO,
    STORED,
    BadPublishTime,
    Dates,
    Phase,
    TooFarAway,
    check_publish_time,
    phase_at,
)
from voting.publishing.rules import MOST_PICTURES, steps_of
from voting.results.rules import count

AT = datetime(2026, 12, 10, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "phase"), [(AT - TICK, Phase.CERTIFIED), (AT, Phase.PUBLISHED), (AT + TICK, Phase.PUBLISHED)]
)
def test_a_certified_contest_is_published_from_the_set_instant_on(now: datetime, phase: Phase) -> None:
    assert phase_at(Dates(Phase.CERTIFIED, AT, AT, publish_at=AT), now) is phase


@pytest.mark.parametrize("stored", sorted(set(STORED) - {Phase.CERTIFIED, Phase.ANNOUNCED}))
def test_the_set_time_moves_no_other_phase(stored: Phase) -> None:
    assert phase_at(Dates(stored, AT, AT, publish_at=AT), AT) is stored


def test_a_set_time_lies_ahead_and_not_a_slip_of_the_year() -> None:
    for new in (AT + TICK, AT + LONGEST_EMBARGO):
        check_publish_time(new=new, now=AT)
    for new, error in ((AT, BadPublishTime), (AT - TICK, BadPublishTime), (AT + LONGEST_EMBARGO + TICK, TooFarAway)):
        with pytest.raises(error):
            check_publish_time(new=new, now=AT)


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        ({"a": 5, "b": 3, "c": 1, "d": 0}, [(3, "c"), (2, "b"), (1, "a")]),
        ({"a": 5, "b": 3, "c": 3, "d": 1}, [(2, "bc"), (1, "a")]),
        ({"a": 5, "b": 5, "c": 3, "d": 1}, [(3, "c"), (1, "ab")]),
        ({"a": 5, "b": 4, "c": 3, "d": 3}, [(3, "cd"), (2, "b"), (1, "a")]),
        ({"a": 2, "b": 2, "c": 2}, [(1, "abc")]),
        ({"a": 2, "b": 1}, [(2, "b"), (1, "a")]),
        ({"a": 2, "b": 0}, [(1, "a")]),
        ({"a": 0, "b": 0, "c": 0}, []),
    ],
)
def test_the_stage_tells_from_the_third_place_to_the_first(votes: dict[str, int], told: list[tuple[int, str]]) -> None:
    steps = steps_of(count(list(votes), votes))
    assert [(step.rank, "".join(row.nominee for row in step.rows)) for step in steps] == told


def test_who_shares_a_place_with_many_is_named_without_a_picture() -> None:
    for number in (MOST_PICTURES, MOST_PICTURES + 1):
        names = [str(each) for each in range(number)]
        (step,) = steps_of(count(names, dict.fromkeys(names, 1)))
        assert step.pictured is (number <= MOST_PICTURES)
