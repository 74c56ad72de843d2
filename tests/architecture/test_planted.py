"""Every check is seen to fail: a mistake is planted in a copy of the project, and the check must name its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.architecture.checks import sizes
from tests.architecture.plantings import LONG_BODY, PLANTINGS, Planting
from tests.architecture.test_house import CHECKS


@contextmanager
def planted(copy: Path, planting: Planting) -> Iterator[int]:
    """The mistake stands in the copy; gives the line where it begins."""
    path = copy / planting.path
    before = path.read_bytes() if path.exists() else None
    text = before.decode() if before else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    if planting.old:
        assert text.count(planting.old) == 1, f"{planting.path} has {planting.old!r} {text.count(planting.old)} times"
        line = text[: text.index(planting.old)].count("\n") + 1
        path.write_text(text.replace(planting.old, planting.new))
    else:
        line = text.count("\n") + 1
        path.write_text(f"{text}{planting.new}\n")
    try:
        yield line
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


@pytest.mark.parametrize("planting", PLANTINGS, ids=str)
def test_planted_mistake_is_found(planting: Planting, project_copy: Path) -> None:
    with planted(project_copy, planting) as line:
        found = planting.check(project_copy)
    places = {"at": f"{planting.path}:{line}", "line": line, "above": line - 1, "below": line + 1, "below2": line + 2}
    expected = list(planting.said)
    for name, place in places.items():
        expected = [complaint.replace(f"{{{name}}}", str(place)) for complaint in expected]
    assert found == expected


def test_most_functions_long_is_found(tmp_path: Path) -> None:
    (tmp_path / "voting").mkdir()
    (tmp_path / "voting" / "long.py").write_text(f"def short(): pass\n\n\ndef endless():{LONG_BODY}\n")
    assert sizes.long_functions(tmp_path) == ["voting/long.py:4 endless has 36 lines"]


def test_every_check_has_a_planted_mistake() -> None:
    assert {check for check in CHECKS if check != sizes.long_functions} == {planting.check for planting in PLANTINGS}
