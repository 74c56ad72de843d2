"""Photograph the product for the documentation: python -m tools.screenshots [FOLDER]

Starts the demo on a database of its own, votes, follows the count and opens the admin's pages in headless Chromium, and
writes small WebP files to docs/screenshots. Needs what ./test installs.
"""

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
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.serve import ADDRESS, ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PORT = 8765
VOTE = "/arets-omfamning/2026"
QUALITY = 78


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with _demo() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _photograph(browser, site, folder)
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[str]:
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


def _photograph(browser: Browser, site: str, folder: Path) -> None:
    voter = _open(browser, PHONE)
    voter.goto(site + "/")
    _keep(voter, folder / "start-sv-phone.webp")
    voter.goto(f"{site}{VOTE}/ballot?nominee=karlskoga-degerfors")
    _keep(voter, folder / "ballot-sv-phone.webp")
    _press(voter)
    _sign_in(voter, site, "you@demo.example")
    _keep(voter, folder / "review-sv-phone.webp")
    _press(voter)
    _keep(voter, folder / "receipt-sv-phone.webp")
    desk = _open(browser, DESK)
    desk.goto(site + "/en/")
    _keep(desk, folder / "start-en-desk.webp")
    for name, address, path in (
        ("jury-en-desk", "jury@demo.example", f"/en/jury{VOTE}"),
        ("lifecycle-en-desk", "admin@demo.example", f"/en/admin{VOTE}"),
    ):
        staff = _open(browser, DESK)
        staff.goto(site + path)
        _sign_in(staff, site, address)
        _keep(staff, folder / f"{name}.webp")


def _open(browser: Browser, size: dict[str, int]) -> Page:
    return browser.new_context(locale="sv-SE", viewport=size, device_scale_factor=2).new_page()  # type: ignore[arg-type]


def _sign_in(page: Page, site: str, address: str) -> None:
    page.fill("[name=address]", address)
    _press(page)
    outbox = page.context.new_page()
    for _attempt in range(50):
        outbox.goto(site + "/demo/outbox")
        if address in outbox.content() and (code := re.search(r"\b\d{4} \d{4}\b", outbox.content())):
            break
        time.sleep(0.1)
    else:
        raise SystemExit(f"No code came for {address}.")
    outbox.close()
    page.fill("[name=code]", code.group())
    page.locator("form:has([name=code]) button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def _press(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def _keep(page: Page, path: Path) -> None:
    """The part of the page that fits on the screen, as WebP."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot()))
    picture.save(path, "WEBP", quality=QUALITY, method=6)
    print(f"{path.name}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
