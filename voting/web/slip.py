"""That this very browser has just cast a ballot: for ten minutes it may fetch the receipt with all that belongs to it.

A signed cookie of the receipt number's digest, dropped at signing out. Whoever finds the browser signed in later gets a
receipt that tells nothing of the choice before the result is certified.
"""

import hashlib

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug import Response

from voting.extensions import settings

COOKIE = "slip"
SECONDS = 600


def keep(response: Response, receipt: str, *, drawn_here: bool) -> Response:
    """`drawn_here`: the browser drew the voter's part of the seal itself."""
    response.set_cookie(
        COOKIE,
        _signer().dumps([_digest(receipt), drawn_here]),
        max_age=SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings().https,
    )
    return response


def has(receipt: str) -> bool:
    """Whether this browser cast the ballot with that receipt number less than ten minutes ago."""
    return _read()[0] == _digest(receipt)


def drawn_elsewhere(receipt: str) -> bool:
    """Whether the server had to draw that ballot's nonce, since the browser had not."""
    return _read() == [_digest(receipt), False]


def drop(response: Response) -> Response:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=settings().https)
    return response


def _read() -> list[object]:
    try:
        return list(_signer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS))
    except BadSignature:  # which an expired one is too
        return [None, None]


def _digest(receipt: str) -> str:
    return hashlib.sha256(f"slip {receipt}".encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="slip")
