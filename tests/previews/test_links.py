"""Who has the private link sees a draft as it will be, as long as the link works; nobody else sees anything."""

import re
from datetime import timedelta
from xml.etree.ElementTree import Element, tostring

import pytest
from sqlalchemy import select

from tests.acts import act
from tests.clock import DatabaseClock
from tests.contests.cells import NOT_YET_OPEN
from tests.lookups import events_of
from tests.page import heading, main_text, parse
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.web.logged import logged
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.extensions import db
from voting.previews import service
from voting.previews.models import PreviewLink
from voting.previews.rules import PreviewAnnounced, PreviewOver, UnknownPreview
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PRIVATE = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def draft(site: Site, **contest: str) -> Vote:
    return site.make_vote(Phase.DRAFT, **(NOT_YET_OPEN | contest))


def make(site: Site, vote: Vote) -> str:
    """The path of a new link."""
    with site.app.app_context(), transaction():
        return "/preview/" + service.make(contest_id=vote.id, actor=None)


def status(site: Site, path: str) -> int:
    return site.browser().client.get(path).status_code


def main_of(browser: Browser, path: str) -> Element:
    browser.client.set_cookie("order", "7")
    return next(parse(browser.get(path).text).iter("main"))


def compared(main: Element) -> str:
    """The main part without where its links lead."""
    return re.sub(r' href="[^"]*"', "", tostring(main, "unicode"))


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_preview_is_the_page_that_everybody_sees_once_the_vote_is_announced(site: Site, lang: str) -> None:
    vote = draft(site)
    path, browser = make(site, vote), site.browser(lang)
    parts = ("", "/nominees/nominee-1", "/nominees/nominee-2", "/nominees/nominee-3")
    before = [main_of(browser, path + part) for part in parts]
    act(site, vote, Action.ANNOUNCE)
    after = [main_of(browser, vote.path + part) for part in parts]
    assert [compared(main) for main in before] == [compared(main) for main in after]
    prefix = browser.prefix
    for here, there in zip(before, after, strict=True):
        for ours, theirs in zip(here.iter("a"), there.iter("a"), strict=True):
            to = str(theirs.get("href")).replace(prefix + vote.path, prefix + path)
            known = to in {prefix + path + part for part in parts} or "/how-we-count" in to
            assert ours.get("href") == (to if known else "#preview")


@only_sqlite
def test_a_preview_keeps_itself_to_itself(site: Site) -> None:
    vote = draft(site, opens_at="now - 1 hour")  # announced now it would be open, and still nobody votes here
    path, browser = make(site, vote), site.browser("en")
    for part in ("", "/nominees/nominee-1", "/nominees/nobody"):
        page = browser.get(path + part)
        assert page.status_code == (404 if "nobody" in part else 200)
        assert {name: page.headers[name] for name in PRIVATE} == PRIVATE
        assert "/ballot" not in page.text
        assert 'name="robots" content="noindex"' in page.text
        assert "og:" not in page.text
        assert 'rel="canonical"' not in page.text
    assert "This vote has not been announced." in browser.get(path).text
    assert path not in browser.get("/sitemap.xml").text + browser.get("/").text
    assert status(site, vote.path) == 404
    with logged() as log:
        browser.get(path)
        browser.get(f"{path}x")
    assert "previews.contest" in log.getvalue()
    assert path.rpartition("/")[2] not in log.getvalue()


def test_the_database_does_not_have_the_link(site: Site) -> None:
    path = make(site, draft(site))
    stored = repr([value for rows in contents(site).values() for row in rows for value in row])
    assert path.rpartition("/")[2] not in stored


def test_a_link_ends_with_the_announcement_for_good(site: Site) -> None:
    vote, other = draft(site), draft(site, year="2027")
    path, kept = make(site, vote), make(site, other)
    assert status(site, path) == 200
    act(site, vote, Action.ANNOUNCE)
    assert status(site, path) == 410
    act(site, vote, Action.WITHDRAW)
    assert status(site, path) == 410
    assert status(site, make(site, vote)) == 200
    assert status(site, kept) == 200


