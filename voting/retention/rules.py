"""How long addresses are kept after a vote, and how a deletion is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEEP_DAYS = 30
KEEP = timedelta(days=KEEP_DAYS)
AT_ONCE = 500  # accounts in one transaction: others wait for their turn to write, and each account is a lock


class What(StrEnum):
    """What is deleted after a vote."""

    LINK = "link"
    ADDRESSES = "addresses"


@dataclass(frozen=True)
class Deletion:
    """One line of the public page: deleted `at`, or due then, or, without an instant, waiting for the certification."""

    what: What
    at: datetime | None
    done: bool


def deletions(
    *, certified_at: datetime | None, shredded_at: datetime | None, forgotten_at: datetime | None
) -> list[Deletion]:
    """What has been or will be deleted after one vote, in that order."""
    return [
        Deletion(What.LINK, shredded_at or certified_at, done=shredded_at is not None),
        Deletion(
            What.ADDRESSES,
            forgotten_at or (certified_at + KEEP if certified_at else None),
            done=forgotten_at is not None,
        ),
    ]
