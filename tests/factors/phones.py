"""Staff with a second factor: somebody's phone, and sites that ask for one."""

import re
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pyotp

from tests.page import main_text
from tests.site import Browser, Site
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import Scopes
from voting.transaction import transaction

STEP = 30
SENDING = 5  # seconds that it may take until a code has been typed and looked at


@dataclass
class Phone:
    """An app with one secret. No code is taken twice, so each of three codes that are good now can be asked for."""

    secret: str

    def code(self, aside: int = 0) -> str:
        """The code of now, or of half a minute before (-1) or after (1). One that is about to run out is not given."""
        left = STEP - time.time() % STEP
        if aside < 0 and left < SENDING:
            time.sleep(left)
        return pyotp.TOTP(self.secret).at(int(time.time()) + aside * STEP)

    def wrong(self) -> str:
        good = {self.code(aside) for aside in (-2, -1, 0, 1, 2)}
        return next(code for code in (f"{number:06d}" for number in range(9)) if code not in good)


def strict(database_url: str, tmp_path: Path) -> Site:
    """A site on which staff get nowhere without a second factor."""
    return Site(database_url, tmp_path / "keys", SECOND_FACTOR="required")


def give(site: Site, address: str, role: Role = Role.ADMIN, scopes: Scopes = None) -> uuid.UUID:
    """Give a role to the holder of an address."""
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address(address))
        accounts.grant(account_id=account_id, role=role, scopes=scopes, actor=None)
    return account_id


def begin(browser: Browser) -> Phone:
    """Have a secret made, and read it from the page as somebody without a camera does."""
    browser.get("/account/factors")
    browser.submit("/account/factors/app/new")
    found = re.search(r"(?:\b[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", main_text(browser.page))
    assert found, main_text(browser.page)
    return Phone(found.group().replace(" ", ""))


def codes_on(browser: Browser) -> list[str]:
    return re.findall(r"<li>([2-9A-Z]{5}-[2-9A-Z]{5})</li>", browser.page.text)


def enrol(browser: Browser, *, aside: int = -1) -> tuple[Phone, list[str]]:
    """Set an app up to the end; the phone, and the recovery codes where some were shown."""
    phone = begin(browser)
    browser.submit(name="Min telefon", code=phone.code(aside))
    codes = codes_on(browser)
    if codes:
        browser.submit(kept="y")
    return phone, codes
