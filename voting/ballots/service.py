"""Casting a ballot, and taking what was cast into the public log in shuffled batches.

Casting is the gate, one upsert and one row in the queue, and nothing that names an account. The caller's transaction
must write nothing else and lock no row; the account's advisory lock, which it holds, leaves nothing in the files. On
PostgreSQL the rows of one transaction share its number, so a session touched or an account counted beside the ballot
would link the two for whoever reads them.
"""

import os
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voting.ballots import queries, rules
from voting.ballots.models import Ballot, Pending, Receipt, Signal, Tally, TallyStep
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Action, NotInThisPhase
from voting.database import database_now
from voting.extensions import db, key_ring
from voting.keys import KeyProblem, seal_with
from voting.ledger import service as ledger
from voting.ledger.queries import Head, get_log, prove, read_head
from voting.nominees.queries import get_choice
from voting.nominees.service import settle_draft


@dataclass(frozen=True)
class Cast:
    """What casting came to. `repeated`: the same click arrived again, and nothing was written."""

    receipt: str
    changes: int
    repeated: bool


def pseudonym_for(contest: Contest, account: uuid.UUID) -> bytes:
    """The account's pseudonym in a contest. Raises LinkDestroyed after certification, and KeyProblem when the contest's
    key is missing or another one, or the one that signs is missing.
    """
    if contest.certified_at:
        raise rules.LinkDestroyed
    if not key_ring().has_signing_key(contest.id):
        raise KeyProblem(f"The signing key of contest {contest.id} is missing: no vote could be promised to anybody.")
    return rules.pseudonym_of(queries.contest_key(contest), account)


def signals_for(contest: Contest, manner: rules.Manner) -> rules.Signals:
    """What may be kept of how a ballot came. Raises KeyProblem."""
    contest_key = queries.contest_key(contest)
    key = rules.signal_key(contest_key, "hash")
    keyed = {name: rules.keyed(key, name, getattr(manner, name)) for name in ("network", "domain", "family")}
    hasty = rules.keyed(key, "haste", manner.network) if rules.is_hasty(manner) else os.urandom(rules.SIGNAL_BYTES)
    sealed = seal_with(queries.signal_cipher(contest_key), rules.write_coarse(manner), queries.SIGNAL)
    return rules.Signals(**keyed, haste=hasty, sealed=sealed)


def _upsert(insert: Any) -> Any:
    """Insert, or replace the ballot that lies there: never for a repeated click, nor beyond the changes allowed.

    Every earlier click counts as a repeat, not only the last: one that was held up on the way must not bring back a
    choice that the voter has changed since.
    """
    statement = insert(Ballot.__table__)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[Ballot.contest_id, Ballot.pseudonym],
        set_={name: new[name] for name in ("nominee_id", "salt", "nonce", "commitment")}
        | {"replaced": Ballot.commitment, "replaced_nominee_id": Ballot.nominee_id}
        | {"changes": Ballot.changes + 1, "clicks": Ballot.clicks + " " + new.clicks},
        where=Ballot.clicks.not_like("%" + new.clicks + "%") & (Ballot.changes < bindparam("most_changes")),
    ).returning(Ballot.commitment, Ballot.changes, Ballot.replaced, Ballot.replaced_nominee_id)


def _step(insert: Any) -> Any:
    """Copy the tallies into the step of a minute."""
    columns = (Tally.contest_id, bindparam("at", type_=TallyStep.at.type), Tally.nominee_id, Tally.votes)
    tallies = select(*columns).where(Tally.contest_id == bindparam("contest"))
    new = insert(TallyStep.__table__).from_select(["contest_id", "at", "nominee_id", "votes"], tallies)
    key = [TallyStep.contest_id, TallyStep.at, TallyStep.nominee_id]
    return new.on_conflict_do_update(index_elements=key, set_={"votes": new.excluded.votes})


