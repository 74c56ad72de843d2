"""Sign-in codes in tests: asked for, read in the demo's outbox, typed by many at once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.site import Browser, Site
from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.rules import Kind
from voting.mail.service import read_demo

AT_ONCE = 8  # threads: each request holds up to two of the pool's sixteen connections
T = TypeVar("T")


def ask(site: Site, address: str = "anna@demo.example", lang: str = "sv") -> Browser:
    """A new browser that has asked for a code and stands on the page where it is typed."""
    browser = site.browser(lang)
    browser.get("/sign-in")
    browser.submit(address=address)
    assert browser.page.request.path.endswith("/sign-in/code")
    return browser


def code_for(site: Site, address: str = "anna@demo.example") -> str:
    """The newest code that was sent to `address`, as eight digits."""
    site.work()
    with site.app.app_context():
        sent = select(Mail).where(Mail.kind == Kind.CODE, Mail.sent_at.is_not(None)).order_by(Mail.created_at.desc())
        letters = [letter for mail in db.session.scalars(sent) if (letter := read_demo(mail))]
    body = next(letter["text"]["body"] for letter in letters if letter["to"] == address)
    found = re.search(r"\b(\d{4}) (\d{4})\b", body)
    assert found, body
    return found[1] + found[2]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**8:08d}"


def body(response: TestResponse) -> str:
    """The page without what differs between browsers, codes and seconds: token, typed value, how long to wait."""
    text = re.sub(r'((?:name="csrf_token"|type="text") value=")[^"]+', r"\1", response.text)
    return " ".join(re.sub(r'<p class="quiet">[^<]+\d+ se[ck][^<]+</p>', "", text).split())


def signed_in(browser: Browser) -> bool:
    """Whether the browser's cookie opens its account's page."""
    return browser.client.get("/account").status_code == 200


def at_once(calls: list[Callable[[], T]], threads: int = AT_ONCE) -> list[T]:
    """Make all calls from `threads` threads that begin together."""
    line = Barrier(threads)

    def run(share: list[Callable[[], T]]) -> list[T]:
        line.wait(30)
        return [call() for call in share]

    with ThreadPoolExecutor(threads) as pool:
        return [answer for part in pool.map(run, (calls[at::threads] for at in range(threads))) for answer in part]
