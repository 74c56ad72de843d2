"""Browsers that post over kept connections from processes of their own.

Each answer is kept, and so is the lack of one: what the server acknowledged is compared with what it has stored.
"""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.concurrency.crew import together
from tools.serve import ADDRESS

TIMEOUT_SECONDS = 30
PAUSE_SECONDS = 0.05  # before a request is sent again
BUSY = 503
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """One request. `label` tells the test which one it was."""

    label: str
    path: str
    cookie: str
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """`status` 0 and no `text`: no answer came."""

    label: str
    status: int
    location: str = ""
    text: str = ""


def send_all(port: int, queues: Sequence[Sequence[Request]], tries: int = 1) -> list[Answer]:
    """Send each queue in its own thread and order; all crews begin together.

    Without an answer, or when the server was busy, a request is sent again, up to `tries` times altogether.
    """
    with ThreadPoolExecutor(len(queues)) as threads:
        together()
        answered = threads.map(lambda queue: _send(port, queue, tries), queues)
        return [answer for answers in answered for answer in answers]


def send(port: int, request: Request) -> Answer:
    """One request from this very process."""
    return _send(port, [request], 1)[0]


def _send(port: int, requests: Sequence[Request], tries: int) -> list[Answer]:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=TIMEOUT_SECONDS)
    try:
        return [_answer(connection, request, tries) for request in requests]
    finally:
        connection.close()


def _answer(connection: http.client.HTTPConnection, request: Request, tries: int) -> Answer:
    headers = {"Cookie": request.cookie}
    if request.body is not None:
        headers["Content-Type"] = FORM
    answer = Answer(request.label, 0)
    for attempt in range(tries):
        time.sleep(PAUSE_SECONDS if attempt else 0)
        try:
            connection.request("GET" if request.body is None else "POST", request.path, request.body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            connection.close()
            continue
        answer = Answer(request.label, response.status, response.headers.get("Location", ""), text)
        if answer.status != BUSY:
            break
    return answer
