"""What a nominee can answer, what the link is worth, and how a wished change meets the page of today. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voting.contests.rules import Phase
from voting.errors import N_, DomainError, NotFound
from voting.nominating.rules import Told, can_withdraw, leaves, told_with

SECRET_BYTES = 32
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_WORDS = 2000
SHOWN_WIDTH = 960  # pixels, at most, of a wished photo as it is shown before it is taken over
KEPT_DAYS = 30  # after certification; as long as the voters' addresses
REASON_OF_CHANGE = N_("The nominee has asked for the change.")


class Answer(StrEnum):
    """What has been answered last, and what has become of a wished change."""

    AGREED = "agreed"
    CHANGE = "change"
    TAKEN = "taken"
    KEPT = "kept"
    DECLINED = "declined"


WAITING_WORDS: dict[str | None, str] = {
    Answer.CHANGE: N_("%(name)s asks for a change."),
    Answer.DECLINED: N_("%(name)s has said no."),
}


class UnknownLink(NotFound):
    """Never made, replaced by a newer one, or deleted: nobody can tell which."""

    title = N_("This link does not work any more")
    message = N_("It may have been replaced by the link in a newer message, or some of it was lost on the way.")
    todo = N_("Look for a newer message from us, or write to us.")


class LinkOver(DomainError):
    status = 410
    title = N_("The vote is over")
    message = N_(
        "The result has been certified, so nothing can be answered by this link any more. Nothing was changed."
    )
    todo = N_("Write to us if something on the page of the nominee is wrong.")


class StandsNoMore(DomainError):
    status = 410
    title = N_("This nominee has been withdrawn")
    message = N_("Nobody can vote for the nominee any more, so there is nothing to answer. Nothing was saved.")
    todo = N_("Write to us if you have questions.")


class AnsweredMeanwhile(DomainError):
    message = N_("Something else has happened since you opened the page. Nothing was saved now.")
    todo = N_("Look at how it stands now, and go on from there.")


class NoContact(NotFound):
    message = N_("No notice has been sent about this nominee.")


class NothingAsked(DomainError):
    message = N_("There is no wished change that waits. Nothing was changed.")


@dataclass(frozen=True)
class Wish:
    """One text as it is now and as it is wished. `clash`: what it was when the wish was written, if not the same."""

    name: str
    now: str
    new: str
    clash: str | None


def digest(secret: str) -> bytes:
    """What the database keeps of a link: enough to recognise it."""
    return hashlib.sha256(b"vote/v1 consent " + secret.encode()).digest()


def can_answer(phase: Phase) -> bool:
    """Until the result is certified."""
    return phase not in (Phase.CERTIFIED, Phase.PUBLISHED)


def waits(answer: str | None, phase: Phase) -> bool:
    """Whether staff have yet to act on an answer. A no waits as long as the nominee can be taken off the list."""
    return can_answer(phase) if answer == Answer.CHANGE else answer == Answer.DECLINED and can_withdraw(phase)


def is_news(answer: str, before: str | None, phase: Phase) -> bool:
    """Whether those who run the vote are to be told of an answer that is given in the place of another."""
    return answer != before and waits(answer, phase)


def fitting(files: Mapping[int, bytes]) -> bytes:
    """Of a picture's files, by their widths, the one that a wished photo is shown with."""
    return files[max((width for width in files if width <= SHOWN_WIDTH), default=min(files))]


def with_wishes(told: Told, changes: Mapping[str, Sequence[str]] | None) -> Told:
    """What would be told if the wished texts stood in the place of those of today; the others stay as they are."""
    return told_with(told, {name: new for name, (_was, new) in (changes or {}).items()})


def wishes_in(told: Told, changes: Mapping[str, Sequence[str]] | None) -> list[Wish]:
    """The wished texts beside those of today."""
    now = leaves(told)
    pairs = ((name, was, new) for name, (was, new) in (changes or {}).items())
    return [Wish(name, now[name], new, was if was != now[name] else None) for name, was, new in pairs]
