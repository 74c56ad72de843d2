"""What is drawn: lines that can be told apart, and numbers that do not cover each other."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from voting.web import curves

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = ZoneInfo("Europe/Stockholm")


def test_a_line_goes_up_in_steps_and_ends_at_its_share_of_the_height() -> None:
    times = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=4)]
    chart = curves.draw_lines(times, [[0, 4, 9], [0, 5, 5]], HERE)
    assert [count for count, _y in chart.axes.counts] == [0, 2, 4, 6, 8, 10]
    assert [y for _count, y in chart.axes.counts] == [100, 80, 60, 40, 20, 0]
    assert chart.lines[0].path == "M0 100.00H25.00V60.00H100.00V10.00"
    assert chart.lines[1].path == "M0 100.00H25.00V50.00H100.00V50.00"
    assert [line.number for line in chart.lines] == [1, 2]
    assert (chart.axes.begins, chart.axes.ends) == (times[0], times[-1])


def test_no_two_lines_look_alike() -> None:
    lines = curves.draw_lines([NOON, NOON + HOUR], [[0, at] for at in range(6, 0, -1)], HERE).lines
    assert len({line.pattern for line in lines}) == len(lines) == curves.MOST_LINES


@pytest.mark.parametrize(
    "ends",
    [[5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0], [9, 1, 1, 1, 0, 0], [9, 9, 9, 0, 0, 0], [1], [100, 99, 50, 49, 2, 1]],
)
def test_no_number_covers_another_or_leaves_the_drawing(ends: list[int]) -> None:
    lines = curves.draw_lines([NOON, NOON + HOUR], [[0, end] for end in ends], HERE).lines
    places = [line.label_y for line in lines]
    assert all(later - earlier >= curves.LETTER - 0.2 for earlier, later in pairwise(places))
    assert min(places) >= 0
    assert max(places) <= 100


def test_a_drawing_of_one_instant_and_no_votes() -> None:
    (line,) = curves.draw_lines([NOON, NOON], [[0, 0]], HERE).lines
    assert not re.search("nan|inf", line.path)


@pytest.mark.parametrize("count", [0, 1, 2, 119, 120, 121, 5000])
def test_a_long_course_is_thinned_and_ends_where_it_ends(count: int) -> None:
    steps = [NOON + timedelta(minutes=at) for at in range(count)]
    drawn = curves.thinned(steps)
    assert drawn == sorted(drawn)
    assert drawn[-1:] == steps[-1:]
    assert min(count, curves.MOST_POINTS // 2) <= len(drawn) <= curves.MOST_POINTS


def test_bars_stand_where_their_hours_are_and_a_single_vote_is_seen() -> None:
    counts = (4, 0, 1_000, 1)
    hours = [curves.Span(NOON + at * HOUR, NOON + (at + 1) * HOUR, count) for at, count in enumerate(counts)]
    chart = curves.draw_bars(hours, HERE, days=False)
    assert [(bar.x, bar.x + bar.width) for bar in chart.bars] == [(3.0, 22.0), (53.0, 72.0), (78.0, 97.0)]
    assert [bar.height for bar in chart.bars] == [curves.LEAST, 100, curves.LEAST]
    assert all(bar.y + bar.height == 100 for bar in chart.bars)


def test_the_hour_that_comes_twice_is_as_wide_as_every_other() -> None:
    begins = datetime(2026, 10, 25, 0, tzinfo=UTC).astimezone(HERE)  # 02:00, and once more an hour later
    again = begins.replace(fold=1)
    ends = datetime(2026, 10, 25, 2, tzinfo=UTC).astimezone(HERE)
    bars = curves.draw_bars([curves.Span(begins, again, 5), curves.Span(again, ends, 5)], HERE, days=False).bars
    assert [(bar.x, bar.width) for bar in bars] == [(6, 38), (56, 38)]


def test_no_votes_at_all_are_no_bars() -> None:
    hours = [curves.Span(NOON + at * HOUR, NOON + (at + 1) * HOUR, 0) for at in range(2)]
    chart = curves.draw_bars(hours, HERE, days=False)
    assert (list(chart.bars), [count for count, _y in chart.axes.counts]) == ([], [0, 1])
