"""Server-side sessions that cost nothing until they are needed.

The cookie is an opaque random id. Its row is looked up at the first touch and written only when there is something to
remember, so public pages make no query, set no cookie, and no GET stores anything (but that staff, whose sessions end
when idle, are still there): the CSRF token of a browser without a row is derived from its id. Signing in and out
changes the id; signing out deletes the row, so a stolen cookie dies.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import bindparam, delete, insert, select, update

from voting.clock import now
from voting.extensions import db
from voting.keys import KeyRing
from voting.transaction import side_transaction
from voting.web.browsers import UNKNOWN
from voting.web.models import WebSession

LIFETIME = timedelta(days=30)
TOUCH_EVERY = timedelta(minutes=1)
SUBJECT = "_user_id"  # where Flask-Login keeps who signed in
CSRF = "csrf_token"
NOT_STORED = frozenset({SUBJECT, CSRF, "_fresh", "_id"})
_BY_ID = select(WebSession).where(WebSession.id_hash == bindparam("id_hash"))


def hash_id(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


def _changing(name: str) -> Callable[..., Any]:
    """The dictionary's method `name`, which loads first and remembers that something has changed."""

    def method(self: "ServerSession", *args: Any, **kwargs: Any) -> Any:
        self.load()
        self.modified = True
        return getattr(dict, name)(self, *args, **kwargs)

    return method


class ServerSession(dict[str, Any], SessionMixin):
    """A dictionary that fills itself at the first touch."""

    def __init__(self, cookie: str | None, csrf_key: bytes) -> None:
        super().__init__()
        self.id = cookie if cookie and len(cookie) == 43 else ""
        self.old_id: str | None = None  # the row to remove once the id has changed
        self.row: WebSession | None = None
        self.began_at = self.seen_at = now()
        self.verified_at: datetime | None = None
        self.device = UNKNOWN
        self.expires_at: datetime = now() + LIFETIME
        self.idle: timedelta | None = None
        self.csrf_key = csrf_key
        self.loaded = False
        self.new_cookie = False
        self.accessed = False
        self.modified = False
        self.notes_use = True

    def load(self) -> None:
        if self.loaded:
            return
        self.loaded = self.accessed = True
        if self.id:
            self.row = self._find_row()
        else:
            self._new_id()
        if self.row:
            super().update(self.row.data)
            self.began_at, self.seen_at, self.expires_at = self.row.began_at, self.row.seen_at, self.row.expires_at
            self.verified_at, self.device = self.row.verified_at, self.row.device
            self.idle = timedelta(seconds=self.row.idle_seconds) if self.row.idle_seconds else None
            if self.row.subject:
                super().__setitem__(SUBJECT, self.row.subject)
        self._derive_csrf()

    def rotate(self, *, lifetime: timedelta = LIFETIME, idle: timedelta | None = None, device: str = UNKNOWN) -> None:
        """A new id for the same browser, as its rights change. `idle`: it ends after so long without a request."""
        self._change_id()
        self.began_at, self.verified_at, self.device = now(), None, device
        self.expires_at = self.began_at + lifetime
        self.idle = idle

    def verify(self) -> None:
        """The second factor has been shown. The first time it is a new right; later on, forms in other tabs live on."""
        if self.verified_at is None:
            self._change_id()
        self.verified_at = now()
        self.modified = True

    def _change_id(self) -> None:
        self.load()
        self.old_id = self.id
        self._new_id()
        self._derive_csrf()
        self.row = None
        self.modified = True

    def end(self) -> None:
        """Forget everything; the row goes, and the cookie with it."""
        self.load()
        self.clear()
        self.old_id, self.row = self.id, None

    @property
    def id_hash(self) -> bytes:
        self.load()
        return hash_id(self.id)

    def _new_id(self) -> None:
        self.id = secrets.token_urlsafe(32)
        self.new_cookie = True

    def _derive_csrf(self) -> None:
        super().__setitem__(CSRF, hmac.new(self.csrf_key, self.id.encode(), hashlib.sha256).hexdigest())

    def _find_row(self) -> WebSession | None:
        row = db.session.scalar(_BY_ID, {"id_hash": hash_id(self.id)})
        if row is None or row.expires_at <= now():
            return None
        if row.idle_seconds and row.seen_at + timedelta(seconds=row.idle_seconds) <= now():
            return None
        return row

    # The ways into the dictionary that Flask and its extensions use load first; the ways of changing it are remembered.
    def __getitem__(self, key: str) -> Any:
        self.load()
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.load()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self.load()
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        self.load()
        return super().get(key, default)

    __setitem__ = _changing("__setitem__")
    __delitem__ = _changing("__delitem__")
    pop = _changing("pop")
    update = _changing("update")
    clear = _changing("clear")
    setdefault = _changing("setdefault")


