"""What a page costs and how it feels, as Chromium's own protocol tells it."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route

from tools.screenshots import CHROMIUM, FLAGS, PHONE

VITALS = (Path(__file__).parent / "scripts" / "vitals.js").read_text()
KINDS = {"Document": "document", "Stylesheet": "css", "Script": "js", "Font": "font", "Image": "image"}
STEP = """(steps) => {
    window.felt.backMs = null;
    sessionStorage.setItem("felt pressed", Date.now());
    setTimeout(() => history.go(steps), 0);
}"""
PATIENCE_MS = 60_000
LATE_SECONDS = 1.5
# Lighthouse's "Slow 4G" (150 ms, 1.6 Mbit/s down, 750 kbit/s up) as it asks it of Chromium, which delays each request
# once and knows neither connecting nor slow start: 3.75 round trips for each request, nine tenths of the rates.
SLOW_4G = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 1024 * 0.9 / 8,
    "uploadThroughput": 750 * 1024 * 0.9 / 8,
}
SLOW_PROCESSOR = {"rate": 4}


@contextmanager
def browser_with_back_button(chromium: BrowserType) -> Iterator[Browser]:
    """Chromium as people have it: Playwright would switch off the pages that it keeps for the back button."""
    browser = chromium.launch(
        executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        yield browser
    finally:
        browser.close()


def phone(browser: Browser, *, scale: float = 2, **options: Any) -> BrowserContext:
    """A fresh browser on a phone, which has visited nothing."""
    context = browser.new_context(
        locale="sv-SE", viewport=PHONE, device_scale_factor=scale, is_mobile=True, has_touch=True, **options
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(VITALS)
    return context


def be_late(context: BrowserContext) -> None:
    """Let fonts and pictures come long after the first paint, as on a bad line."""

    def wait(route: Route) -> None:
        time.sleep(LATE_SECONDS)
        route.continue_()

    for late in ("**/*.woff2", "**/*.webp"):
        context.route(late, wait)


@dataclass
class Wire:
    """What one page load takes from the network: `bytes` and `requests` by kind, heads of the answers included."""

    origin: str
    bytes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    strangers: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.bytes.total()


class Meter:
    """Reads what a tab's visits cost. `slow`: with a slow network and a slow processor."""

    def __init__(self, page: Page, origin: str, *, slow: bool = False) -> None:
        self.page, self.origin = page, origin
        self._kinds: dict[str, str] = {}
        self.wire = Wire(origin)
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Network.enable")
        if slow:
            self.cdp.send("Network.emulateNetworkConditions", SLOW_4G)
            self.cdp.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR)
        self.cdp.on("Network.responseReceived", self._note_kind)
        self.cdp.on("Network.requestServedFromCache", lambda event: self._kinds.pop(event["requestId"], None))
        self.cdp.on("Network.loadingFinished", self._note_end)

    def visit(self, path: str) -> dict[str, Any]:
        """Open a page, wait until it is quiet, and say how it felt; `wire` is what it took."""
        self.page.goto("about:blank")
        self.wire = Wire(self.origin)
        self.page.goto(self.origin + path)
        self.page.wait_for_load_state("networkidle")
        return self.felt()

    def felt(self) -> dict[str, Any]:
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
        found: dict[str, Any] = self.page.evaluate("window.felt")
        return found

    def scroll(self) -> None:
        """Look at the whole page, a screen at a time, until its pictures are there."""
        self.page.evaluate("""async () => {
            for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
                scrollTo(0, y);
                await new Promise((done) => setTimeout(done, 60));
            }
        }""")
        self.page.wait_for_load_state("networkidle")

    def back(self, then: str) -> dict[str, Any]:
        """Go on to another page of the site and press Back; how that felt."""
        self.page.goto(self.origin + then)
        self.page.wait_for_load_state("networkidle")
        return self.step(-1)

    def step(self, steps: int) -> dict[str, Any]:
        """Press Back (-1) or Forward (1); how that felt. Playwright's own way waits for a load that may not come."""
        self.page.evaluate(STEP, steps)
        self.page.wait_for_function("window.felt && window.felt.backMs !== null")
        return self.felt()

    def _note_kind(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response["url"].startswith(("about:", "data:")) or response.get("fromDiskCache"):
            return
        self.wire.addresses.append(response["url"])
        if not response["url"].startswith(self.origin + "/"):
            self.wire.strangers.append(response["url"])
        self._kinds[event["requestId"]] = KINDS.get(event["type"], "other")

    def _note_end(self, event: dict[str, Any]) -> None:
        if kind := self._kinds.pop(event["requestId"], None):
            self.wire.bytes[kind] += int(event["encodedDataLength"])
            self.wire.requests[kind] += 1
