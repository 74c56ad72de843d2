"""What can be wrong with what somebody has typed, in a form, a command or a file. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voting.errors import N_

NO_SUCH_SIGN = N_("There is a character in the text that cannot be stored. Write it again without it.")
NO_NUMBER = N_("Write a whole number from %(low)s to %(high)s.")
NO_DAY = N_("Write a day that exists, such as 2026-12-10.")
NO_SUCH_DAY = N_("That day is too far away. Look at the year again.")
NO_INSTANT = N_("Write a day and a time that exist, such as 2026-12-03 20:00.")
SKIPPED_HOUR = N_("That time does not exist: the clocks skip it when summer time begins. Choose another time.")
DOUBLED_HOUR = N_("That time happens twice: the clocks go back when summer time ends. Choose another time.")


def comes_twice(local: datetime) -> bool:
    """Whether a local time that exists comes once more, since the clocks go back."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def wrong_hour(typed: datetime, here: ZoneInfo) -> str:
    """SKIPPED_HOUR or DOUBLED_HOUR of a day and a time as a clock on the wall shows them; empty where all is well.

    Raises OverflowError for the first and the last day that a calendar knows.
    """
    local = typed.replace(tzinfo=here)
    if local.astimezone(UTC).astimezone(here).replace(tzinfo=None) != typed:
        return SKIPPED_HOUR
    return DOUBLED_HOUR if comes_twice(local) else ""
