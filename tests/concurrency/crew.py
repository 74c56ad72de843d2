"""Several processes that begin a piece of work at the same instant."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from tests.concurrency import patience

_start: threading.Barrier


class Crew:
    """Processes that share nothing with this one. They are forked from a clean server, which has imported the work."""

    def __init__(self, size: int) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["tests.concurrency.client", "tests.concurrency.races"])
        self.size = size
        self._line = context.Barrier(size + 1)
        self._pool = ProcessPoolExecutor(size, context, initializer=_join, initargs=(self._line,))

    def begin(self, work: Callable[..., Any], shares: Sequence[tuple[Any, ...]]) -> list[Future[Any]]:
        """Call `work(*share)` in one process for each share. Returns once all of them have begun.

        `work` must call `together()` when it is ready.
        """
        assert len(shares) == self.size
        calls = [self._pool.submit(work, *share) for share in shares]
        try:
            self._line.wait(patience.SECONDS)
        except threading.BrokenBarrierError:
            kept = [call.exception(patience.SECONDS) for call in calls]
            for error in kept:  # what kept one of them from beginning, not that the others waited for it
                if error and not isinstance(error, threading.BrokenBarrierError):
                    raise error from None
            raise
        return calls

    def run(self, work: Callable[..., Any], shares: Sequence[tuple[Any, ...]]) -> list[Any]:
        return results(self.begin(work, shares))


def results(calls: list[Future[Any]]) -> list[Any]:
    return [call.result(patience.SECONDS) for call in calls]


@contextmanager
def crew(size: int) -> Iterator[Crew]:
    made = Crew(size)
    try:
        yield made
    finally:
        made._pool.shutdown()


def together() -> None:
    """In a member of the crew: wait until the others are ready too."""
    _start.wait(patience.SECONDS)


def _join(line: threading.Barrier) -> None:
    global _start
    _start = line
