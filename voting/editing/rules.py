"""What an editor may change when, and what is proposed: addresses, dates of the next year."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from voting.contests.rules import is_before_closing
from voting.errors import N_, DomainError
from voting.text import LocalText

LONGEST_OPEN = timedelta(days=366)
FARTHEST = timedelta(days=3 * 366)
UNTIL_CEREMONY = timedelta(days=366)  # at most, from the day on which voting closes
UNTIL_OPENING, OPEN_FOR = timedelta(days=28), timedelta(days=14)  # proposed for a first year
OPENS_AT, CLOSES_AT = time(8), time(20)

OF_AWARD = ("name", "purpose", "criteria", "organiser", "organiser_url")
TEXTS = ("question", "lead", "notice", "event_name", "event_place", "event_date")  # can be corrected once announced
RULES = (
    "voters",
    "voter_domains",
    "max_changes",
    "jury_live",
    "turnout_public",
    "batch",
    "tie",
    "nominee_order",
    "appeal_hours",
)
DATES = ("opens_at", "closes_at")
DEFAULTS: dict[str, Any] = {
    "voters": "anyone",
    "voter_domains": [],
    "max_changes": 10,
    "jury_live": True,
    "turnout_public": True,
    "batch": 10,
    "tie": "shared",
    "nominee_order": "random",
    "appeal_hours": 48,
}


class BesideField(DomainError):
    """A refusal that belongs to one field of the form."""

    status: ClassVar[int] = 422
    field: ClassVar[str]


class SlugTaken(BesideField):
    field = "slug"
    message = N_("Another award has that address already. Choose another one.")


class YearTaken(BesideField):
    field = "year"
    message = N_("This award has a vote for that year already. Choose another year, or edit the vote that is there.")


class ClosesFirst(BesideField):
    field = "closes_at"
    message = N_("Voting must close after it has opened. Choose a later time.")


class OpenTooLong(BesideField):
    field = "closes_at"
    message = N_("Voting would be open for more than a year. Look at the year again.")


class OpensTooLate(BesideField):
    field = "opens_at"
    message = N_("That is more than three years away. Look at the year again.")


class OpensInThePast(BesideField):
    field = "opens_at"
    message = N_("That time has already passed. Choose a later one.")


class ClosesInThePast(OpensInThePast):
    field = "closes_at"


class CeremonyTooEarly(BesideField):
    field = "event_date"
    message = N_("The ceremony must be on the day on which voting closes, or later. Choose a later day.")


class CeremonyTooLate(BesideField):
    field = "event_date"
    message = N_("The ceremony would be more than a year after voting closes. Look at the year again.")


class ReasonMissing(BesideField):
    field = "reason"
    message = N_("The vote has been announced. Write why the text is corrected: everybody can read it.")


def first_dates(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """(opening, closing) as they are proposed where there is no earlier year to go by."""
    opens = (now + UNTIL_OPENING).astimezone(zone).date()
    days = ((opens, OPENS_AT), (opens + OPEN_FOR, CLOSES_AT))
    first, last = (datetime.combine(day, clock, zone).astimezone(UTC) for day, clock in days)
    return first, last


def check_dates(*, opens_at: datetime, closes_at: datetime, changed: Mapping[str, Any], now: datetime) -> None:
    """Raises what is wrong with the dates of a draft. A date that was set long ago may have passed since."""
    if closes_at <= opens_at:
        raise ClosesFirst
    if "opens_at" in changed and opens_at < now:
        raise OpensInThePast
    if "closes_at" in changed and closes_at < now:
        raise ClosesInThePast
    if closes_at - opens_at > LONGEST_OPEN:
        raise OpenTooLong
    if opens_at > now + FARTHEST:
        raise OpensTooLate


def check_ceremony(day: date | None, closes_at: datetime, zone: ZoneInfo) -> None:
    """Raises what is wrong with the ceremony's day. It may be the one on which voting closes."""
    if is_before_closing(day, closes_at, zone):
        raise CeremonyTooEarly
    if day and day > closes_at.astimezone(zone).date() + UNTIL_CEREMONY:
        raise CeremonyTooLate


def differing(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `wanted` that are not what is stored. Forms know no seconds, so these alone are no difference."""
    return {name: value for name, value in wanted.items() if _bare(value) != _bare(stored[name])}


def _bare(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return value or None if isinstance(value, LocalText | str) else value


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the audit log keeps them, each language by itself."""
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, LocalText):
            plain |= {f"{name}.sv": value.sv, f"{name}.en": value.en}
        elif isinstance(value, date):  # an instant too
            plain[name] = value.isoformat()
        else:
            plain[name] = value
    return plain


def changes_told(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """{"old": …, "new": …} of what changes, for the audit log."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name, value in wanted.items():
        pair = stored[name], value
        if any(isinstance(each, LocalText) for each in pair):
            pair = pair[0] or LocalText(), pair[1] or LocalText()
        old |= told({name: pair[0]})
        new |= told({name: pair[1]})
    names = [name for name in new if new[name] != old[name]]
    return {"old": {name: old[name] for name in names}, "new": {name: new[name] for name in names}}
