"""Photograph the main pages for the documentation: python -m tools.screenshots [FOLDER] [--sheet FILE]

Starts the demo on a database of its own, votes, follows the count, closes and publishes in headless Chromium, and keeps
each page on a phone (in Swedish) and on a desk (in English), in light and in dark, as small WebP files: without a
folder in docs/screenshots. `--sheet` adds a style sheet to every page: a direction is sketched so, as real pages.
Needs what ./test installs.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from tools.serve import ADDRESS, ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
SCREENS = {"phone": PHONE, "desk": DESK}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PORT = 8765
VOTE = "/arets-omfamning/2026"
NEXT_YEAR = "/arets-omfamning/2027"
VOTES = ("vedasens-if", "vedasens-if", "marit-tallhed", "lovhamra")  # the invented ones: no count is made up
QUALITY = 72  # for the eyes, at a quarter of the size of PNG


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--sheet", type=Path, help="a style sheet that is added to every page")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _Camera(browser, site, options.folder, options.sheet).walk()
        browser.close()
    return 0


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo with an empty database, stopped afterwards."""
    with tempfile.TemporaryDirectory() as home:
        settings = {"VOTING_DATABASE_URL": f"sqlite:///{home}/demo.db", "VOTING_KEY_DIR": f"{home}/keys"}
        environ = os.environ | settings | {"VOTING_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "tools.serve", "--port", str(PORT)]
        server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, cwd=ROOT)
        try:
            site = f"http://{ADDRESS}:{PORT}"
            _wait_for(site)
            yield site
        finally:
            server.terminate()
            server.wait()


def _wait_for(site: str) -> None:
    for _attempt in range(300):
        try:
            urlopen(f"{site}/readyz").close()  # noqa: S310 our own server
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The demo did not start.")


class _Camera:
    """Walks through the demo at `site` and keeps what it sees in `folder`."""

    def __init__(self, browser: Browser, site: str, folder: Path, sheet: Path | None) -> None:
        self.browser, self.site, self.folder, self.sheet = browser, site, folder, sheet

    def walk(self) -> None:
        voter = self._open("/")
        self._keep(voter, "start")
        self._go(voter, f"{VOTE}/nominees/karlskoga-degerfors")
        self._keep(voter, "nominee")
        self._go(voter, f"{VOTE}/ballot?nominee=karlskoga-degerfors")
        self._keep(voter, "ballot")
        _press(voter)
        self._keep(voter, "sign-in")
        self._ask_for_code(voter, "you@demo.example")
        self._keep(voter, "code")
        self._type_code(voter, "you@demo.example")
        self._keep(voter, "review")
        _press(voter)
        self._keep(voter, "receipt")
        for number, nominee in enumerate(VOTES):
            self._vote(f"voter{number}@demo.example", nominee)
        jury = self._sign_in("/jury" + VOTE, "jury@demo.example")
        _press(jury)  # show the figures
        self._keep(jury, "jury")
        self._keep(jury, "jury-curve", to="figure svg")
        self._staff(jury)
        self._go(voter, VOTE + "/results")
        self._keep(voter, "results")

    def _staff(self, jury: Page) -> None:
        """What those who run the vote see, until the result is published."""
        admin = self._sign_in("/admin/", "admin@demo.example")
        self._keep(admin, "admin-home")
        self._see(admin, f"/admin{VOTE}", "lifecycle")
        self._see(admin, "/admin/follow-up", "follow-up")
        self._see(admin, "/admin/accounts", "accounts")
        self._go(admin, "/admin/arets-omfamning/new")
        admin.fill("[name=year]", "2027")
        admin.check("[name=with_nominees]")
        _press(admin)
        self._see(admin, f"/admin{NEXT_YEAR}/edit", "contest-editor")
        self._see(admin, f"/admin{NEXT_YEAR}/nominees/lovhamra", "nominee-editor")
        self._act(admin, "close", "stäng")
        self._act(admin, "certify", "fastställ")
        self._see(jury, f"/jury{VOTE}/minutes", "minutes")
        self._go(admin, f"/admin{VOTE}/stage")
        _press(admin)
        self._see(admin, f"/admin{VOTE}/stage#place-1", "stage")
        self._act(admin, "publish", "publicera")
        self._see(admin, "/admin/audit", "audit-log")

    def _act(self, page: Page, act: str, word: str) -> None:
        self._go(page, f"/admin{VOTE}/{act}")
        page.fill("[name=reason]", "Enligt schemat")
        page.fill("[name=word]", word)
        _press(page)

    def _see(self, page: Page, path: str, name: str) -> None:
        self._go(page, path)
        self._keep(page, name)

    def _open(self, path: str) -> Page:
        page = self.browser.new_context(locale="sv-SE", viewport=PHONE, reduced_motion="reduce").new_page()
        if self.sheet:
            page.route("**/css/site.css", self._with_sheet)
        self._go(page, path)
        return page

    def _with_sheet(self, route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + (self.sheet.read_text() if self.sheet else ""))

    def _go(self, page: Page, path: str) -> None:
        page.goto(self.site + path)
        page.wait_for_load_state("networkidle")

    def _vote(self, address: str, nominee: str) -> None:
        page = self._open(f"{VOTE}/ballot?nominee={nominee}")
        _press(page)
        self._ask_for_code(page, address)
        self._type_code(page, address)
        _press(page)
        page.context.close()

    def _sign_in(self, path: str, address: str) -> Page:
        page = self._open(path)
        self._ask_for_code(page, address)
        self._type_code(page, address)
        return page

    def _ask_for_code(self, page: Page, address: str) -> None:
        page.fill("[name=address]", address)
        _press(page)

    def _type_code(self, page: Page, address: str) -> None:
        outbox = page.context.new_page()
        for _attempt in range(50):
            outbox.goto(self.site + "/demo/outbox")
            if address in outbox.content() and (code := re.search(r"\b\d{4} \d{4}\b", outbox.content())):
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"No code came for {address}.")
        outbox.close()
        page.fill("[name=code]", code.group())
        page.locator("form:has([name=code]) button[type=submit]").click()
        page.wait_for_load_state("networkidle")

    def _keep(self, page: Page, name: str, *, to: str = "") -> None:
        """What fits on each screen, from the head of the page or around `to`; English on the desk, and back."""
        for size, screen in SCREENS.items():
            page.set_viewport_size(screen)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.wait_for_load_state("networkidle")
                if to:
                    page.locator(to).first.scroll_into_view_if_needed()
                path = self.folder / f"{name}-{size}-{scheme}.webp"
                Image.open(BytesIO(page.screenshot())).save(path, "WEBP", quality=QUALITY, method=6)
                print(f"{path.name}  {path.stat().st_size // 1024} KB")
            page.emulate_media(color_scheme="light")
            self._change_language(page)
        page.set_viewport_size(PHONE)

    def _change_language(self, page: Page) -> None:
        """By the link; where there is none, as on the stage, by the address."""
        link = page.locator("header [hreflang]")
        if link.count():
            link.click()
            page.wait_for_load_state("networkidle")
        else:
            path = page.url.removeprefix(self.site)
            self._go(page, path.removeprefix("/en") if path.startswith("/en/") else f"/en{path}")


def _press(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
