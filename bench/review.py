"""What the review of votes costs in a large contest: its pages, and voiding a cluster: .venv/bin/python -m bench.review

The ballots are written straight into the tables, with signals that the product makes; a tenth stand in one cluster.
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import insert

from bench.places import BACKENDS, installation
from tests.acts import act, signals_of
from tests.canvass.reviews import ANNA, BERT, approve, cluster_of, clusters, panel_of, propose_cluster
from tests.lookups import contest_of
from tests.site import Site, Vote
from voting.ballots.models import Ballot, Receipt, Signal
from voting.ballots.rules import entry
from voting.canvass import queries
from voting.canvass.rules import ClusterKind
from voting.contests.rules import Action
from voting.extensions import db
from voting.ledger import service as ledger
from voting.nominees.queries import get_nominee
from voting.transaction import transaction

SIZES = (10_000, 100_000)
BOTH = panel_of(ANNA, BERT)


def fill(site: Site, vote: Vote, count: int) -> None:
    """`count` ballots in the log; every tenth from one mail domain, the others from their own."""
    with site.app.app_context():
        nominee = get_nominee(vote.id, "nominee-1").id
        manners = [{"domain": "evil.example"} if at % 10 == 0 else {} for at in range(count)]
        signals = [signals_of(vote.id, **manner) for manner in manners]
        commitments = [os.urandom(32) for _ in signals]
        with transaction():
            grown = ledger.append(log_id=vote.id, leaves=[entry(commitment, None) for commitment in commitments])
            for at in range(0, count, 5000):
                some = slice(at, at + 5000)
                ballots = [_ballot(vote.id, nominee, commitment) for commitment in commitments[some]]
                db.session.execute(insert(Ballot), ballots)
                first = grown.size - count + at
                receipts = [
                    {"contest_id": vote.id, "commitment": each, "label": each[:15], "number": first + number}
                    for number, each in enumerate(commitments[some])
                ]
                db.session.execute(insert(Receipt), receipts)
                rows = zip(commitments[some], signals[some], strict=True)
                db.session.execute(
                    insert(Signal),
                    [{"contest_id": vote.id, "commitment": each} | vars(signal) for each, signal in rows],
                )
    act(site, vote, Action.CLOSE)


def _ballot(contest_id: uuid.UUID, nominee: uuid.UUID, commitment: bytes) -> dict[str, Any]:
    bytes_of = {"pseudonym": os.urandom(32), "salt": os.urandom(32), "nonce": os.urandom(16)}
    return {"contest_id": contest_id, "nominee_id": nominee, "commitment": commitment, "clicks": ""} | bytes_of


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(site: Site, size: int, year: int) -> None:
    vote = site.make_vote(year=year)
    fill(site, vote, size)
    listed = seconds(lambda: [clusters(site, vote, kind) for kind in ClusterKind])
    found = cluster_of(site, vote, ClusterKind.DOMAIN)

    def look() -> None:
        with site.app.app_context():
            queries.find_spread(contest_of(site, vote), found)

    spread = seconds(look)
    made: list[uuid.UUID] = []
    proposed = seconds(lambda: made.append(propose_cluster(site, vote, found, panel=BOTH)))
    approved = seconds(lambda: approve(site, vote, made[0], panel=BOTH))
    print(
        f"  {size:>7,} ballots: groups listed {listed:.2f} s, one of {found.ballots:,} opened {spread:.2f} s, "
        f"proposed {proposed:.2f} s, voided {approved:.2f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.review", description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="ballots: 10000 or 100000")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    for backend in options.database:
        print(backend)
        with installation(backend) as site:
            for year, size in enumerate((size for size in SIZES if size <= options.most), start=2020):
                measure(site, size, year)
    return 0


if __name__ == "__main__":
    sys.exit(main())
