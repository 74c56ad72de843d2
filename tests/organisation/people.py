"""Somebody who sets a site up, over HTTP."""

import re
from typing import Any

from tests.mail.smtp import MailServer
from tests.site import Browser, Site
from voting.organisation import service
from voting.transaction import transaction

ANSWERS = {
    "address": "anna@org.example",
    "name_sv": "Trygghetspriset",
    "name_en": "The Safety Award",
    "organisation": "Föreningen Trygghet",
    "postal_address": "Storgatan 1\r\n123 45 Staden",
    "contact": "fragor@org.example",
    "time_zone": "Europe/Helsinki",
    "languages": "sv en",
    "sender": "rost@org.example",
}


def make_link(site: Site) -> str:
    """The path of a new link."""
    with site.app.app_context(), transaction():
        return f"/setup/{service.make_link()}"


def send(browser: Browser, path: str, **changed: Any) -> Browser:
    """Fill the page in and press the button."""
    browser.get(path)
    browser.submit(path, **(ANSWERS | changed))
    return browser


def code_in(server: MailServer) -> str:
    """The code of the newest message."""
    body: Any = server.messages[-1].get_body(("plain",))
    found = re.search(r"\b\d{4} \d{4}\b", body.get_content())
    assert found
    return found.group()


def set_up(site: Site, server: MailServer, lang: str = "sv", **changed: Any) -> Browser:
    """The whole way; the browser ends as the first admin's."""
    path = make_link(site)
    browser = send(site.browser(lang), path, **changed)
    browser.submit(f"{path}/code", code=code_in(server))
    return browser
