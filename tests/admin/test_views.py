"""The admin's pages: the list of contests, the audit log a page at a time, the mail queue, and who has which role."""

import pytest

from tests.contests.cells import NOT_YET_OPEN
from tests.page import heading, main_text, parse, table_on
from tests.site import Site
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.rehearsals import service as rehearsals
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_list_has_every_contest_drafts_too(site: Site, lang: str) -> None:
    admin = site.staff(Role.ADMIN, lang)
    admin.get("/admin/")
    assert said(site, "The site is ready. There is no vote yet.", lang) in main_text(admin.page)
    votes = [site.make_vote(phase, year=2020 + at) for at, phase in enumerate(Phase)]
    admin.get("/admin/")
    links = {link.get("href") for link in next(parse(admin.page.text).iter("main")).iter("a")}
    expected = {f"/admin{vote.path}" for vote in votes} | {"/admin/testpriset", "/admin/new", "/admin/import"}
    assert links == {("/en" if lang == "en" else "") + path for path in expected}


@only_sqlite
@pytest.mark.parametrize("path", ["", "/announce", "/extend", "/close"])
def test_a_contest_that_does_not_exist_has_no_pages(site: Site, path: str) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    for contest in ("testpriset/1999", "another/2026", "testpriset/99999"):
        assert admin.get(f"/admin/{contest}{path}").status_code == 404


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_act_that_does_not_exist_has_no_page(site: Site, lang: str) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN, lang)
    for action in ("open", "reopen", "delete", "CLOSE"):
        admin.get(f"/admin{vote.path}/{action}")
        assert (admin.page.status_code, heading(admin.page)) == (404, said(site, NotFound.title, lang))


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_mail_queue_shows_how_much_waits_and_no_whole_address(site: Site, lang: str) -> None:
    site.browser().sign_in("bo@demo.example")
    admin = site.staff(Role.ADMIN, lang)
    visitor = site.browser()
    visitor.get("/sign-in")
    visitor.submit(address="anna.andersson@demo.example")
    admin.get("/admin/mail")
    assert "anna.andersson" not in admin.page.text
    assert table_on(admin.page)[0][:3] == [
        "a…@…",
        said(site, "Sign-in code", lang),
        said(site, "Waiting", lang),
    ]
    assert [text.text for text in next(parse(admin.page.text).iter("dl")).iter("dd")] == ["1", "1", "0"]


@only_sqlite
def test_the_accounts_page_lists_staff_and_no_voter(site: Site) -> None:
    site.voter("anna@demo.example")
    site.staff(Role.JUROR)
    admin = site.staff(Role.ADMIN, "en")
    admin.get("/admin/accounts/invite")
    admin.submit("/admin/accounts/invite", address="carl@demo.example", role="juror", reach="all")
    assert [row[:4] for row in table_on(admin.page)] == [
        ["admin@demo.example", "administrator", "all votes", "no"],
        ["juror@demo.example", "jury", "all votes", "no"],
    ]
    assert "carl@demo.example" in main_text(admin.page)
    assert "anna@demo.example" not in admin.page.text


@only_sqlite
def test_a_rehearsal_is_no_award_of_its_own(site: Site) -> None:
    draft = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    with site.app.test_request_context(), transaction():
        rehearsals.start(contest_id=draft.id, hours=1, testers=[], lang="sv", reason="test", actor=None)
    page = parse(site.staff(Role.ADMIN).get("/admin/").text)
    links = [str(link.get("href")) for link in next(page.iter("main")).iter("a")]
    assert sum(link.startswith("/admin/testpriset-rehearsal/") for link in links) == 1
    assert [link for link in links if link in ("/admin/testpriset", "/admin/testpriset-rehearsal")] == [
        "/admin/testpriset"
    ]
