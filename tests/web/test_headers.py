"""The headers that every answer carries, whatever it is. How long it may be kept: test_caching.py."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.architecture.routes import addresses
from tests.site import Site
from tests.web.answers import REFUSALS, broken, not_found, plant
from voting.accounts.rules import Role
from voting.web.headers import ALWAYS, HTTPS_ONLY, POLICY


@pytest.fixture
def backend() -> str:
    """One is enough: no header comes from a database."""
    return "sqlite"


def static_path(site: Site, name: str = "css/site.css") -> str:
    found = re.search(rf'"(/static/[0-9a-f]+/{re.escape(name)})"', site.app.test_client().get("/privacy").text)
    assert found
    return found[1]


def ordinary_answers(site: Site) -> dict[str, TestResponse]:
    """What is neither refusal nor accident, and needs nobody to be signed in."""
    client = site.app.test_client()
    static = static_path(site)
    tag = client.get(static, buffered=True).headers["ETag"]
    return {
        "a page": client.get("/privacy"),
        "a form": client.get("/sign-in"),
        "a redirect": client.get("/account"),
        "health": client.get("/healthz"),
        "a static file": client.get(static, buffered=True),
        "the same file again": client.get(static, headers={"If-None-Match": tag}, buffered=True),
        "a part of it": client.get(static, headers={"Range": "bytes=0-9"}, buffered=True),
        "a part it has not": client.get(static, headers={"Range": "bytes=9999999-"}, buffered=True),
        "a static file posted to": client.post(static),
        "the icon": client.get("/favicon.ico", buffered=True),
        "options": client.options("/privacy"),
        "head": client.head("/privacy"),
        "no such static file": client.get("/static/none.css"),
        "a foreign host": client.get("/", headers={"Host": "evil.example"}),
    }


STATUSES = {
    "a page": 200,
    "a form": 200,
    "a redirect": 303,
    "health": 200,
    "a static file": 200,
    "the same file again": 304,
    "a part of it": 206,
    "a part it has not": 416,
    "a static file posted to": 405,
    "the icon": 200,
    "options": 200,
    "head": 200,
    "no such static file": 404,
    "a foreign host": 400,
}


def check(response: TestResponse, expected: dict[str, str]) -> None:
    for name, value in expected.items():
        assert response.headers.getlist(name) == [value], name
    assert "Access-Control-Allow-Origin" not in response.headers


def test_every_ordinary_answer_carries_them(site: Site) -> None:
    answers = ordinary_answers(site)
    assert {name: answer.status_code for name, answer in answers.items()} == STATUSES
    for answer in answers.values():
        check(answer, ALWAYS)
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("status", REFUSALS)
def test_every_refusal_carries_them(site: Site, status: int) -> None:
    plant(site)
    answer = REFUSALS[status](site.browser())
    assert answer.status_code == status
    check(answer, ALWAYS)


def test_over_https_they_ask_for_https_for_good(production_site: Site) -> None:
    plant(production_site)
    answers = ordinary_answers(production_site)
    browser = production_site.browser()
    refused = [not_found(browser), broken(browser)]
    assert {name: answer.status_code for name, answer in answers.items()} == STATUSES
    for answer in (*answers.values(), *refused):
        check(answer, ALWAYS | HTTPS_ONLY)


def test_the_policy_allows_nothing_unsafe() -> None:
    policy = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert policy["default-src"] == "'none'"
    assert {name: value for name, value in policy.items() if value != "'self'"} == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_who_asks_for_the_head_of_a_page_is_answered_as_who_asks_for_the_page(
    site: Site, subtests: pytest.Subtests
) -> None:
    vote, admin = site.make_vote(), site.staff(Role.ADMIN)
    for _endpoint, path in addresses(site, vote, "GET"):
        with subtests.test(path=path):
            asked = admin.client.get(path)
            assert admin.client.head(path).status_code == asked.status_code
