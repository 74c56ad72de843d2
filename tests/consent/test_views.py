"""A nominee reads, agrees, asks for a change and says no by a link; staff hear it, and nothing is public by itself."""

from io import BytesIO
from typing import Any

import pytest

from tests.acts import act, set_contest
from tests.consent.notices import ADDRESS, answers, ask, contact, newest_link, tell
from tests.lookups import events_of
from tests.nominating.forms import filled, jpeg, post_file, resend, send
from tests.nominating.test_pictures import UPLOADS
from tests.page import heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.web.logged import logged
from tests.words import said
from voting.accounts.rules import Role
from voting.consent import views
from voting.consent.rules import LinkOver, StandsNoMore, UnknownLink
from voting.contests.rules import Action, Phase
from voting.nominating import service as nominating
from voting.nominees import service as nominees
from voting.nominees.queries import get_nominee
from voting.text import LocalText
from voting.transaction import transaction

STAFF = "/admin/testpriset/2026/nominees/nominee-1/notice"
BAD_WORDS = "<script>alert(1)</script> {{ 7 * 7 }} ${x} ' \" å"
MEANWHILE = {"web_session", "rate_counter"}
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def vote(site: Site) -> Vote:
    site.make_vote(award="annat-pris")
    return site.make_vote()


@pytest.fixture
def link(site: Site, vote: Vote) -> str:
    return tell(site, vote)


def told(site: Site, vote: Vote) -> dict[str, Any]:
    with site.app.app_context():
        nominee = get_nominee(vote.id, "nominee-1")
        return {"line": nominee.line, "place": nominee.place, "photo": nominee.photo_id, "revision": nominee.revision}


def press(browser: Browser, what: str = "", **fields: Any) -> int:
    """Press one of the buttons on the page of staff. Returns the status."""
    browser.get(STAFF)
    return browser.submit(STAFF + what, follow=False, **fields).status_code


def test_from_the_notice_to_the_changed_page(site: Site, vote: Vote) -> None:
    admin = site.staff(Role.ADMIN)
    assert "Har inte fått besked än." in main_text(admin.get("/admin/testpriset/2026/nominees"))
    assert press(admin, address=ADDRESS, lang="sv") == 303
    assert "Fick besked" in main_text(admin.get(STAFF))
    link, before = newest_link(site), told(site, vote)
    nominee = site.browser()
    page = nominee.get(link)
    assert (page.headers["X-Robots-Tag"], page.headers["Cache-Control"]) == ("noindex", "no-store")
    assert "Rad 1" in main_text(page)
    assert (
        send(nominee, link + "/change", line_sv="Ny rad", photo=(jpeg(), "bild.jpg"), words="Bilden är gammal") == 303
    )
    assert told(site, vote) == before
    shown = main_text(nominee.get(link))
    assert "Ny rad" in shown
    assert nominee.get(link + "/photo.webp").mimetype == "image/webp"
    page = main_text(admin.get(STAFF))
    assert "Ny rad" in page
    assert "Bilden är gammal" in page
    assert admin.get(STAFF + "/photo.webp").headers["Cache-Control"] == "private, no-store"
    assert press(admin, "/take", reason="Den nominerade har bett om det") == 303
    after = told(site, vote)
    assert (after["line"].sv, after["line"].en) == ("Ny rad", before["line"].en)
    assert after["photo"] != before["photo"]
    assert "Den nominerade har bett om det" in main_text(site.browser().get(f"{vote.path}/nominees/nominee-1"))
    assert "Ändringen som du bad om är gjord" in main_text(nominee.get(link))
    assert answers(nominee, link) == 303
    assert "Sa ja" in main_text(admin.get("/admin/testpriset/2026/nominees"))
    acts = [event.action for event in events_of(site, vote) if event.action.startswith("nominee")]
    assert acts == ["nominee told", "nominee asked", "nominee corrected", "nominee heard", "nominee agreed"]
    kept = contact(site, vote)
    assert (kept.picture, kept.shown, kept.changes) == (None, None, None)


