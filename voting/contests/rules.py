"""The phases of a contest and what leads from one to the next.

`TRANSITIONS` is the whole machine. *Open* is never stored: an announced contest is open from `opens_at` to just before
`closes_at`, by the database's clock, so no job can open or close it late. In the same way a certified contest is
published from `publish_at` on.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from voting.audit.rules import Act
from voting.errors import N_, DomainError

LONGEST_EXTENSION = timedelta(days=366)
LONGEST_EMBARGO = timedelta(days=366)
FIRST_YEAR = 1900  # of what was voted on long ago, and comes in from a file
YEARS_BACK, YEARS_AHEAD = 5, 10


class Phase(StrEnum):
    """Where a contest stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CERTIFIED = "certified"
    PUBLISHED = "published"


class Action(StrEnum):
    """What an admin can do to a contest as a whole."""

    ANNOUNCE = "announce"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    CLOSE = "close"
    VOID = "void"
    UNVOID = "unvoid"
    CERTIFY = "certify"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"


TRANSITIONS: dict[tuple[Phase, Action], Phase] = {
    (Phase.DRAFT, Action.ANNOUNCE): Phase.ANNOUNCED,
    (Phase.ANNOUNCED, Action.WITHDRAW): Phase.DRAFT,
    (Phase.ANNOUNCED, Action.EXTEND): Phase.ANNOUNCED,
    (Phase.OPEN, Action.EXTEND): Phase.OPEN,
    (Phase.OPEN, Action.CLOSE): Phase.CLOSED,
    (Phase.CLOSED, Action.VOID): Phase.CLOSED,
    (Phase.CLOSED, Action.UNVOID): Phase.CLOSED,
    (Phase.CLOSED, Action.CERTIFY): Phase.CERTIFIED,
    (Phase.CERTIFIED, Action.PUBLISH): Phase.PUBLISHED,
    (Phase.CERTIFIED, Action.SCHEDULE): Phase.CERTIFIED,
    (Phase.CERTIFIED, Action.UNSCHEDULE): Phase.CERTIFIED,
}
STORED = (Phase.DRAFT, Phase.ANNOUNCED, Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED)
PUBLIC = frozenset(Phase) - {Phase.DRAFT}
# The one thing to do next, which the lifecycle page puts first.
NEXT_ACTION = {
    Phase.DRAFT: Action.ANNOUNCE,
    Phase.CLOSED: Action.CERTIFY,
    Phase.CERTIFIED: Action.PUBLISH,
}


class Tie(StrEnum):
    """What happens when several nominees have most votes."""

    SHARED = "shared"
    JURY = "jury"
    LOT = "lot"


class Order(StrEnum):
    """In which order a voter meets the nominees."""

    RANDOM = "random"
    FIXED = "fixed"


class Voters(StrEnum):
    """Who may vote."""

    ANYONE = "anyone"
    DOMAINS = "domains"
    INVITED = "invited"


def years_to_begin(this_year: int) -> tuple[int, int]:
    """The first and the last year for which a vote can be made; a mistyped one stays in its address for ever."""
    return this_year - YEARS_BACK, this_year + YEARS_AHEAD


def years_to_import(this_year: int) -> tuple[int, int]:
    """The same of a vote that comes in from a file, which may be an old one."""
    return FIRST_YEAR, this_year + YEARS_AHEAD


class NotInThisPhase(DomainError):
    message = N_(
        "This cannot be done in the phase that the vote is in now. Perhaps somebody else was quicker. "
        "Nothing was changed."
    )
    todo = N_("Go back to the vote's page and see where it stands now.")


class NotOpenYet(DomainError):
    title = N_("Voting has not opened yet")
    message = N_("You cannot vote before voting opens. Nothing has been cast.")
    todo = N_("Come back when it has opened.")


class HasClosed(DomainError):
    title = N_("Voting has closed")
    message = N_("Your vote did not make it in time. A vote you cast earlier is recorded.")
    todo = N_("Come back for the result.")


