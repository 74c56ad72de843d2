"""Choosing in a tie, which takes two of the jury; the jury's citation; its notes."""

import uuid

from sqlalchemy import delete, func, insert, select, update

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing, get_by_id
from voting.contests.rules import PUBLIC, NotInThisPhase, Phase, Tie
from voting.database import lock_number, lock_shared
from voting.errors import BadInput, EditedMeanwhile
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.text import LocalText
from voting.verdicts import queries, rules
from voting.verdicts.models import JuryCitation, JuryNote, TieChoice


def propose(
    *, contest_id: uuid.UUID, slug: str, reason: LocalText, actor: uuid.UUID, jury: frozenset[uuid.UUID]
) -> None:
    """Propose whom the jury chooses, in place of an earlier proposal; who is alone on the jury decides at once.

    `jury`: everybody who is on it. Raises NotInThisPhase, NoTie, TieDecided; BadInput for somebody who is not tied.
    """
    standing = _hold_tie(contest_id, slug)
    alone = rules.is_alone(actor, jury)
    db.session.execute(delete(TieChoice).where(TieChoice.contest_id == contest_id))
    db.session.execute(
        insert(TieChoice).values(
            contest_id=contest_id,
            id=uuid.uuid4(),
            nominee_id=get_nominee(contest_id, slug).id,
            reason=reason,
            proposed_by=actor,
            proposed_at=standing.now,
            decided_by=actor if alone else None,
            decided_at=standing.now if alone else None,
        )
    )
    audit.record(Act.TIE_DECIDED if alone else Act.TIE_PROPOSED, actor=actor, contest=contest_id, nominee=slug)


def approve(*, contest_id: uuid.UUID, choice_id: uuid.UUID, actor: uuid.UUID, jury: frozenset[uuid.UUID]) -> None:
    """Decide what another of the jury has proposed. Raises TieProposalGone when that is not what is proposed now."""
    standing = _hold_tie(contest_id)
    choice = queries.find_choice(contest_id)
    if choice is None or choice.id != choice_id:
        raise rules.TieProposalGone
    rules.check_approver(choice.proposed_by, actor, jury)
    chosen = next(found for found in queries.list_tied(contest_id) if found.id == choice.nominee_id)
    decided = update(TieChoice).where(TieChoice.contest_id == contest_id, TieChoice.id == choice_id)
    db.session.execute(decided.values(decided_by=actor, decided_at=standing.now))
    audit.record(Act.TIE_DECIDED, actor=actor, contest=contest_id, nominee=chosen.slug)


def check_settled(contest: Contest, jury: frozenset[uuid.UUID]) -> None:
    """Raises TieWaits while the jury has yet to choose. For who holds a certified contest; `jury`: who is on it."""
    if queries.awaits_jury(contest):
        raise rules.tie_waits(len(jury))


def cite(*, contest_id: uuid.UUID, slug: str, text: LocalText, revision: int, actor: uuid.UUID) -> None:
    """Write the jury's citation for a winner over the one with this `revision` (0: there is none).

    Raises NotInThisPhase before certifying, NoWinner, EditedMeanwhile.
    """
    contests.hold(contest_id)
    standing = get_by_id(contest_id)
    if standing.phase not in (Phase.CERTIFIED, Phase.PUBLISHED):
        raise NotInThisPhase
    winner = next((found for found in queries.list_winners(standing.contest) if found.slug == slug), None)
    if winner is None:
        raise rules.NoWinner
    citation = queries.find_citation(contest_id, winner.id)
    if (citation.revision if citation else 0) != revision:
        raise EditedMeanwhile
    citation = citation or JuryCitation(contest_id=contest_id, nominee_id=winner.id)
    citation.text, citation.revision = text, revision + 1
    citation.written_by, citation.written_at = actor, standing.now
    db.session.add(citation)
    audit.record(Act.CITED, actor=actor, contest=contest_id, nominee=slug, revision=revision + 1)


def note(*, contest_id: uuid.UUID, text: str, in_minutes: bool, actor: uuid.UUID) -> None:
    """Write a note for the jury. The audit log says that, and not what. One's own same words again are no
    second note. Raises NotesLocked, TooManyNotes."""
    standing = _before_publishing(contest_id)
    own = (JuryNote.contest_id == contest_id, JuryNote.written_by == actor)
    if db.session.scalar(select(JuryNote.id).where(*own, JuryNote.text == text).limit(1)):
        return  # sent twice
    if (db.session.scalar(select(func.count()).where(*own)) or 0) >= rules.MOST_NOTES:
        raise rules.TooManyNotes
    values = {"text": text, "in_minutes": in_minutes, "revision": 1, "written_by": actor, "written_at": standing.now}
    db.session.add(JuryNote(contest_id=contest_id, **values))
    audit.record(Act.NOTED, actor=actor, contest=contest_id, revision=1, in_minutes=in_minutes)


def edit_note(
    *, contest_id: uuid.UUID, note_id: uuid.UUID, text: str, in_minutes: bool, revision: int, actor: uuid.UUID
) -> None:
    """Change one's own note, which was read with this `revision`. Raises NotesLocked, NotFound, EditedMeanwhile."""
    standing = _before_publishing(contest_id)
    queries.get_note(contest_id, note_id, writer=actor)
    same = update(JuryNote).where(JuryNote.id == note_id, JuryNote.revision == revision)
    values = {"text": text, "in_minutes": in_minutes, "revision": revision + 1, "edited_at": standing.now}
    if not db.session.execute(same.values(**values).returning(JuryNote.id)).all():
        raise EditedMeanwhile
    audit.record(Act.NOTED, actor=actor, contest=contest_id, revision=revision + 1, in_minutes=in_minutes)


def _before_publishing(contest_id: uuid.UUID) -> Standing:
    """A contest that is public and that nobody publishes meanwhile; votes still come in. Raises NotesLocked."""
    lock_shared(db.session.connection(), lock_number(contest_id))
    db.session.expire_all()
    standing = get_by_id(contest_id)
    if standing.phase not in PUBLIC:
        raise NotInThisPhase
    if standing.phase is Phase.PUBLISHED:
        raise rules.NotesLocked
    return standing


def _hold_tie(contest_id: uuid.UUID, slug: str | None = None) -> Standing:
    """Hold a certified contest whose tie the jury has yet to settle; `slug` must be one of the tied."""
    contests.hold(contest_id)
    standing = get_by_id(contest_id)
    if standing.phase is not Phase.CERTIFIED:
        raise NotInThisPhase
    equals = queries.certified_equals(contest_id)
    if standing.contest.tie != Tie.JURY.value or len(equals) < 2:
        raise rules.NoTie
    choice = queries.find_choice(contest_id)
    if choice and choice.decided_at:
        raise rules.TieDecided
    if slug is not None and slug not in equals:
        raise BadInput
    return standing
