"""How a tie is settled, and what the jury says of the winner."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from voting.contests.models import Contest
from voting.contests.rules import Tie
from voting.errors import NotFound
from voting.extensions import db
from voting.ledger.queries import find_last, get_checkpoint
from voting.nominees.models import Nominee
from voting.nominees.queries import list_announced
from voting.verdicts.models import JuryCitation, JuryNote, TieChoice
from voting.verdicts.rules import Draw, draw, most_votes


@dataclass(frozen=True)
class Settled:
    """How the rules of a contest settle a tie. `chosen` is None while the jury has not decided."""

    rule: Tie
    chosen: str | None
    choice: TieChoice | None = None
    root: str = ""
    lots: tuple[Draw, ...] = ()


def settle(contest: Contest, equals: Collection[str]) -> Settled | None:
    """Who of the nominees with most votes gets the award, once certified; None where they share it or are no two."""
    rule = Tie(contest.tie)
    if rule is Tie.SHARED or len(equals) < 2:
        return None
    if rule is Tie.JURY:
        choice = find_choice(contest.id)
        decided = choice and choice.decided_at and db.session.get(Nominee, choice.nominee_id)
        return Settled(rule, decided.slug if decided else None, choice)
    root = closing_root(contest.id)
    lots = draw(root, equals)
    return Settled(rule, lots[0].slug, root=root, lots=tuple(lots))


def closing_root(contest_id: uuid.UUID) -> str:
    """The root, in base64, of the public log as it was signed when voting closed."""
    number, _ = find_last(contest_id, kind="close")
    return get_checkpoint(contest_id, number + 1).split("\n")[2]


def certified_equals(contest_id: uuid.UUID) -> list[str]:
    """Who has most votes, as the public log says since certifying. Raises NotFound before."""
    return most_votes(find_last(contest_id, kind="certify")[1]["tally"])


def list_tied(contest_id: uuid.UUID) -> list[Nominee]:
    """Those who have most votes, once certified, in the organiser's order."""
    equals = certified_equals(contest_id)
    return [nominee for nominee in list_announced(contest_id) if nominee.slug in equals]


def awaits_jury(contest: Contest) -> bool:
    """Whether a certified result cannot be published, since the jury has yet to choose between several."""
    if contest.tie != Tie.JURY.value:
        return False
    settled = settle(contest, certified_equals(contest.id))
    return settled is not None and settled.chosen is None


def list_winners(contest: Contest) -> list[Nominee]:
    """Who gets the award, once certified: nobody while that is open."""
    tied = list_tied(contest.id)
    settled = settle(contest, [nominee.slug for nominee in tied])
    return [nominee for nominee in tied if nominee.slug == settled.chosen] if settled else tied


def find_choice(contest_id: uuid.UUID) -> TieChoice | None:
    return db.session.get(TieChoice, contest_id)


def find_citation(contest_id: uuid.UUID, nominee_id: uuid.UUID) -> JuryCitation | None:
    return db.session.get(JuryCitation, (contest_id, nominee_id))


def list_citations(contest_id: uuid.UUID) -> dict[uuid.UUID, JuryCitation]:
    """The jury's citations, by nominee."""
    found = db.session.scalars(select(JuryCitation).where(JuryCitation.contest_id == contest_id))
    return {citation.nominee_id: citation for citation in found}


def list_notes(contest_id: uuid.UUID) -> Sequence[JuryNote]:
    """The jury's notes, oldest first."""
    notes = select(JuryNote).where(JuryNote.contest_id == contest_id)
    return db.session.scalars(notes.order_by(JuryNote.written_at, JuryNote.id)).all()


def get_note(contest_id: uuid.UUID, note_id: uuid.UUID, *, writer: uuid.UUID) -> JuryNote:
    """Somebody's own note. Raises NotFound for others', and for another contest's."""
    mine = (JuryNote.contest_id == contest_id, JuryNote.id == note_id, JuryNote.written_by == writer)
    note = db.session.scalar(select(JuryNote).where(*mine))
    if note is None:
        raise NotFound
    return note
