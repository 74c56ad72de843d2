"""A vote made again for another year: its dates on the same weekdays, and the new year in its texts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.contests import years
from voting.text import LocalText

ZONE = ZoneInfo("Europe/Stockholm")


@given(st.dates(date(1990, 1, 4), date(2100, 12, 27)), st.integers(-5, 5))
def test_the_same_weekday_is_never_far_from_the_same_date(day: date, later_by: int) -> None:
    later = years.same_weekday(day, later_by)
    nominal = day.replace(year=day.year + later_by, day=28 if (day.month, day.day) == (2, 29) else day.day)
    assert later.weekday() == day.weekday()
    assert abs(later - nominal) <= timedelta(days=3)


def test_a_day_beyond_the_calendar_stays_as_it_was() -> None:
    assert years.same_weekday(date(9999, 12, 31), 1) == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("instant", "later_by", "later"),
    [
        (datetime(2026, 12, 3, 19, tzinfo=UTC), 1, datetime(2027, 12, 2, 19, tzinfo=UTC)),  # a Thursday at 20.00
        (datetime(2026, 3, 27, 19, tzinfo=UTC), 1, datetime(2027, 3, 26, 19, tzinfo=UTC)),  # before summer time
        (datetime(2026, 3, 31, 18, tzinfo=UTC), 2, datetime(2028, 3, 28, 18, tzinfo=UTC)),  # 20.00 in summer time
    ],
)
def test_the_time_of_day_is_kept_in_the_organisers_zone(instant: datetime, later_by: int, later: datetime) -> None:
    proposed = years.years_on(instant, later_by, ZONE)
    assert proposed == later
    assert proposed.astimezone(ZONE).time() == instant.astimezone(ZONE).time()


def test_last_years_number_becomes_this_years_and_no_other_number_changes() -> None:
    text = LocalText("Priset 2026, nr 12026 av 20261", "The 2026 award")
    assert years.next_year(text, 2026, 2027) == LocalText("Priset 2027, nr 12026 av 20261", "The 2027 award")
