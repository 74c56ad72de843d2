"""Who gets the award when several nominees have most votes, and what the jury may write. No count is ever changed."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voting.errors import N_, DomainError

REASON_LENGTH = 2000
CITATION_LENGTH = 2000
NOTE_LENGTH = 10_000
MOST_NOTES = 100  # of one person in one contest: nobody fills the disk with them


class NoTie(DomainError):
    message = N_("There is nothing to choose: no nominees share the first place, or the rules settle it otherwise.")
    todo = N_("Go back to the jury's page and see where the vote stands now.")


class TieDecided(DomainError):
    message = N_("The jury has decided already. Nothing was changed now.")
    todo = N_("Go back to the jury's page to read the decision.")


class TieProposalGone(DomainError):
    message = N_("Somebody on the jury has made a new proposal after you opened the page. Nothing was approved.")
    todo = N_("Open the page again, and read the proposal that is there now.")


class OwnChoice(DomainError):
    message = N_("You have proposed this yourself. Somebody else on the jury must approve it. Nothing was changed.")
    todo = N_("Ask a colleague to open this page.")


class TieWaits(DomainError):
    message = N_(
        "Several nominees have most votes, and by the rules the jury chooses between them. "
        "The jury has not decided yet."
    )
    todo = N_("Nothing has been published. Ask the jury to decide: two of them must agree.")


class TieWaitsForOne(TieWaits):
    todo = N_("Nothing has been published. Ask the only person on the jury to decide.")


class TieWaitsForAJury(TieWaits):
    todo = N_("Nothing has been published. Nobody is on the jury: invite somebody to it, who can then decide.")


def tie_waits(jurors: int) -> TieWaits:
    """What to do depends on how many are on the jury."""
    return TieWaits() if jurors > 1 else TieWaitsForOne() if jurors else TieWaitsForAJury()


class NotesLocked(DomainError):
    message = N_("The result has been published, so the jury's notes can no longer be changed. Nothing was saved.")
    todo = N_("Print the minutes: they hold the notes as they are.")


class TooManyNotes(DomainError):
    message = N_("You have written as many notes as there is room for. Nothing was saved.")
    todo = N_("Edit one of your notes, and write it there.")


class NoWinner(DomainError):
    message = N_("A citation is for whoever gets the award, and it is not settled that this nominee does.")
    todo = N_("Go back to the jury's page and see where the vote stands now.")


@dataclass(frozen=True)
class Draw:
    """A nominee's lot: the lowest of them wins."""

    slug: str
    digest: str

    def command(self, root: str) -> str:
        """What a shell takes to make the digest. Neither a root nor a slug has anything that a shell would read."""
        return rf"printf 'vote/v1 lot\n{root}\n{self.slug}\n' | sha256sum"


def most_votes(tally: Mapping[str, int]) -> list[str]:
    """Who has most votes, sorted; nobody where there are none."""
    top = max(tally.values(), default=0)
    return sorted(slug for slug, votes in tally.items() if votes == top) if top else []


def draw(root: str, slugs: Collection[str]) -> list[Draw]:
    """The lots, lowest first: SHA-256 over three lines, so that anybody can repeat it.

    `root`: of the public log as it was signed when voting closed, in base64. It was public before anybody could review
    the votes, and it comes from every ballot, its salt, and the order of chance in which the batches were shuffled.
    """
    lots = [Draw(slug, hashlib.sha256(f"vote/v1 lot\n{root}\n{slug}\n".encode()).hexdigest()) for slug in slugs]
    return sorted(lots, key=lambda lot: lot.digest)


def is_alone(actor: uuid.UUID, jury: frozenset[uuid.UUID]) -> bool:
    """Whether nobody else on the jury could approve."""
    return not jury - {actor}


def check_approver(proposer: uuid.UUID, actor: uuid.UUID, jury: frozenset[uuid.UUID]) -> None:
    """Raises OwnChoice."""
    if proposer == actor and not is_alone(actor, jury):
        raise OwnChoice