def test_a_change_is_turned_down_with_words(site: Site, vote: Vote, link: str) -> None:
    admin, nominee, before = site.staff(Role.ADMIN), site.browser(), told(site, vote)
    assert send(nominee, link + "/change", line_sv="Bäst i världen") == 303
    assert press(admin, "/turn-down") == 422
    assert press(admin, "/turn-down", reply=BAD_WORDS) == 303
    assert BAD_WORDS in main_text(nominee.get(link))
    assert told(site, vote) == before
    site.work()
    assert "&lt;script&gt;" in site.browser().get("/demo/outbox").text


def test_saying_no_withdraws_nobody(site: Site, vote: Vote, link: str) -> None:
    admin, nominee, before = site.staff(Role.ADMIN), site.browser(), told(site, vote)
    assert send_no(nominee, link, words="Jag har inte tid") == 303
    assert told(site, vote) == before
    page = admin.get(STAFF)
    assert "Jag har inte tid" in main_text(page)
    assert "/nominees/nominee-1/withdraw" in page.text
    assert "Jag har inte tid" not in repr([event.details for event in events_of(site, vote)])


def send_no(browser: Browser, link: str, **fields: Any) -> int:
    browser.get(link + "/no")
    return browser.submit(link + "/no", follow=False, **fields).status_code


def test_no_get_answers_anything(site: Site, vote: Vote, link: str) -> None:
    before = contents(site, but=MEANWHILE)
    for where in ("", "/change", "/no"):
        client = site.app.test_client()
        assert [client.get(link + where).status_code, client.head(link + where).status_code] == [200, 200]
    assert contents(site, but=MEANWHILE) == before


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_link_that_does_not_work_is_explained(site: Site, vote: Vote, lang: str) -> None:
    old = tell(site, vote)
    new = tell(site, vote)
    browser = site.browser(lang)
    for path in (old, old + "/change", "/nominated/" + "x" * 43, "/nominated/å"):
        page = browser.get(path)
        assert (page.status_code, heading(page)) == (404, said(site, UnknownLink.title, lang))
        assert page.headers["Cache-Control"] == "no-store"
    assert browser.get(new).status_code == 200
    with site.app.app_context(), transaction():
        nominating.withdraw(contest_id=vote.id, slug="nominee-1", reason="test", actor=None)
    page = browser.get(new)
    assert (page.status_code, heading(page)) == (410, said(site, StandsNoMore.title, lang))


@only_sqlite
def test_the_link_works_until_the_result_is_certified(site: Site, vote: Vote, link: str) -> None:
    browser, late = site.browser(), site.browser()
    set_contest(site, vote, appeal_hours=0)
    act(site, vote, Action.CLOSE)
    late.get(link)
    assert answers(browser, link) == 303
    act(site, vote, Action.CERTIFY)
    before = contents(site, but=MEANWHILE)
    page = late.submit(link)
    assert (page.status_code, heading(page)) == (410, said(site, LinkOver.title, "sv"))
    assert browser.get(link + "/change").status_code == 410
    assert contents(site, but=MEANWHILE) == before


@only_sqlite
def test_a_nominee_who_was_deleted_takes_the_link_along(site: Site) -> None:
    draft = site.make_vote(Phase.DRAFT)
    link, browser = tell(site, draft), site.browser()
    browser.get(link)
    with site.app.app_context(), transaction():
        nominating.withdraw(contest_id=draft.id, slug="nominee-1", reason="test", actor=None)
    assert browser.submit(link).status_code == 404


def test_of_two_answers_at_once_the_second_sees_the_first(site: Site, vote: Vote, link: str) -> None:
    one, other = site.browser(), site.browser()
    one.get(link + "/no")
    other.get(link + "/change")
    assert one.submit(link + "/no", follow=False).status_code == 303
    before = contents(site, but=MEANWHILE)
    assert resend(other, link + "/change", line_sv="Min rad") == 409
    assert filled(other)["line-sv"] == "Min rad"
    assert contents(site, but=MEANWHILE) == before
    assert resend(other, link + "/change") == 303
    assert contact(site, vote).answer == "change"