def test_a_link_ends_after_thirty_days_when_it_is_replaced_and_when_it_is_withdrawn(site: Site) -> None:
    vote = draft(site)
    first = make(site, vote)
    second = make(site, vote)
    assert (status(site, first), status(site, second)) == (404, 200)
    clock = DatabaseClock(site)
    clock.move(timedelta(days=30, minutes=-1))
    assert status(site, second) == 200
    clock.move(timedelta(days=30, minutes=1))
    assert status(site, second) == 410
    clock.move(timedelta())
    for _ in range(2):
        with site.app.app_context(), transaction():
            service.withdraw(contest_id=vote.id, actor=None)
    assert (status(site, first), status(site, second)) == (404, 410)
    assert [event.action for event in events_of(site, vote)][1:] == ["previewed", "previewed", "preview-ended"]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_has_a_link_that_did_work_reads_that_the_preview_is_over(site: Site, lang: str) -> None:
    vote, other = draft(site), draft(site, year="2027")
    path, withdrawn, browser = make(site, vote), make(site, other), site.browser(lang)
    with site.app.app_context(), transaction():
        service.withdraw(contest_id=other.id, actor=None)
    act(site, vote, Action.ANNOUNCE)
    public = f'href="{browser.prefix}{vote.path}"'
    for link, words, leads in ((path, PreviewAnnounced, True), (withdrawn, PreviewOver, False)):
        for part in ("", "/nominees/nominee-1", "/nominees/nobody"):
            page = browser.get(link + part)
            assert (page.status_code, heading(page)) == (410, said(site, words.title, lang))
            assert said(site, words.message, lang) in main_text(page)
            assert (public in page.text, "2027" in main_text(page)) == (leads, False)
            assert {name: page.headers[name] for name in PRIVATE} == PRIVATE
    act(site, vote, Action.WITHDRAW)
    assert said(site, PreviewOver.message, lang) in main_text(browser.get(path))
    assert public not in browser.page.text


@only_sqlite
def test_a_guess_and_a_replaced_link_read_the_same(site: Site) -> None:
    vote = draft(site)
    replaced = make(site, vote)
    make(site, vote)
    pages = [main_text(site.browser("en").get(link)) for link in (replaced, "/preview/" + "x" * 43, "/preview/x")]
    assert len(set(pages)) == 1
    assert UnknownPreview.message in pages[0]


@only_sqlite
@pytest.mark.parametrize("guess", ["2026", "x" * 43, "x" * 500, "..", "%00", "å" * 43])
def test_guessing_leads_nowhere(site: Site, guess: str) -> None:
    make(site, draft(site))
    assert status(site, f"/preview/{guess}") in (400, 404)
    assert status(site, f"/preview/{guess}/nominees/nominee-1") in (400, 404)


@only_sqlite
def test_a_link_shows_its_own_draft_alone(site: Site) -> None:
    vote = draft(site, year="2025")
    path = make(site, site.make_vote(Phase.DRAFT, award="another", nominees=2, **NOT_YET_OPEN))
    assert status(site, path + "/nominees/nominee-3") == 404
    assert vote.path not in site.browser().get(path).text


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.DRAFT])
@only_sqlite
def test_only_a_draft_has_a_preview(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    with pytest.raises(NotInThisPhase):
        make(site, vote)
    assert site.staff(Role.ADMIN).get(f"/admin{vote.path}/preview-link").status_code == 409


@only_sqlite
def test_an_admin_makes_sees_and_withdraws_the_link(site: Site) -> None:
    vote, admin = draft(site), site.staff(Role.ADMIN, "en")
    here = f"/admin{vote.path}/preview-link"
    assert f'href="/en{here}"' in admin.get(f"/admin{vote.path}").text
    admin.get(here)
    admin.submit(here)
    (swedish, english) = re.findall(r'<a href="((?:/en)?/preview/[^"]+)"', admin.page.text)
    assert english == f"/en{swedish}"
    assert (status(site, swedish), status(site, english)) == (200, 200)
    assert "Testpriset" in main_text(site.browser().get(swedish))
    admin.get(here)
    assert swedish in admin.page.text  # it can be copied again
    admin.submit(f"{here}/withdraw")
    assert status(site, swedish) == 410
    assert "/preview/" not in admin.page.text
    with site.app.app_context():
        assert db.session.scalars(select(PreviewLink.sealed)).all() == [b""]  # known again, and never shown again
