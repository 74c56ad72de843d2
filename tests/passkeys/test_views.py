"""Passkeys over HTTP, with a key of the test's own: what is signed once, here and now opens, and nothing else does."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.codes import at_once
from tests.factors.phones import codes_on, give
from tests.passkeys.authenticator import Authenticator
from tests.site import Browser, Site
from tests.tables import let_pass, row_counts
from tests.words import said
from voting.passkeys.rules import WrongPasskey

ADMIN = "admin@demo.example"
ORIGIN = "http://localhost:8000"


@pytest.fixture
def named_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A site with a name, which asks for a second factor."""
    with Site(database_url, tmp_path / "keys", SECOND_FACTOR="required", BASE_URL=ORIGIN) as made:
        yield made


def key(**values: Any) -> Authenticator:
    return Authenticator(**({"origin": ORIGIN, "host": "localhost"} | values))


def options(browser: Browser, path: str) -> dict[str, Any]:
    """What the page's script asks for before it turns to the key."""
    answer = browser.client.post(path + "/challenge", data={"csrf_token": browser.token()})
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(answer.text)
    return found


def enrol(browser: Browser, mine: Authenticator, name: str = "Nyckelknippan") -> None:
    made = mine.creates(options(browser, "/account/factors/passkey"))
    browser.get("/account/factors/passkey")
    browser.submit(name=name, credential=made)


def shows(browser: Browser, mine: Authenticator) -> int:
    shown = mine.shows(options(browser, "/account/verify/passkey"))
    browser.get("/account/verify/passkey?next=/admin/mail")
    return browser.submit(credential=shown, follow=False).status_code


def enrolled(site: Site) -> Authenticator:
    mine = key()
    give(site, ADMIN)
    browser = site.voter(ADMIN)
    enrol(browser, mine)
    assert len(codes_on(browser)) == 10
    browser.submit(kept="y")
    return mine


def test_a_passkey_opens_the_staff_pages(named_site: Site) -> None:
    mine = enrolled(named_site)
    other = named_site.voter(ADMIN)
    other.get("/admin/mail")
    assert other.page.request.path == "/account/verify/passkey"
    mine.count += 1
    assert (shows(other, mine), other.page.location) == (303, "/admin/mail")
    assert other.client.get("/admin/").status_code == 200


WRONG: dict[str, dict[str, Any]] = {
    "another site's name": {"host": "evil.example"},
    "another site's page": {"origin": "https://evil.example"},
    "the same name without its port": {"origin": "http://localhost"},
    "another key": {"key": Authenticator("", "").key},
    "a copy that has counted less": {"count": 0},
    "a copy that has counted as far": {"count": 1},
    "a passkey that nobody has": {"id": b"unknown"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_whatever_else_is_shown_is_one_answer(named_site: Site, wrong: dict[str, Any]) -> None:
    mine = enrolled(named_site)
    other = named_site.voter(ADMIN)
    false = Authenticator(
        **({"origin": ORIGIN, "host": "localhost", "count": 2, "id": mine.id, "key": mine.key} | wrong)
    )
    assert shows(other, false) == 422
    assert said(named_site, WrongPasskey.message, "sv") in other.page.text
    assert other.client.get("/admin/").status_code == 303


def test_what_was_signed_is_taken_once_even_at_one_instant(named_site: Site) -> None:
    mine = enrolled(named_site)
    mine.count += 1
    other = named_site.voter(ADMIN)
    fields = {"credential": mine.shows(options(other, "/account/verify/passkey")), "csrf_token": other.token()}
    cookie = other.client.get_cookie("session")
    assert cookie

    def send() -> int:
        client = named_site.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post("/account/verify/passkey", data=fields).status_code

    answers = at_once([send] * 8)
    # One is taken; it renames the session, so that others meet a refusal, a limit or a session that is gone.
    assert set(answers) <= {303, 400, 422, 429}
    assert 303 in answers
    assert "passkey_challenge" not in row_counts(named_site)
    with_row = named_site.browser()
    with_row.client.set_cookie("session", cookie.value)
    assert with_row.client.get("/account").status_code == 303


def test_a_wrong_answer_uses_the_challenge_up(named_site: Site) -> None:
    mine = enrolled(named_site)
    mine.count += 1
    browser = named_site.voter(ADMIN)
    asked = options(browser, "/account/verify/passkey")
    false = key(origin="https://evil.example", count=mine.count, id=mine.id, key=mine.key)
    browser.get("/account/verify/passkey")
    for shown in (false.shows(asked), mine.shows(asked)):
        assert browser.submit(credential=shown).status_code == 422
    assert "passkey_challenge" not in row_counts(named_site)
    assert shows(browser, mine) == 303


def test_five_wrong_passkeys_are_enough_and_codes_count_with_them(named_site: Site) -> None:
    mine = enrolled(named_site)
    mine.count += 1
    browser = named_site.voter(ADMIN)
    browser.get("/account/verify/passkey")
    fields = {"csrf_token": browser.token()}
    for path, typed in [("passkey", {"credential": "{}"})] * 3 + [("recovery", {"code": "22222-22222"})] * 2:
        assert browser.client.post(f"/account/verify/{path}", data=fields | typed).status_code == 422
    assert shows(browser, mine) == 429
    let_pass(named_site, timedelta(minutes=15))
    assert shows(browser, mine) == 303


def test_another_browsers_challenge_and_one_that_is_too_old_are_worth_nothing(named_site: Site) -> None:
    mine = enrolled(named_site)
    mine.count += 1
    one, other = named_site.voter(ADMIN), named_site.voter(ADMIN)
    signed = mine.shows(options(one, "/account/verify/passkey"))
    other.get("/account/verify/passkey")
    assert other.submit(credential=signed).status_code == 422
    let_pass(named_site, timedelta(minutes=5, seconds=1))
    one.get("/account/verify/passkey")
    assert one.submit(credential=signed).status_code == 422


def test_a_passkey_that_somebody_has_is_nobody_elses(named_site: Site) -> None:
    mine = enrolled(named_site)
    give(named_site, "bo@demo.example")
    bo = named_site.voter("bo@demo.example")
    enrol(bo, mine)
    assert bo.page.status_code == 422
    assert row_counts(named_site)["factor"] == 1


@pytest.mark.parametrize("credential", ["", "{}", "null", "[]", "x" * 10_000, '{"id":"a","rawId":"b"}', "\N{CARE OF}"])
@pytest.mark.parametrize("path", ["/account/factors/passkey", "/account/verify/passkey"])
def test_nonsense_is_refused_in_plain_words(named_site: Site, path: str, credential: str) -> None:
    enrolled(named_site)
    browser = named_site.voter(ADMIN)
    mine = named_site.voter(ADMIN) if "verify" in path else None
    if mine is None:
        give(named_site, "bo@demo.example")
        browser = named_site.voter("bo@demo.example")
    browser.get(path)
    assert browser.submit(name="Nyckel", credential=credential).status_code == 422
    assert row_counts(named_site)["factor"] == 1


def test_a_passkey_needs_a_name(named_site: Site) -> None:
    give(named_site, ADMIN)
    browser = named_site.voter(ADMIN)
    enrol(browser, key(), name=" ")
    assert browser.page.status_code == 422
    assert "factor" not in row_counts(named_site)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_site_that_has_only_a_number_offers_none(site: Site) -> None:
    give(site, ADMIN)
    browser = site.voter(ADMIN)
    browser.get("/account/factors")
    assert "/account/factors/passkey" not in browser.page.text
    browser.get("/account/factors/passkey")
    assert browser.page.request.path == "/account/factors"
