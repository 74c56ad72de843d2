"""Closing races: writers cast as fast as they can in processes of their own while somebody closes the contest."""

import os
import secrets
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import Flask
from sqlalchemy import select

from tests.acts import signals_of
from tests.concurrency.crew import Crew, results, together
from tests.concurrency.patience import wait_until
from tests.ledgers import entries, misfits
from tests.site import Site, Vote
from voting.app import create_app
from voting.ballots import service as ballots
from voting.ballots.models import Ballot
from voting.ballots.queries import count_ballots
from voting.ballots.rules import receipt_number
from voting.contests.rules import HasClosed
from voting.extensions import db
from voting.transaction import transaction

WRITERS = 6
NOMINEES = 3
MOST_WAITED_FOR = 30  # ballots in the table before the close begins
BATCH_EVERY = 7  # casts of a writer, after which it has a batch taken into the public log
MOST_CASTS = 20_000  # by one writer in one race, should nobody ever close


@dataclass(frozen=True)
class Written:
    """What one writer was told. Times are of the machine's one monotonic clock, in seconds."""

    receipts: dict[bytes, str]  # the last acknowledged receipt of each pseudonym
    last_began: float  # when the last acknowledged cast began
    refused_began: float  # when the refused one began
    refused: bool


@dataclass
class Race:
    """How one race ended. The first five must be 0 or empty."""

    late: int  # ballots that came into the table, or changed in it, after the close had returned
    missing: int  # acknowledged receipts that the table does not hold
    begun_late: int  # acknowledged casts that began after the close had returned
    unlogged: list[str]  # what does not fit between the table and the public log, or stands behind its `close`
    never_refused: int  # writers that were never told that voting has closed
    acknowledged: int  # ballots before the close
    met: int  # writers whose refused cast began before the close had returned: the race was really run

    @property
    def clean(self) -> bool:
        return not (self.late or self.missing or self.begun_late or self.unlogged or self.never_refused)


def run(site: Site, writers: Crew, vote: Vote) -> Race:
    """Let the writers cast, close the open contest `vote` in the middle of it, and compare what everybody saw."""
    calls = writers.begin(write, [(site.environ, vote.id)] * writers.size)
    with site.app.app_context():
        wanted = 1 + secrets.randbelow(MOST_WAITED_FOR)
        wait_until(lambda: _ballots(vote.id) >= wanted, "the writers cast nothing")
        with transaction():
            ballots.close(contest_id=vote.id, reason="race", actor=None)
        closed = time.monotonic()
        at_close = receipts_in(vote.id)
        written: Sequence[Written] = results(calls)
        db.session.rollback()
        at_end = receipts_in(vote.id)
        unlogged = misfits(vote.id) + [kind for kind in _kinds(vote.id)[-1:] if kind != "close"]
    told = {whose: number for one in written for whose, number in one.receipts.items()}
    return Race(
        late=len(at_end.items() ^ at_close.items()),
        missing=len(told.items() - at_end.items()),
        begun_late=sum(one.last_began > closed for one in written),
        never_refused=sum(not one.refused for one in written),
        acknowledged=len(told),
        unlogged=unlogged,
        met=sum(one.refused_began < closed for one in written),
    )


def _ballots(contest_id: uuid.UUID) -> int:
    db.session.rollback()  # what was seen before
    return count_ballots(contest_id)


def _kinds(contest_id: uuid.UUID) -> list[str]:
    return [entry["type"] for entry in entries(contest_id)]


def receipts_in(contest_id: uuid.UUID) -> dict[bytes, str]:
    """The receipt of every ballot in the table, by pseudonym."""
    rows = db.session.execute(select(Ballot.pseudonym, Ballot.commitment).where(Ballot.contest_id == contest_id))
    return {row.pseudonym: receipt_number(row.commitment) for row in rows}


def write(environ: Mapping[str, str], contest_id: uuid.UUID) -> Written:
    """Cast until refused, and take batches on the way; every other cast changes the vote cast before."""
    receipts: dict[bytes, str] = {}
    last_began = refused_began = 0.0
    with _app(tuple(environ.items())).app_context():
        together()
        pseudonym = b""
        for at in range(MOST_CASTS):
            if at % 2 == 0:
                pseudonym = os.urandom(32)
            signals = signals_of(contest_id)
            began = time.monotonic()
            try:
                with transaction():
                    done = ballots.cast(
                        contest_id=contest_id,
                        pseudonym=pseudonym,
                        choice=f"nominee-{at % NOMINEES + 1}",
                        nonce=os.urandom(16),
                        signals=signals,
                    )
            except HasClosed:
                refused_began = began
                break
            receipts[pseudonym], last_began = done.receipt, began
            if at % BATCH_EVERY == BATCH_EVERY - 1:
                with transaction():
                    ballots.sequence(contest_id=contest_id)
        db.session.remove()
    return Written(receipts, last_began, refused_began, refused=refused_began > 0)


@cache
def _app(environ: tuple[tuple[str, str], ...]) -> Flask:
    """This writer's application, made at its first race and kept for the others."""
    return create_app(dict(environ))
