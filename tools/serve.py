"""Ready the database, say where to go, serve: what ./run starts.

Any other WSGI server can serve `wsgi:app` as well; `flask db upgrade` readies the database for it.
"""

import argparse
import fcntl
import os
import socket
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"
WORKERS = 2
THREADS = 16  # requests that one worker handles at a time
STOP_SECONDS = 20  # that requests get to finish after SIGTERM
HEADER_SECONDS = 5  # within which the head of a request must have arrived
HEADER_BYTES = 64 * 1024


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run", description="Start the site on this machine.")
    parser.add_argument("--port", type=_port, default=8000, help=f"where to listen on {ADDRESS} (8000)")
    parser.add_argument("--check", action="store_true", help="start on a free port, ask three pages, stop")
    options = parser.parse_args()
    if options.check:
        from tools.check import check

        return check()
    return serve(options.port)


def _port(typed: str) -> int:
    port = int(typed)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def serve(port: int) -> int:
    """Serve until SIGTERM or Ctrl+C. Returns the exit status."""
    if problem := _cannot_listen(port):
        print(f"Port {port} cannot be used: {problem}. Choose another one, such as ./run --port 8001", file=sys.stderr)
        return 1
    if os.environ.get("VOTING_MODE", "demo") == "demo":
        os.environ.setdefault("VOTING_BASE_URL", f"http://{ADDRESS}:{port}")

    os.umask(0o077)  # the database and the keys are for nobody else on this machine

    import voting.app  # noqa: F401  granian forks its workers, and so they inherit what is imported here

    if not _ready_in_child(port):
        return 1
    listen("wsgi:app", port)
    return 0


def listen(target: str, port: int) -> None:
    """Answer requests with a WSGI application, named as `module:name`, until SIGTERM or Ctrl+C."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        target,
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES),
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    ).serve()


def _cannot_listen(port: int) -> str:
    """Why the port cannot be had, or nothing. Without asking, the server would share it with another program."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
    return ""


def _ready_in_child(port: int) -> bool:
    """Whether all is ready. Done in a child, so that no connection or thread is there when the workers are forked."""
    from voting.config import ConfigError
    from voting.keys import KeyProblem

    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    status = 1
    try:
        _get_ready(port)
        status = 0
    except (ConfigError, KeyProblem) as error:
        print(error, file=sys.stderr)
    except Exception:  # noqa: BLE001  the child ends here, whatever happened
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _get_ready(port: int) -> None:
    """Bring the database to the newest version, load the demo award into an empty one, and say where to go."""
    from voting.app import create_app
    from voting.config import load
    from voting.demo import service as demo

    settings = load()
    one_at_a_time = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
    with create_app().app_context():
        _migrate()
        if settings.demo:
            demo.load_if_empty()
            print(*demo.sign_in_help(settings.base_url), sep="\n")
    print(f"Listening on http://{ADDRESS}:{port} until Ctrl+C.")


def _migrate() -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from flask import current_app
    from flask_migrate import upgrade

    from voting.extensions import db

    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    with db.engine.connect() as connection:
        at_head = set(MigrationContext.configure(connection).get_current_heads()) == set(scripts.get_heads())
    if not at_head:
        upgrade()


if __name__ == "__main__":
    sys.exit(main())
