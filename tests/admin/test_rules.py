"""The words of the acts, and the steps of the lifecycle page."""

import pytest

from voting.accounts.rules import ROLE_NAMES, Role
from voting.admin.rules import ACTS, OTHER_TITLES, STEPS, step_state, title_of
from voting.contests.rules import Action, Phase


def test_every_act_but_extending_has_words_and_a_word_of_its_own() -> None:
    assert set(ACTS) == set(Action) - set(OTHER_TITLES)
    assert len({words.word for words in ACTS.values()}) == len(ACTS)
    assert all(words.consequences for words in ACTS.values())
    assert all(words.irreversible for words in ACTS.values())


def test_every_act_has_a_title_of_its_own() -> None:
    titles = {title_of(action) for action in Action}
    assert len(titles) == len(Action)


def test_every_role_has_a_name() -> None:
    assert set(ROLE_NAMES) == set(Role)


@pytest.mark.parametrize("phase", Phase)
def test_steps_are_done_before_the_present_one_and_to_do_after_it(phase: Phase) -> None:
    order = list(Phase)
    assert list(STEPS) == order
    here = order.index(phase)
    expected = ["done"] * here + ["current"] + ["todo"] * (len(order) - here - 1)
    assert [step_state(step, phase) for step in STEPS] == expected
