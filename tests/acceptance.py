"""Which acceptance points hold, as a page that the test run itself makes: docs/acceptance.md.

A run of all tests, or of all that carry a number (`./test -m acceptance`), compares what it has seen with the page in
the repository, and fails when they differ or when a point has no test. `--write-acceptance` writes the page instead.
The page tells no date, duration or machine, so that the same tests give the same page. A test that was skipped for
want of something on this machine says so in the summary, and its line in the repository is left as it was.
"""

import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.points import POINTS, Key

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "acceptance.md"
PICTURES = ROOT / "test-results" / "acceptance"
REMAKE = "./test -m acceptance --write-acceptance"
HEAD = f"""# Acceptance points

What must hold in a real browser before we say that everyone can vote. Made by the tests: `{REMAKE}`
puts the pictures into `test-results/acceptance` as well. Chromium at 360×740, unless the point says otherwise.

| Point | What holds | Result | Shown by | Picture |
|---|---|---|---|---|
"""
PASSED, FAILED, UNTRIED, UNTESTED = "passed", "**failed**", "not tried here", "**no test**"


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--write-acceptance", action="store_true", help=f"write {PAGE.relative_to(ROOT)}: {REMAKE}")


def points_of(item: pytest.Item) -> list[Key]:
    """The points whose numbers a test carries."""
    return [point for mark in item.iter_markers("acceptance") for point in mark.args]


def name_of(point: Key) -> str:
    """As a picture's file name begins with it."""
    return f"{point:02}" if isinstance(point, int) else point.lower()


@dataclass
class Shown:
    """What one test function has shown about its points, in all its cases."""

    passed: bool = True
    skipped: str = ""
    pictures: set[str] = field(default_factory=set)


class Acceptance:
    """Sees every test's result in the process that writes the summary."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._shown: dict[Key, dict[str, Shown]] = defaultdict(lambda: defaultdict(Shown))
        self._problems: list[str] = []
        if config.option.write_acceptance and not self._is_whole():
            raise pytest.UsageError(f"--write-acceptance needs every test that carries a number: {REMAKE}")

    def _is_whole(self) -> bool:
        option, source = self._config.option, self._config.args_source
        chosen = option.keyword or option.deselect or getattr(option, "lf", False) or option.collectonly
        return source is self._config.ArgsSource.TESTPATHS and option.markexpr in ("", "acceptance") and not chosen

    def _is_worker(self) -> bool:
        return hasattr(self._config, "workerinput")

    def pytest_sessionstart(self) -> None:
        """No picture of an earlier run is left to be taken for one of this."""
        if self._is_whole() and not self._is_worker():
            shutil.rmtree(PICTURES, ignore_errors=True)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """The points travel with the reports, also between processes."""
        for point in points_of(item):
            if point not in POINTS:
                raise pytest.UsageError(f"{item.nodeid}: there is no acceptance point {point}")
            item.user_properties.append(("acceptance", point))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for kind, point in report.user_properties:
            if kind == "acceptance":
                self._note(self._shown[point][report.nodeid.partition("[")[0]], report)  # type: ignore[index]

    def _note(self, shown: Shown, report: pytest.TestReport) -> None:
        shown.passed &= not report.failed
        shown.pictures |= {str(value) for kind, value in report.user_properties if kind == "picture"}
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
            shown.skipped = reason.removeprefix("Skipped: ")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._is_worker() or not self._is_whole() or session.shouldstop:
            return
        made = self._make()
        if self._config.option.write_acceptance:
            PAGE.write_text(made)
        elif not PAGE.exists() or made != PAGE.read_text():
            self._problems.append(
                f"{PAGE.relative_to(ROOT)} does not say what this run has seen. Make it anew: {REMAKE}"
            )
        if untested := [str(point) for point in POINTS if point not in self._shown]:
            self._problems.append(f"Acceptance points without a test: {', '.join(untested)}")
        if self._problems and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        untried = [
            f"Acceptance point {point}: {UNTRIED}: {shown.skipped}"
            for point, tests in self._shown.items()
            for shown in tests.values()
            if shown.skipped
        ]
        if untried or self._problems:
            terminalreporter.section("acceptance points")
        for line in untried:
            terminalreporter.line(line, yellow=True)
        for line in self._problems:
            terminalreporter.line(line, red=True)

    def _make(self) -> str:
        kept = {line.split(" | ")[0]: line for line in PAGE.read_text().splitlines()} if PAGE.exists() else {}
        rows = []
        for point, text in POINTS.items():
            row = _row(point, text, self._shown.get(point, {}))
            rows.append(kept.get(row.split(" | ")[0], row) if f"| {UNTRIED}: " in row else row)
        return HEAD + "\n".join(rows) + "\n"


def _row(point: Key, text: str, tests: dict[str, Shown]) -> str:
    shown = list(tests.values())
    pictures = sorted({picture for test in shown for picture in test.pictures})
    columns = (str(point), text, _result(shown), "<br>".join(map(_link, sorted(tests))), "<br>".join(pictures))
    return "| " + " | ".join(column or "–" for column in columns) + " |"


def _result(shown: list[Shown]) -> str:
    if not shown:
        return UNTESTED
    if not all(test.passed for test in shown):
        return FAILED
    skipped = [test.skipped for test in shown if test.skipped]
    return f"{UNTRIED}: {skipped[0]}" if skipped else PASSED


def _link(nodeid: str) -> str:
    """A test's name as the sentence that it is."""
    path, _, name = nodeid.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"
