"""The admin's pages: the list of contests, the audit log a page at a time, the mail queue, and who has which role."""

import uuid

import pytest
from flask_babel import force_locale, gettext
from sqlalchemy import select

from tests.acts import act
from tests.lookups import id_of
from tests.page import heading, main_text, parse, table_on
from tests.site import Site
from tests.words import said
from voting.accounts.rules import Role
from voting.audit import service as audit
from voting.audit.models import AuditEvent
from voting.audit.rules import ACT_WORDS, DETAIL_WORDS, Act
from voting.contests.rules import Action, Phase
from voting.errors import NotFound
from voting.extensions import db
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
    assert links == {("/en" if lang == "en" else "") + f"/admin{vote.path}" for vote in votes}


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
def test_the_log_tells_who_did_what_to_which_contest_and_why(site: Site, lang: str) -> None:
    vote = site.make_vote(Phase.OPEN, closes_at="2090-01-10 20:00")
    admin = site.staff(Role.ADMIN, lang)
    actor, gone = id_of(site, "admin@demo.example"), uuid.uuid4()
    act(site, vote, Action.EXTEND, actor=actor, reason="Storm & <b>blixt</b>")
    act(site, vote, Action.CLOSE, actor=gone, reason="nog")
    admin.get("/admin/audit")
    closed, extended, *_ = table_on(admin.page)
    name = "Testpriset 2026" if lang == "sv" else "The Test Award 2026"  # on a line of its own
    assert closed[1:3] == [str(gone), said(site, "Voting closed", lang) + name]
    assert extended[1:3] == ["admin@demo.example", said(site, "Closing time moved", lang) + name]
    before, after = {
        "sv": ("tisdag 10 januari 2090 kl. 20.00", "onsdag 11 januari 2090 kl. 20.00"),
        "en": ("Tuesday 10 January 2090 at 20:00", "Wednesday 11 January 2090 at 20:00"),
    }[lang]
    details = {"Before": before, "After": after, "Reason": "Storm & <b>blixt</b>"}
    assert extended[3] == " ".join(f"{said(site, key, lang)}: {value}" for key, value in details.items())
    assert table_on(admin.page)[-1][1] == said(site, "the system", lang)


def test_the_log_is_read_a_page_at_a_time_newest_first(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN, "en")
    with site.app.app_context(), transaction():
        for number in range(120):
            audit.record(Act.CLOSED, actor=None, reason=f"number {number}")
    seen: list[str] = []
    path: str | None = "/admin/audit"
    pages = 0
    while path:
        admin.get(path)
        seen += [row[3] for row in table_on(admin.page)]
        older = [link.get("href") for link in parse(admin.page.text).iter("a") if "before=" in link.get("href", "")]
        path = next((link for link in older if link and link.startswith("/en/admin/audit?before=")), None)
        pages += 1
        assert pages < 10
    assert pages == 3
    assert seen[:120] == [f"Reason: number {number}" for number in reversed(range(120))]
    with site.app.app_context():
        assert len(seen) == len(db.session.scalars(select(AuditEvent.id)).all())


def test_a_place_in_the_log_that_does_not_exist_shows_its_beginning(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    first = table_on(admin.get("/admin/audit"))
    for before in ("", "x", "0", "-1", str(2**31), str(2**63), "9" * 40, "1.5"):
        assert table_on(admin.get(f"/admin/audit?before={before}")) == first
    assert "<table" not in admin.get("/admin/audit?before=1").text


@only_sqlite
def test_every_act_and_detail_has_words_that_cannot_be_mistaken_for_each_other(site: Site) -> None:
    assert set(ACT_WORDS) == set(Act)
    for lang in ("sv", "en"):
        with site.app.test_request_context(), force_locale(lang):
            for words in (ACT_WORDS, DETAIL_WORDS):
                assert len({gettext(text) for text in words.values()}) == len(words)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_mail_queue_shows_how_much_waits_and_no_whole_address(site: Site, lang: str) -> None:
    admin = site.staff(Role.ADMIN, lang)
    site.browser().get("/sign-in")
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
    admin.get("/admin/accounts")
    admin.submit("/admin/accounts", address="carl@demo.example", role="juror")
    assert table_on(admin.page) == [["admin@demo.example", "administrator"], ["juror@demo.example", "jury"]]
    assert "carl@demo.example" in main_text(admin.page)
    assert "anna@demo.example" not in admin.page.text
