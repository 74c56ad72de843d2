"""A mail server, and a site that sends to it: in production mode, since no mail leaves a demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.smtp import MailServer
from tests.production import production
from tests.site import Site


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as made:
        yield made


@pytest.fixture
def site(database_url: str, tmp_path: Path, server: MailServer) -> Iterator[Site]:
    with production(database_url, tmp_path / "keys", **server.settings) as made:
        yield made


@pytest.fixture
def demo_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with Site(database_url, tmp_path / "keys") as made:
        yield made
