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


def keep(response: Response, receipt: str) -> Response:
    response.set_cookie(
        COOKIE,
        _signer().dumps(_digest(receipt)),
        max_age=SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings().https,
    )
    return response


def has(receipt: str) -> bool:
    """Whether this browser cast the ballot with that receipt number less than ten minutes ago."""
    try:
        return bool(_signer().loads(request.cookies.get(COOKIE, ""), max_age=SECONDS) == _digest(receipt))
    except BadSignature:  # which an expired one is too
        return False


def drop(response: Response) -> Response:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=settings().https)
    return response


def _digest(receipt: str) -> str:
    return hashlib.sha256(f"slip {receipt}".encode()).hexdigest()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="slip")
