"""Long reads: page by page, whole, and without a transaction open while somebody slow takes the pieces."""

import pytest
from sqlalchemy import select

from tests.site import Site
from voting import reading
from voting.clock import now
from voting.extensions import db
from voting.reading import between_reads, by_pages
from voting.transaction import transaction
from voting.web.models import RateCounter

KEYS = [f"key-{at}" for at in range(7)]


@pytest.fixture
def counters(site: Site) -> Site:
    with site.app.app_context(), transaction():
        db.session.add_all(RateCounter(key=key, hits=1, expires_at=now()) for key in reversed(KEYS))
    return site


@pytest.mark.parametrize("page", [1, 2, 3, 6, 7, 8])
def test_every_row_comes_once_and_in_order(counters: Site, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", page)
    with counters.app.app_context():
        assert [row.key for row in by_pages(select(RateCounter.key, RateCounter.hits), RateCounter.key)] == KEYS
        none = select(RateCounter.key).where(RateCounter.hits == 2)
        assert list(by_pages(none, RateCounter.key)) == []


def test_nothing_is_open_while_a_piece_is_taken(counters: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    with counters.app.app_context():
        pieces = (row.key.encode() for row in by_pages(select(RateCounter.key), RateCounter.key))
        taken = []
        for piece in between_reads(pieces):
            assert not db.session().in_transaction()
            taken.append(piece.decode())
        assert taken == KEYS