class Incomplete(DomainError):
    message = N_("Something is still missing before the vote can be announced. Nothing was changed.")
    todo = N_("Go back to the vote's page: it lists what is missing.")


class AppealsRun(DomainError):
    message = N_("Votes have been voided, and their voters still have time to object. Nothing has been certified.")
    todo = N_("Wait until the time for objections is over. The vote's page says when.")


class BadExtension(DomainError):
    status = 422
    message = N_("Choose a later closing time than the present one.")


class TooLongExtension(BadExtension):
    message = N_("Voting can be extended by at most a year at a time. Look at the year again.")


class BadPublishTime(DomainError):
    status = 422
    message = N_("That time has already passed. Choose a later one, or publish the result now.")


class TooFarAway(BadPublishTime):
    message = N_("The result can be published at most a year from now. Look at the year again.")


@dataclass(frozen=True)
class Dates:
    """What of a contest decides its phase. `stored` is one of STORED."""

    stored: Phase
    opens_at: datetime
    closes_at: datetime
    publish_at: datetime | None = None


def phase_at(dates: Dates, now: datetime) -> Phase:
    """The phase at the instant `now` (the database's clock)."""
    if dates.stored is Phase.CERTIFIED and dates.publish_at and dates.publish_at <= now:
        return Phase.PUBLISHED
    if dates.stored is not Phase.ANNOUNCED:
        return dates.stored
    if now < dates.opens_at:
        return Phase.ANNOUNCED
    return Phase.OPEN if now < dates.closes_at else Phase.CLOSED


def phase_after(phase: Phase, action: Action) -> Phase:
    """Where `action` leads. Raises NotInThisPhase when the table has no such cell."""
    try:
        return TRANSITIONS[phase, action]
    except KeyError:
        raise NotInThisPhase from None


def actions_in(phase: Phase) -> list[Action]:
    """What can be done now, in the order of the table."""
    return [action for (at, action) in TRANSITIONS if at is phase]


def check_extension(*, old: datetime, new: datetime) -> None:
    if new <= old:
        raise BadExtension
    if new > old + LONGEST_EXTENSION:
        raise TooLongExtension


def is_before_closing(day: date | None, closes_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a ceremony lies before the day on which voting closes; on its evening many are held."""
    return day is not None and day < closes_at.astimezone(zone).date()


def check_publish_time(*, new: datetime, now: datetime) -> None:
    if new <= now:
        raise BadPublishTime
    if new > now + LONGEST_EMBARGO:
        raise TooFarAway


def check_closed(phase: Phase, closed_at: datetime | None) -> None:
    """Raises NotInThisPhase unless votes can be reviewed: a close that only the clock has made is still to be written
    down, with the ballots that are on their way to the log.
    """
    if phase is not Phase.CLOSED or closed_at is None:
        raise NotInThisPhase


def appeals_end(appeals_from: datetime | None, hours: int) -> datetime | None:
    """Until when a vote that was left out can be objected to. None: none has been."""
    return appeals_from + timedelta(hours=hours) if appeals_from else None


def check_appeals(end: datetime | None, now: datetime) -> None:
    """Raises AppealsRun while votes that were left out can still be objected to."""
    if end and now < end:
        raise AppealsRun


class VoidReason(StrEnum):
    """Why a ballot may be excluded from the count. The list is fixed when a contest is announced."""

    INVENTED_ADDRESSES = "invented-addresses"
    SAME_PERSON = "same-person"
    TEST_BALLOT = "test-ballot"


# What an act is called in the public log (docs/SPEC.md). Publishing is none: the log's key is gone by then.
ENTRY_OF = {
    Act.ANNOUNCED: "announce",
    Act.WITHDRAWN: "withdraw",
    Act.EXTENDED: "extend",
    Act.CLOSED: "close",
    Act.VOIDED: "void",
    Act.UNVOIDED: "unvoid",
    Act.CERTIFIED: "certify",
    Act.SHREDDED: "shred",
    Act.NOMINEE_WITHDRAWN: "withdrawal",
}
