"""10,000 attempts by 100 voters over HTTP, as parallel as this machine can: .venv/bin/python -m bench.attempts

Every voter clicks a hundred times, every click is sent twice. What must be 0 is counted, and the command fails when it
is not.
"""

import argparse
import random
import secrets
import sys
import time
from collections import Counter

from bench.places import BACKENDS, installation
from tests.concurrency.clicks import click, sending
from tests.concurrency.server import Server
from tests.concurrency.voters import ballots_of, pseudonym, sign_in
from tests.site import Site

VOTERS = 100
PATIENCE_SECONDS = 1800


def attempt(site: Site, attempts: int) -> dict[str, object]:
    """Returns what happened, by its name in the printed table."""
    vote, voters = site.make_vote(), sign_in(site, VOTERS)
    each = attempts // VOTERS // 2
    posts = [click(vote, voter, secrets.token_hex(16), at) for voter in voters for at in range(each)] * 2
    random.shuffle(posts)
    with Server(site.environ) as server:
        began = time.perf_counter()
        with sending(server, [[post] for post in posts]) as calls:
            answers = [answer for call in calls for answer in call.result(PATIENCE_SECONDS)]
        took = time.perf_counter() - began
    stored = ballots_of(site, vote)
    counted = Counter(pseudonym(site, vote, voter) in stored for voter in voters)
    return {
        "attempts": len(answers),
        "answers": dict(sorted(Counter(answer.status for answer in answers).items())),
        "seconds": round(took, 1),
        "voters with a counted ballot": counted[True],
        "counted ballots": len(stored),
        "voters with more than one": len(stored) - counted[True],
        "ballots changed more than ten times": sum(ballot.changes > 10 for ballot in stored.values()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.attempts", description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000, help="10000; at most 100000")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    bad = 0
    for backend in options.database:
        with installation(backend) as site:
            happened = attempt(site, min(options.attempts, 100_000))
        print(backend, *(f"  {name}: {value}" for name, value in happened.items()), sep="\n", flush=True)
        wrong = ("voters with more than one", "ballots changed more than ten times")
        bad += any(happened[name] for name in wrong) or happened["voters with a counted ballot"] != VOTERS
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
