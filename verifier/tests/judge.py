"""What the verifier says of files that were never written anywhere."""

import io
from collections.abc import Sequence
from typing import BinaryIO

from verifier.bundle import Bundle
from verifier.checks import Verification
from verifier.notes import CONTEST_KEY, Key, read_key
from verifier.report import FAIL
from verifier.strict import Malformed
from verifier.tests.forge import Files


class Memory(Bundle):
    """A bundle that is a dictionary."""

    def __init__(self, files: Files) -> None:
        self.files = files
        super().__init__({name: len(data) for name, data in files.items()})

    def _open(self, name: str) -> BinaryIO:
        return io.BytesIO(self.files[name])


def judge(
    files: Files, pinned: Key | str | None = None, receipts: Sequence[bytes] = (), witnesses: Sequence[Key] = ()
) -> Verification:
    given = [(f"receipt {number}", data) for number, data in enumerate(receipts)]
    key = read_key(pinned, CONTEST_KEY) if isinstance(pinned, str) else pinned
    done = Verification(Memory(files), key, given, witnesses)
    done.run()
    return done


def failed(done: Verification) -> list[int]:
    """The numbers of the checks that failed. No reason without one, and each is a rule, not an accident."""
    numbers = [number for number, outcome in done.report.outcomes.items() if outcome.status == FAIL]
    assert bool(numbers) == bool(done.report.reason)
    assert not any("could not be checked" in reason for reason in done.report.failures)
    return numbers


def failed_first(files: Files, pinned: Key | str | None = None) -> int:
    """The check which gives the reason; 0 if the files are accepted."""
    try:
        reason = judge(files, pinned).report.reason
    except Malformed:
        return 14
    return int(reason[1:].partition(":")[0]) if reason else 0
