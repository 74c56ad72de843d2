"""A site in production mode beside the demo's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.production import production
from tests.site import Site


@pytest.fixture
def production_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with production(database_url, tmp_path / "keys") as made:
        yield made
