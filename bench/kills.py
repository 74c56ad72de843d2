"""kill -9 of a worker under load, over and over: .venv/bin/python -m bench.kills --rounds 20

In each round voters cast and change their votes; a click without an answer is sent again. A worker is killed, and one
process after the other that takes batches into the public log. Afterwards every voter must have one ballot, the last
click's, changed exactly as often as was clicked, and the log must hold each of these casts once.
"""

import argparse
import multiprocessing
import os
import secrets
import signal
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.places import BACKENDS, installation
from tests.acts import act
from tests.concurrency.clicks import clicks, sending
from tests.concurrency.crew import results
from tests.concurrency.patience import wait_until
from tests.concurrency.server import Server
from tests.concurrency.voters import Voter, ballots_of, pseudonym, sign_in
from tests.ledgers import kinds_of, misfits
from tests.site import Site, Vote
from tools.serve import WORKERS
from voting.app import create_app
from voting.ballots import service as ballots
from voting.contests.rules import Action
from voting.transaction import transaction

VOTERS = 60
CASTS = 6
BATCH = 5
FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Round:
    """How one round ended. The first two must be 0 and the third empty."""

    lost: int  # voters whose ballot is not what was acknowledged
    surplus: int  # entries of ballots in the public log beyond one for each cast
    wrong: list[str]
    killed: int


def kill(site: Site, server: Server, voters: list[Voter], at: int) -> Round:
    """One round: a server process and those that take batches are killed at moments of chance."""
    vote = site.make_vote(award=f"kill-{at}", batch=str(BATCH))
    queues = clicks(vote, voters, CASTS)
    before = server.workers()
    with sending(server, queues, tries=200) as calls, batches_taken(site, vote) as killed:
        first = 1 + secrets.randbelow(VOTERS - 5)
        wait_until(lambda: len(ballots_of(site, vote)) >= first, "too few ballots")
        os.kill(before[0], signal.SIGKILL)  # the one that has lived longest: a new one is listed last
        answered = {answer.label: answer.status for answers in results(calls) for answer in answers}
    wait_until(lambda: len(server.workers()) == WORKERS and before[0] not in server.workers(), "no new worker")
    stored = {whose: (ballot.nonce.hex(), ballot.changes) for whose, ballot in ballots_of(site, vote).items()}
    expected = {
        pseudonym(site, vote, voter): (queue[-1].label, CASTS - 1) for voter, queue in zip(voters, queues, strict=True)
    }
    unanswered = sum(status != 303 for status in answered.values())
    act(site, vote, Action.CLOSE)
    kinds = kinds_of(site, vote)
    with site.app.app_context():
        wrong = misfits(vote.id) + ([] if kinds[-1] == "close" else ["something stands behind the close"])
    entries = kinds.count("ballot")
    return Round(len(stored.items() ^ expected.items()) + unanswered, entries - VOTERS * CASTS, wrong, 1 + len(killed))


@contextmanager
def batches_taken(site: Site, vote: Vote) -> Iterator[list[int]]:
    """Meanwhile one process after the other takes batches without a pause, until it is killed. Yields who was."""
    killed: list[int] = []
    over = threading.Event()

    def kill_on() -> None:
        while not over.is_set():
            taker = FORKS.Process(target=take_batches, args=(site.environ, vote.id))
            taker.start()
            over.wait(0.8 + secrets.randbelow(1000) / 1000)  # most of it is the program's start
            taker.kill()
            taker.join()
            killed.append(taker.pid or 0)

    thread = threading.Thread(target=kill_on)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def take_batches(environ: dict[str, str], contest_id: uuid.UUID) -> None:
    with create_app(environ).app_context():
        while True:
            with transaction():
                ballots.sequence(contest_id=contest_id)


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="20; at most 1000")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    bad = 0
    for backend in options.database:
        began = time.perf_counter()
        rounds = min(options.rounds, 1000)
        with installation(backend) as site, Server(site.environ) as server:
            voters = sign_in(site, VOTERS)
            ran = [kill(site, server, voters, at) for at in range(rounds)]
        took = time.perf_counter() - began
        killed = sum(one.killed for one in ran)
        print(
            f"{backend}: {rounds} rounds, {killed} kills, {rounds * VOTERS * CASTS} acknowledged casts in {took:.0f} s"
        )
        print(f"  acknowledged but lost, doubled or changed: {sum(one.lost for one in ran)}")
        print(f"  entries of the public log too many or too few: {sum(abs(one.surplus) for one in ran)}")
        print(f"  logs that do not fit: {[one.wrong for one in ran if one.wrong]}", flush=True)
        bad += sum(bool(one.lost or one.surplus or one.wrong) for one in ran)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
