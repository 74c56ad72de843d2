"""The headers that every response carries: pages, errors and static files alike."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request, session

from voting.web import order

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin",  # the host alone: a path could tell a proxy's log which nominee was looked at
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# For the one page that is made to stand inside other sites': it runs nothing and sends nothing.
EMBEDDED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors *"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
FOREVER = "public, max-age=31536000, immutable"  # for what has its content in its name
AN_HOUR = "public, max-age=3600"  # for what may change under its name
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000"}


class SecurityHeaders:
    """WSGI middleware around everything: what the static files' server answers by itself carries them too."""

    def __init__(self, app: "WSGIApplication", *, https: bool) -> None:
        self.app = app
        self.every = ALWAYS | (HTTPS_ONLY if https else {})

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            present = {name.lower() for name, _ in headers}
            if EMBEDDED.items() <= dict(headers).items():
                present.add("x-frame-options")  # older than frame-ancestors, and there is no value that allows
            missing = [(name, value) for name, value in self.every.items() if name.lower() not in present]
            return start_response(status, [*headers, *missing], exc_info)

        return self.app(environ, start)


def answer(content: str | bytes, mimetype: str, caching: str) -> Response:
    """A response that is no page: a picture, a style sheet, a file for programs."""
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = caching
    return response


def init_app(app: Flask) -> None:
    @app.after_request
    def add_caching(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _caching(response)
        return response


def _caching(response: Response) -> str:
    """Personal pages are never kept, errors are asked for anew, public pages may be shown again by the back button.

    The visitor's own order is no secret, and a first visit deserves a quick way back too; no shared cache keeps it.
    """
    cookies = [cookie for cookie in response.headers.getlist("Set-Cookie") if not cookie.startswith(f"{order.COOKIE}=")]
    personal = getattr(session, "loaded", False) or request.method == "POST" or cookies
    return "no-store" if personal and response.status_code != 304 else "private, no-cache"
