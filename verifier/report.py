"""What the checks found, as lines to read and as JSON; and how far long work has come."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from verifier.strict import Json, Malformed, Refused, quote

T = TypeVar("T")

OK, REMARK, SKIPPED, FAIL = "ok", "--", "?", "FAIL"
CHECKS = 14


class NotChecked(Exception):
    """What this check needs could not be had, as an earlier check says."""


class Remark(str):
    """Neither held nor broken, but to be said."""


def need(value: T | None, what: str) -> T:
    if value is None:
        raise NotChecked(f"not checked: {what} could not be read")
    return value


@dataclass
class Outcome:
    status: str
    text: str


class Report:
    """The outcome of each numbered check; the first that failed is the reason."""

    def __init__(self) -> None:
        self.outcomes = {number: Outcome(SKIPPED, "not checked") for number in range(1, CHECKS + 1)}
        self.failures: list[str] = []

    def fail(self, number: int, reason: str) -> None:
        self.failures.append(f"V{number}: {reason}")
        if self.outcomes[number].status != FAIL:
            self.outcomes[number] = Outcome(FAIL, reason)

    def step(self, number: int, check: Callable[[], str]) -> None:
        """Runs one check, or one part of it. Nothing it raises gets any further."""
        if self.outcomes[number].status == FAIL:
            return
        try:
            text = check()
            self.outcomes[number] = Outcome(REMARK if isinstance(text, Remark) else OK, text)
        except NotChecked as reason:
            self.outcomes[number] = Outcome(SKIPPED, str(reason))
        except Malformed as reason:
            self.fail(14, str(reason))
            if number != 14:
                self.outcomes[number] = Outcome(SKIPPED, "not checked: see V14")
        except Refused as reason:
            self.fail(number, str(reason))
        except Exception as error:  # noqa: BLE001 - no input whatever may end in a traceback
            self.fail(number, f"could not be checked: {type(error).__name__} {quote(str(error))}")

    @property
    def reason(self) -> str | None:
        if self.failures:
            return self.failures[0]
        skipped = [f"V{number}: {o.text}" for number, o in self.outcomes.items() if o.status == SKIPPED]
        return skipped[0] if skipped else None

    def lines(self, summary: list[str]) -> list[str]:
        checks = [f"{f'V{number}':<4}{o.status:<5}{o.text}" for number, o in self.outcomes.items()]
        verdict = f"NOT ACCEPTED: {self.reason}" if self.reason else "ACCEPTED: every check holds."
        return [*checks, "", *([*summary, ""] if summary else []), verdict]

    def as_json(self, result: Json) -> Json:
        checks: list[Json] = [
            {"check": f"V{number}", "status": outcome.status, "text": str(outcome.text)}
            for number, outcome in self.outcomes.items()
        ]
        return {"accepted": self.reason is None, "reason": self.reason, "checks": checks, "result": result}


class Progress:
    """A line on stderr that says how far a check has come; nothing unless it is wanted."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.shown = 0.0

    def of(self, what: str, total: int) -> Callable[[int], None]:
        """To be called with each piece of work done, in the unit of `total`."""
        done = 0

        def advance(piece: int) -> None:
            nonlocal done
            done += piece
            if self.wanted and time.monotonic() > self.shown + 0.2:
                self.shown = time.monotonic()
                print(f"\r\x1b[K{what} {100 * done // max(total, 1)} %", end="", file=sys.stderr, flush=True)

        return advance

    def clear(self) -> None:
        if self.wanted and self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
