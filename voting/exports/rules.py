"""What can be taken away from a vote, and from when on."""

from dataclasses import dataclass
from enum import StrEnum

from voting.contests.rules import Phase
from voting.errors import N_, DomainError

CERTIFIED = frozenset({Phase.CERTIFIED, Phase.PUBLISHED})
BEGUN = frozenset({Phase.OPEN, Phase.CLOSED}) | CERTIFIED


class What(StrEnum):
    """Something that can be taken away as a file."""

    TURNOUT = "turnout"
    RESULTS = "results"


class NotYet(DomainError):
    title = N_("That file does not exist yet")
    message = N_("The vote has not come that far. Nothing was written.")
    todo = N_("Go back to the page of files: it says when each of them can be had.")


@dataclass(frozen=True)
class Kind:
    """What people are told about a file. `endings`: of its formats."""

    title: str
    about: str
    when: str
    phases: frozenset[Phase]
    endings: tuple[str, ...]


KINDS = {
    What.TURNOUT: Kind(
        N_("The turnout"),
        N_(
            "How many have voted, hour by hour with the day beside it. No persons, and nothing about how the votes are "
            "spread. Votes are counted when their batch enters the count, so a vote may stand in a later hour "
            "than it was cast."
        ),
        N_("Can be had once voting has opened."),
        BEGUN,
        ("csv", "json"),
    ),
    What.RESULTS: Kind(
        N_("The result"),
        N_(
            "Rank, nominee, votes and share. Until the result is published, keep it to yourself. "
            "Once it is, everybody can fetch the same files on the result page."
        ),
        N_("Can be had once the result is certified."),
        CERTIFIED,
        ("csv", "json", "xlsx"),
    ),
}
ENDING_WORDS = {
    "csv": N_("For a spreadsheet (CSV)"),
    "json": N_("For a program (JSON)"),
    "xlsx": N_("For Excel (xlsx)"),
}
