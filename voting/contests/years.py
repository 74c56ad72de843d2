"""What becomes another when a vote is made again for another year: the year in its texts, and its dates."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from voting.text import LocalText

WITH_YEAR = ("question", "lead", "event_name")  # texts in which the year's number becomes the other's
DATES = ("opens_at", "closes_at")


def moved(values: Mapping[str, Any], old: int, new: int, zone: ZoneInfo) -> dict[str, Any]:
    """What of a vote's values is another in the year `new`: its dates lie on the same weekdays then."""
    texts = {name: next_year(values[name], old, new) for name in WITH_YEAR if values[name]}
    dates = {name: years_on(values[name], new - old, zone) for name in DATES}
    day = values["event_date"]
    return texts | dates | {"event_date": same_weekday(day, new - old) if day else None}


def same_weekday(day: date, years: int) -> date:
    """The same weekday that many years later, as near to the same date as it can be."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    try:
        later = day.replace(year=day.year + years, day=last)
        shift = (day.weekday() - later.weekday()) % 7
        return later + timedelta(days=shift - 7 if shift > 3 else shift)
    except (ValueError, OverflowError):  # beyond what a calendar knows: somebody has mistyped a year
        return day


def years_on(instant: datetime, years: int, zone: ZoneInfo) -> datetime:
    """The same weekday and time of day in `zone`, that many years later."""
    local = instant.astimezone(zone)
    clock = local.time().replace(second=0, microsecond=0)
    return datetime.combine(same_weekday(local.date(), years), clock, zone).astimezone(UTC)


def next_year(text: LocalText, old: int, new: int) -> LocalText:
    """A text of an earlier year with the new year in it."""
    sv, en = (re.sub(rf"(?<!\d){old}(?!\d)", str(new), part) for part in (text.sv, text.en))
    return LocalText(sv, en)