_QUEUE = insert(Pending)
_SIGNAL = insert(Signal)
_TAKE = delete(Pending).where(Pending.contest_id == bindparam("contest")).returning(*Pending.__table__.c)
_UPSERT = {"postgresql": _upsert(postgresql.insert), "sqlite": _upsert(sqlite.insert)}
_STEP = {"postgresql": _step(postgresql.insert), "sqlite": _step(sqlite.insert)}


def cast(*, contest_id: uuid.UUID, pseudonym: bytes, choice: str, nonce: bytes, signals: rules.Signals) -> Cast:
    """Record the choice (a nominee's slug) of a voter, replacing an earlier one.

    Raises what the gate raises, UnknownNominee or WithdrawnNominee, and NoChangesLeft. A nonce that came before
    is the same click again: it writes nothing and returns the receipt of the ballot that counts.
    """
    gate = contests.enter_gate(contest_id)
    nominee_id = get_choice(contest_id, choice).id
    salt = os.urandom(rules.SALT_BYTES)
    fresh = {
        "nominee_id": nominee_id,
        "salt": salt,
        "nonce": nonce,
        "clicks": nonce.hex(),
        "commitment": rules.commitment(contest=contest_id, choice=choice, salt=salt, nonce=nonce),
    }
    whose = {"contest_id": contest_id, "pseudonym": pseudonym, "most_changes": gate.max_changes}
    stored = db.session.execute(_UPSERT[db.engine.dialect.name], whose | fresh).one_or_none()
    if stored:
        _queue(contest_id, pseudonym, nominee_id, stored)
        db.session.execute(_SIGNAL, {"contest_id": contest_id, "commitment": stored.commitment} | asdict(signals))
        return Cast(rules.receipt_number(stored.commitment), stored.changes, repeated=False)
    return _not_written(contest_id, pseudonym, nonce)


def _queue(contest_id: uuid.UUID, pseudonym: bytes, nominee_id: uuid.UUID, stored: Row[Any]) -> None:
    """Have the ballot wait for its batch."""
    waiting = {
        "contest_id": contest_id,
        "key": os.urandom(rules.QUEUE_KEY_BYTES),
        "voter": pseudonym,
        "nominee_id": nominee_id,
        "commitment": stored.commitment,
        "replaced": stored.replaced,
        "replaced_nominee_id": stored.replaced_nominee_id,
    }
    db.session.execute(_QUEUE, waiting)


def _not_written(contest_id: uuid.UUID, pseudonym: bytes, nonce: bytes) -> Cast:
    """The upsert met a ballot it may not replace: the same click again, or one change too many."""
    kept = db.session.execute(
        select(Ballot.commitment, Ballot.changes, Ballot.clicks).where(
            Ballot.contest_id == contest_id, Ballot.pseudonym == pseudonym
        )
    ).one()
    if nonce.hex() not in kept.clicks:
        raise rules.NoChangesLeft
    return Cast(rules.receipt_number(kept.commitment), kept.changes, repeated=True)


def receipt_file(*, contest_id: uuid.UUID, pseudonym: bytes, whole: bool, limit: int) -> str | None:
    """The voter's receipt for the ballot that counts: a proof once it is in the public log, a signed promise before.

    `whole`: with salt and nonce, from which the choice can be found out. `limit`: entries that everybody may see.
    None when there is no ballot.
    """
    ballot = queries.find_secrets(contest_id, pseudonym)
    if ballot is None:
        return None
    extra = ballot.salt + ballot.nonce if whole else b""
    if ballot.number is not None and ballot.number < limit:
        return str(prove(contest_id, ballot.number, extra=extra, limit=limit))
    log = get_log(contest_id)
    return rules.promise_file(ledger.sign(log=log, text=rules.promise(log.origin, ballot.commitment)), extra)


