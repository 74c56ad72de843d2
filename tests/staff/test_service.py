"""What is done about roles: which votes they are for, who is kept out, and that somebody is left to run it all."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.codes import at_once, signed_in
from tests.factors.phones import enrol, give
from tests.site import Site
from tests.tables import contents, let_pass
from voting.accounts import service as accounts
from voting.accounts.queries import admins_covering
from voting.accounts.rules import Role, RolesApart, read_address
from voting.accounts.scopes import LastAdmin, NoLongerAdmin, Scope, Scopes
from voting.audit.queries import list_events
from voting.clock import now
from voting.errors import DomainError, NotFound
from voting.extensions import db
from voting.staff import service
from voting.staff.queries import get_person, list_invitations, staff_covering
from voting.staff.rules import Deed, DoneAlready, HasRole, NoInvitation, NotYourself, OwnAddress
from voting.text import Language
from voting.transaction import transaction

BOOKS: Scopes = frozenset({Scope("books", 2026)})


def do(site: Site, deed: Deed, person: uuid.UUID, actor: uuid.UUID | None = None, *, lang: Language = "sv") -> None:
    with site.app.test_request_context(), transaction():
        service.do(deed, account_id=person, actor=actor, reason="so", lang=lang)


def rescope(site: Site, person: uuid.UUID, scopes: Scopes, actor: uuid.UUID | None = None) -> None:
    with site.app.app_context(), transaction():
        service.rescope(account_id=person, scopes=scopes, actor=actor, reason="so")


def invite(site: Site, address: str, role: Role = Role.ADMIN, scopes: Scopes = None, **values: Any) -> None:
    with site.app.app_context(), transaction():
        service.invite(address=read_address(address), role=role, scopes=scopes, lang="sv", **({"actor": None} | values))


def latest(site: Site) -> tuple[str, dict[str, Any]]:
    with site.app.app_context():
        [event] = list_events(limit=1)
        return event.action, event.details


def refused(site: Site, error: type[DomainError], act: Any) -> None:
    before = contents(site)
    with pytest.raises(error):
        act()
    assert contents(site) == before


@pytest.mark.parametrize("deed", [Deed.REVOKE, Deed.DISABLE])
def test_the_last_admin_of_the_whole_site_stays(site: Site, deed: Deed) -> None:
    anna = give(site, "anna@demo.example")
    give(site, "bo@demo.example", scopes=BOOKS)
    give(site, "cia@demo.example", Role.JUROR)
    kept_out = give(site, "dan@demo.example")
    do(site, Deed.DISABLE, kept_out)
    for actor in (anna, None):
        refused(site, LastAdmin, lambda actor=actor: do(site, deed, anna, actor))
    refused(site, LastAdmin, lambda: rescope(site, anna, BOOKS))

    def erase() -> None:
        with site.app.app_context(), transaction():
            accounts.erase(address=read_address("anna@demo.example"), own=True)

    refused(site, LastAdmin, erase)
    do(site, Deed.ENABLE, kept_out, anna)
    do(site, deed, anna, anna)


@pytest.mark.parametrize("deed", [Deed.REVOKE, Deed.DISABLE])
def test_of_two_admins_who_throw_each_other_out_at_once_one_is_left(site: Site, deed: Deed) -> None:
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example")

    def throw(actor: uuid.UUID, person: uuid.UUID) -> str:
        try:
            do(site, deed, person, actor)
        except (LastAdmin, NoLongerAdmin) as error:
            return type(error).__name__
        finally:
            with site.app.app_context():
                db.session.remove()
        return "done"

    answers = at_once([lambda: throw(anna, bo), lambda: throw(bo, anna)], threads=2)
    assert sorted(answers) == ["NoLongerAdmin", "done"]


def test_who_has_become_no_admin_of_the_whole_decides_nothing(site: Site) -> None:
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example", scopes=BOOKS)
    juror = give(site, "cia@demo.example", Role.JUROR)
    for deed in (Deed.END, Deed.DISABLE, Deed.REVOKE):
        for person in (anna, juror):
            refused(site, NoLongerAdmin, lambda deed=deed, person=person: do(site, deed, person, bo))
    refused(site, NoLongerAdmin, lambda: rescope(site, bo, None, bo))
    invite(site, "eva@demo.example", actor=anna)
    with site.app.app_context():
        [number] = [row.id for row in list_invitations()]

    def offer(act: Any, **values: Any) -> None:
        with site.app.app_context(), transaction():
            act(invitation_id=number, actor=bo, **values)

    refused(site, NoLongerAdmin, lambda: invite(site, "dan@demo.example", actor=bo))
    refused(site, NoLongerAdmin, lambda: offer(service.resend, seen="", lang="sv"))
    refused(site, NoLongerAdmin, lambda: offer(service.take_back))


def test_a_disabled_account_is_out_and_comes_back_as_it_was(site: Site) -> None:
    anna = give(site, "anna@demo.example")
    bo = give(site, "bo@demo.example", scopes=BOOKS)
    browser = site.voter("bo@demo.example")
    do(site, Deed.DISABLE, bo, anna)
    assert not signed_in(browser)
    assert latest(site) == (
        "disabled",
        {"account": str(bo), "address": "b…@demo.example", "reason": "so", "role": "admin"},
    )
    refused(site, DoneAlready, lambda: do(site, Deed.DISABLE, bo, anna))
    assert site.voter("bo@demo.example").page.status_code == 403
    with site.app.app_context():
        assert staff_covering("books", 2026)[0].id == anna
        assert len(staff_covering("books", 2026)) == 1
    do(site, Deed.ENABLE, bo, anna)
    refused(site, DoneAlready, lambda: do(site, Deed.ENABLE, bo, anna))
    assert signed_in(site.voter("bo@demo.example"))
    with site.app.app_context():
        assert get_person(bo).scopes == BOOKS


def test_a_role_taken_away_leaves_a_voter_whom_no_page_of_staff_shows(site: Site) -> None:
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example")
    browser = site.voter("bo@demo.example")
    do(site, Deed.REVOKE, bo, anna)
    assert not signed_in(browser)
    refused(site, NotFound, lambda: do(site, Deed.REVOKE, bo, anna))
    voter = site.voter("bo@demo.example")
    assert (voter.client.get("/account").status_code, voter.client.get("/admin/").status_code) == (200, 403)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("sv", "Logga in igen: ditt andra steg har nollställts"),
        ("en", "Sign in again: your second step was reset"),
    ],
)
def test_a_reset_forgets_the_second_factor_and_tells_its_holder(site: Site, lang: Language, told: str) -> None:
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example")
    browser = site.voter("bo@demo.example")
    enrol(browser)
    refused(site, NotYourself, lambda: do(site, Deed.RESET, bo, bo))
    do(site, Deed.RESET, bo, anna, lang=lang)
    assert latest(site) == (
        "factor reset",
        {"account": str(bo), "address": "b…@demo.example", "reason": "so", "role": "admin"},
    )
    assert not signed_in(browser)
    refused(site, DoneAlready, lambda: do(site, Deed.RESET, bo, anna))
    assert site.voter("bo@demo.example").get("/admin/").request.path == "/admin/"
    site.work()
    letters = site.browser().get("/demo/outbox").text
    assert told in letters


def test_another_scope_holds_at_the_next_request(site: Site) -> None:
    site.make_vote(award="books", year=2026)
    site.make_vote(award="books", year=2025)
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example")
    browser = site.voter("bo@demo.example")
    rescope(site, bo, BOOKS, anna)
    assert latest(site) == (
        "rescoped",
        {"account": str(bo), "address": "b…@demo.example", "old": "everything", "new": "books/2026", "reason": "so"},
    )
    answers = [
        browser.client.get(path).status_code for path in ("/admin/books/2026", "/admin/books/2025", "/admin/mail")
    ]
    assert answers == [200, 403, 403]
    refused(site, DoneAlready, lambda: rescope(site, bo, BOOKS, anna))


def test_more_votes_make_nobody_one_of_those_who_decide_about_closed_ones(site: Site) -> None:
    give(site, "anna@demo.example")
    bo = give(site, "bo@demo.example", scopes=BOOKS)
    let_pass(site, timedelta(days=2))
    yesterday = now() - timedelta(days=1)

    def decides(award: str) -> bool:
        with site.app.app_context():
            return bo in admins_covering(award, 2026)(yesterday)

    assert (decides("books"), decides("music")) == (True, False)
    rescope(site, bo, frozenset({Scope("books"), Scope("music")}))
    assert (decides("books"), decides("music")) == (False, False)
    let_pass(site, timedelta(days=2))
    assert (decides("books"), decides("music")) == (True, True)
    rescope(site, bo, frozenset({Scope("music")}))  # less: for that, as long as before
    assert (decides("books"), decides("music")) == (False, True)


def test_an_invitation_brings_what_it_is_for(site: Site) -> None:
    invite(site, "eva@demo.example", Role.JUROR, BOOKS)
    site.voter("eva@demo.example")
    with site.app.app_context():
        [eva] = staff_covering("books", 2026)
        assert (eva.role, eva.scopes, staff_covering("books", 2025)) == (Role.JUROR, BOOKS, [])


def test_inviting_again_brings_what_it_is_for_now(site: Site) -> None:
    invite(site, "eva@demo.example", Role.JUROR)
    invite(site, "eva@demo.example", Role.JUROR, BOOKS)
    site.voter("eva@demo.example")
    with site.app.app_context():
        assert staff_covering("music", 2026) == []


def test_nobody_invites_themselves_or_who_is_there_already(site: Site) -> None:
    anna = give(site, "anna@demo.example")
    give(site, "bo@demo.example", scopes=BOOKS)
    refused(site, OwnAddress, lambda: invite(site, "anna@demo.example", Role.JUROR, actor=anna))
    refused(site, HasRole, lambda: invite(site, "bo@demo.example", actor=anna))
    refused(site, RolesApart, lambda: invite(site, "bo@demo.example", Role.JUROR, actor=anna))


def test_an_invitation_that_is_gone_is_neither_sent_nor_taken_back(site: Site) -> None:
    invite(site, "eva@demo.example")
    with site.app.app_context():
        [number] = [row.id for row in list_invitations()]
    site.voter("eva@demo.example")  # who accepts it so

    def resend() -> None:
        with site.app.app_context(), transaction():
            service.resend(invitation_id=number, seen="", lang="sv", actor=None)

    def take_back() -> None:
        with site.app.app_context(), transaction():
            service.take_back(invitation_id=number, actor=None)

    refused(site, NoInvitation, resend)
    refused(site, NoInvitation, take_back)
