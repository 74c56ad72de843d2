"""Casting a ballot: the gate, one upsert, and nothing that names an account.

The caller's transaction must hold nothing else. On PostgreSQL the rows of one transaction share its number, so a
session touched or an account counted beside the ballot would link the two for whoever reads the files.
"""

import os
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from voting.ballots import rules
from voting.ballots.models import Ballot
from voting.contests import service as contests
from voting.contests.models import Contest
from voting.extensions import db, key_ring
from voting.keys import KeyProblem
from voting.nominees.queries import get_choice


@dataclass(frozen=True)
class Cast:
    """What casting came to. `repeated`: the same click arrived again, and nothing was written."""

    receipt: str
    changes: int
    repeated: bool


def pseudonym_for(contest: Contest, account: uuid.UUID) -> bytes:
    """The account's pseudonym in a contest. Raises KeyProblem when the contest's key is missing or another one."""
    if contest.key_check is None:
        raise KeyProblem(f"Contest {contest.id} has been announced without a key.")
    return rules.pseudonym_of(key_ring().contest_key(contest.id, contest.key_check), account)


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
        | {"changes": Ballot.changes + 1, "clicks": Ballot.clicks + " " + new.clicks},
        where=Ballot.clicks.not_like("%" + new.clicks + "%") & (Ballot.changes < bindparam("most_changes")),
    ).returning(Ballot.commitment, Ballot.changes)


_UPSERT = {"postgresql": _upsert(postgresql.insert), "sqlite": _upsert(sqlite.insert)}


def cast(*, contest_id: uuid.UUID, pseudonym: bytes, choice: str, nonce: bytes) -> Cast:
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
        return Cast(rules.receipt_number(stored.commitment), stored.changes, repeated=False)
    return _not_written(contest_id, pseudonym, nonce)


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
