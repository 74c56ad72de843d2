"""The product as `wsgi:app` serves it, except that every sign-in code is the same, so that a load can type it."""

from types import SimpleNamespace

from bench.client import CODE
from voting.accounts import service
from wsgi import app

service.secrets = SimpleNamespace(randbelow=lambda _: int(CODE))  # type: ignore[assignment,attr-defined]

__all__ = ["app"]
