"""Who has most votes, and lots that anybody can draw again."""

import hashlib
import uuid

import pytest

from voting.verdicts import rules

EVA, OLA = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize(
    ("tally", "most"),
    [
        ({"a": 2, "b": 3, "c": 3}, ["b", "c"]),
        ({"c": 4, "b": 3, "a": 4}, ["a", "c"]),
        ({"a": 1, "b": 0}, ["a"]),
        ({"a": 0, "b": 0}, []),
        ({}, []),
    ],
)
def test_most_votes(tally: dict[str, int], most: list[str]) -> None:
    assert rules.most_votes(tally) == most


def test_the_lot_is_what_a_shell_computes() -> None:
    root, slugs = "tRxk5yvCmRS+S3i7mB2dUUiTgU3lT8Q1bQm0q0mJ4rE=", ["anna-ek", "bo", "vedasens-if"]
    lots = rules.draw(root, slugs)
    assert {lot.slug: lot.digest for lot in lots} == {
        slug: hashlib.sha256(f"vote/v1 lot\n{root}\n{slug}\n".encode()).hexdigest() for slug in slugs
    }
    assert [lot.digest for lot in lots] == sorted(lot.digest for lot in lots)
    assert lots[0].command(root) == rf"printf 'vote/v1 lot\n{root}\n{lots[0].slug}\n' | sha256sum"


def test_the_order_in_which_nominees_are_named_does_not_matter() -> None:
    assert rules.draw("r", ["a", "b", "c"]) == rules.draw("r", ["c", "a", "b"])


def test_every_one_of_them_can_win() -> None:
    wins = [rules.draw(f"root {at}", ["a", "b", "c"])[0].slug for at in range(600)]
    assert all(150 < wins.count(slug) < 250 for slug in "abc")


def test_nobody_approves_their_own_proposal_but_who_is_alone() -> None:
    rules.check_approver(EVA, OLA, frozenset({EVA, OLA}))
    rules.check_approver(EVA, EVA, frozenset({EVA}))
    with pytest.raises(rules.OwnChoice):
        rules.check_approver(EVA, EVA, frozenset({EVA, OLA}))
