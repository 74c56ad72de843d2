"""Who may call a view. Every route declares it; an application with an undeclared route does not start.

`@public` and `@requires(Permission.…)` stand directly above the view function. The check itself runs before every
request, from the declaration, so that forgetting to call it is impossible.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.exceptions import Forbidden

from voting.accounts.queries import SignedIn, find_signed_in
from voting.accounts.rules import Permission, session_length
from voting.clock import now
from voting.extensions import login_manager
from voting.web.sessions import ServerSession

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_DECLARED = "__access__"
NEXT_LENGTH = 200


class UndeclaredAccess(Exception):
    """A route exists that nobody has said who may call."""


def public(view: View) -> View:
    """Anybody may call this view."""
    setattr(view, _DECLARED, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only a signed-in account with this permission may call the view."""

    def declare(view: View) -> View:
        setattr(view, _DECLARED, permission)
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> Permission | str | None:
    return getattr(app.view_functions.get(endpoint), _DECLARED, None)


def check_routes(app: Flask) -> None:
    """Raises UndeclaredAccess naming every route without a declaration."""
    bare = sorted({rule.endpoint for rule in app.url_map.iter_rules() if declared_access(app, rule.endpoint) is None})
    if bare:
        raise UndeclaredAccess("These routes do not say who may call them: " + ", ".join(bare))


def guard() -> Response | None:
    """Before each request: let it through, send it to the sign-in, or refuse it."""
    if request.endpoint is None:
        return None  # no such page: the router's own answer follows
    access = declared_access(current_app, request.endpoint)
    if access == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return cast(Response, redirect(url_for("accounts.sign_in", next=return_path()), 303))
    if not current_user.may(access):
        raise Forbidden
    return None


def viewer() -> SignedIn | None:
    """Who is signed in. Asking costs the session's query: public pages never ask."""
    return cast(SignedIn, current_user) if current_user.is_authenticated else None


def signed_in() -> SignedIn:
    """Who is behind a request that has passed the guard."""
    return cast(SignedIn, current_user)


def viewer_id() -> uuid.UUID:
    return signed_in().id


def sign_in(account: SignedIn) -> None:
    """Give this browser a new session for the account."""
    lifetime, idle = session_length(account.roles)
    cast(ServerSession, session).rotate(lifetime=lifetime, idle=idle)
    login_user(account)


def signed_in_for() -> timedelta:
    """How long ago this browser's code was typed."""
    lifetime, _ = session_length(signed_in().roles)
    return now() - (cast(ServerSession, session).expires_at - lifetime)


def return_path() -> str:
    """Where to come back to after signing in: this page, or for a form that was sent, the page it stands on."""
    path = request.root_path + request.path
    if request.method == "GET" and request.query_string:
        path += "?" + request.query_string.decode("latin-1")
    return path[:NEXT_LENGTH]


def safe_next(target: str | None, fallback: str) -> str:
    """`target` when it is a path of this site, else `fallback`: a sign-in never leads to somebody else's page."""
    if not target or len(target) > NEXT_LENGTH or not target.startswith("/") or "//" in target.partition("?")[0]:
        return fallback
    odd = any(ord(char) < 33 or ord(char) == 127 or char == "\\" for char in target)
    return fallback if odd else target


def init_app(app: Flask) -> None:
    # Not by its init_app, which would touch the session on every page, public ones too.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    login_manager.session_protection = None  # it would put a hash of the visitor's network into the session
    login_manager.user_loader(find_signed_in)
    app.before_request(guard)
