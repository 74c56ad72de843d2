"""The attack on secrecy by time: somebody knows when each voter clicked, and reads all that is public and all that
the jury sees, before and after every click. Which entry of the log, and so which opened vote, is whose?

What the attacker learns is the batch; inside it every guess should be right once in as many times as it has voters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from tests.acts import act, cast, take_batch
from tests.ledgers import entries_of
from tests.site import Site
from voting.ballots.rules import receipt_number
from voting.contests.rules import Action
from voting.extensions import db
from voting.results.queries import iterate_openings

Order = Sequence[str]  # receipt numbers, in the order in which somebody finds them


@dataclass(frozen=True)
class Attack:
    """How often each way of guessing was right, as a fraction, and in how many batches the voters came."""

    right: dict[str, float]
    batches: int


def attack(site: Site, *, voters: int, k: int) -> Attack:
    """Have so many voters vote, certify, and guess. A batch is taken as soon as it is due."""
    vote = site.make_vote(batch=str(k))
    clicks, batches, seen = [], [], 0
    for at in range(voters):
        clicks.append(cast(site, vote, f"nominee-{at % 3 + 1}").receipt)
        if take_batch(site, vote):
            batches.append(clicks[seen:])
            seen = len(clicks)
    act(site, vote, Action.CLOSE)
    if seen < len(clicks):
        batches.append(clicks[seen:])
    act(site, vote, Action.CERTIFY)
    orders = _orders(site, vote.id, [entry["c"] for entry in entries_of(site, vote) if entry["type"] == "ballot"])
    return Attack({name: _right(batches, order) for name, order in orders.items()}, len(batches))


def _orders(site: Site, contest_id: object, logged: Sequence[str]) -> dict[str, Order]:
    """Every order that is public, or that lies in the tables after certification."""
    log = [receipt_number(bytes.fromhex(c)) for c in logged]
    with site.app.app_context():
        opened = [receipt_number(bytes.fromhex(line[6:70].decode())) for line in iterate_openings(contest_id)]  # type: ignore[arg-type]
        tables = {}
        for table in ("receipt", "opening", "ballot"):
            rows = db.session.scalars(text(f"SELECT commitment FROM {table}"))
            tables[f"table {table}, as it lies"] = [receipt_number(bytes(row)) for row in rows]
    return {"log": log, "log, backwards": log[::-1], "openings": opened} | tables


def _right(batches: Sequence[Sequence[str]], order: Order) -> float:
    """Guess that the voters of a batch clicked in the order in which their entries are found."""
    place: Callable[[str], int] = {receipt: at for at, receipt in enumerate(order)}.__getitem__
    pairs = [pair for clicked in batches for pair in zip(clicked, sorted(clicked, key=place), strict=True)]
    return sum(mine == guessed for mine, guessed in pairs) / len(pairs)
