"""Reading pages as a browser would, and checking every one that any test fetches."""

import re
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import html5lib
from werkzeug.test import TestResponse

from tests.languages import mistaken

RANDOM = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=name="nonce" type="hidden" value=")[^"]+|(?<=data-guard=")[^"]+'
)
NUMBER_OR_TIME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d\d:\d\d(?::\d\d)?(?:\.\d+)?")


@lru_cache(maxsize=8)
def parse(text: str) -> Element:
    """The page as a tree without namespaces. Raises when it is not valid HTML5."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(text)
    return tree


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def heading(response: TestResponse) -> str:
    """The text of the page's one h1."""
    return text_of(next(parse(response.text).iter("h1")))


def table_on(response: TestResponse) -> list[list[str]]:
    """The cells of the page's first table, row by row, without its head."""
    body = next(parse(response.text).iter("tbody"))
    return [[text_of(cell) for cell in row if cell.tag in ("th", "td")] for row in body.iter("tr")]


def main_text(response: TestResponse) -> str:
    """What a reader finds in the main part of the page."""
    return text_of(next(parse(response.text).iter("main")))


def title(response: TestResponse) -> str:
    return text_of(next(parse(response.text).iter("title")))


def check(response: TestResponse) -> None:
    """What must hold for every page: one h1 that begins the title, a language, labels, no id twice, headers."""
    assert "Content-Security-Policy" in response.headers, response.request.path
    if response.mimetype != "text/html" or response.status_code in (301, 302, 303, 307, 308):
        return
    tree = parse(response.text)
    where = f"{response.request.method} {response.request.path} ({response.status_code})"
    root = tree if tree.tag == "html" else tree.find("html")
    assert root is not None
    expected = "en" if response.request.path.startswith("/en/") or response.request.script_root == "/en" else "sv"
    assert root.get("lang") == expected, f"{where}: lang is {root.get('lang')}"
    headings = [text_of(h1) for h1 in tree.iter("h1")]
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    shown = title_of(tree)
    for mark in ("Fel: ", "Error: "):
        shown = shown.removeprefix(mark)
    assert shown.startswith(headings[0]), f"{where}: the title {shown!r} does not begin with {headings[0]!r}"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    _check_labels(tree, where)
    assert not mistaken(tree), f"{where}: {mistaken(tree)}"
    for element in tree.iter():
        assert not any(name == "style" or name.startswith("on") for name in element.attrib), (
            f"{where}: {element.attrib}"
        )


def compared(response: TestResponse) -> str:
    """Status, headers and text of an answer without its random parts, so that two answers can be compared."""
    headers = [header for header in response.headers if header[0] != "Content-Length"]
    if response.mimetype == "application/zip":
        with ZipFile(BytesIO(response.data)) as archive:
            texts = {
                name: NUMBER_OR_TIME.sub("RANDOM", archive.read(name).decode(errors="replace"))
                for name in archive.namelist()
            }
        return f"{response.status}\n{headers}\n{texts}"
    return f"{response.status}\n{headers}\n{RANDOM.sub('RANDOM', response.data.decode(errors='replace'))}"


def title_of(tree: Element) -> str:
    return text_of(next(tree.iter("title")))


def _check_labels(tree: Element, where: str) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for field in fields_of(tree):
        named = field.get("aria-label") or field.get("aria-labelledby")
        if field.get("type") in ("hidden", "submit") or named:
            continue
        assert field.get("id") in labelled or id(field) in inside, f"{where}: no label for {field.attrib}"


def fields_of(tree: Element) -> list[Element]:
    return [element for element in tree.iter() if element.tag in ("input", "select", "textarea")]


def form_on(response: TestResponse, path: str | None = None) -> tuple[str, dict[str, str]]:
    """(path to post to, the fields' present values) of a page's form.

    With `path`, the form that posts there; otherwise the first form in the page's main part.
    """
    tree = parse(response.text)
    here = response.request.script_root + response.request.path
    scope = next(tree.iter("main"), tree)
    forms = [form for form in (tree if path else scope).iter("form") if form.get("method", "").lower() == "post"]
    for form in forms:
        action = urlsplit(form.get("action") or here).path
        if path is None or action == path:
            return action, _values(form)
    raise AssertionError(f"{here}: no form{f' to {path}' if path else ''}")


def _values(form: Element) -> dict[str, str]:
    values = {}
    for field in fields_of(form):
        name = field.get("name")
        if not name or field.get("type") in ("submit", "button"):
            continue
        if field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            values[name] = chosen.get("value", "")
        else:
            values[name] = text_of(field) if field.tag == "textarea" else field.get("value", "")
    return values
