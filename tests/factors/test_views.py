"""A second factor from the first sign-in to the lost phone, on sites that ask everybody of the staff for one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.factors.phones import Phone, begin, codes_on, enrol, give, strict
from tests.page import heading, main_text
from tests.site import Browser, Site
from tests.tables import contents, let_pass, row_counts
from tests.words import said
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.contests.rules import Phase
from voting.extensions import db
from voting.factors import rules
from voting.factors.models import Factor, RecoveryCode

ADMIN = "admin@demo.example"


@pytest.fixture
def strict_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with strict(database_url, tmp_path) as made:
        yield made


def arrives(site: Site, role: Role = Role.ADMIN) -> Browser:
    give(site, ADMIN, role)
    return site.voter(ADMIN)


def at(browser: Browser) -> str:
    return browser.page.request.path


def acts(site: Site) -> list[str]:
    with site.app.app_context():
        return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def subjects(site: Site) -> str:
    site.work()
    return site.browser().get("/demo/outbox").text


@pytest.mark.parametrize(("role", "home"), [(Role.ADMIN, "/admin/"), (Role.JUROR, "/jury/")])
def test_staff_set_one_up_before_any_staff_page(strict_site: Site, role: Role, home: str) -> None:
    browser = arrives(strict_site, role)
    browser.get(home)
    assert at(browser) == "/account/factors"
    phone = begin(browser)
    assert browser.client.get("/account/factors/app/qr.svg").headers["Cache-Control"] == "no-store"
    assert browser.submit(name="Min <b>telefon</b>", code=phone.wrong()).status_code == 422
    assert said(strict_site, rules.WrongCode.message, "sv") in browser.page.text
    assert "Min &lt;b&gt;telefon&lt;/b&gt;" in browser.page.text
    browser.submit(name="Min telefon", code=phone.code())
    codes = codes_on(browser)
    assert (at(browser), len(codes), len(set(codes))) == ("/account/factors/codes", 10, 10)
    browser.get(home)
    assert at(browser) == "/account/factors/codes"  # nobody goes on before the codes are kept
    assert codes_on(browser) == codes
    assert browser.submit().status_code == 422
    browser.submit(kept="y")
    assert at(browser) == home
    browser.get("/account/factors/codes")
    assert (at(browser), codes_on(browser)) == ("/account/factors", [])
    with strict_site.app.app_context():
        assert set(db.session.scalars(select(RecoveryCode.sealed))) == {None}
    assert "factor added" in acts(strict_site)
    assert said(strict_site, "Check that it was you: your account has a new second step", "sv") in subjects(strict_site)


def test_the_pages_of_a_voter_need_none(strict_site: Site) -> None:
    voter = strict_site.voter()
    vote = strict_site.make_vote()
    assert voter.get("/account").status_code == 200
    assert heading(voter.vote(vote)) == said(strict_site, "Thank you for your vote", "sv")
    assert voter.get("/account/factors").status_code == 403


def test_a_new_browser_shows_it_and_comes_to_the_page_that_was_asked_for(strict_site: Site) -> None:
    phone, _ = enrol(arrives(strict_site))
    other = strict_site.voter(ADMIN, "en")
    other.get("/admin/audit?before=7")
    assert at(other) == "/en/account/verify"
    assert other.submit(code="12 34").status_code == 422
    assert other.submit(code=phone.wrong()).status_code == 422
    assert other.submit(code=f" {phone.code()[:3]} {phone.code()[3:]} ", follow=False).status_code == 303
    assert other.page.location == "/en/admin/audit?before=7"
    assert other.get("/admin/").status_code == 200


def test_a_code_is_taken_once_and_none_before_it(strict_site: Site) -> None:
    phone, _ = enrol(arrives(strict_site), aside=0)
    other = strict_site.voter(ADMIN)
    for aside in (0, -1):
        other.get("/account/verify")
        assert other.submit(code=phone.code(aside)).status_code == 422
    assert other.client.get("/admin/").status_code == 303
    other.submit(code=phone.code(1))
    assert other.client.get("/admin/").status_code == 200


def test_somebody_elses_app_opens_nothing(strict_site: Site) -> None:
    enrol(arrives(strict_site))
    give(strict_site, "bo@demo.example")
    theirs, _ = enrol(strict_site.voter("bo@demo.example"))
    other = strict_site.voter(ADMIN)
    other.get("/account/verify")
    assert other.submit(code=theirs.code()).status_code == 422


def test_after_ten_minutes_a_dangerous_act_asks_again_and_other_pages_do_not(strict_site: Site) -> None:
    vote = strict_site.make_vote()
    admin = arrives(strict_site)
    phone, _ = enrol(admin)
    close = f"/admin{vote.path}/close"
    assert admin.client.get(close).status_code == 200
    token = admin.token()
    let_pass(strict_site, timedelta(minutes=10, seconds=1))
    assert admin.client.get(f"/admin{vote.path}").status_code == 200
    sent = {"csrf_token": token, "word": "stäng", "reason": "Alla är överens"}
    answer = admin.client.post(close, data=sent)
    assert (answer.status_code, answer.location) == (303, f"/account/verify?next={close}&sent=1")
    assert strict_site.phase(vote) is Phase.OPEN
    admin.get(close)
    admin.submit(code=phone.code())
    assert at(admin) == close
    assert admin.client.post(close, data=sent).status_code == 303  # the token of before still fits
    assert strict_site.phase(vote) is Phase.CLOSED


def test_a_form_without_a_page_of_its_own_comes_back_to_the_page_it_stands_on(strict_site: Site) -> None:
    admin = arrives(strict_site)
    enrol(admin)
    token = admin.token()
    let_pass(strict_site, timedelta(minutes=11))
    answer = admin.client.post("/account/factors/codes/new", data={"csrf_token": token})
    assert answer.location == "/account/verify?next=/account/factors/codes&sent=1"


def test_the_session_gets_a_new_name_when_it_gets_more_rights(strict_site: Site) -> None:
    phone, _ = enrol(arrives(strict_site))
    other = strict_site.voter(ADMIN)
    other.get("/account/verify")
    stolen = other.client.get_cookie("session")
    other.submit(code=phone.code())
    assert stolen
    thief = strict_site.browser()
    thief.client.set_cookie("session", stolen.value)
    assert thief.client.get("/account").status_code == 303
    assert other.client.get("/admin/").status_code == 200


def test_five_wrong_codes_are_enough(strict_site: Site) -> None:
    phone, codes = enrol(arrives(strict_site))
    other = strict_site.voter(ADMIN)
    other.get("/account/verify")
    fields = {"csrf_token": other.token()}
    tries = [("/account/verify", phone.wrong())] * 3 + [("/account/verify/recovery", "22222-22222")] * 2
    for path, code in tries:
        assert other.client.post(path, data=fields | {"code": code}).status_code == 422
    for path, code in (("/account/verify", phone.code()), ("/account/verify/recovery", codes[0])):
        assert other.client.post(path, data=fields | {"code": code}).status_code == 429
    assert other.client.get("/admin/").status_code == 303
    let_pass(strict_site, timedelta(minutes=15))
    assert other.client.post("/account/verify", data=fields | {"code": phone.code()}).status_code == 303


def test_a_right_code_forgives_the_wrong_ones(strict_site: Site) -> None:
    phone, _ = enrol(arrives(strict_site))
    other = strict_site.voter(ADMIN)
    fields = {"csrf_token": other.token()}
    for _ in range(4):
        assert other.client.post("/account/verify", data=fields | {"code": phone.wrong()}).status_code == 422
    other.get("/account/verify")
    other.submit(code=phone.code())
    again = strict_site.voter(ADMIN)
    fields = {"csrf_token": again.token()}
    assert again.client.post("/account/verify", data=fields | {"code": phone.wrong()}).status_code == 422


def test_who_has_lost_the_phone_comes_back_with_a_recovery_code(strict_site: Site) -> None:
    old, codes = enrol(arrives(strict_site))
    lost = strict_site.voter(ADMIN)
    lost.get("/account/verify/recovery")
    assert lost.submit(code="NOTAC-ODEXX").status_code == 422
    lost.submit(code=f" {codes[3].lower().replace('-', ' ')} ")
    assert at(lost) == "/account/factors"
    lost.get("/admin/")
    assert at(lost) == "/account/factors"  # not before there is a new one
    with strict_site.app.app_context():
        assert list(db.session.scalars(select(Factor.id))) == []

    thief = strict_site.voter(ADMIN)  # reads the mail: that alone sets nothing up
    thief.get("/account/factors")
    thief.submit("/account/factors/app/new")
    assert at(thief) == "/account/verify/recovery"
    assert thief.submit(code=codes[3]).status_code == 422  # which has been used

    let_pass(strict_site, timedelta(minutes=11))  # it took a while to find the app
    new, fresh = enrol(lost)
    assert at(lost) == "/admin/"
    assert not set(fresh) & set(codes)
    other = strict_site.voter(ADMIN)
    for code in (old.code(1), new.wrong()):
        other.get("/account/verify")
        assert other.submit(code=code).status_code == 422
    other.get("/account/verify/recovery")
    assert other.submit(code=codes[4]).status_code == 422  # of the old paper
    other.get("/account/verify")
    other.submit(code=new.code())
    assert other.get("/admin/").status_code == 200
    assert {"recovered", "factor added"} <= set(acts(strict_site))
    assert said(strict_site, "Check that it was you: a recovery code was used", "sv") in subjects(strict_site)


def test_the_only_one_stays_and_a_second_can_go(strict_site: Site) -> None:
    admin = arrives(strict_site)
    first, _ = enrol(admin)
    with strict_site.app.app_context():
        [number] = db.session.scalars(select(Factor.id))
    admin.get(f"/account/factors/{number}/remove")
    assert admin.submit().status_code == 409
    phone, codes = enrol(admin)
    assert codes == []  # the paper still holds
    admin.get(f"/account/factors/{number}/remove")
    admin.submit()
    assert at(admin) == "/account/factors"
    other = strict_site.voter(ADMIN)
    other.get("/account/verify")
    assert other.submit(code=first.code(1)).status_code == 422
    other.submit(code=phone.code())
    assert at(other) == "/account"


def test_nobody_removes_or_sees_what_is_somebody_elses(strict_site: Site) -> None:
    enrol(arrives(strict_site))
    with strict_site.app.app_context():
        [number] = db.session.scalars(select(Factor.id))
    give(strict_site, "bo@demo.example")
    other = strict_site.voter("bo@demo.example")
    enrol(other)
    before = contents(strict_site)
    assert other.get(f"/account/factors/{number}/remove").status_code == 404
    assert other.client.post(f"/account/factors/{number}/remove", data={"csrf_token": other.token()}).status_code == 404
    assert contents(strict_site) == before


def test_new_recovery_codes_void_the_old_ones(strict_site: Site) -> None:
    admin = arrives(strict_site)
    _, codes = enrol(admin)
    admin.get("/account/factors")
    admin.submit("/account/factors/codes/new")
    fresh = codes_on(admin)
    assert (len(fresh), set(fresh) & set(codes)) == (10, set())
    admin.submit(kept="y")
    other = strict_site.voter(ADMIN)
    other.get("/account/verify/recovery")
    assert other.submit(code=codes[0]).status_code == 422


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_where_it_is_not_required_only_who_has_one_is_asked(site: Site) -> None:
    """As the demo is: its staff go on working, and can try it."""
    admin = arrives(site)
    assert admin.get("/admin/").status_code == 200
    phone, _ = enrol(admin)
    other = site.voter(ADMIN)
    other.get("/admin/")
    assert at(other) == "/account/verify"
    other.submit(code=phone.code())
    assert at(other) == "/admin/"
    other.get("/account/factors")
    with site.app.app_context():
        [number] = db.session.scalars(select(Factor.id))
    other.get(f"/account/factors/{number}/remove")
    other.submit()
    assert "recovery_code" not in row_counts(site)
    assert site.voter(ADMIN).get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "a" * 10_000])
def test_a_name_that_cannot_be_kept_is_a_form_error(strict_site: Site, name: str) -> None:
    browser = arrives(strict_site)
    phone = begin(browser)
    assert browser.submit(name=name, code=phone.code()).status_code == 422
    assert main_text(browser.page)
    assert "recovery_code" not in row_counts(strict_site)


def test_a_secret_is_sealed_and_stands_in_no_other_page(strict_site: Site) -> None:
    browser = arrives(strict_site)
    phone: Phone = begin(browser)
    with strict_site.app.app_context():
        [sealed] = db.session.scalars(select(Factor.secret_sealed))
    assert phone.secret.encode() not in (sealed or b"")
    browser.submit(name="Min telefon", code=phone.code())
    browser.submit(kept="y")
    assert browser.client.get("/account/factors/app/qr.svg").status_code == 404
    assert at(browser) == "/admin/"
    browser.get("/account/factors/app")
    assert at(browser) == "/account/factors"