def test_a_double_press_is_one_answer(site: Site, vote: Vote, link: str) -> None:
    browser = site.browser()
    for where in ("", "/no"):
        browser.get(link + where)
        page = browser.page
        assert browser.submit(link + where, follow=False).status_code == 303
        before = contents(site, but=MEANWHILE)
        browser.page = page
        assert browser.submit(link + where, follow=False).status_code == 303
        assert contents(site, but=MEANWHILE) == before
    admin = site.staff(Role.ADMIN)
    admin.get(STAFF)
    page = admin.page
    assert admin.submit(STAFF, follow=False).status_code == 303
    admin.page = page
    assert admin.submit(STAFF, follow=False).status_code == 409
    acts = [event.action for event in events_of(site, vote)]
    assert [acts.count("nominee " + what) for what in ("told", "agreed", "declined")] == [2, 1, 1]


def test_what_staff_have_changed_meanwhile_is_shown_and_not_overwritten(site: Site, vote: Vote, link: str) -> None:
    admin, nominee, late = site.staff(Role.ADMIN), site.browser(), site.browser()
    late.get(link)
    assert send(nominee, link + "/change", line_sv="Önskad rad", place="Umeå") == 303
    admin.get(STAFF)
    page = admin.page
    assert send(admin, line_sv="Redaktionens rad", reason="Stavfel") == 303
    before = contents(site, but=MEANWHILE)
    admin.page = page
    assert admin.submit(STAFF + "/take", follow=False).status_code == 409
    shown = main_text(admin.page)
    assert "Redaktionens rad" in shown
    assert "Önskad rad" in shown
    assert "Det har ändrats sedan dess" in shown
    assert late.submit(link, follow=False).status_code == 409
    assert contents(site, but=MEANWHILE) == before
    assert press(admin, "/take") == 303
    assert told(site, vote)["line"].sv == "Önskad rad"


@only_sqlite
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("sv", "Skriv det som saknas, eftersom det är offentligt: raden på engelska."),
        ("en", "Write what is missing, since it is public: the line in English."),
    ],
)
def test_what_is_missing_of_the_page_is_said_once_and_leads_to_the_editor(
    site: Site, vote: Vote, link: str, lang: str, says: str
) -> None:
    """As on a site that had one language when the vote was announced."""
    with site.app.app_context():
        ask(site, link, place="Lund")
        with transaction():
            get_nominee(vote.id, "nominee-1").line = LocalText("Rad", "")
    admin = site.staff(Role.ADMIN, lang)
    before = told(site, vote)
    assert press(admin, "/take", reason="Fel ort") == 422
    beside = admin.page.text.partition('id="take"')[2].partition("</section>")[0]
    assert main_text(admin.page).count(says) == 1
    assert f'href="{admin.prefix}/admin/testpriset/2026/nominees/nominee-1"' in beside
    assert "Fel ort" in beside
    assert told(site, vote) == before


@only_sqlite
@pytest.mark.parametrize("number", ["", "-1", "x", "9" * 50, "٣"])
@pytest.mark.parametrize("name", ["seen", "revision"])
def test_a_number_that_no_page_has_shown_takes_nothing_over(
    site: Site, vote: Vote, link: str, name: str, number: str
) -> None:
    with site.app.app_context():
        ask(site, link, place="Lund")
    before = told(site, vote)
    assert press(site.staff(Role.ADMIN), "/take", reason="Fel ort", **{name: number}) == 409
    assert told(site, vote) == before


