"""Casts, listings and sign-ins a second, beside the floor, in one run: .venv/bin/python -m bench.load

Product and floor take turns, round by round, on the same database, the same server settings and the same load; nothing
else may use the machine. Every round gives a ratio; medians are printed.
"""

import argparse
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import text

from bench.client import CODE, Measured, load, request
from bench.places import BACKENDS, installation
from tests.concurrency.client import Request, send
from tests.concurrency.server import Server
from tests.concurrency.voters import Voter, csrf_for, sign_in
from tests.site import Site
from voting.contests.queries import list_public_contests
from voting.demo.service import load_if_empty
from voting.extensions import db
from voting.transaction import transaction

VOTERS = 3000  # more than one round of casts takes
WARM_UP_SECONDS = 0.5
Scripts = Iterator[Sequence[bytes]]


@dataclass
class Load:
    """Product and floor on one database, and the people who press on them."""

    site: Site
    path: str
    nominee: str
    voters: list[Voter]
    browsers: list[tuple[str, str]]  # (cookie, CSRF token) of browsers that have not signed in
    round: int = 0

    def casts(self) -> Scripts:
        """One ballot by each voter, none of whom has voted."""
        for voter in self.voters:
            body = voter.ballot(self.nominee, secrets.token_hex(16))
            yield [request("POST", f"{self.path}/review", voter.cookie, body)]

    def listings(self) -> Scripts:
        """The contest's page, by visitors who have seen it before and so have an order of their own."""
        while True:
            yield [request("GET", self.path, f"order={secrets.randbelow(65536)}")]

    def sign_ins(self) -> Scripts:
        """Ask for a code, type the code. Every time somebody else, in a browser of its own."""
        self.round += 1
        for at, (cookie, csrf) in enumerate(self.browsers):
            ask = f"csrf_token={csrf}&address=load-{self.round}-{at}%40demo.example".encode()
            answer = f"csrf_token={csrf}&code={CODE}".encode()
            yield [request("POST", "/sign-in", cookie, ask), request("POST", "/sign-in/code", cookie, answer)]

    def clear(self) -> None:
        """Before each measurement: nobody has voted, no code is under way, no mail waits to be written."""
        with self.site.app.app_context(), transaction():
            for table in ("ballot", "sign_in_code", "mail"):
                db.session.connection().execute(text(f"DELETE FROM {table}"))  # noqa: S608


LOADS: dict[str, tuple[Any, int]] = {
    "cast": (Load.casts, 303),
    "listing": (Load.listings, 200),
    "sign-in": (Load.sign_ins, 303),
}


def prepare(site: Site) -> Load:
    """The demo award, voters who have signed in and browsers that have not."""
    with site.app.app_context():
        load_if_empty()
        contest = list_public_contests()[0].contest
        path = f"/{contest.award.slug}/{contest.year}"
        nominee = db.session.scalar(text("SELECT slug FROM nominee LIMIT 1"))
    cookies = [f"session={secrets.token_urlsafe(32)}" for _ in range(VOTERS)]
    return Load(site, path, nominee, sign_in(site, VOTERS), [(cookie, csrf_for(site, cookie)) for cookie in cookies])


def serve(stack: ExitStack, at: Load) -> dict[str, int]:
    """Start both; returns their ports."""
    product = stack.enter_context(Server(at.site.environ, ("bench.serve", "bench.product:app")))
    page = send(product.port, Request("", at.path, "order=4711"))
    with at.site.app.app_context():
        contest = str(list_public_contests()[0].contest.id)
    settings = {"FLOOR_CONTEST": contest, "FLOOR_PAGE_BYTES": str(len(page.text.encode()))}
    floor = stack.enter_context(Server({**at.site.environ, **settings}, ("bench.serve", "bench.floor:app")))
    return {"product": product.port, "floor": floor.port}


def measure(at: Load, port: int, kind: str, options: argparse.Namespace, seconds: float) -> Measured:
    scripts, status = LOADS[kind]
    at.clear()
    return load(port, scripts(at), status=status, connections=options.connections, seconds=seconds)


def compare(backend: str, options: argparse.Namespace) -> None:
    with installation(backend) as site, ExitStack() as stack:
        at = prepare(site)
        ports = serve(stack, at)
        for kind in options.load:
            for port in ports.values():
                measure(at, port, kind, options, WARM_UP_SECONDS)
            rounds = [
                {name: measure(at, port, kind, options, options.seconds) for name, port in ports.items()}
                for _ in range(options.rounds)
            ]
            _report(backend, kind, rounds)


def _report(backend: str, kind: str, rounds: list[dict[str, Measured]]) -> None:
    product, floor = ([one[name] for one in rounds] for name in ("product", "floor"))
    ratios = [mine.rate / bare.rate for mine, bare in zip(product, floor, strict=True)]
    print(
        f"| {backend} | {kind} | {median(one.rate for one in product):.0f} | {median(one.rate for one in floor):.0f} "
        f"| {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {median(one.wait(0.5) for one in product):.1f} | {median(one.wait(0.99) for one in product):.1f} |",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.load", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each; 1 to 50")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement; 0.2 to 20")
    parser.add_argument("--connections", type=int, default=8, help="kept open at a time; at most 64")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    parser.add_argument("--load", choices=LOADS, nargs="*", default=list(LOADS))
    options = parser.parse_args()
    options.rounds = max(1, min(options.rounds, 50))
    options.seconds = max(0.2, min(options.seconds, 20.0))
    options.connections = max(1, min(options.connections, 64))
    print("| Database | What | Requests/s | Floor | Ratio, median (range) | Median wait, ms | 99 % wait, ms |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for backend in options.database:
        compare(backend, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
