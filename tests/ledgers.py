"""A contest's public log as it lies in the database, read as somebody else would read it."""

import json
import uuid
from typing import Any

from sqlalchemy import func, select

from tests.site import Site, Vote
from voting.ballots.models import Ballot, Pending, Receipt
from voting.extensions import db
from voting.ledger.models import Entry
from voting.ledger.queries import read_head


def entries_of(site: Site, vote: Vote) -> list[dict[str, Any]]:
    """The entries of the log, parsed, in order."""
    with site.app.app_context():
        return entries(vote.id)


def entries(contest_id: uuid.UUID) -> list[dict[str, Any]]:
    leaves = db.session.scalars(select(Entry.leaf).where(Entry.log_id == contest_id).order_by(Entry.number))
    return [json.loads(leaf) for leaf in leaves]


def kinds_of(site: Site, vote: Vote) -> list[str]:
    return [entry["type"] for entry in entries_of(site, vote)]


def waiting(contest_id: uuid.UUID) -> int:
    """How many ballots' entries wait for a batch."""
    return db.session.scalar(select(func.count()).where(Pending.contest_id == contest_id)) or 0


def misfits(contest_id: uuid.UUID) -> list[str]:
    """What does not fit between a log and the ballots that are stored, once nothing waits any more."""
    read_head(contest_id)  # raises unless the root of the stored bytes is the signed one
    logged = [entry for entry in entries(contest_id) if entry["type"] == "ballot"]
    told = {entry["c"] for entry in logged}
    replaced = {entry["sup"] for entry in logged if "sup" in entry}
    stored = {found.hex() for found in db.session.scalars(select(Ballot.commitment).where(_of(Ballot, contest_id)))}
    known = {found.hex() for found in db.session.scalars(select(Receipt.commitment).where(_of(Receipt, contest_id)))}
    problems = [
        (len(told) != len(logged), "a commitment stands in the log twice"),
        (bool(replaced - told), "something is replaced that is not in the log"),
        (told - replaced != stored, "the ballots that count are not those that are stored"),
        (told != known, "the receipts are not those of the log"),
        (bool(waiting(contest_id)), "something waits"),
    ]
    return [text for found, text in problems if found]


def _of(table: Any, contest_id: uuid.UUID) -> Any:
    return table.contest_id == contest_id
