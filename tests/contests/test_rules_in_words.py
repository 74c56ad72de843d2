"""The rules of a contest in words: each setting is said, and nothing that is not so."""

import pytest

from voting.contests import words
from voting.contests.words import rules_in_words


@pytest.mark.parametrize(
    ("max_changes", "turnout_public", "batch", "said", "not_said"),
    [
        (10, True, 10, {"RULE_CHANGE", "RULE_TURNOUT", "RULE_JURY"}, {"RULE_FINAL", "RULE_NO_TURNOUT"}),
        (1, False, 2, {"RULE_CHANGE", "RULE_NO_TURNOUT", "RULE_JURY"}, {"RULE_FINAL", "RULE_TURNOUT"}),
        (0, True, 1, {"RULE_FINAL", "RULE_TURNOUT", "RULE_JURY_EACH"}, {"RULE_CHANGE", "RULE_JURY"}),
    ],
)
def test_the_rules_say_what_is_set(
    max_changes: int, turnout_public: bool, batch: int, said: set[str], not_said: set[str]
) -> None:
    found = {text for text, _ in rules_in_words(max_changes=max_changes, turnout_public=turnout_public, batch=batch)}
    always = {"RULE_WHO", "RULE_ORDER", "RULE_TIE", "RULE_LABEL"}
    assert found == {getattr(words, name) for name in said | always}
    assert not found & {getattr(words, name) for name in not_said}


def test_a_rule_carries_what_its_sentence_needs() -> None:
    numbers = {words.RULE_CHANGE: "7", words.RULE_JURY: "12"}
    for text, params in rules_in_words(max_changes=7, turnout_public=True, batch=12):
        assert (text in numbers) is bool(params)
        assert numbers.get(text, "") in text % params
