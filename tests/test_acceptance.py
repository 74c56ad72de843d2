"""The page of acceptance points says no more than the tests have shown."""

import pytest

from tests.acceptance import FAILED, PASSED, UNTESTED, UNTRIED, Shown, _result, _row
from tests.points import POINTS


def test_the_points_are_numbered_without_a_gap() -> None:
    assert list(POINTS) == [*range(1, 41), "Firefox", "WebKit"]


@pytest.mark.parametrize(
    ("shown", "result"),
    [
        ([], UNTESTED),
        ([Shown(), Shown()], PASSED),
        ([Shown(), Shown(passed=False)], FAILED),
        ([Shown(skipped="no Firefox"), Shown(passed=False)], FAILED),
        ([Shown(), Shown(skipped="no Firefox")], f"{UNTRIED}: no Firefox"),
    ],
)
def test_a_point_holds_only_when_every_test_of_it_has_passed(shown: list[Shown], result: str) -> None:
    assert _result(shown) == result


def test_a_row_names_the_tests_as_sentences_and_the_pictures() -> None:
    tests = {
        "tests/browser/test_b.py::test_nobody_is_told": Shown(pictures={"06-b.jpg"}),
        "tests/browser/test_a.py::test_it_is_said": Shown(pictures={"06-a.jpg"}),
    }
    assert _row(6, "All is said.", tests) == (
        "| 6 | All is said. | passed | [it is said](../tests/browser/test_a.py)<br>"
        "[nobody is told](../tests/browser/test_b.py) | 06-a.jpg<br>06-b.jpg |"
    )
    assert _row(7, "Nothing.", {}) == "| 7 | Nothing. | **no test** | – | – |"
