"""Start the site on a free port, ask three pages, stop it: what ./run --check does."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from tools.serve import ADDRESS, STOP_SECONDS

PAGES = ("/healthz", "/readyz", "/")
START_SECONDS = 120


def check() -> int:
    """Returns the exit status: 0 when everything answered and the server stopped as asked."""
    port = _free_port()
    server = subprocess.Popen([sys.executable, "-m", "tools.serve", "--port", str(port)], start_new_session=True)
    try:
        good = _listens(server, port) and all(_answers(port, page) for page in PAGES)
        return 0 if _stops(server) and good else 1
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(server: subprocess.Popen[bytes], port: int) -> bool:
    started = time.monotonic()
    while time.monotonic() < started + START_SECONDS:
        if server.poll() is not None:
            return _say(False, "the server ended before it listened")
        try:
            socket.create_connection((ADDRESS, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return _say(True, f"listening after {time.monotonic() - started:.1f} s")
    return _say(False, f"not listening after {START_SECONDS} s")


def _answers(port: int, page: str) -> bool:
    public = urlsplit(os.environ.get("VOTING_BASE_URL", f"http://{ADDRESS}:{port}"))
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme, "X-Forwarded-Host": public.netloc}
    connection = HTTPConnection(ADDRESS, port, timeout=30)
    try:
        connection.request("GET", page, headers=headers)
        response = connection.getresponse()
        status, said = response.status, response.read()
    except (OSError, HTTPException) as error:
        return _say(False, f"{page}: {error!r}")
    finally:
        connection.close()
    return _say(status == 200, f"{page} answers {status}" if status == 200 else f"{page} answers {status}: {said!r}")


def _stops(server: subprocess.Popen[bytes]) -> bool:
    server.terminate()
    try:
        status = server.wait(STOP_SECONDS + 5)
    except subprocess.TimeoutExpired:
        return _say(False, "the server did not stop")
    return _say(status == 0, f"stopped with exit status {status}")


def _say(good: bool, what: str) -> bool:
    print("OK  " if good else "FAIL", what, flush=True)
    return good
