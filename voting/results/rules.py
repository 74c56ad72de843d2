"""Counting: votes to rows, rows to ranks. Pure, so that anybody can read how a winner is made."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from voting.errors import N_, DomainError, NotFound

N = TypeVar("N")
# In the place of the folder that Python would make: running the verifier must not add files to the bundle it checks.
NO_CACHE = b"This file keeps Python from making a folder of this name, whose files would be in no list.\n"


class NoRehearsal(DomainError):
    message = N_("Only a rehearsal can be thrown away. The record of a real vote stays.")


class CountDiffers(DomainError):
    title = N_("The count does not add up")
    message = N_("The votes that are stored are not exactly those in the public log. Nothing has been certified.")
    todo = N_("Keep the database as it is, and compare it with a backup before you go on.")


class NotPublished(NotFound):
    """The numbers exist for nobody yet."""


@dataclass(frozen=True)
class Row(Generic[N]):
    """One nominee's line. `rank` is shared by equal counts (1, 1, 3), and 0 for who was withdrawn; `share` is a
    fraction of all votes, 0 to 1.
    """

    rank: int
    nominee: N
    votes: int
    share: float


@dataclass(frozen=True)
class Outcome(Generic[N]):
    """A count of a whole contest, highest first."""

    rows: Sequence[Row[N]]
    total: int
    chosen: N | None = None  # who gets the award of those with most votes, by the jury's choice or by lot

    @property
    def equals(self) -> list[N]:
        """Who has most votes: several when tied, nobody when nobody voted."""
        return [row.nominee for row in self.rows if row.rank == 1 and row.votes]

    @property
    def winners(self) -> list[N]:
        """Who gets the award: several when they share it."""
        return self.equals if self.chosen is None else [self.chosen]

    @property
    def tie(self) -> bool:
        """Whether several share the award."""
        return len(self.winners) > 1


def count(nominees: Sequence[N], votes: Mapping[N, int], withdrawn: Collection[N] = ()) -> Outcome[N]:
    """Rank `nominees` by `votes` (absent: 0). Equal counts keep the order in which the nominees are given.

    Votes for the `withdrawn` are counted and shown last; they have no rank and win nothing.
    """
    total = sum(votes.get(nominee, 0) for nominee in nominees)
    ordered = sorted(nominees, key=lambda nominee: (nominee in withdrawn, -votes.get(nominee, 0)))
    rows: list[Row[N]] = []
    for place, nominee in enumerate(ordered, start=1):
        got = votes.get(nominee, 0)
        rank = rows[-1].rank if rows and rows[-1].votes == got else place
        rows.append(Row(0 if nominee in withdrawn else rank, nominee, got, got / total if total else 0.0))
    return Outcome(rows, total)


def opening_line(commitment: bytes, choice: str, salt: bytes, nonce: bytes) -> bytes:
    """A line of `openings.jsonl` (docs/SPEC.md)."""
    opening = {"c": commitment.hex(), "choice": choice, "nonce": nonce.hex(), "salt": salt.hex()}
    return json.dumps(opening, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def json_file(value: object) -> bytes:
    """A file of JSON in the bundle: ASCII, members sorted, one line."""
    return json.dumps(value, sort_keys=True).encode() + b"\n"


def result_document(
    announced: Mapping[str, Any], certified: Mapping[str, Any], *, size: int, withdrawn: Collection[str] = ()
) -> bytes:
    """`result.json`: the certified count of a log with `size` entries, from its `announce` and `certify` entries."""
    tally = certified["tally"]
    outcome = count(sorted(tally), tally, withdrawn)
    return json_file(
        {name: announced[name] for name in ("contest", "award", "year")}
        | {name: certified[name] for name in ("counted", "superseded", "voided")}
        | {
            "size": size,
            "tally": [{"rank": row.rank, "nominee": row.nominee, "votes": row.votes} for row in outcome.rows],
            "winners": sorted(outcome.winners),
        }
    )


def sums_text(origin: str, digests: Mapping[str, str]) -> str:
    """The text of `SHA256SUMS`, which is then signed: every file of the bundle by its digest."""
    return f"vote/v1 bundle\n{origin}\n" + "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))
