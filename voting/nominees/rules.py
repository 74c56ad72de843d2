"""What can be nominated, and in which order a voter meets the nominees."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from voting.errors import N_, BadInput
from voting.text import LANGUAGES, Language, LocalText

T = TypeVar("T")


class Kind(StrEnum):
    """What a nominee is."""

    PERSON = "person"
    PAIR = "pair"
    GROUP = "group"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"


KIND_WORDS = {
    Kind.PERSON: N_("A person"),
    Kind.PAIR: N_("A pair"),
    Kind.GROUP: N_("A group"),
    Kind.ORGANISATION: N_("An organisation"),
    Kind.MUNICIPALITY: N_("A municipality"),
}


class Focus(StrEnum):
    """What of a picture must stay in sight when it is cropped: a square of three by three."""

    TOP_LEFT = "top-left"
    TOP = "top"
    TOP_RIGHT = "top-right"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom-right"

    @property
    def centre(self) -> tuple[float, float]:
        """From (0, 0), the upper left corner, to (1, 1)."""
        down, across = divmod(list(Focus).index(self), 3)
        return across / 2, down / 2


class Gap(StrEnum):
    """What a nominee must have before the contest is announced."""

    NAME = "name"
    LINE = "line"
    CITATION = "citation"
    TEXT = "text"
    PHOTO = "photo"
    ALT = "alt"


def gaps_in(texts: Mapping[Gap, LocalText], *, photo: bool) -> list[tuple[Gap, Language | None]]:
    """What is missing, and in which language; a photo has none."""
    missing: list[tuple[Gap, Language | None]] = [
        (gap, lang) for gap, text in texts.items() for lang in LANGUAGES if not getattr(text, lang).strip()
    ]
    return missing if photo else [*missing, (Gap.PHOTO, None)]


class UnknownNominee(BadInput):
    message = N_("There is no such nominee in this vote. Nothing was saved.")
    todo = N_("Go back to the nominees and choose one of them.")


class WithdrawnNominee(BadInput):
    title = N_("That nominee has been withdrawn")
    message = N_("They can no longer be chosen. Nothing was saved.")
    todo = N_("Go back to the nominees and choose one of them.")


def order_for(seed: int, items: Sequence[T], name: Callable[[T], str]) -> list[T]:
    """`items` in the order of one visitor: random over seeds, the same for one seed, whatever order they came in.

    A hash instead of a shuffle, so that withdrawing one nominee leaves the others in their order.
    """
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}/{name(item)}".encode()).digest())
