"""The visitor's own order of things: a small random number in a cookie, and nothing else.

The number is one of 65,536, drawn by chance, and we neither store nor log it. It is set by the
pages that show things in a random order, since otherwise they would change places at every reload.
"""

import secrets
from typing import Any

from flask import Flask, Response, g, request

COOKIE = "order"
SEEDS = 65536
DAYS = 90


def seed() -> int:
    """This browser's number, drawn at the first need."""
    known = _known()
    if known is not None:
        return known
    if "order_seed" not in g:
        g.order_seed = secrets.randbelow(SEEDS)
    return int(g.order_seed)


def passing_seed() -> int:
    """This browser's number if it has one, else one for this answer alone: for pages that set no cookie."""
    known = _known()
    return secrets.randbelow(SEEDS) if known is None else known


def _known() -> int | None:
    raw = request.cookies.get(COOKIE, "")
    return int(raw[:6]) if raw.isascii() and raw.isdigit() and int(raw[:6]) < SEEDS else None


def init_app(app: Flask, *, https: bool) -> None:
    @app.after_request
    def remember(response: Response) -> Response:
        if "order_seed" in g:
            rules: dict[str, Any] = {
                "path": "/",
                "httponly": True,
                "samesite": "Lax",
                "secure": https,
                "max_age": DAYS * 24 * 3600,
            }
            response.set_cookie(COOKIE, str(g.order_seed), **rules)
        return response