@only_sqlite
def test_a_wish_is_not_taken_over_without_a_reason_when_announced_meanwhile(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    with site.app.app_context():
        ask(site, tell(site, vote), place="Lund")
    admin = site.staff(Role.ADMIN)
    admin.get(STAFF)

    change = nominating.change

    def announced(**given: Any) -> None:
        """By somebody else, after our form was looked at and before we hold the vote."""
        nominees.announce(contest_id=vote.id, reason="test", actor=None)
        change(**given)

    with pytest.MonkeyPatch.context() as once:
        once.setattr(nominating, "change", announced)
        assert admin.submit(STAFF + "/take", follow=False).status_code == 409
    assert told(site, vote)["place"] != "Lund"


@only_sqlite
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"line_sv": "x" * 10_000}, "Skriv högst 120 tecken."),
        ({"words": "å" * 10_000}, "Skriv högst 2000 tecken."),
        ({"text_en": ""}, "Skriv något"),
        ({"name_sv": ""}, "Skriv något"),
        ({"photo": (BytesIO(b"<svg/>"), "bild.jpg")}, "ingen hel bild"),
        ({"photo": (BytesIO(b"\0\0\0\x18ftypheic"), "bild.jpg")}, "ingen hel bild"),
        ({}, "Ändra en text, välj en bild"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_every_text_is_kept(
    site: Site, vote: Vote, link: str, changes: dict[str, Any], says: str
) -> None:
    browser, before = site.browser(), contents(site, but=MEANWHILE)
    kept = {"citation_sv": BAD_WORDS} if changes else {}
    assert send(browser, link + "/change", **(kept | changes)) == 422
    assert says in main_text(browser.page)
    if changes:
        assert filled(browser)["citation-sv"] == BAD_WORDS
    assert contents(site, but=MEANWHILE) == before


@only_sqlite
@pytest.mark.parametrize("name", UPLOADS)
def test_a_photo_is_kept_as_the_editor_keeps_it(site: Site, vote: Vote, link: str, name: str) -> None:
    browser = site.browser()
    browser.get(link + "/change")
    assert post_file(browser, link + "/change", filled(browser) | {"photo": (UPLOADS[name], "bild")}) == 303
    assert b"Camera" not in (contact(site, vote).picture or b"")
    assert press(site.staff(Role.ADMIN), "/take") == 303


@only_sqlite
def test_only_who_has_a_link_may_send_much(site: Site, vote: Vote, link: str) -> None:
    browser = site.browser()
    browser.get(link + "/change")
    fields = filled(browser) | {"citation-sv": "Kvar", "photo": (b"x" * 30_000_000, "stor.jpg")}
    assert post_file(browser, link + "/change", fields) == 422
    assert "större än 20 MB" in main_text(browser.page)
    assert filled(browser)["citation-sv"] == "Kvar"
    assert post_file(browser, "/nominated/" + "x" * 43 + "/change", fields) == 413


@only_sqlite
def test_markup_in_a_wish_is_text_for_everybody(site: Site, vote: Vote, link: str) -> None:
    admin, nominee = site.staff(Role.ADMIN), site.browser()
    assert send(nominee, link + "/change", line_sv=BAD_WORDS, words=BAD_WORDS) == 303
    for page in (nominee.get(link), admin.get(STAFF), nominee.get(link + "/change")):
        assert "<script>alert" not in page.text
    assert BAD_WORDS in main_text(admin.get(STAFF))


@only_sqlite
@pytest.mark.parametrize("address", ["", "anna", "a@b@c", "a" * 400 + "@demo.example", "anna\r\nBcc: x@y.se"])
def test_no_notice_goes_to_what_is_no_address(site: Site, vote: Vote, address: str) -> None:
    admin, before = site.staff(Role.ADMIN), contents(site, but=MEANWHILE)
    assert press(admin, address=address, lang="sv") == 422
    assert contents(site, but=MEANWHILE) == before


@only_sqlite
def test_nothing_of_the_link_or_the_address_is_logged_or_audited(site: Site, vote: Vote, link: str) -> None:
    secret, browser = link.rpartition("/")[2], site.browser()
    with logged() as lines:
        assert send(browser, link + "/change", line_sv="Min hemliga rad") == 303
        browser.get("/nominated/" + secret[:-1])
    told = repr([event.details for event in events_of(site, vote)]) + lines.getvalue()
    for private in (ADDRESS, secret, "Min hemliga rad"):
        assert private not in told
    row = contact(site, vote)
    assert secret not in repr(vars(row))
    assert ADDRESS.encode() not in row.address_sealed


@only_sqlite
def test_a_link_answers_only_so_often(site: Site, vote: Vote, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ANSWERS", 2)
    browser = site.browser()
    assert [answers(browser, link), send_no(browser, link), answers(browser, link)] == [303, 303, 429]
    assert contact(site, vote).answer == "declined"
