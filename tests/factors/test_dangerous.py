"""Which acts ask for the second factor again after ten minutes: what gives data away, or cannot be taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factors.phones import enrol, give, strict
from tests.privacy.test_views import copy_of
from tests.site import Site
from tests.tables import contents, let_pass
from voting.contests.rules import Phase

ADMIN = "admin@demo.example"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def strict_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with strict(database_url, tmp_path) as made:
        yield made


def test_what_gives_data_away_asks_again_and_a_drafts_list_does_not(strict_site: Site) -> None:
    drafted = strict_site.make_vote(Phase.DRAFT, year=2027, voters="invited")
    vote = strict_site.make_vote()
    give(strict_site, ADMIN)
    admin = strict_site.voter(ADMIN)
    enrol(admin)
    admin.get(f"/admin{vote.path}/exports")
    token = admin.token()
    let_pass(strict_site, timedelta(minutes=11))
    before = contents(strict_site, but=("web_session",))
    asked = {
        ("POST", f"/admin{vote.path}/exports"): f"/admin{vote.path}/exports",
        ("POST", f"/admin{drafted.path}/preview-link"): f"/admin{drafted.path}/preview-link",
        ("GET", f"/admin{vote.path}/voters"): f"/admin{vote.path}/voters",
        ("POST", f"/admin{vote.path}/voters"): f"/admin{vote.path}/voters",
        ("POST", f"/admin{vote.path}/voters/remove"): f"/admin{vote.path}/voters",
        ("GET", "/admin/privacy"): "/admin/privacy",
        ("GET", "/admin/privacy/erase"): "/admin/privacy/erase",
        ("POST", "/account/data"): "/account",
        ("GET", "/account/erase"): "/account/erase",
    }
    for (method, path), back in asked.items():
        data = {"csrf_token": token, "what": "turnout", "ending": "csv"} if method == "POST" else None
        answer = admin.client.open(path, method=method, data=data)
        assert (answer.status_code, answer.location) == (303, f"/account/verify?next={back}"), path
    assert contents(strict_site, but=("web_session",)) == before
    for path in (f"/admin{drafted.path}/voters", f"/admin{vote.path}/exports", f"/admin{drafted.path}/preview-link"):
        assert admin.client.get(path).status_code == 200, path


def test_a_voter_takes_their_own_data_without_one(strict_site: Site) -> None:
    voter = strict_site.voter()
    assert copy_of(voter).mimetype == "application/zip"
    assert voter.get("/account/erase").status_code == 200
