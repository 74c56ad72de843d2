"""A site as it runs for real: its own keys, https, mail by SMTP, no outbox page."""

from pathlib import Path

from tests.site import Site
from voting.keys import write_secret

SETTINGS = {
    "MODE": "production",
    "BASE_URL": "https://localhost",
    "CONTACT": "ask@vote.example",
    "MAIL_FROM": "vote@vote.example",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "9",  # where nothing listens: tests of mail name their own
    "SMTP_SECURITY": "none",
}


def production(database_url: str, key_dir: Path, **settings: str) -> Site:
    """The application in production mode, its keys made beforehand as an operator makes them."""
    if not (key_dir / "app.key").exists():
        write_secret(key_dir / "app.key")
    return Site(database_url, key_dir, **(SETTINGS | settings))
