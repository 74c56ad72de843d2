"""Every refusal and every accident as a page in the person's language, which says what to do.

A 500 carries a reference that stands in the log beside the traceback; nothing of the request's content does.
"""

import secrets
from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from voting.errors import N_, BadInput, DomainError, NotFound, Unavailable
from voting.extensions import db
from voting.keys import KeyProblem
from voting.web.i18n import translated
from voting.web.identity import ask_nothing
from voting.web.limits import TooMany
from voting.web.way_back import return_path

log = structlog.get_logger()

Words = tuple[str, str, str]
WORDS: dict[int, Words] = {
    400: (BadInput.title, BadInput.message, BadInput.todo),
    403: (
        N_("That page is not open to you"),
        N_("Your account may not see this page or do this. Nothing was changed."),
        N_("Ask the person who runs the vote to invite you. If you have another account, sign out and use that one."),
    ),
    404: (NotFound.title, NotFound.message, NotFound.todo),
    405: (
        N_("That cannot be done here"),
        N_("The page exists, but it cannot be used like that. Nothing was saved."),
        N_("Begin at the start page and follow the links."),
    ),
    409: (DomainError.title, DomainError.message, DomainError.todo),
    413: (
        N_("That was too much at once"),
        N_("What was sent is larger than we accept. Nothing was saved."),
        N_("Go back, shorten it, and send it again."),
    ),
    422: (
        N_("Something is missing"),
        N_("A field was not filled in as we need it. Nothing was saved."),
        N_("Go back and look at the fields again."),
    ),
    429: (TooMany.title, TooMany.message, TooMany.todo),
    500: (
        N_("Something broke on our side"),
        N_("It was not your fault. What you had already confirmed is safe."),
        N_("Go back and try again. If it happens again, write to us and give the reference below."),
    ),
    503: (Unavailable.title, Unavailable.message, Unavailable.todo),
}
FORM_EXPIRED: Words = (
    N_("The form had gone stale"),
    N_("For your safety a form only works in the browser that opened it. Nothing was saved."),
    N_("Go back, reload the page, and send it once more."),
)


def error_page(
    status: int, words: Words, *, params: dict[str, object] | None = None, reference: str = "", vote_url: str = ""
) -> Response:
    if status >= 500:
        ask_nothing()
    title, message, todo = (translated(text, params) for text in words)
    gone = status == HTTPStatus.UNAUTHORIZED  # the account, while its holder was at work
    page = render_template(
        "errors/error.html",
        status=status,
        title=title,
        message=message,
        todo=todo,
        reference=reference or None,
        contest_url=_contest_url(),
        vote_url=vote_url or (_staff_url() if status == HTTPStatus.CONFLICT else ""),
        viewer=None if gone else g.get("viewer"),
        sign_in_url=url_for("accounts.sign_in", next=return_path()) if gone else "",
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _contest_url() -> str:
    """The contest whose nominee or file was not found; nothing where it may be the contest that is not there."""
    parts = request.view_args or {}
    return url_for("pages.contest", award=parts["award"], year=parts["year"]) if "slug" in parts else ""


def _staff_url() -> str:
    """The vote that staff were at work on, when it no longer stands where they thought."""
    parts = request.view_args or {}
    if not {"award", "year"} <= set(parts):
        return ""
    endpoint = {"admin": "admin.contest", "jury": "jury.show"}.get(request.path.split("/")[1])
    return url_for(endpoint, award=parts["award"], year=parts["year"]) if endpoint else ""


def on_domain_error(error: DomainError) -> Response:
    response = error_page(
        error.status, (error.title, error.message, error.todo), params=error.params, vote_url=error.url
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 503:
        response.headers["Retry-After"] = "30"
    return response


def on_http_exception(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if isinstance(error, SecurityError):  # a foreign Host: the router was never asked, and the page's links need one
        request_ctx.url_adapter = current_app.url_map.bind("localhost", request.root_path)
    shown = status if status in WORDS else (500 if status >= 500 else 400)
    response = error_page(shown, FORM_EXPIRED if isinstance(error, CSRFError) else WORDS[shown])
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def on_database_trouble(error: Exception) -> Response:
    """The database is gone, locked or out of room: say so, promise nothing, keep no broken connection."""
    db.session.rollback()
    reference = _reference()
    log.error("database trouble", reference=reference, kind=_kind(error), exc_info=safe_traceback(error))
    response = error_page(503, WORDS[503])
    response.headers["Retry-After"] = "30"
    return response


def on_key_problem(error: KeyProblem) -> Response:
    log.critical("key problem", reason=str(error))
    return error_page(503, WORDS[503])


def on_accident(error: Exception) -> Response:
    reference = _reference()
    log.error("unhandled", reference=reference, kind=type(error).__name__, exc_info=safe_traceback(error))
    try:
        db.session.rollback()
        return error_page(500, WORDS[500], reference=reference)
    except Exception as failure:  # the page itself is broken: plain words still reach the person
        log.error("error page failed", reference=reference, exc_info=safe_traceback(failure))
        return make_response(f"{HTTPStatus(500).phrase}. {reference}", 500)


def on_late_accident(error: InternalServerError) -> Response:
    """What broke after the view, while the session was being saved for example."""
    cause = error.original_exception
    if isinstance(cause, OperationalError | PoolTimeout):
        return on_database_trouble(cause)
    return on_accident(cause if isinstance(cause, Exception) else error)


def _kind(error: Exception) -> str:
    """What was wrong, without the values of the statement: the driver's own name for it."""
    original = getattr(error, "orig", None) or error
    detail = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or ""
    return f"{type(original).__name__} {detail}".strip()


def _reference() -> str:
    return secrets.token_hex(4)


def safe_traceback(error: BaseException) -> bool | tuple[type[BaseException], BaseException, object]:
    """The traceback without the message: a database error's message quotes the values of the statement."""
    stand_in = RuntimeError(type(error).__name__)
    return (RuntimeError, stand_in, error.__traceback__)


def refuse_zero_bytes() -> None:
    """PostgreSQL cannot store a zero byte and no person types one: the same refusal on both databases."""
    sources = (request.args, request.cookies, request.form)
    values = (value for source in sources for _, value in source.items(multi=True))
    if "\0" in request.path or any("\0" in value for value in values):
        raise BadInput


def init_app(app: Flask) -> None:
    app.before_request(refuse_zero_bytes)
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(HTTPException, on_http_exception)
    app.register_error_handler(InternalServerError, on_late_accident)
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # our own handlers log, without the values
    for trouble in (OperationalError, InterfaceError, InternalError):
        app.register_error_handler(trouble, on_database_trouble)
    app.register_error_handler(PoolTimeout, on_database_trouble)
    app.register_error_handler(KeyProblem, on_key_problem)
    app.register_error_handler(Exception, on_accident)
