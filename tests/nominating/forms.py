"""Filling in the nominee's form as a browser does."""

from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.page import check, fields_of, parse
from tests.site import Browser

EDITOR = "/admin/testpriset/2026/nominees/nominee-1"
NEW = "/admin/testpriset/2026/new-nominee"
LIST = "/admin/testpriset/2026/nominees"


def jpeg(color: str = "#2244aa", size: tuple[int, int] = (800, 400)) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    out.seek(0)
    return out


def post_file(browser: Browser, path: str, fields: dict[str, Any], *, follow: bool = False) -> int:
    """POST fields and one file, (content, name), in memory: the test client would write what is large to a disk."""
    sent = {
        name: FileStorage(BytesIO(value[0]), filename=value[1]) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    boundary, body = encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    headers = {"Referer": "http://localhost/"}
    browser.page = browser.client.post(
        browser.prefix + path, data=body, content_type=kind, headers=headers, follow_redirects=follow
    )
    check(browser.page)
    return browser.page.status_code


def filled(browser: Browser) -> dict[str, Any]:
    """What the form on the page holds; lines of people as lists, the chosen radio alone."""
    fields: dict[str, Any] = {}
    form = next(each for each in parse(browser.page.text).iter("form") if each.get("enctype"))
    for field in fields_of(form):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("file", "submit") or (kind == "radio" and "checked" not in field.attrib):
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if "selected" in option.attrib]
            value = (chosen or list(field.iter("option")))[0].get("value") or ""
        elif field.tag == "textarea":
            value = (field.text or "").removeprefix("\n")
        else:
            value = field.get("value") or ""
        if name.startswith("people-"):
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    return fields


def send(browser: Browser, path: str = EDITOR, **changes: Any) -> int:
    """Open the page, change what is given (`name_sv` for name-sv) and press Save. Returns the status."""
    browser.get(path)
    return resend(browser, path, **changes)


def resend(browser: Browser, path: str = EDITOR, **changes: Any) -> int:
    """Change and send the form that is on the page already."""
    fields = filled(browser) | {name.replace("_", "-"): value for name, value in changes.items()}
    return browser.post(path, fields, follow=False).status_code
