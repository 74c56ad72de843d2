"""What the jury does in tests, by the services that the screens call."""

import uuid
from typing import Any

from tests.acts import act, cast_votes, set_contest
from tests.site import Site, Vote
from voting.contests.rules import Action, Tie
from voting.text import LocalText
from voting.transaction import transaction
from voting.verdicts import queries, service

EVA, OLA = uuid.UUID(int=11), uuid.UUID(int=12)  # two on the jury
BOTH, ALONE = frozenset({EVA, OLA}), frozenset({EVA})
REASON = LocalText("För modet.", "For the courage.")


def tied(site: Site, rule: Tie = Tie.JURY, *, year: int = 2026, certify: bool = True, **contest: str) -> Vote:
    """A contest in which nominees 1 and 2 have two votes each and nominee 3 has one."""
    vote = site.make_vote(year=year, **contest)
    set_contest(site, vote, tie=rule.value)
    cast_votes(site, vote, nominee_1=2, nominee_2=2, nominee_3=1)
    for action in (Action.CLOSE, Action.CERTIFY) if certify else ():
        act(site, vote, action)
    return vote


def propose(
    site: Site, vote: Vote, slug: str = "nominee-2", *, actor: uuid.UUID = EVA, jury: frozenset[uuid.UUID] = BOTH
) -> uuid.UUID:
    """Returns the proposal."""
    with site.app.app_context(), transaction():
        service.propose(contest_id=vote.id, slug=slug, reason=REASON, actor=actor, jury=jury)
    return choice(site, vote).id


def approve(
    site: Site, vote: Vote, number: uuid.UUID, *, actor: uuid.UUID = OLA, jury: frozenset[uuid.UUID] = BOTH
) -> None:
    with site.app.app_context(), transaction():
        service.approve(contest_id=vote.id, choice_id=number, actor=actor, jury=jury)


def choice(site: Site, vote: Vote) -> Any:
    with site.app.app_context():
        return queries.find_choice(vote.id)


def note(site: Site, vote: Vote, text: str = "Något", *, actor: uuid.UUID = EVA, in_minutes: bool = True) -> uuid.UUID:
    """Returns the note."""
    with site.app.app_context(), transaction():
        service.note(contest_id=vote.id, text=text, in_minutes=in_minutes, actor=actor)
    with site.app.app_context():
        return queries.list_notes(vote.id)[-1].id


def edit_note(site: Site, vote: Vote, number: uuid.UUID, text: str, *, revision: int, actor: uuid.UUID = EVA) -> None:
    with site.app.app_context(), transaction():
        service.edit_note(
            contest_id=vote.id, note_id=number, text=text, in_minutes=True, revision=revision, actor=actor
        )


def cite(site: Site, vote: Vote, slug: str = "nominee-1", *, revision: int = 0, text: LocalText = REASON) -> None:
    with site.app.app_context(), transaction():
        service.cite(contest_id=vote.id, slug=slug, text=text, revision=revision, actor=EVA)
