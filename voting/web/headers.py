"""The headers that every response carries: pages, errors and static files alike."""

from flask import Flask, Response, request, session

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def security_headers(*, https: bool) -> dict[str, str]:
    return ALWAYS | (HTTPS_ONLY if https else {})


def init_app(app: Flask, *, https: bool) -> None:
    every = security_headers(https=https)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend({name: value for name, value in every.items() if name not in response.headers})
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _caching(response)
        return response


def _caching(response: Response) -> str:
    """Personal pages are never kept, errors are asked for anew, public pages may be shown again by the back button."""
    personal = getattr(session, "accessed", False) or request.method == "POST" or "Set-Cookie" in response.headers
    return "no-store" if personal and response.status_code != 304 else "private, no-cache"
