"""A code signs in its own browser, once, within ten minutes from sending and five tries; every refusal is one page."""

from datetime import timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.accounts.codes import AT_ONCE, ask, at_once, body, code_for, signed_in, wrong
from tests.page import form_on
from tests.site import Browser, Site
from tests.tables import contents, let_pass, row_counts
from voting.accounts.models import SignInCode
from voting.extensions import db

MANY = 80


def answer(browser: Browser, code: str) -> TestResponse:
    """What typing a code comes to, without going on to the next page."""
    return browser.submit("/sign-in/code", code=code, follow=False)


def tries_left(site: Site) -> list[int]:
    with site.app.app_context():
        return sorted(db.session.scalars(select(SignInCode.tries_left)))


def tabs(browser: Browser, count: int) -> list[FlaskClient]:
    """More tabs of the same browser: clients of their own with its cookie."""
    cookie = browser.client.get_cookie("session")
    assert cookie
    clients = [browser.site.app.test_client() for _ in range(count)]
    for client in clients:
        client.set_cookie("session", cookie.value)
    return clients


def typed_in(tab: FlaskClient, browser: Browser, code: str) -> TestResponse:
    """What typing a code comes to in another tab of a browser that stands on the code's page."""
    path, hidden = form_on(browser.page, browser.prefix + "/sign-in/code")
    return tab.post(path, data=hidden | {"code": code})


@pytest.mark.parametrize("between", ["", "\N{EN DASH}"], ids=ascii)
def test_the_right_code_signs_in(site: Site, between: str) -> None:
    other = ask(site, "bo@demo.example")
    anna = ask(site)
    code = code_for(site)
    assert answer(anna, code[:4] + between + code[4:]).status_code == 303
    assert signed_in(anna)
    assert not signed_in(other)
    assert row_counts(site)["account"] == 1


def test_the_mail_shows_the_code_in_two_halves(site: Site) -> None:
    ask(site)
    code = code_for(site)
    assert f"{code[:4]} {code[4:]}" in site.browser().get("/demo/outbox").text
    assert code not in site.browser().get("/demo/outbox").text


@pytest.mark.parametrize(
    ("minutes", "status"), [(timedelta(minutes=9, seconds=30), 303), (timedelta(minutes=10, seconds=1), 422)]
)
def test_a_code_works_ten_minutes(site: Site, minutes: timedelta, status: int) -> None:
    anna = ask(site)
    code = code_for(site)
    let_pass(site, minutes)
    assert answer(anna, code).status_code == status


def test_the_ten_minutes_count_from_sending(site: Site) -> None:
    anna = ask(site)
    let_pass(site, timedelta(hours=3))  # the mail server was down
    code = code_for(site)
    let_pass(site, timedelta(minutes=9, seconds=30))
    assert answer(anna, code).status_code == 303


def test_a_code_that_waited_a_day_for_its_sending_is_worth_nothing(site: Site) -> None:
    anna = ask(site)
    let_pass(site, timedelta(hours=24, seconds=1))
    assert answer(anna, code_for(site)).status_code == 422


def test_five_wrong_tries_use_a_code_up(site: Site) -> None:
    other = ask(site, "bo@demo.example")
    anna = ask(site)
    code = code_for(site)
    for _ in range(4):
        assert answer(anna, wrong(code)).status_code == 422
    assert tries_left(site) == [1, 5]
    assert answer(anna, wrong(code)).status_code == 422
    assert answer(anna, code).status_code == 422
    assert not signed_in(anna)
    assert answer(other, code_for(site, "bo@demo.example")).status_code == 303


def test_the_fifth_try_still_counts(site: Site) -> None:
    anna = ask(site)
    code = code_for(site)
    for _ in range(4):
        answer(anna, wrong(code))
    assert answer(anna, code).status_code == 303


@pytest.mark.parametrize("typed", ["", "1234567", "abcd efgh", "1234 5678 9", "9" * 60])
def test_what_is_no_code_costs_no_try(site: Site, typed: str) -> None:
    anna = ask(site)
    assert answer(anna, typed).status_code == 422
    assert tries_left(site) == [5]


