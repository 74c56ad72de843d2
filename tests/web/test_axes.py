"""Round numbers and local times at the axes, in every span and through both changes of the clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from voting.web import axes

HERE = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (7, [0, 2, 4, 6, 8]),
        (10, [0, 2, 4, 6, 8, 10]),
        (11, [0, 5, 10, 15]),
        (1_234, [0, 500, 1_000, 1_500]),
        (1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_counts_are_round_and_reach_the_top(top: int, ticks: list[int]) -> None:
    assert axes.count_ticks(top) == ticks
    assert axes.count_ticks(ticks[-1]) == ticks


def told(begins: datetime, length: timedelta, *, days: bool = False, here: ZoneInfo = HERE) -> list[str]:
    return [
        f"{tick.at:%H:%M}" + (f" {tick.at:%d/%m}" if tick.dated else "") if tick.clock else f"{tick.at:%a %d/%m}"
        for tick in axes.time_ticks(begins, begins + length, here, days=days)
    ]


AT = datetime(2026, 12, 1, 12, 20, tzinfo=UTC)  # a Tuesday, 13:20 in Sweden


@pytest.mark.parametrize(
    ("length", "ticks"),
    [
        (timedelta(), ["13:20 01/12"]),
        (timedelta(minutes=5), ["13:20 01/12", "13:21", "13:22", "13:23", "13:24", "13:25"]),
        (timedelta(hours=1), ["13:20 01/12", "13:30", "13:40", "13:50", "14:00", "14:10", "14:20"]),
        (timedelta(hours=6), ["14:00 01/12", "15:00", "16:00", "17:00", "18:00", "19:00"]),
        (timedelta(days=1), ["15:00 01/12", "18:00", "21:00", "00:00 02/12", "03:00", "06:00", "09:00", "12:00"]),
        (timedelta(days=3), ["00:00 02/12", "12:00", "00:00 03/12", "12:00", "00:00 04/12", "12:00"]),
        (timedelta(days=6), ["Wed 02/12", "Thu 03/12", "Fri 04/12", "Sat 05/12", "Sun 06/12", "Mon 07/12"]),
        (timedelta(days=28), ["Mon 07/12", "Mon 14/12", "Mon 21/12", "Mon 28/12"]),
        (timedelta(days=365), ["Fri 01/01", "Mon 01/03", "Sat 01/05", "Thu 01/07", "Wed 01/09", "Mon 01/11"]),
    ],
)  # fmt: skip
def test_times_are_round_local_times(length: timedelta, ticks: list[str]) -> None:
    assert told(AT, length) == ticks


@pytest.mark.parametrize("length", [timedelta(minutes=2**power) for power in range(20)])
@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"])
def test_there_are_a_few_in_order_and_inside_whatever_the_span(length: timedelta, zone: str) -> None:
    ticks = axes.time_ticks(AT, AT + length, ZoneInfo(zone))
    places = [tick.place for tick in ticks]
    assert 1 <= len(ticks) <= axes.MOST_TIMES + 1
    assert all(earlier < later for earlier, later in pairwise(places))
    assert 0 <= places[0] <= places[-1] <= 100
    assert 1 <= sum(tick.rank == 0 for tick in ticks) <= 3
    assert sum(tick.rank <= 1 for tick in ticks) <= 5


def test_the_hour_that_comes_twice_is_there_twice_and_what_is_left_out_is_not() -> None:
    autumn = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert told(autumn, timedelta(hours=5)) == ["00:00 25/10", "01:00", "02:00", "02:00", "03:00", "04:00"]
    spring = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert told(spring, timedelta(hours=5)) == ["00:00 29/03", "01:00", "03:00", "04:00", "05:00", "06:00"]
    assert told(spring, timedelta(hours=16)) == [
        "00:00 29/03", "04:00", "06:00", "08:00", "10:00", "12:00", "14:00", "16:00"
    ]  # fmt: skip


def test_days_that_the_clocks_make_longer_begin_at_midnight_and_are_told_at_their_middle() -> None:
    begins = datetime(2026, 10, 23, 22, tzinfo=UTC)  # midnight, and two nights later the day has had 25 hours
    ends = datetime(2026, 10, 26, 23, tzinfo=UTC)
    ticks = axes.time_ticks(begins, ends, HERE, days=True)
    assert [f"{tick.at:%d %H:%M}" for tick in ticks] == ["24 00:00", "25 00:00", "26 00:00"]
    assert [tick.place for tick in ticks] == [16.44, 49.32, 83.56]
    assert told(begins, timedelta(days=1), days=True) == ["Sat 24/10"]


def test_midnight_stays_where_there_is_room_for_few() -> None:
    ticks = axes.time_ticks(AT, AT + timedelta(days=1), HERE)
    assert [f"{tick.at:%H}" for tick in ticks if tick.rank == 0] == ["00", "12"]
