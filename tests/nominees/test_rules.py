"""The order in which a visitor meets the nominees: random over visitors, fixed for one, untouched by a withdrawal."""

from collections import Counter
from itertools import permutations

import pytest

from voting.nominees.rules import order_for

NAMES = ["a", "b", "c", "d", "e", "f"]
SEEDS = range(12_000)


def order(seed: int, names: list[str]) -> list[str]:
    return order_for(seed, names, str)


def test_an_order_has_everyone_once() -> None:
    assert all(sorted(order(seed, NAMES)) == NAMES for seed in SEEDS[:200])


@pytest.mark.parametrize("given", [NAMES, NAMES[::-1], NAMES[3:] + NAMES[:3]])
def test_an_order_is_the_visitors_whatever_the_organisers_is(given: list[str]) -> None:
    assert [order(seed, given) for seed in SEEDS[:50]] == [order(seed, NAMES) for seed in SEEDS[:50]]


def test_everyone_is_in_each_place_equally_often() -> None:
    """2,000 times of 12,000 each; a fair draw strays further than 200 once in about a million places."""
    places = Counter((place, name) for seed in SEEDS for place, name in enumerate(order(seed, NAMES)))
    assert len(places) == 36
    assert all(1800 < count < 2200 for count in places.values())


def test_every_order_occurs() -> None:
    seen = Counter(tuple(order(seed, NAMES[:4])) for seed in SEEDS)
    assert set(seen) == set(permutations(NAMES[:4]))
    assert all(380 < count < 620 for count in seen.values())


@pytest.mark.parametrize("gone", NAMES)
def test_a_withdrawal_leaves_the_others_in_their_order(gone: str) -> None:
    left = [name for name in NAMES if name != gone]
    for seed in SEEDS[:500]:
        assert order(seed, left) == [name for name in order(seed, NAMES) if name != gone]


@pytest.mark.parametrize("names", [[], ["a"]])
def test_nobody_and_one_have_one_order(names: list[str]) -> None:
    assert {tuple(order(seed, names)) for seed in SEEDS[:50]} == {tuple(names)}
