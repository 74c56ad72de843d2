"""Where a person goes on after being asked for something else in between."""

from flask import request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST_WAY = 200  # characters


def return_path() -> str:
    """Where to come back to after signing in: this page, or for a form that was sent, the page it stands on."""
    path = request.path
    if request.method == "GET" and request.query_string:
        return (request.root_path + path + "?" + request.query_string.decode("latin-1"))[:LONGEST_WAY]
    while path.strip("/") and not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0]
    return (request.root_path + (path or "/"))[:LONGEST_WAY]


def _is_page(path: str) -> bool:
    try:
        return bool(request_ctx.url_adapter and request_ctx.url_adapter.match(path, method="GET"))
    except RequestRedirect:
        return True
    except HTTPException:
        return False


def safe_next(target: str | None, fallback: str) -> str:
    """`target` when it is a path of this site, else `fallback`: a sign-in never leads to somebody else's page."""
    if not target or len(target) > LONGEST_WAY or not target.startswith("/") or "//" in target.partition("?")[0]:
        return fallback
    odd = any(ord(char) < 33 or ord(char) == 127 or char == "\\" for char in target)
    return fallback if odd else target
