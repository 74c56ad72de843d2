"""The rules of a contest in words: each setting is said, and nothing that is not so."""

from typing import Any

import pytest

from voting.contests import words
from voting.contests.rules import Order, Tie, Voters
from voting.contests.words import rules_in_words

USUAL: dict[str, Any] = {
    "max_changes": 10,
    "turnout_public": True,
    "batch": 10,
    "jury_live": True,
    "tie": Tie.SHARED,
    "order": Order.RANDOM,
}


def _said(**settings: Any) -> set[str]:
    """The names of the sentences that are said."""
    found = {text for text, _ in rules_in_words(**USUAL | settings)}
    return {name for name in dir(words) if name.startswith("RULE_") and getattr(words, name) in found}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"max_changes": 0}, "RULE_FINAL"),
        ({"turnout_public": False}, "RULE_NO_TURNOUT"),
        ({"batch": 1}, "RULE_JURY_EACH"),
        ({"jury_live": False}, "RULE_JURY_AFTER"),
        ({"jury_live": False, "batch": 1}, "RULE_JURY_AFTER"),
        ({"tie": Tie.JURY}, "RULE_TIE_JURY"),
        ({"tie": Tie.LOT}, "RULE_TIE_LOT"),
        ({"order": Order.FIXED}, "RULE_ORDER_FIXED"),
    ],
)
def test_each_setting_has_a_sentence_of_its_own(settings: dict[str, Any], said: str) -> None:
    before, after = _said(), _said(**settings)
    assert (len(before), len(after)) == (7, 7)
    assert after - before == {said}


def test_the_rules_say_what_is_usual() -> None:
    names = {"WHO", "CHANGE", "TURNOUT", "JURY", "ORDER", "TIE", "LABEL"}
    assert _said() == {f"RULE_{name}" for name in names}


def test_a_rule_carries_what_its_sentence_needs() -> None:
    numbers = {words.RULE_CHANGE: "7", words.RULE_JURY: "12"}
    for text, params in rules_in_words(**USUAL | {"max_changes": 7, "batch": 12}):
        assert (text in numbers) is bool(params)
        assert numbers.get(text, "") in text % params


@pytest.mark.parametrize("voters", Voters)
def test_the_rules_say_who_may_vote_and_what_that_is_worth(voters: Voters) -> None:
    usual = {"jury_live": True, "tie": Tie.SHARED, "order": Order.RANDOM}
    domains = ["räka.se", "b.se"]
    told = rules_in_words(max_changes=0, turnout_public=True, batch=1, voters=voters, domains=domains, **usual)
    texts = [text % params for text, params in told]
    assert (told[0][0], told[-1][0]) == (words.WHO[voters], words.LABEL[voters])
    assert [text for text in texts if "räka.se, b.se" in text] == (
        [texts[0], texts[-1]] if voters is Voters.DOMAINS else []
    )
