"""What it costs to take a batch into the public log and the count, with the step that the jury follows:
.venv/bin/python -m bench.batches
"""

import argparse
import sys
import time
from collections.abc import Callable
from unittest import mock

from sqlalchemy import text

from bench.places import BACKENDS, installation
from tests.acts import cast
from tests.site import Site, Vote
from voting.ballots import service
from voting.extensions import db
from voting.ledger.queries import read_head
from voting.transaction import transaction

BATCH, NOMINEES = 10, 6
# Rows of a batch: receipts, entries, tallies, steps.
FLOOR_ROWS = [{"content": b"x" * 64} for _ in range(2 * BATCH + 2 * NOMINEES)]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def take(vote: Vote) -> None:
    head = read_head(vote.id)
    with transaction():
        if service.sequence(contest_id=vote.id, known=head) != BATCH:
            raise SystemExit("No whole batch was waiting.")


def write_rows() -> None:
    with transaction():
        db.session.execute(text("INSERT INTO bench_floor (content) VALUES (:content)"), FLOOR_ROWS)


def measure(site: Site, rounds: int) -> None:
    """Each in turns, so that a slow moment of the machine meets all of them."""
    vote = site.make_vote(batch=str(BATCH), nominees=NOMINEES)
    with site.app.app_context(), transaction():
        binary = "BLOB" if db.engine.dialect.name == "sqlite" else "BYTEA"
        db.session.execute(text(f"CREATE TABLE bench_floor (content {binary})"))
    times: dict[str, list[float]] = {"a batch": [], "the same without its step": [], "floor": []}
    for _ in range(rounds):
        for name, found in times.items():
            if name != "floor":
                for number in range(BATCH):
                    cast(site, vote, f"nominee-{number % NOMINEES + 1}")
            with site.app.app_context():
                if name == "floor":
                    found.append(timed(write_rows))
                elif name == "a batch":
                    found.append(timed(lambda: take(vote)))
                else:
                    with mock.patch.object(service, "_keep_step"):
                        found.append(timed(lambda: take(vote)))
    for name, found in times.items():
        print(f"  {name}: median {sorted(found)[rounds // 2]:.1f} ms, most {max(found):.1f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.batches", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    for backend in options.database:
        print(backend)
        with installation(backend) as site:
            measure(site, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
