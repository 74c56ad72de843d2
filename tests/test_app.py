"""The application as a whole: a real site over https with real mail, and settings that do not start."""

import re
from pathlib import Path

import pytest

from tests.mail.letters import deliver
from tests.mail.smtp import MailServer
from tests.page import heading
from tests.production import production
from tests.site import Site
from tests.tables import row_counts
from tests.words import said
from voting.app import create_app
from voting.config import ConfigError
from voting.extensions import db


def last_code(server: MailServer) -> str:
    return re.findall(r"\d{4} \d{4}", server.messages[-1]["Subject"])[0]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_vote_on_a_real_site(database_url: str, tmp_path: Path, lang: str) -> None:
    """As a voter, over https, with the code from the mail."""
    with MailServer() as server, production(database_url, tmp_path / "keys", **server.settings) as site:
        vote = site.make_vote()
        voter = site.browser(lang)
        voter.get(f"{vote.path}/ballot")
        voter.submit(nominee="nominee-2")
        voter.submit(address="anna@demo.example")
        deliver(site)
        voter.submit("/sign-in/code", code=last_code(server))
        voter.submit(f"{vote.path}/review")
        assert heading(voter.page) == said(site, "Thank you for your vote", lang)
        assert row_counts(site)["ballot"] == 1
        cookies = {cookie.key: cookie.secure for cookie in voter.client._cookies.values()}
        assert cookies == {"__Host-session": True, "order": True, "slip": True}


def test_a_site_is_ready_when_database_and_keys_are(site: Site) -> None:
    vote = site.make_vote()
    client = site.app.test_client()
    assert [(client.get(path).status_code, client.get(path).json) for path in ("/healthz", "/readyz")] == [
        (200, {"ok": True}),
        (200, {"ok": True, "problems": []}),
    ]
    (site.app.extensions["voting_keys"].directory / "contests" / f"{vote.id}.key").unlink()
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (503, {"ok": False, "problems": ["keys"]})
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_database_without_tables_is_not_ready(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with Site(f"sqlite:///{tmp_path}/empty.db", tmp_path / "other") as empty:
        client = empty.app.test_client()
        answers = (client.get("/readyz").status_code, client.get("/readyz").json, client.get("/healthz").status_code)
    assert answers == (503, {"ok": False, "problems": ["migrations"]}, 200)
    assert site.app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_database_file_that_was_moved_away_is_missed(site: Site, tmp_path: Path) -> None:
    client = site.app.test_client()
    assert client.get("/readyz").status_code == 200
    with site.app.app_context():
        file = Path(str(db.engine.url.database))
    file.rename(tmp_path / "elsewhere.db")
    assert (client.get("/readyz").status_code, client.get("/readyz").json["problems"]) == (503, ["database"])


def test_an_application_with_wrong_settings_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        create_app({"VOTING_MODE": "production", "VOTING_KEY_DIR": str(tmp_path / "keys")})
    assert not (tmp_path / "keys").exists()
