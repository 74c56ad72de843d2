"""Which acts ask for the second factor again after ten minutes: what gives data away, or cannot be taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.consent.notices import ask, tell
from tests.factors.phones import enrol, give, strict
from tests.page import main_text
from tests.privacy.test_views import copy_of
from tests.site import Site, Vote
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
        sent = "&sent=1" if method == "POST" else ""
        assert (answer.status_code, answer.location) == (303, f"/account/verify?next={back}{sent}"), path
    assert contents(strict_site, but=("web_session",)) == before
    for path in (f"/admin{drafted.path}/voters", f"/admin{vote.path}/exports", f"/admin{drafted.path}/preview-link"):
        assert admin.client.get(path).status_code == 200, path


def test_a_correction_of_what_is_announced_asks_again_and_a_draft_does_not(strict_site: Site) -> None:
    drafted = strict_site.make_vote(Phase.DRAFT, award="nytt-pris")
    vote = strict_site.make_vote()
    notices = {drafted: tell(strict_site, drafted), vote: tell(strict_site, vote)}
    give(strict_site, ADMIN)
    admin = strict_site.voter(ADMIN)
    enrol(admin)
    admin.get(f"/admin{vote.path}/edit")
    token = admin.token()
    let_pass(strict_site, timedelta(minutes=11))
    assert admin.client.get(pages(vote)[-1]).status_code == 200  # nothing waits yet that could be taken over
    with strict_site.app.app_context():
        for link in notices.values():
            ask(strict_site, link, place="Lund")
    before = contents(strict_site, but=("web_session",))
    for page in pages(vote):
        answer = admin.client.get(page)
        if page == f"/admin/{vote.award}":
            assert answer.status_code == 200  # it leads to the years, and does not ask whoever looks
            assert admin.client.post(page, data={"csrf_token": token, "preview": "1"}).status_code == 200
        else:
            assert (answer.status_code, answer.location) == (303, f"/account/verify?next={page}")
        answer = admin.client.post(page.replace("notice", "notice/take"), data={"csrf_token": token, "reason": "x"})
        assert (answer.status_code, answer.location) == (303, f"/account/verify?next={page}&sent=1")
    assert contents(strict_site, but=("web_session",)) == before
    assert [admin.client.get(page).status_code for page in pages(drafted)] == [200] * 5


def pages(vote: Vote) -> tuple[str, ...]:
    """Where is changed what others see: of the award, its look, the vote and a nominee, and what a nominee wishes."""
    path = f"/admin{vote.path}"
    return (
        f"/admin/{vote.award}",
        f"/admin/{vote.award}/look",
        f"{path}/edit",
        f"{path}/nominees/nominee-1",
        f"{path}/nominees/nominee-1/notice",
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_sent_a_form_too_late_is_told_that_it_was_not_stored(strict_site: Site, lang: str) -> None:
    vote = strict_site.make_vote()
    give(strict_site, ADMIN)
    admin = strict_site.voter(ADMIN, lang)
    enrol(admin)
    page = f"/admin{vote.path}/edit"
    form = admin.get(page)
    let_pass(strict_site, timedelta(minutes=11))
    told = {"sv": "Det som du skickade har inte sparats.", "en": "What you sent has not been stored."}[lang]
    assert told not in main_text(admin.get(page))
    admin.page = form
    assert told in main_text(admin.submit(page, reason="x"))


def test_a_voter_takes_their_own_data_without_one(strict_site: Site) -> None:
    voter = strict_site.voter()
    assert copy_of(voter).mimetype == "application/zip"
    assert voter.get("/account/erase").status_code == 200
