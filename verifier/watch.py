"""Follows a live log from one's own machine."""

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    raise NotImplementedError(argv)
