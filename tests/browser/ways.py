"""The ways in which people look at a page: enlarged, with their own spacing of text, without motion.

Each is set up as the browser or an extension of it would, by the debugger; the page's security policy stays in force.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, ViewportSize

from tests.browser.inspection import DESK, LARGE_TEXT, PHONE, SIDEWAYS, USUAL_TEXT, read_script, set_text_size
from tests.browser.person import Person

CUT = read_script("cut.js")
MOTION = read_script("motion.js")
# WCAG 1.4.12: lines 1.5, paragraphs 2, letters 0.12 and words 0.16 times the size of the text
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
"""
PLAIN = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1) }"


def zoomed(times: int) -> ViewportSize:
    """The window of a large screen, in the pixels of the page, when everything is `times` as large."""
    return {"width": DESK["width"] // times, "height": DESK["height"] // times}


WINDOWS: dict[str, ViewportSize] = {
    "320 pixels wide": {"width": 320, "height": 740},
    "200 %": zoomed(2),
    "400 %": zoomed(4),
}


def stands(person: Person) -> None:
    """The page where the person is can be read whole in every one of these ways, and nothing on it moves."""
    page = person.page
    found = [f"motion: {problem}" for problem in page.evaluate(MOTION)]
    for way, window in WINDOWS.items():
        page.set_viewport_size(window)
        found += _unreadable(page, way)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        with _spaced(page):
            found += _unreadable(page, f"spaced text, {size['width']} pixels wide")
        with _large_text(page):
            found += _unreadable(page, f"text of twice its size, {size['width']} pixels wide")
    page.set_viewport_size(PHONE)
    assert not found, f"{page.url}\n" + "\n".join(found)


def _unreadable(page: Page, way: str) -> list[str]:
    return [f"{way}: {problem}" for script in (SIDEWAYS, CUT) for problem in page.evaluate(script)]


@contextmanager
def _spaced(page: Page) -> Iterator[None]:
    page.evaluate(SPACED)
    yield
    page.evaluate(PLAIN)


@contextmanager
def _large_text(page: Page) -> Iterator[None]:
    browser = page.context.new_cdp_session(page)
    set_text_size(browser, LARGE_TEXT)
    yield
    set_text_size(browser, USUAL_TEXT)
    browser.detach()
