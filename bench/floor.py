"""The floor: a bare Flask application that runs the statements which casting, the listing and signing in cannot do
without, through the database's own driver, with nothing around them.

No session, no form protection, no templates, no translation, no headers, no mail: what the product takes longer than
this is the price of what it does. Locks and durability are the product's.
"""

import fcntl
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from flask import Flask, Response, redirect, request
from sqlalchemy import make_url

from voting.database import lock_number

URL = make_url(os.environ["VOTING_DATABASE_URL"])
SQLITE = URL.get_backend_name() == "sqlite"
CONTEST = uuid.UUID(os.environ["FLOOR_CONTEST"])
PAGE = b"x" * int(os.environ["FLOOR_PAGE_BYTES"])
NOW = "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')" if SQLITE else "clock_timestamp()"

CONTEST_PAGE = """SELECT contest.*, award.* FROM contest JOIN award ON award.id = contest.award_id
    WHERE award.slug = %s AND contest.year = %s"""
NOMINEES = """SELECT nominee.*, photo.* FROM nominee JOIN photo ON photo.id = nominee.photo_id
    WHERE nominee.contest_id = %s AND nominee.withdrawn_at IS NULL ORDER BY nominee.position"""
TURNOUT = """SELECT coalesce((SELECT sum(votes) FROM tally WHERE contest_id = %s), 0)
    + (SELECT count(*) FROM pending WHERE contest_id = %s AND replaced IS NULL)"""
GATE = f"SELECT state, max_changes, opens_at <= {NOW}, closes_at <= {NOW} FROM contest WHERE id = %s"  # noqa: S608
CHOICE = "SELECT id FROM nominee WHERE contest_id = %s AND slug = %s"
CAST = """INSERT INTO ballot (contest_id, pseudonym, nominee_id, salt, nonce, clicks, commitment, changes)
    VALUES (%s, %s, %s, %s, %s, '', %s, 0) ON CONFLICT (contest_id, pseudonym) DO UPDATE
    SET nominee_id = excluded.nominee_id, salt = excluded.salt, nonce = excluded.nonce,
        commitment = excluded.commitment, changes = ballot.changes + 1,
        replaced = ballot.commitment, replaced_nominee_id = ballot.nominee_id
    WHERE ballot.nonce <> excluded.nonce AND ballot.changes < 10 RETURNING commitment, replaced, replaced_nominee_id"""
QUEUE = """INSERT INTO pending (contest_id, key, voter, commitment, replaced, nominee_id, replaced_nominee_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""
SIGNAL = """INSERT INTO signal (contest_id, commitment, network, domain, family, haste, sealed)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""
MAIL = f"""INSERT INTO mail (id, kind, state, sealed, recipient_masked, attempts, created_at, next_attempt_at)
    VALUES (%s, 'code', 'failed', %s, 'a…@…', 0, {NOW}, {NOW})"""  # noqa: S608
CODE = f"""INSERT INTO sign_in_code (browser, mailbox_sealed, mac, tries_left, mail_id, written_at)
    VALUES (%s, %s, %s, 5, %s, {NOW})"""  # noqa: S608
TRY = "UPDATE sign_in_code SET tries_left = tries_left - 1 WHERE browser = %s RETURNING mail_id"
ACCOUNT = f"""INSERT INTO account (id, address_key, address_sealed, created_at) VALUES (%s, %s, %s, {NOW})
    ON CONFLICT (address_key) DO NOTHING"""  # noqa: S608
SESSION = f"""INSERT INTO web_session (id_hash, subject, data, device, began_at, seen_at, expires_at)
    VALUES (%s, %s, '{{}}', '', {NOW}, {NOW}, '2100-01-01 00:00:00.000000')"""  # noqa: S608

app = Flask(__name__)
_mine = threading.local()


def _connection() -> Any:
    """This thread's connection, set up as the product's are."""
    if not hasattr(_mine, "connection"):
        if SQLITE:
            _mine.connection = sqlite3.connect(URL.database or "", isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                _mine.connection.execute(f"PRAGMA {pragma}")
            _mine.lock = os.open(f"{URL.database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        else:
            address = URL.set(drivername="postgresql").render_as_string(hide_password=False)
            _mine.connection = psycopg.connect(address, autocommit=True)
    return _mine.connection


def _run(statement: str, *values: Any) -> list[Any]:
    if SQLITE:
        statement = statement.replace("%s", "?")
        values = tuple(value.hex if isinstance(value, uuid.UUID) else value for value in values)
    with closing(_connection().cursor()) as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def _transaction() -> Iterator[None]:
    connection = _connection()
    if not SQLITE:
        with connection.transaction():
            yield
        return
    fcntl.flock(_mine.lock, fcntl.LOCK_EX)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")
    fcntl.flock(_mine.lock, fcntl.LOCK_UN)


@app.get("/<award>/<int:year>")
def listing(award: str, year: int) -> Response:
    _run(CONTEST_PAGE, award, year)
    _run(NOMINEES, CONTEST)
    _run(TURNOUT, CONTEST, CONTEST)
    return Response(PAGE, mimetype="text/html")


@app.post("/<award>/<int:year>/review")
def cast(award: str, year: int) -> Any:
    nonce = bytes.fromhex(request.form["nonce"])
    with _transaction():
        if not SQLITE:
            _run("SELECT pg_advisory_xact_lock_shared(%s)", lock_number(CONTEST))
        _run(GATE, CONTEST)
        [[nominee]] = _run(CHOICE, CONTEST, request.form["nominee"])
        nominee = uuid.UUID(nominee) if SQLITE else nominee
        voter = os.urandom(32)
        [stored] = _run(CAST, CONTEST, voter, nominee, os.urandom(32), nonce, os.urandom(32))
        _run(QUEUE, CONTEST, os.urandom(16), voter, stored[0], stored[1], nominee, stored[2])
        _run(SIGNAL, CONTEST, stored[0], *(os.urandom(16) for _ in range(4)), os.urandom(156))
    return redirect(f"/{award}/{year}/receipt", 303)


@app.post("/sign-in")
def ask() -> Any:
    mail = uuid.uuid4()
    with _transaction():
        _run(MAIL, mail, os.urandom(200))
        _run(CODE, _browser(), os.urandom(100), os.urandom(32), mail)
    return redirect("/sign-in/code", 303)


@app.post("/sign-in/code")
def type_code() -> Any:
    account = uuid.uuid4()
    with _transaction():
        _run(TRY, _browser())
        _run(ACCOUNT, account, os.urandom(32), os.urandom(60))
        _run(SESSION, os.urandom(32), str(account))
    return redirect("/", 303)


def _browser() -> bytes:
    return request.cookies["session"].encode()[:32]
