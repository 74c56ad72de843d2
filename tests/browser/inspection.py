"""What must hold for every page that anybody meets in these tests, whatever the test is about.

Each page and state of a page is looked at in full once a run: by axe in light and dark on a phone and on a desk and in
forced colours, for its targets, and for sideways scrolling, also on a very narrow screen with the text at twice its
size. No two pages may have the same title: tabs and history would not tell them apart.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import CDPSession, Page, ViewportSize

from tests.browser import axe
from tools.serve import ROOT
from voting.text import Language

Scheme = Literal["light", "dark"]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 640}
SIZES = {"phone": PHONE, "desk": DESK}
SCHEMES: dict[Scheme, list[str]] = {"light": axe.EVERYTHING, "dark": axe.COLOURS}
PHOTOGRAPHED = {"sv": {("phone", "light")}, "en": {("desk", "dark")}}
PICTURES = ROOT / "test-results" / "browser"
USUAL_TEXT, LARGE_TEXT = 16, 32


def read_script(name: str) -> str:
    return (Path(__file__).parent / "scripts" / name).read_text()


FACTS = read_script("facts.js")
FOCUS = read_script("focus.js")
SIDEWAYS = read_script("sideways.js")
SMALL_TARGETS = read_script("small_targets.js")


@dataclass(frozen=True)
class View:
    """A page in somebody's browser: in which language, on which screen, and whether scripts run there."""

    page: Page
    lang: Language
    size: ViewportSize
    scripts: bool


class Inspection:
    """Looks at pages. `seen` is a folder that remembers, for all processes of the run, what has been looked at."""

    def __init__(self, seen: Path) -> None:
        self._seen = seen
        seen.mkdir(exist_ok=True)
        PICTURES.mkdir(parents=True, exist_ok=True)

    def look(self, view: View) -> None:
        facts: dict[str, Any] = view.page.evaluate(FACTS)
        where = f"{view.page.url} ({facts['title']})"
        assert facts["lang"] == view.lang, where
        assert len(facts["headings"]) == 1, f"{where}: headings {facts['headings']}"
        title = facts["title"].removeprefix("Fel: " if view.lang == "sv" else "Error: ")
        assert title.startswith(facts["headings"][0]), (
            f"{where}: the title does not begin with {facts['headings'][0]!r}"
        )
        assert not skipped(facts["levels"]), f"{where}: a heading skips a level: {facts['levels']}"
        self._check_title(view.lang, facts, where)
        if view.scripts and self._is_new(facts):
            self._look_closely(view, where, _picture_name(view.lang, facts))

    def _check_title(self, lang: Language, facts: dict[str, Any], where: str) -> None:
        """One title, one page, in all processes of the run. A refusal has the same title wherever it happens."""
        if facts["status"] >= 400:
            return
        begins = f"title-{_name(lang, facts['title'])}-"
        (self._seen / f"{begins}{_name(facts['page'])}").write_text(facts["page"])
        pages = {path.read_text() for path in self._seen.glob(f"{begins}*")} - {""}  # empty: being written just now
        assert len(pages) == 1, f"{where}: {sorted(pages)} have the same title"

    def _is_new(self, facts: dict[str, Any]) -> bool:
        try:
            (self._seen / _name(facts["lang"], facts["page"], facts["state"])).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _look_closely(self, view: View, where: str, picture: str) -> None:
        page = view.page
        found = [f"narrow, large text: {problem}" for problem in _sideways_with_large_text(page)]
        for size, screen in SIZES.items():
            page.set_viewport_size(screen)
            found += [f"{size}: {problem}" for problem in page.evaluate(SIDEWAYS)]
            for scheme, rules in SCHEMES.items():
                page.emulate_media(color_scheme=scheme)
                found += [f"{size}, {scheme}: {problem}" for problem in axe.violations(page, rules)]
                if (size, scheme) in PHOTOGRAPHED[view.lang]:
                    path = PICTURES / f"{picture}-{size}-{scheme}.jpg"
                    page.screenshot(path=path, full_page=True, type="jpeg", quality=60)
            if screen == PHONE:
                found += [f"forced colours: {problem}" for problem in _with_forced_colours(page)]
                found += [f"too small to press: {target}" for target in page.evaluate(SMALL_TARGETS)]
        page.set_viewport_size(view.size)
        page.emulate_media(color_scheme="light")
        assert not found, f"{where}\n" + "\n".join(found)


def skipped(levels: list[int]) -> bool:
    """Whether a heading stands more than one level below the one before it. A box of errors comes before the h1."""
    return any(below > above + 1 for above, below in pairwise([1, *levels]))


def _name(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _with_forced_colours(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light", forced_colors="active")
    found = axe.violations(page, axe.COLOURS)
    page.emulate_media(forced_colors="none")
    return found


def _picture_name(lang: str, facts: dict[str, Any]) -> str:
    words = re.sub(r"\W+", "-", facts["title"].rpartition(" – ")[0].casefold()).strip("-")
    variant = hashlib.sha256(facts["state"].encode()).hexdigest()[:4]
    return f"{lang}-{words}-{variant}"


def _sideways_with_large_text(page: Page) -> list[str]:
    browser = page.context.new_cdp_session(page)
    page.set_viewport_size(NARROW)
    set_text_size(browser, LARGE_TEXT)
    found: list[str] = page.evaluate(SIDEWAYS)
    set_text_size(browser, USUAL_TEXT)
    browser.detach()
    return found


def set_text_size(browser: CDPSession, pixels: int) -> None:
    """What a reader sets in the browser's own settings; media queries in `em` follow it."""
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": round(pixels * 13 / 16)}})
