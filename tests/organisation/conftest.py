"""A site as it is installed: nothing in it, and a mail server that it sends to."""

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
def empty_site(database_url: str, tmp_path: Path, server: MailServer) -> Iterator[Site]:
    with production(database_url, tmp_path / "keys", CONTACT="", MAIL_FROM="", **server.settings) as made:
        yield made
