"""What a browser says of where a form was sent from.

Beside the token: a form sent from another site is refused by its `Origin` or `Sec-Fetch-Site`. A browser that says
nothing (some privacy settings strip it) is judged by the token alone.
"""

from flask import Flask, request

from voting.errors import BadInput

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin() -> None:
    """Raises BadInput for a form that another site's page sends."""
    if request.method in READS:
        return
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.partition("://")[2].lower() != request.host.lower()
    if foreign or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise BadInput


def init_app(app: Flask) -> None:
    app.before_request(check_origin)
