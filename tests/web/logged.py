"""What the program writes to its log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import structlog

from voting.web import logs


@contextmanager
def logged() -> Iterator[StringIO]:
    """Everything logged meanwhile, at the lowest level, ours and the libraries'."""
    out = StringIO()
    logs.configure("DEBUG")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out))
    libraries = logging.StreamHandler(out)
    logging.getLogger().addHandler(libraries)
    try:
        yield out
    finally:
        logging.getLogger().removeHandler(libraries)
        logs.configure("ERROR")
