"""One line of JSON an event, and never a word of what anybody sent.

A request is logged by the name of its view, not by its path or query, and without the visitor's network. The views of
the ballot and of signing in are not logged at all unless they fail.
"""

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

SILENT = frozenset({"ballots", "accounts"})
log = structlog.get_logger()


def configure(level: str) -> None:
    """Set up structlog for this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(6))

    @app.after_request
    def finish(response: Response) -> Response:
        if request.blueprint in SILENT and response.status_code < 500:
            return response
        took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        log.info("request", view=request.endpoint, method=request.method, status=response.status_code, ms=took)
        return response
