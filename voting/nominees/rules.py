"""What can be nominated, and in which order a voter meets the nominees."""

import hashlib
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from voting.errors import N_, BadInput

T = TypeVar("T")


class Kind(StrEnum):
    """What a nominee is."""

    PERSON = "person"
    PAIR = "pair"
    GROUP = "group"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"


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
