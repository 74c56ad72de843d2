"""Dying on purpose, where an act writes its two records."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.site import Site
from tests.tables import contents
from voting.audit import service as audit
from voting.ledger import service as ledger


def nothing_is_done_by_halves(
    site: Site, call: Callable[[], object], where: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """Die before and behind the entry in the public log (`where` is "append") or in the audit log ("record"): each time
    `call` leaves the database as it was.
    """
    before = contents(site)
    module: Any = ledger if where == "append" else audit
    original = getattr(module, where)
    for when in ("before", "behind"):

        def die(*args: Any, when: str = when, **known: Any) -> None:
            if when == "behind":
                original(*args, **known)
            raise KeyboardInterrupt

        with subtests.test(when), monkeypatch.context() as fault:
            fault.setattr(module, where, die)
            with pytest.raises(KeyboardInterrupt):
                call()
            assert contents(site) == before
