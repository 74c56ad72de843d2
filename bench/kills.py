"""kill -9 of a worker under load, over and over: .venv/bin/python -m bench.kills --rounds 20

In each round voters cast and change their votes; a click without an answer is sent again. The workers take turns at
being killed. Afterwards every voter must have one ballot: the last click's, changed exactly as often as was clicked.
"""

import argparse
import os
import signal
import sys
import time

from bench.places import BACKENDS, installation
from tests.concurrency.clicks import clicks, sending
from tests.concurrency.crew import results
from tests.concurrency.patience import wait_until
from tests.concurrency.server import Server
from tests.concurrency.voters import Voter, ballots_of, pseudonym, sign_in
from tests.site import Site
from tools.serve import WORKERS

VOTERS = 60
CASTS = 6
FIRST = 10


def kill(site: Site, server: Server, voters: list[Voter], at: int) -> int:
    """One round. Returns how many voters' ballots are not what was acknowledged."""
    vote = site.make_vote(award=f"kill-{at}")
    queues = clicks(vote, voters, CASTS)
    before = server.workers()
    with sending(server, queues, tries=200) as calls:
        wait_until(lambda: len(ballots_of(site, vote)) >= FIRST, "too few ballots")
        os.kill(before[0], signal.SIGKILL)  # the one that has lived longest: a new one is listed last
        answered = {answer.label: answer.status for answers in results(calls) for answer in answers}
    wait_until(lambda: len(server.workers()) == WORKERS and before[0] not in server.workers(), "no new worker")
    stored = {whose: (ballot.nonce.hex(), ballot.changes) for whose, ballot in ballots_of(site, vote).items()}
    expected = {
        pseudonym(site, vote, voter): (queue[-1].label, CASTS - 1) for voter, queue in zip(voters, queues, strict=True)
    }
    unanswered: int = sum(status != 303 for status in answered.values())
    return len(stored.items() ^ expected.items()) + unanswered


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
            lost = [kill(site, server, voters, at) for at in range(rounds)]
        took = time.perf_counter() - began
        print(f"{backend}: {rounds} kills, {rounds * VOTERS * CASTS} acknowledged casts in {took:.0f} s")
        print(f"  acknowledged but lost, doubled or changed: {sum(lost)}", flush=True)
        bad += sum(lost)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