def test_a_new_code_voids_the_old_one_of_that_browser_only(site: Site) -> None:
    other = ask(site)
    others_code = code_for(site)
    anna = ask(site)
    first = code_for(site)
    let_pass(site, timedelta(seconds=31))
    anna.submit("/sign-in/resend")
    second = code_for(site)
    assert second != first
    assert answer(anna, first).status_code == 422
    assert answer(anna, second).status_code == 303
    assert answer(other, others_code).status_code == 303


def test_another_address_in_the_same_browser_voids_the_first_code(site: Site) -> None:
    anna = ask(site)
    first = code_for(site)
    anna.get("/sign-in")
    anna.submit(address="bo@demo.example")
    assert answer(anna, first).status_code == 422
    assert answer(anna, code_for(site, "bo@demo.example")).status_code == 303
    assert "bo@demo.example" in anna.get("/account").text


def test_asking_again_at_once_sends_nothing(site: Site) -> None:
    anna = ask(site)
    code = code_for(site)
    anna.submit("/sign-in/resend")
    assert row_counts(site)["mail"] == 1
    assert answer(anna, code).status_code == 303


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_refusal_is_the_same_page(site: Site, lang: str) -> None:
    """Wrong, expired, used, foreign, replaced and used up: nobody learns which."""
    address = "anna@demo.example"
    pages = {}

    anna = ask(site, lang=lang)
    pages["wrong"] = answer(anna, wrong(code_for(site)))

    anna = ask(site, lang=lang)
    first = code_for(site)
    let_pass(site, timedelta(seconds=31))
    anna.submit("/sign-in/resend")
    pages["replaced"] = answer(anna, first)

    anna = ask(site, lang=lang)
    [tab], code = tabs(anna, 1), code_for(site)
    assert typed_in(tab, anna, code).status_code == 303
    pages["used"] = answer(anna, code)

    anna, stranger = ask(site, lang=lang), site.browser(lang)
    code = code_for(site)
    let_pass(site, timedelta(minutes=16))  # past the limit of codes for one address, and past this code's ten minutes
    pages["expired"] = answer(anna, code)

    stranger.get("/sign-in")
    stranger.submit(address=address)
    anna = ask(site, lang=lang)
    pages["foreign"] = answer(stranger, code_for(site))

    anna = ask(site, lang=lang)
    code = code_for(site)
    for _ in range(5):
        answer(anna, wrong(code))
    pages["used up"] = answer(anna, code)

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 422)
    assert {name: body(page) for name, page in pages.items()} == dict.fromkeys(pages, body(pages["wrong"]))


def test_a_browser_that_asked_for_nothing_has_no_page_to_type_a_code_on(site: Site) -> None:
    ask(site)
    stranger = site.browser()
    stranger.get("/sign-in")
    before = contents(site)["sign_in_code"]
    _, hidden = form_on(stranger.page)
    response = stranger.post("/sign-in/code", hidden | {"code": code_for(site)}, follow=False)
    assert (response.status_code, response.location) == (303, "/sign-in?next=/")
    assert contents(site)["sign_in_code"] == before


@pytest.mark.parametrize(("posts", "left"), [(3, 2), (MANY, 0)])
def test_wrong_codes_in_parallel_spend_exactly_their_tries(site: Site, posts: int, left: int) -> None:
    other = ask(site, "bo@demo.example")
    anna = ask(site)
    code = code_for(site)
    calls = [partial(typed_in, tab, anna, wrong(code)) for tab in tabs(anna, posts)]
    answers = at_once(calls, threads=min(posts, AT_ONCE))
    assert [response.status_code for response in answers] == [422] * posts
    assert tries_left(site) == [left, 5]
    assert answer(anna, code).status_code == (303 if left else 422)
    assert answer(other, code_for(site, "bo@demo.example")).status_code == 303


def test_right_codes_in_parallel_sign_in_exactly_once(site: Site) -> None:
    anna = ask(site)
    code = code_for(site)
    clients = tabs(anna, MANY)
    answers = at_once([partial(typed_in, tab, anna, code) for tab in clients])
    assert sorted(response.status_code for response in answers) == [303] + [422] * (MANY - 1)
    assert sum(tab.get("/account").status_code == 200 for tab in clients) == 1
    counts = row_counts(site)
    assert (counts["web_session"], counts["account"]) == (1, 1)
