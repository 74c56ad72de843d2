"""When staff are warned: at each limit, and not before it. Turnout by local hour and day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voting.accounts.rules import Refusal
from voting.followup import rules
from voting.followup.rules import REFUSAL_WORDS, Signs, Stretch, days_of, hours_of, warn

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
SWEDEN = ZoneInfo("Europe/Stockholm")
WELL = {
    "a vote that is open for a day yet": Signs(closings=[("Testpriset 2026", DAY + SECOND)]),
    "a clock that is a little off": Signs(drift=-4 * SECOND),
    "mail that has just been written": Signs(waited=5 * MINUTE - SECOND),
    "many codes, as every ten minutes today": Signs(codes=100, codes_before=100 * 24 * 6 // 5 + 1),
    "a few codes after a quiet day": Signs(codes=29),
    "some wrong codes": Signs(refused=29),
    "a backup of last night": Signs(backup_watched=True, backup=26 * HOUR - SECOND),
    "backups that nobody asked to watch": Signs(backup_watched=False, backup=None),
}
UNWELL = {
    "closes tomorrow": (Signs(closings=[("Priset 2026", DAY)]), rules.CLOSING, {"contest": "Priset 2026", "left": DAY}),
    "the clock is behind": (Signs(drift=-5 * SECOND), rules.CLOCK, {"seconds": 5}),
    "the clock is ahead": (Signs(drift=90 * SECOND), rules.CLOCK, {"seconds": 90}),
    "mail is stuck": (Signs(waited=5 * MINUTE), rules.WAITING, {"minutes": 5}),
    "mail has failed": (Signs(failed=1), rules.FAILED, {"number": 1}),
    "a burst of codes": (Signs(codes=30, codes_before=6 * 24 * 6), rules.MANY_CODES, {"number": 30}),
    "a burst on the first day": (Signs(codes=30), rules.MANY_CODES, {"number": 30}),
    "many wrong codes": (Signs(refused=30), rules.MANY_REFUSED, {"number": 30}),
    "an old backup": (Signs(backup_watched=True, backup=26 * HOUR), rules.OLD_BACKUP, {"hours": 26}),
    "no backup": (Signs(backup_watched=True), rules.NO_BACKUP, {}),
}  # fmt: skip


@pytest.mark.parametrize("signs", WELL.values(), ids=WELL)
def test_nobody_is_warned_while_all_is_well(signs: Signs) -> None:
    assert warn(signs) == []


@pytest.mark.parametrize(("signs", "message", "params"), UNWELL.values(), ids=UNWELL)
def test_each_sign_has_its_warning(signs: Signs, message: str, params: dict[str, object]) -> None:
    assert [tuple(found) for found in warn(signs)] == [(message, params)]


def test_what_closes_first_comes_first() -> None:
    found = warn(Signs(closings=[("B", 2 * HOUR), ("A", HOUR), ("C", 2 * DAY)], failed=3))
    assert [warned.params.get("contest") for warned in found] == ["A", "B", None]


def test_every_reason_has_words() -> None:
    assert set(REFUSAL_WORDS) == set(Refusal)


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def told(stretches: list[Stretch]) -> list[tuple[str, int, int]]:
    """Each with the local time of its beginning."""
    return [(f"{one.begins:%d %H:%M %Z}", one.votes, one.total) for one in stretches]


def test_hours_are_counted_from_steps() -> None:
    assert hours_of([], UTC, until=at(1, 10)) == []
    assert hours_of([(at(1, 10, 59), 10)], UTC) == [(at(1, 10), 10, 10, False)]
    steps = [(at(1, 10), 10), (at(1, 10, 59), 15), (at(1, 11), 20), (at(1, 13, 30), 20)]
    assert [hour[:3] for hour in hours_of(steps, UTC)] == [
        (at(1, 10), 15, 15),
        (at(1, 11), 5, 20),
        (at(1, 12), 0, 20),
        (at(1, 13), 0, 20),
    ]


@pytest.mark.parametrize(("until", "count"), [(at(1, 12), 3), (at(1, 11, 59), 2), (at(1, 9), 1)])
def test_hours_go_on_until_now_and_never_end_before_the_last_vote(until: datetime, count: int) -> None:
    assert [hour.total for hour in hours_of([(at(1, 10), 4)], UTC, until)] == [4] * count


def test_the_hour_that_comes_twice_is_two_and_its_day_has_twenty_five() -> None:
    steps = [(at(24, 22, 30, 10), 1), (at(25, 0, 30, 10), 3), (at(25, 1, 30, 10), 6), (at(25, 23, 0, 10), 10)]
    hours = hours_of(steps, SWEDEN)
    assert told(hours)[2:5] == [("25 02:00 CEST", 2, 3), ("25 02:00 CET", 3, 6), ("25 03:00 CET", 0, 6)]
    assert [hour.begins.hour for hour in hours if hour.twice] == [2, 2]
    assert told(days_of(hours)) == [("25 00:00 CEST", 6, 6), ("26 00:00 CET", 4, 10)]
    assert len(hours) == 26


def test_the_hour_that_is_left_out_is_none_and_its_day_has_twenty_three() -> None:
    hours = hours_of([(at(28, 23, 0, 3), 1), (at(29, 1, 5, 3), 4), (at(29, 22, 0, 3), 9)], SWEDEN)
    assert told(hours)[1:3] == [("29 01:00 CET", 0, 1), ("29 03:00 CEST", 3, 4)]
    assert told(days_of(hours)) == [("29 00:00 CET", 4, 4), ("30 00:00 CEST", 5, 9)]
    assert (len(hours), any(hour.twice for hour in hours)) == (24, False)


def test_hours_are_the_clocks_own_where_the_zone_is_half_an_hour_off() -> None:
    hours = hours_of([(at(1, 18, 20), 2), (at(1, 18, 40), 5)], ZoneInfo("Asia/Kolkata"))
    assert told(hours) == [("01 23:00 IST", 2, 2), ("02 00:00 IST", 3, 5)]
    assert told(days_of(hours)) == [("01 23:00 IST", 2, 2), ("02 00:00 IST", 3, 5)]


def test_no_vote_is_lost_where_summer_time_is_half_an_hour() -> None:
    steps = [(at(3, 12, month=4) + timedelta(hours=hour), hour + 1) for hour in range(48)]
    for days in (hours_of(steps, ZoneInfo("Australia/Lord_Howe")), days_of(hours_of(steps, SWEDEN))):
        assert (sum(day.votes for day in days), days[-1].total) == (48, 48)
