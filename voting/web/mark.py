"""The choice that a voter has marked and not yet confirmed: in a cookie of her own browser, never in our database.

It lives as long as the browser is open, and is dropped when the ballot is cast and when somebody signs out.
"""

import uuid
from typing import Any

from flask import request
from werkzeug import Response

from voting.extensions import settings

COOKIE = "mark"


def keep(response: Response, contest_id: uuid.UUID, slug: str) -> Response:
    response.set_cookie(COOKIE, f"{contest_id.hex}/{slug}", **_rules())
    return response


def read(contest_id: uuid.UUID) -> str:
    """The nominee marked in this contest, as the browser says it: any text at all; empty when none is marked."""
    where, _, slug = request.cookies.get(COOKIE, "").partition("/")
    return slug if where == contest_id.hex else ""


def drop(response: Response) -> Response:
    response.delete_cookie(COOKIE, **_rules())
    return response


def _rules() -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": settings().https}
