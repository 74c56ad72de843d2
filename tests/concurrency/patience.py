"""Waiting that ends."""

import time
from collections.abc import Callable

SECONDS = 60


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Raises AssertionError saying `otherwise` when the condition has not come true in time."""
    last = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < last, otherwise
        time.sleep(0.005)
