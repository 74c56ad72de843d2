"""The follow-up page: what it warns of, what it counts, and what it keeps to itself."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.accounts.codes import ask, code_for, wrong
from tests.acts import cast, take_batch
from tests.clock import DatabaseClock
from tests.page import main_text
from tests.site import Site
from tests.tables import let_pass, statements
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.extensions import db
from voting.followup import rules
from voting.followup.queries import list_refusals
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.transaction import transaction
from voting.web.models import RefusedSignIn
from voting.worker import purge

PAGE = "/admin/follow-up"


def refused(site: Site) -> dict[str, tuple[int, int]]:
    with site.app.test_request_context():
        counted = {row.reason: (row.day, row.week) for row in list_refusals()}
        db.session.remove()
    return {
        reason: counted[said(site, words, "sv")]
        for reason, words in rules.REFUSAL_WORDS.items()
        if counted[said(site, words, "sv")] != (0, 0)
    }


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_all_is_well_and_the_turnout_is_told_without_the_count(site: Site, lang: str) -> None:
    vote = site.make_vote()
    site.make_vote(Phase.DRAFT, award="another")
    for _ in range(10):
        cast(site, vote, "nominee-2")
    take_batch(site, vote)
    cast(site, vote, "nominee-1")
    page = main_text(site.staff(Role.ADMIN, lang).get(PAGE))
    assert said(site, "All is well. There is nothing to warn about.", lang) in page
    assert f"{said(site, 'Votes', lang)}11" in page
    assert "Nominee" not in page
    assert "another" not in page


def test_it_costs_the_same_however_many_votes_there_are(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    with statements(site) as few:
        admin.get(PAGE)
    for year in (2020, 2021):
        site.make_vote(Phase.CLOSED, year=year)
    with statements(site) as many:
        admin.get(PAGE)
    assert len(many) == len(few)


def test_warnings_are_told_here_and_where_admins_begin(site: Site, tmp_path: Path) -> None:
    site.make_vote(closes_at="now + 3 hours")
    stamp = tmp_path / "stamp"
    with Site(site.database_url, tmp_path / "keys", BACKUP_STAMP=str(stamp)) as watched:
        admin = watched.staff(Role.ADMIN, "en")
        for path in (PAGE, "/admin/"):
            page = main_text(admin.get(path))
            assert said(watched, rules.NO_BACKUP, "en") in page
            assert "closes in 2 hours" in page
        stamp.touch()
        assert said(watched, rules.NO_BACKUP, "en") not in main_text(admin.get(PAGE))


@pytest.mark.parametrize("ahead", [timedelta(seconds=30), timedelta(seconds=-30)])
def test_two_clocks_that_differ_are_told(site: Site, ahead: timedelta) -> None:
    admin = site.staff(Role.ADMIN, "en")
    DatabaseClock(site).move(ahead)
    assert "differs from the database's by" in main_text(admin.get(PAGE))


def test_mail_that_waits_too_long_is_told(site: Site) -> None:
    admin = site.staff(Role.ADMIN, "en")
    with site.app.app_context(), transaction():
        mail.enqueue(Kind.CODE, to="anna@demo.example", lang="sv", code="1", valid_minutes=1, contest_title=None)
    assert "Mail has been waiting" not in main_text(admin.get(PAGE))
    let_pass(site, timedelta(minutes=7))
    assert "Mail has been waiting for 7 minutes." in main_text(admin.get(PAGE))


def test_refusals_are_counted_by_reason_and_say_nobody(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    browser.submit(address="no address")
    browser.submit(address="eve@mailinator.com")
    browser.submit(address="")
    browser = ask(site)
    for _ in range(2):
        browser.submit("/sign-in/code", code=wrong(code_for(site)))
    assert refused(site) == {"address": (1, 1), "throwaway": (1, 1), "code": (2, 2)}
    let_pass(site, timedelta(days=2))
    browser.submit("/sign-in/code", code="1111 1111")
    assert refused(site)["code"] == (1, 3)
    with site.app.app_context():
        stored = str(db.session.query(RefusedSignIn.reason, RefusedSignIn.times).all())
    assert "anna" not in stored
    assert "eve" not in stored


def test_a_limit_is_counted_too(site: Site, tmp_path: Path) -> None:
    with Site(site.database_url, tmp_path / "keys", CODES_PER_ADDRESS="1") as strict:
        browser = strict.browser()
        for _ in range(2):
            browser.get("/sign-in")
            browser.submit(address="anna@demo.example")
        assert refused(strict) == {"limit": (1, 1)}


def test_refusals_are_forgotten_after_three_months(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    browser.submit(address="no address")
    for days, left in ((89, 1), (2, 0)):
        let_pass(site, timedelta(days=days))
        with site.app.app_context():
            purge()
            assert db.session.query(RefusedSignIn).count() == left
