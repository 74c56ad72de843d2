"""Who may call a view. Every route declares it; an application with an undeclared route does not start.

`@public` and `@requires(Permission.…)` stand directly above the view function. The check itself runs before every
request, from the declaration, so that forgetting to call it is impossible.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import Forbidden

from voting.accounts.queries import SignedIn, find_signed_in
from voting.accounts.rules import FRESH, OWN, Permission, session_length
from voting.accounts.scopes import NotCovered, SecondFactor
from voting.clock import now
from voting.extensions import login_manager, settings
from voting.web.browsers import describe
from voting.web.sessions import ServerSession
from voting.web.way_back import return_path

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_DECLARED = "__access__"
_FRESH = "__fresh__"


class UndeclaredAccess(Exception):
    """A route exists that nobody has said who may call."""


def public(view: View) -> View:
    """Anybody may call this view."""
    setattr(view, _DECLARED, PUBLIC)
    return view


def requires(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Only a signed-in account with this permission may call the view; if its second factor is `fresh`, where so asked.

    What asks for a fresh one is a page with the form on it, so that the person is asked before filling it in.
    """

    def declare(view: View) -> View:
        setattr(view, _DECLARED, permission)
        setattr(view, _FRESH, fresh)
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
    access = cast(Permission, declared_access(current_app, request.endpoint))
    if access == PUBLIC:
        return None
    if viewer() is None:
        return cast(Response, redirect(url_for("accounts.sign_in", next=return_path()), 303))
    if not current_user.may(access):
        raise Forbidden
    if access not in OWN:
        check_scope(**(request.view_args or {}))
    return _ask_for_second_factor(access, fresh=getattr(current_app.view_functions[request.endpoint], _FRESH))


def check_scope(award: str = "", year: int | None = None, **_: object) -> None:
    """Raises NotCovered when the viewer's role is for other contests. A page of a whole award asks for all of it."""
    if award and not signed_in().covers(award, year):
        raise NotCovered


def ask_afresh() -> Response | None:
    """As `requires(…, fresh=True)` does, for a view that is dangerous only sometimes. What it gives is the answer."""
    access = cast(Permission, declared_access(current_app, request.endpoint or ""))
    return _ask_for_second_factor(access, fresh=True)


def _ask_for_second_factor(access: Permission, *, fresh: bool) -> Response | None:
    """To the page where it is shown, or where the first one is set up, unless this session may go on without."""
    has = signed_in().second_factor
    if access in OWN and not (fresh and has):
        return None
    if not has and not settings().factor_required:
        return None
    at = cast(ServerSession, session).verified_at
    lost = has is SecondFactor.LOST  # a recovery code is not spent twice because setting up the new factor took long
    known = at is not None and (not fresh or lost or now() - at <= FRESH)
    if not has or (lost and known and access not in OWN):
        return cast(Response, redirect(url_for("factors.index"), 303))
    if not known:
        sent = 1 if request.method == "POST" else None  # what was sent is not stored: that page says so
        return cast(Response, redirect(url_for("factors.verify", next=return_path(), sent=sent), 303))
    if access not in OWN and has is SecondFactor.NEW:
        return cast(Response, redirect(url_for("factors.codes"), 303))
    return None


def viewer() -> SignedIn | None:
    """Who is signed in. Asking costs the session's query: public pages never ask.

    The answer is kept for the page that tells of an error, which asks the database for nothing.
    """
    person = current_user._get_current_object()  # noqa: SLF001  not the proxy, which becomes nobody at signing out
    g.viewer = person if current_user.is_authenticated else None
    return cast(SignedIn | None, g.viewer)


def signed_in() -> SignedIn:
    """Who is behind a request that has passed the guard."""
    return cast(SignedIn, current_user)


def viewer_id() -> uuid.UUID:
    return signed_in().id


def sign_in(account: SignedIn) -> None:
    """Give this browser a new session for the account."""
    lifetime, idle = session_length(account.roles)
    device = describe(request.user_agent.string)
    cast(ServerSession, session).rotate(lifetime=lifetime, idle=idle, device=device)
    login_user(account)


def sign_out() -> None:
    """End this browser's session: its row is deleted, so the cookie is worth nothing."""
    logout_user()
    g.viewer = None
    cast(ServerSession, session).end()


def browser_id() -> bytes:
    """By which codes and the like know this browser: SHA-256 of its session's id."""
    return cast(ServerSession, session).id_hash


def verified() -> None:
    """This browser has just shown the second factor."""
    cast(ServerSession, session).verify()


def signed_in_for() -> timedelta:
    """How long ago this browser's code was typed."""
    return now() - cast(ServerSession, session).began_at


def init_app(app: Flask) -> None:
    # Not by its init_app, which would touch the session on every page, public ones too.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    login_manager.session_protection = None  # it would put a hash of the visitor's network into the session
    login_manager.user_loader(find_signed_in)
    app.before_request(guard)
