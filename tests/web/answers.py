"""One real request for each kind of answer that the site can give."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from flask import request
from werkzeug.exceptions import abort
from werkzeug.test import TestResponse

from tests.site import Browser, Site
from voting.accounts.access import public
from voting.accounts.rules import Role

TOO_MUCH = b"a" * (64 * 1024 + 1)


def plant(site: Site) -> None:
    """Two views that no site has: one breaks and names its cookie, one answers 422 with the error page."""

    @public
    def breaks() -> NoReturn:
        raise RuntimeError(request.cookies.get("secret", ""))

    @public
    def incomplete() -> NoReturn:
        abort(422)

    site.app.add_url_rule("/breaks", "breaks", view_func=breaks)
    site.app.add_url_rule("/incomplete", "incomplete", view_func=incomplete)


def bad_request(browser: Browser) -> TestResponse:
    return browser.post("/sign-in", {"address": "anna@demo.example"})


def forbidden(browser: Browser) -> TestResponse:
    return browser.sign_in("voter@demo.example").get("/admin")


def not_found(browser: Browser) -> TestResponse:
    return browser.get("/no/such/page")


def method_not_allowed(browser: Browser) -> TestResponse:
    return browser.post("/")


def conflict(browser: Browser) -> TestResponse:
    browser.site.make_vote()
    browser.site.staff(Role.ADMIN)
    return browser.sign_in("admin@demo.example").get("/admin/testpriset/2026/publish")


def too_large(browser: Browser) -> TestResponse:
    path = f"{browser.prefix}/sign-in"
    return browser._keep(browser.client.post(path, data=TOO_MUCH, content_type="application/x-www-form-urlencoded"))


def unprocessable(browser: Browser) -> TestResponse:
    return browser.get("/incomplete")


def too_many(browser: Browser) -> TestResponse:
    for _ in range(6):
        browser.get("/sign-in")
        browser.submit(address="anna@demo.example", follow=False)
    return browser.page


def broken(browser: Browser) -> TestResponse:
    return browser.get("/breaks")


def unavailable(browser: Browser) -> TestResponse:
    """The key of the contest is gone: nobody can be told whether they have voted."""
    vote = browser.site.make_vote()
    browser.sign_in("voter@demo.example")
    keys: Path = browser.site.app.extensions["voting_keys"].directory
    (keys / "contests" / f"{vote.id}.key").unlink()
    return browser.get(f"{vote.path}/ballot")


REFUSALS: dict[int, Callable[[Browser], TestResponse]] = {
    400: bad_request,
    403: forbidden,
    404: not_found,
    405: method_not_allowed,
    409: conflict,
    413: too_large,
    422: unprocessable,
    429: too_many,
    500: broken,
    503: unavailable,
}
