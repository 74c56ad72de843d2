"""Who may open what, that a lost right is lost at the next request, and that signing in leads to no other site."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from werkzeug.routing import Rule

from tests.accounts.codes import ask, code_for, signed_in
from tests.page import form_on, heading
from tests.site import Site
from tests.tables import let_pass
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.access import PUBLIC, UndeclaredAccess, check_routes, declared_access
from voting.accounts.models import Account, RoleGrant
from voting.accounts.rules import Permission, Role, permissions_of, read_address
from voting.clock import now
from voting.extensions import db
from voting.transaction import transaction
from voting.web.errors import WORDS
from voting.web.way_back import safe_next

EVIL = {
    "another host": "https://evil.example/",
    "another host without a scheme": "//evil.example/",
    "three slashes": "///evil.example/",
    "two slashes behind the language": "/en//evil.example/",
    "three slashes behind the language": "/en///evil.example/",
    "a backslash": "/\\evil.example/",
    "two backslashes": "\\\\evil.example/",
    "a backslash further on": "/account\\..\\..\\evil.example",
    "a script": "javascript:alert(1)",
    "data": "data:text/html,evil",
    "a tab that browsers take away": "/\t/evil.example/",
    "a line break that browsers take away": "/\n/evil.example/",
    "another header": "/\r\nSet-Cookie: session=evil",
    "a space in front": " //evil.example/",
    "a broken IPv6 host": "//[",
    "a host that Unicode takes apart": "//evil\N{CARE OF}.example/",
    "a delete character": "/\x7f/evil.example/",
    "no slash in front": "evil.example/",
    "very long": "/" + "a" * 5000,
    "nothing": "",
}
KIND = [
    "/",
    "/account",
    "/testpriset/2026/ballot?change=1",
    "/en/",
    "/a%0d%0ab",
    "/räksmörgås",
    "/?u=https://x",
]


@pytest.mark.parametrize("target", EVIL.values(), ids=EVIL)
def test_after_signing_in_nobody_is_led_elsewhere(target: str) -> None:
    assert safe_next(target, "/here") == "/here"


@pytest.mark.parametrize("target", KIND)
def test_after_signing_in_one_goes_on_where_one_was(target: str) -> None:
    assert safe_next(target, "/here") == target


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_form_or_address_of_signing_in_leads_elsewhere(site: Site) -> None:
    went = {name: destinations(site, target, f"{at}@demo.example") for at, (name, target) in enumerate(EVIL.items())}
    assert went == dict.fromkeys(EVIL, ["/sign-in/code?next=/"] * 2 + ["/"] * 4)


def destinations(site: Site, target: str, address: str) -> list[str | None]:
    """Where each step of signing in leads when asked to go on to `target`."""
    query = {"next": target}
    browser = ask(site, address)
    path, hidden = form_on(browser.page)
    client, fields = browser.client, hidden | query
    sent = [
        client.post("/sign-in/resend", data=fields),
        client.post("/sign-in", data=fields | {"address": address}),
    ]
    offered = client.get("/sign-in", query_string=query).text
    sent.append(client.post(path, data=fields | {"code": code_for(site, address)}))
    sent += [client.get(path, query_string=query) for path in ("/sign-in", "/sign-in/code")]
    return [answer.location for answer in sent] + re.findall(r'name="next"[^>]* value="([^"]*)"', offered)


def test_a_voter_comes_back_to_the_page_that_asked_for_the_sign_in(site: Site) -> None:
    browser = site.browser("en")
    browser.get("/account?from=here")
    browser.submit(address="anna@demo.example")
    browser.submit("/sign-in/code", code=code_for(site), follow=False)
    assert browser.page.location == "/en/account?from=here"


def test_a_route_that_says_nothing_about_access_is_named(site: Site) -> None:
    site.app.add_url_rule("/forgotten", "forgotten", view_func=lambda: "open to all")
    with pytest.raises(UndeclaredAccess, match="forgotten"):
        check_routes(site.app)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("roles", [None, set(), {Role.JUROR}, {Role.ADMIN}], ids=["nobody", "voter", "juror", "admin"])
def test_every_route_is_open_to_whom_it_says(site: Site, roles: set[Role] | None) -> None:
    vote = site.make_vote()
    browser = ask(site, "nobody@demo.example")
    if roles is not None:
        browser = site.staff(*roles) if roles else site.voter()
    permissions = permissions_of(frozenset(roles)) if roles is not None else frozenset[Permission]()
    given = {"award": vote.award, "year": vote.year, "slug": "nominee-1", "photo": "x", "width": 480, "action": "close"}
    given |= {"digits": "ffb938", "picture": "x"}
    given |= {"level": 0, "place": "000.p/1", "path": "SPEC.md", "digest": "0" * 20}
    given |= {"secret": "x" * 43, "nominee": "nominee-1"}
    given |= {"kind": "domain", "key": "00" * 16, "number": uuid.UUID(int=0)}
    given |= {"factor": uuid.UUID(int=0), "person": uuid.UUID(int=0), "deed": "end"}
    outcomes, expected = {}, {}
    for rule in routes(site):
        access = declared_access(site.app, rule.endpoint)
        action = {"action": "void"} if "canvass" in rule.endpoint else {}
        built = rule.build({name: (given | action)[name] for name in rule.arguments}, append_unknown=False)
        assert built
        answer = browser.client.get(built[1])
        asked_to_sign_in = answer.status_code == 303 and (answer.location or "").startswith("/sign-in?next=")
        outcomes[rule.endpoint] = "sign in" if asked_to_sign_in else "no" if answer.status_code == 403 else "yes"
        expected[rule.endpoint] = (
            "yes" if access == PUBLIC or access in permissions else "no" if permissions else "sign in"
        )
    assert outcomes == expected


def routes(site: Site) -> list[Rule]:
    return [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_juror_is_told_why_a_page_is_closed(site: Site, lang: str) -> None:
    response = site.staff(Role.JUROR, lang).get("/admin")
    title, message, todo = (said(site, text, lang) for text in WORDS[403])
    assert (response.status_code, heading(response)) == (403, title)
    assert message in response.text
    assert todo in response.text


def test_a_disabled_account_is_out_at_the_next_request(site: Site) -> None:
    other, anna = site.voter("bo@demo.example"), site.voter("anna@demo.example")
    with site.app.app_context(), transaction():
        account = accounts.ensure_account(read_address("anna@demo.example"))
        db.session.execute(update(Account).where(Account.id == account).values(disabled_at=now()))
    assert not signed_in(anna)
    assert signed_in(other)


def test_a_lost_role_is_lost_at_the_next_request(site: Site) -> None:
    juror, admin = site.staff(Role.JUROR), site.staff(Role.ADMIN)
    with site.app.app_context(), transaction():
        db.session.execute(delete(RoleGrant).where(RoleGrant.role == Role.ADMIN))
    assert admin.get("/admin").status_code == 403
    assert juror.get("/jury").status_code == 200


def test_staff_are_out_after_half_an_hour_without_a_request(site: Site) -> None:
    voter, admin = site.voter(), site.staff(Role.ADMIN)
    for _ in range(3):
        let_pass(site, timedelta(minutes=29))
        assert signed_in(admin)
    let_pass(site, timedelta(minutes=30, seconds=1))
    assert not signed_in(admin)
    assert signed_in(voter)


def test_staff_are_out_after_half_a_day_whatever_they_do(site: Site) -> None:
    voter, juror = site.voter(), site.staff(Role.JUROR)
    for _ in range(25):
        let_pass(site, timedelta(minutes=28))
        assert signed_in(juror)
    let_pass(site, timedelta(minutes=21))
    assert not signed_in(juror)
    assert signed_in(voter)


def test_a_voter_stays_signed_in_for_thirty_days(site: Site) -> None:
    voter = site.voter()
    let_pass(site, timedelta(days=29, hours=23))
    assert signed_in(voter)
    let_pass(site, timedelta(hours=1, seconds=1))
    assert not signed_in(voter)


def test_a_new_role_ends_the_long_session_of_the_voter_that_was(site: Site) -> None:
    """Otherwise a browser would hold a role for thirty days without an idle limit."""
    other, before = site.voter("bo@demo.example"), site.voter("admin@demo.example")
    admin = site.staff(Role.ADMIN)
    assert not signed_in(before)
    assert admin.get("/admin").status_code == 200
    assert signed_in(other)
