"""What is drawn: lines that can be told apart, and numbers that do not cover each other."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from voting.web import curves

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_line_goes_up_in_steps_and_ends_at_its_share_of_the_height() -> None:
    times = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=4)]
    lines = curves.draw_lines(times, [[0, 4, 10], [0, 5, 5]])
    assert lines[0].path == "M0 230.0H112.5V142.0H450.0V10.0"
    assert lines[1].path == "M0 230.0H112.5V120.0H450.0V120.0"
    assert [line.number for line in lines] == [1, 2]


def test_no_two_lines_look_alike() -> None:
    lines = curves.draw_lines([NOON, NOON + timedelta(hours=1)], [[0, at] for at in range(6, 0, -1)])
    assert len({line.pattern for line in lines}) == len(lines) == curves.MOST_LINES


@pytest.mark.parametrize(
    "ends",
    [[5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0], [9, 1, 1, 1, 0, 0], [9, 9, 9, 0, 0, 0], [1], [100, 99, 50, 49, 2, 1]],
)
def test_no_number_covers_another_or_leaves_the_drawing(ends: list[int]) -> None:
    lines = curves.draw_lines([NOON, NOON + timedelta(hours=1)], [[0, end] for end in ends])
    places = [line.label_y for line in lines]
    assert all(later - earlier >= curves.LETTER - 0.2 for earlier, later in pairwise(places))
    assert min(places) >= 0
    assert max(places) <= curves.HEIGHT - curves.LETTER / 2 + 0.1


def test_a_drawing_of_one_instant_and_no_votes() -> None:
    (line,) = curves.draw_lines([NOON, NOON], [[0, 0]])
    assert not re.search("nan|inf", line.path)


@pytest.mark.parametrize("count", [0, 1, 2, 119, 120, 121, 5000])
def test_a_long_course_is_thinned_and_ends_where_it_ends(count: int) -> None:
    steps = [NOON + timedelta(minutes=at) for at in range(count)]
    drawn = curves.thinned(steps)
    assert drawn == sorted(drawn)
    assert drawn[-1:] == steps[-1:]
    assert min(count, curves.MOST_POINTS // 2) <= len(drawn) <= curves.MOST_POINTS
