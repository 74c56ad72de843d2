"""Appending to a log: verify what is there, add, sign, in the transaction of whatever the entries are about."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert

from voting.database import lock_exclusive, try_lock_exclusive
from voting.errors import NotFound
from voting.extensions import db, key_ring
from voting.ledger import notes, queries, tiles
from voting.ledger.models import Cosignature, Entry, Log, Node, SignedCheckpoint
from voting.ledger.notes import BadNote, Checkpoint
from voting.ledger.queries import Head
from voting.ledger.rules import BadWitness
from voting.ledger.tree import leaf_hash, root_of

MOST_WITNESSES = 50  # a note has at most 100 signatures (docs/SPEC.md)


def lock_number(log_id: uuid.UUID) -> int:
    """The log's advisory lock: 63 bits of its id, others than the contest's own lock takes."""
    return int.from_bytes(log_id.bytes[8:], "big") >> 1


def take_turn(log_id: uuid.UUID) -> None:
    """Be the only one to append to the log until the transaction ends."""
    lock_exclusive(db.session.connection(), lock_number(log_id))


def try_turn(log_id: uuid.UUID) -> bool:
    """The same if nobody else has the turn; False when somebody has."""
    return try_lock_exclusive(db.session.connection(), lock_number(log_id))


def open_log(*, log_id: uuid.UUID, origin: str, rehearsal: bool) -> Log:
    """The log and its key, made when there is none yet: a second announcement goes on in the same log."""
    log = queries.find_log(log_id)
    if log is None:
        public = notes.verifier_key(origin, key_ring().make_signing_key(log_id))
        log = Log(id=log_id, origin=origin, verifier_key=str(public), rehearsal=rehearsal)
        db.session.add(log)
        db.session.flush()
    return log


def append(*, log_id: uuid.UUID, leaves: Sequence[bytes], known: Head | None = None) -> Head:
    """Append `leaves`, at least one, and sign the new head. `known`: a head read before, so as to hash less now.

    Raises LedgerDamaged, or KeyProblem; then nothing is appended or signed.
    """
    take_turn(log_id)
    log = queries.get_log(log_id)
    head = queries.read_head(log_id, known)
    queries.check_end(log_id, head)
    rows = _rows(log_id, head.size, leaves)
    db.session.execute(insert(Entry), rows)
    _add_nodes(log_id, head.size, [row["leaf_hash"] for row in rows])
    for row in rows:
        head.tree.append(row["leaf_hash"])
    checkpoint = Checkpoint(log.origin, head.tree.size, head.tree.root())
    note = sign(log=log, text=str(checkpoint))
    db.session.execute(insert(SignedCheckpoint), [{"log_id": log_id, "size": checkpoint.size, "note": note}])
    return head


def discard(*, log_id: uuid.UUID) -> None:
    """Delete a rehearsal's log. The database refuses for any other."""
    take_turn(log_id)
    for table in (Cosignature, SignedCheckpoint, Node, Entry):
        db.session.execute(delete(table).where(table.log_id == log_id))
    db.session.execute(delete(Log).where(Log.id == log_id))


def witness(*, log_id: uuid.UUID, note: str, key: str) -> Checkpoint:
    """Put a witness's signature under a head of the log. `note`: that head, signed by us and by the witness.

    Raises BadWitness unless the head is ours and both signatures hold. The same once more changes nothing.
    """
    take_turn(log_id)
    log = queries.get_log(log_id)
    try:
        signer = notes.read_key(key, notes.COSIGNER)
        line = notes.read_cosignature(note, signer)
        text = notes.read_note(note, notes.read_key(log.verifier_key))
        head = notes.read_checkpoint(text)
        ours = notes.read_note(queries.get_checkpoint(log_id, head.size), notes.read_key(log.verifier_key))
    except (BadNote, NotFound) as error:
        raise BadWitness(why=str(error)) from error
    if text != ours:
        raise BadWitness(why="it is another head than the one we have signed")
    others = {found.name: found.key for found in queries.list_witnesses(log_id, limit=queries.NO_LIMIT)}
    if others.setdefault(signer.name, key) != key or len(others) > MOST_WITNESSES:
        raise BadWitness(why="there is a witness of that name with another key, or there are too many")
    known = {"log_id": log_id, "size": head.size, "witness": signer.name}
    db.session.execute(delete(Cosignature).filter_by(**known))
    db.session.execute(insert(Cosignature).values(**known, key=key, line=line))
    return head


def sign(*, log: Log, text: str) -> str:
    """A note of that text, signed by the log's key. Raises KeyProblem."""
    key = notes.read_key(log.verifier_key)
    return notes.sign(text, log.origin, key_ring().signing_key(log.id, key.public))


def _rows(log_id: uuid.UUID, start: int, leaves: Sequence[bytes]) -> list[dict[str, Any]]:
    if not leaves or max(map(len, leaves)) > tiles.LONGEST_ENTRY:
        raise ValueError("a log takes at least one entry, and none longer than two bytes can say")
    return [
        {"log_id": log_id, "number": number, "leaf": leaf, "leaf_hash": leaf_hash(leaf)}
        for number, leaf in enumerate(leaves, start)
    ]


def _add_nodes(log_id: uuid.UUID, count: int, fresh: list[bytes]) -> None:
    """Store the roots of 256 that the `fresh` hashes complete, after `count` older ones, level by level."""
    level = 0
    while fresh:
        whole, left = divmod(count, tiles.WIDTH)
        row = queries.hashes(log_id, level, whole * tiles.WIDTH, count) + fresh if left else fresh
        roots = [root_of(row[at : at + tiles.WIDTH]) for at in range(0, len(row) - tiles.WIDTH + 1, tiles.WIDTH)]
        level, count, fresh = level + 1, whole, roots
        if roots:
            nodes = [
                {"log_id": log_id, "level": level, "number": number, "hash": root}
                for number, root in enumerate(roots, whole)
            ]
            db.session.execute(insert(Node), nodes)
