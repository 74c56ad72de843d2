"""The headers that every answer carries, whatever it is, and how long anybody may keep it."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.page import form_on
from tests.site import Site
from tests.web.answers import REFUSALS, broken, not_found, plant
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


def test_a_static_file_may_be_kept_for_ever_since_its_address_names_its_content(site: Site) -> None:
    caching = site.app.test_client().get(static_path(site), buffered=True).headers["Cache-Control"]
    assert {"public", "immutable"} < set(caching.split(", "))
    assert int(re.findall(r"max-age=(\d+)", caching)[0]) >= 365 * 24 * 3600


@pytest.mark.parametrize("path", ["/favicon.ico", "/favicon.svg"])
def test_an_icon_without_its_content_in_its_address_may_change(site: Site, path: str) -> None:
    caching = site.app.test_client().get(path, buffered=True).headers["Cache-Control"]
    assert "immutable" not in caching
    assert int(re.findall(r"max-age=(\d+)", caching)[0]) <= 3600


def test_how_long_pages_may_be_kept(site: Site) -> None:
    vote = site.make_vote()
    browser = site.voter()
    public = ("/", vote.path, f"{vote.path}/nominees/nominee-1", f"{vote.path}/results", "/privacy")
    personal = ("/account", f"{vote.path}/ballot", f"{vote.path}/receipt", "/sign-in", "/sign-in/code")
    browser.client.get("/")  # the first visit sets the visitor's own order, and so is personal
    found = {path: browser.client.get(path).headers["Cache-Control"] for path in public + personal}
    assert found == dict.fromkeys(public, "private, no-cache") | dict.fromkeys(personal, "no-store")


def test_a_page_that_sets_a_cookie_is_never_kept(site: Site) -> None:
    site.make_vote()
    first = site.app.test_client().get("/")
    assert "order=" in first.headers["Set-Cookie"]
    assert first.headers["Cache-Control"] == "no-store"


def test_the_answer_to_a_form_is_never_kept(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    path, hidden = form_on(browser.page)
    answers = [browser.client.post(path, data=hidden | {"address": typed}) for typed in ("anna@demo.example", "anna@")]
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [
        (303, "no-store"),
        (422, "no-store"),
    ]


def test_a_picture_may_be_kept_for_ever(site: Site) -> None:
    vote = site.make_vote()
    page = site.browser().get(f"{vote.path}/nominees/nominee-1").text
    photo = re.search(r"/photos/[0-9a-f]+-400\.webp", page)
    assert photo
    answer = site.app.test_client().get(photo.group())
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/webp", "public, max-age=31536000, immutable")
    check(answer, ALWAYS)
