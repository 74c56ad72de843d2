"""The rules of a contest in words: each setting is said, and nothing that is not so."""

import pytest

from voting.pages import rules
from voting.pages.rules import rules_in_words


@pytest.mark.parametrize(
    ("max_changes", "turnout_public", "said", "not_said"),
    [
        (10, True, {rules.RULE_CHANGE, rules.RULE_TURNOUT}, {rules.RULE_FINAL, rules.RULE_NO_TURNOUT}),
        (1, False, {rules.RULE_CHANGE, rules.RULE_NO_TURNOUT}, {rules.RULE_FINAL, rules.RULE_TURNOUT}),
        (0, True, {rules.RULE_FINAL, rules.RULE_TURNOUT}, {rules.RULE_CHANGE, rules.RULE_NO_TURNOUT}),
    ],
)
def test_the_rules_say_what_is_set(max_changes: int, turnout_public: bool, said: set[str], not_said: set[str]) -> None:
    found = rules_in_words(max_changes=max_changes, turnout_public=turnout_public)
    always = {rules.RULE_WHO, rules.RULE_JURY, rules.RULE_ORDER, rules.RULE_TIE, rules.RULE_LABEL}
    assert {text for text, _ in found} == said | always
    assert not {text for text, _ in found} & not_said


def test_a_rule_carries_what_its_sentence_needs() -> None:
    for text, params in rules_in_words(max_changes=7, turnout_public=True):
        assert ("7" in text % params) is (text is rules.RULE_CHANGE)