def sequence(*, contest_id: uuid.UUID, known: Head | None = None) -> int:
    """Take the waiting ballots into the public log and the count, if they are of enough voters for a batch.

    Returns how many were taken; 0 also while somebody else is at it. May die anywhere: nothing is done by halves.
    `known` is the log's head, read just before the transaction.
    """
    if not ledger.try_turn(contest_id) or contest_id not in queries.list_due_batches():
        return 0
    before = read_head(contest_id, known)
    return _integrate(contest_id, before).size - before.size


def withdraw(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None) -> None:
    """Take an announcement back before voting opens; never once somebody has voted, whatever the clock says."""
    standing = contests.hold_for(contest_id, Action.WITHDRAW)
    if queries.has_ballots(contest_id):
        raise NotInThisPhase
    settle_draft(contest_id)
    contests.withdraw(standing=standing, reason=reason, actor=actor)


def close(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None, known: Head | None = None) -> None:
    """Close now, before the announced time. Waits for casts in flight; every later one is refused."""
    _close(contests.hold_for(contest_id, Action.CLOSE), reason, actor, known)


def record_closing(*, contest_id: uuid.UUID, known: Head | None = None) -> bool:
    """Write down a close that the clock has made, so that no clock can unmake it. False when it was written already."""
    standing = contests.hold_if_due(contest_id)
    if standing:
        _close(standing, "", None, known)
    return standing is not None


def _close(standing: Standing, reason: str, actor: uuid.UUID | None, known: Head | None) -> None:
    """Everything that waits goes into the log, and then nothing but the closing itself."""
    contest_id = standing.contest.id
    ledger.take_turn(contest_id)
    head = _integrate(contest_id, read_head(contest_id, known), least=standing.contest.batch)
    ballots = db.session.scalar(select(func.count()).where(Receipt.contest_id == contest_id)) or 0
    contests.close(standing=standing, ballots=ballots, reason=reason, actor=actor, known=head)


def _integrate(contest_id: uuid.UUID, head: Head, *, least: int = 1) -> Head:
    """Move all that waits into the log in an order of chance, and count it. `least`: the voters of a step."""
    batch = list(db.session.execute(_TAKE, {"contest": contest_id}))
    if not batch:
        return head
    random.SystemRandom().shuffle(batch)
    leaves = [rules.entry(row.commitment, row.replaced) for row in batch]
    grown = ledger.append(log_id=contest_id, leaves=leaves, known=head)
    receipts = [
        {
            "contest_id": contest_id,
            "number": number,
            "commitment": row.commitment,
            "label": row.commitment[: rules.LABEL_BYTES],
            "replaced": row.replaced,
        }
        for number, row in enumerate(batch, head.size)
    ]
    db.session.execute(insert(Receipt), receipts)
    _count(contest_id, batch)
    _keep_step(contest_id, whole=len({row.voter for row in batch}) >= least)
    return grown


def _count(contest_id: uuid.UUID, batch: Sequence[Row[Any]]) -> None:
    """One sum for each nominee: a changed ballot takes back the vote that it replaces."""
    votes = Counter(row.nominee_id for row in batch)
    votes.subtract(row.replaced_nominee_id for row in batch if row.replaced)
    for nominee_id, more in votes.items():
        row = {"contest_id": contest_id, "nominee_id": nominee_id}
        known = update(Tally).where(*(getattr(Tally, name) == value for name, value in row.items()))
        if db.session.scalar(known.values(votes=Tally.votes + more).returning(Tally.votes)) is None:
            db.session.execute(insert(Tally).values(votes=more, **row))


def _keep_step(contest_id: uuid.UUID, *, whole: bool) -> None:
    """Keep the count of this minute. One that fewer voters than a batch have moved takes the place of the last."""
    if not whole:
        steps = TallyStep.contest_id == contest_id
        last = select(func.max(TallyStep.at)).where(steps).scalar_subquery()
        db.session.execute(delete(TallyStep).where(steps, TallyStep.at == last))
    minute = db.session.scalars(select(database_now())).one().replace(second=0, microsecond=0)
    db.session.execute(_STEP[db.engine.dialect.name], {"contest": contest_id, "at": minute})
