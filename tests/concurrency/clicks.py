"""Voters who cast and change their votes from several processes, each voter one click after the other."""

import secrets
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from tests.concurrency.client import Answer, Request, send_all
from tests.concurrency.crew import crew
from tests.concurrency.server import Server
from tests.concurrency.voters import Voter
from tests.site import Vote

PROCESSES = 2
THREADS = 4


def clicks(vote: Vote, voters: list[Voter], casts: int) -> list[list[Request]]:
    """Each voter's casts, in order, labelled by their nonces."""
    return [[click(vote, voter, secrets.token_hex(16), at) for at in range(casts)] for voter in voters]


def click(vote: Vote, voter: Voter, nonce: str, at: int = 0) -> Request:
    """One click on the review page's button. The choices take turns."""
    return Request(nonce, f"{vote.path}/review", voter.cookie, voter.ballot(f"nominee-{at % 3 + 1}", nonce))


@contextmanager
def sending(server: Server, queues: list[list[Request]], tries: int = 1) -> Iterator[list[Future[list[Answer]]]]:
    """Every queue is sent in its own order, and as many at once as there are threads."""
    threads = PROCESSES * THREADS
    per_thread = [[click for queue in queues[at::threads] for click in queue] for at in range(threads)]
    with crew(PROCESSES) as clients:
        yield clients.begin(send_all, [(server.port, per_thread[at::PROCESSES], tries) for at in range(PROCESSES)])
