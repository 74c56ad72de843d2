"""The follow-up page: what it warns of, what it counts, and what it keeps to itself."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.accounts.codes import ask, code_for, wrong
from tests.acts import cast, cast_votes, set_contest, take_batch
from tests.clock import DatabaseClock
from tests.followup.steps import stepped
from tests.page import main_text, parse, text_of
from tests.site import Browser, Site, Vote
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


def turnout_on(browser: Browser, vote: Vote) -> list[list[list[str]]]:
    """The rows of the two tables: days, and hours."""
    tables = list(parse(browser.get(f"{PAGE}{vote.path}").text).iter("table"))
    bodies = [body for table in tables for body in table.iter("tbody")]
    return [[[text_of(cell) for cell in row] for row in body.iter("tr")] for body in bodies]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_turnout_moves_in_whole_batches_and_says_how_many_by_hour_and_day(site: Site, lang: str) -> None:
    vote = site.make_vote(batch="3")
    another = site.make_vote(year=2025)
    cast_votes(site, another, nominee_1=5)
    admin = site.staff(Role.ADMIN, lang)
    for _ in range(2):
        cast(site, vote, "nominee-2")
    take_batch(site, vote)
    assert turnout_on(admin, vote) == []
    assert said(site, "There are no votes in the count yet. Votes enter it together, so that nobody can see who "
                "voted when.", lang) in main_text(admin.page)  # fmt: skip
    cast(site, vote)
    take_batch(site, vote)
    cast(site, vote)
    days, hours = turnout_on(admin, vote)
    assert [row[1:] for row in days] == [row[1:] for row in hours] == [["3", "3"]]
    assert "<svg" in admin.page.text
    text = main_text(admin.page)
    assert f"{said(site, 'Votes', lang)}4" in text
    assert f"{said(site, 'Of these in the count', lang)}3" in text
    assert not any(word in text for word in ("Nominee", "Nominerad"))


def test_days_and_hours_are_local_and_the_doubled_hour_says_which_it_is(site: Site) -> None:
    vote = site.make_vote()
    set_contest(
        site, vote, opens_at=datetime(2026, 10, 24, 20, tzinfo=UTC), closes_at=datetime(2026, 10, 25, 4, tzinfo=UTC)
    )
    stepped(
        site,
        vote,
        (datetime(2026, 10, 24, 22, 10, tzinfo=UTC), 10),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 25),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 36),
    )
    days, hours = turnout_on(site.staff(Role.ADMIN, "en"), vote)
    assert days == [["25 October 2026", "36", "36"]]
    assert hours == [
        ["25 Oct, 04:00", "0", "36"],
        ["25 Oct, 03:00", "0", "36"],
        ["25 Oct, 02:00 (winter time)", "11", "36"],
        ["25 Oct, 02:00 (summer time)", "15", "25"],
        ["25 Oct, 01:00", "0", "10"],
        ["25 Oct, 00:00", "10", "10"],
    ]


def test_after_sixty_days_all_days_are_listed_and_the_last_forty_eight_hours(site: Site) -> None:
    vote = site.make_vote()
    begins = datetime(2026, 1, 1, 12, tzinfo=UTC)
    set_contest(site, vote, opens_at=begins, closes_at=begins + timedelta(days=59))
    stepped(site, vote, *((begins + timedelta(days=day), 10 * day + 10) for day in range(60)))
    admin = site.staff(Role.ADMIN, "en")
    days, hours = turnout_on(admin, vote)
    assert (len(days), len(hours)) == (60, 48)
    assert (days[0][1:], days[-1][1:]) == (["10", "600"], ["10", "10"])
    assert hours[0] == ["1 Mar, 13:00", "10", "600"]
    assert sum(int(hour[1]) for hour in hours) == 20
    assert admin.page.text.count('class="curve-lines"') == 3
    assert admin.page.text.count('class="curve-bar"') == 60 + 2
    mondays = re.findall(r"<tspan [^>]+>(\d+ \w+)</tspan><tspan [^>]+>Mon</tspan>", admin.page.text)
    assert mondays[:2] == ["5 Jan", "19 Jan"]


def test_turnout_is_followed_until_the_result_is_certified(site: Site) -> None:
    for phase, year in ((Phase.DRAFT, 2020), (Phase.OPEN, 2021), (Phase.CLOSED, 2022), (Phase.CERTIFIED, 2023)):
        site.make_vote(phase, year=year)
    admin = site.staff(Role.ADMIN)
    page = admin.get(PAGE).text
    assert [year for year in (2020, 2021, 2022, 2023) if f"{PAGE}/testpriset/{year}" in page] == [2021, 2022]
    assert admin.get(f"{PAGE}/testpriset/1999").status_code == 404


def test_the_same_turnout_whatever_the_choices_were(site: Site) -> None:
    pages = []
    for award, choices in (("one", {"nominee_1": 4}), ("two", {"nominee_1": 1, "nominee_2": 3})):
        vote = site.make_vote(award=award, batch="4")
        cast_votes(site, vote, **choices)
        admin = site.staff(Role.ADMIN, "en")
        pages.append(turnout_on(admin, vote))
    assert pages[0] == pages[1] != []
