"""Asking for a code: who may, what is refused, and that nobody learns from it who has an account."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, update

from tests.accounts.codes import ask, body, code_for, wrong
from tests.accounts.test_rules import REFUSED, RELAYS
from tests.page import form_on, heading
from tests.site import Site
from tests.tables import contents, let_pass, row_counts, statements
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.models import Account
from voting.accounts.rules import AccountDisabled, DisposableAddress, read_address
from voting.clock import now
from voting.extensions import db
from voting.transaction import transaction


def test_what_is_no_address_is_refused_and_leaves_nothing(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    path, hidden = form_on(browser.page)
    answers = {name: browser.client.post(path, data=hidden | {"address": typed}) for name, typed in REFUSED.items()}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == dict.fromkeys(REFUSED, 422) | {"a zero byte": 400}
    assert set(row_counts(site)) <= {"refused_sign_in"}  # that it was refused, not who it was


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_disposable_address_is_refused_in_words(site: Site, lang: str) -> None:
    browser = site.browser(lang)
    browser.get("/sign-in")
    response = browser.submit(address="anna@mailinator.com")
    assert response.status_code == 422
    assert said(site, DisposableAddress.message, lang) in response.text
    assert row_counts(site) == {"refused_sign_in": 1}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_private_relay_gets_its_code(site: Site) -> None:
    for address in RELAYS:
        ask(site, address).submit("/sign-in/code", code=code_for(site, address), follow=False)
    assert row_counts(site)["account"] == len(RELAYS)


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("an.na+x@gmail.com", "ANNA@googlemail.com", 1),
        ("anna+x@outlook.com", "anna@outlook.com", 1),
        ("anna-x@yahoo.com", "anna@yahoo.com", 1),
        ("anna+x@demo.example", "anna@demo.example", 2),
    ],
)
def test_one_mailbox_is_one_account(site: Site, first: str, second: str, count: int) -> None:
    for address in (first, second):
        ask(site, address).submit("/sign-in/code", code=code_for(site, address), follow=False)
    assert row_counts(site)["account"] == count


def test_known_unknown_and_disabled_addresses_get_the_same_answer_and_work(site: Site) -> None:
    for name in ("known", "disabled", "someone"):
        site.voter(f"{name}@demo.example")
    with site.app.app_context(), transaction():
        account = accounts.ensure_account(read_address("disabled@demo.example"))
        db.session.execute(update(Account).where(Account.id == account).values(disabled_at=now()))
    let_pass(site, timedelta(hours=1))
    answers = {}
    for name in ("known", "unknown", "disabled"):
        browser = site.browser()
        browser.get("/sign-in")
        with statements(site) as sent:
            response = browser.submit(address=f"{name}@demo.example", follow=False)
        page = body(browser.get("/sign-in/code")).replace(f"{name}@demo.example", "ADDRESS")
        answers[name] = (response.status_code, response.location, sent, page)
    assert answers["unknown"] == answers["known"]
    assert answers["disabled"] == answers["known"]
    assert len(answers["known"][2]) > 4


def test_a_disabled_account_learns_it_only_with_the_right_code(site: Site) -> None:
    site.voter("anna@demo.example")
    with site.app.app_context(), transaction():
        db.session.execute(update(Account).values(disabled_at=now()))
    anna = ask(site)
    assert anna.submit("/sign-in/code", code=wrong(code_for(site))).status_code == 422
    refused = anna.submit("/sign-in/code", code=code_for(site))
    assert (refused.status_code, heading(refused)) == (403, said(site, AccountDisabled.title, "sv"))
    assert anna.get("/account", follow=False).status_code == 303


def test_nothing_stored_holds_an_address_a_code_or_a_cookie_in_clear(site: Site) -> None:
    waiting = ask(site, "bo.waits@demo.example")
    anna = ask(site, "anna.votes@demo.example")
    code, other = code_for(site, "anna.votes@demo.example"), code_for(site, "bo.waits@demo.example")
    anna.submit("/sign-in/code", code=code)
    cookies = [browser.client.get_cookie("session") for browser in (waiting, anna)]
    secrets = ["anna.votes", "bo.waits", *(cookie.value for cookie in cookies if cookie)]
    secrets += [code, other, f"{code[:4]} {code[4:]}", f"{other[:4]} {other[4:]}"]
    stored = repr(contents(site)).encode() + b"".join(path.read_bytes() for path in database_files(site))
    assert [secret for secret in secrets if secret.encode() in stored] == []
    assert stored.count("a…@…".encode()) >= 1  # what may be read is found, so the search works


def database_files(site: Site) -> list[Path]:
    """The files of an SQLite database, its log of latest writes too."""
    url = make_url(site.database_url)
    if url.get_backend_name() != "sqlite":
        return []
    found = [Path(f"{url.database}{ending}") for ending in ("", "-wal")]
    assert all(path.stat().st_size for path in found)
    return found
