"""Counting: ranks, ties, shares and winners, also of nothing."""

from fractions import Fraction

import pytest

from voting.results.rules import count

NAMES = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("votes", "rows", "winners"),
    [
        ({"a": 1, "b": 3, "c": 2}, [(1, "b", 3), (2, "c", 2), (3, "a", 1), (4, "d", 0)], ["b"]),
        ({"a": 2, "b": 2, "c": 1}, [(1, "a", 2), (1, "b", 2), (3, "c", 1), (4, "d", 0)], ["a", "b"]),
        ({"a": 5, "b": 1, "c": 1, "d": 1}, [(1, "a", 5), (2, "b", 1), (2, "c", 1), (2, "d", 1)], ["a"]),
        ({"d": 1, "b": 1, "a": 1, "c": 1}, [(1, name, 1) for name in NAMES], NAMES),
        ({"d": 7}, [(1, "d", 7), (2, "a", 0), (2, "b", 0), (2, "c", 0)], ["d"]),
        ({}, [(1, name, 0) for name in NAMES], []),
    ],
)
def test_rows_are_ranked_and_equal_votes_share_a_place(
    votes: dict[str, int], rows: list[tuple[int, str, int]], winners: list[str]
) -> None:
    outcome = count(NAMES, votes)
    assert [(row.rank, row.nominee, row.votes) for row in outcome.rows] == rows
    assert (outcome.winners, outcome.tie) == (winners, len(winners) > 1)
    assert outcome.total == sum(votes.values())


def test_shares_are_of_all_votes_and_nothing_of_none() -> None:
    assert [row.share for row in count(NAMES, {"a": 1, "b": 2, "c": 5}).rows] == [
        float(Fraction(part, 8)) for part in (5, 2, 1, 0)
    ]
    assert [row.share for row in count(NAMES, {}).rows] == [0.0] * 4


def test_votes_for_who_does_not_stand_are_not_counted() -> None:
    outcome = count(["a", "b"], {"a": 1, "z": 9})
    assert (outcome.total, [row.votes for row in outcome.rows]) == (1, [1, 0])


def test_a_count_of_nobody_has_no_rows_and_no_winner() -> None:
    outcome = count([], {"a": 3})
    assert (list(outcome.rows), outcome.total, outcome.winners, outcome.tie) == ([], 0, [], False)