class DatabaseSessions(SessionInterface):
    """Flask's view of the table."""

    def __init__(self, keys: KeyRing, *, https: bool) -> None:
        self.keys = keys
        self.https = https
        self.cookie = "__Host-session" if https else "session"

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        return ServerSession(request.cookies.get(self.cookie), self.keys.csrf)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, ServerSession) or not session.loaded:
            return
        response.vary.add("Cookie")
        stored = {key: value for key, value in session.items() if key not in NOT_STORED}
        subject = dict.get(session, SUBJECT)
        if session.old_id and not subject and not stored:
            self._remove(session.old_id)
            response.delete_cookie(self.cookie, **self._cookie_rules())
            return
        if session.modified and (subject or stored or session.row):
            self._write(session, subject, stored)
        elif session.notes_use and session.row and session.idle and session.seen_at + TOUCH_EVERY < now():
            self._touch(session)
        if session.new_cookie:
            age = int((session.expires_at - now()).total_seconds())
            response.set_cookie(self.cookie, session.id, max_age=age if subject else None, **self._cookie_rules())

    def _write(self, session: ServerSession, subject: str | None, stored: dict[str, Any]) -> None:
        values = {
            "subject": subject,
            "data": stored,
            "idle_seconds": int(session.idle.total_seconds()) if session.idle else None,
            "device": session.device,
            "began_at": session.began_at,
            "seen_at": now(),
            "verified_at": session.verified_at,
            "expires_at": session.expires_at,
        }
        with side_transaction() as connection:
            if session.old_id:
                connection.execute(delete(WebSession).where(WebSession.id_hash == hash_id(session.old_id)))
            if session.row:
                connection.execute(update(WebSession).where(WebSession.id_hash == session.id_hash).values(**values))
            else:
                connection.execute(insert(WebSession).values(id_hash=session.id_hash, **values))

    def _remove(self, session_id: str) -> None:
        with side_transaction() as connection:
            connection.execute(delete(WebSession).where(WebSession.id_hash == hash_id(session_id)))

    def _touch(self, session: ServerSession) -> None:
        with side_transaction() as connection:
            connection.execute(update(WebSession).where(WebSession.id_hash == session.id_hash).values(seen_at=now()))

    def _cookie_rules(self) -> dict[str, Any]:
        return {"path": "/", "httponly": True, "samesite": "Lax", "secure": self.https}


def leave_no_trace() -> None:
    """Have this request not note that its session was used: the time of a vote must not stand beside an account."""
    cast(ServerSession, session).notes_use = False


def end_sessions(subject: str, *, only: bytes | None = None, but: bytes | None = None) -> int:
    """End the sessions of one account, within the open transaction: all, one, or all but one. Returns how many."""
    ended = delete(WebSession).where(WebSession.subject == subject)
    if only is not None:
        ended = ended.where(WebSession.id_hash == only)
    if but is not None:
        ended = ended.where(WebSession.id_hash != but)
    return len(db.session.scalars(ended.returning(WebSession.id_hash)).all())


def purge_sessions() -> None:
    """Delete what has expired."""
    with side_transaction() as connection:
        connection.execute(delete(WebSession).where(WebSession.expires_at <= now()))
