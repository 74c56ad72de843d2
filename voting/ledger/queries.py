"""Reading a log: its head, recomputed from the stored bytes, and proofs and tiles from it."""

import copy
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, select

from voting.errors import N_, DomainError, NotFound
from voting.extensions import db, key_ring
from voting.keys import KeyProblem
from voting.ledger import notes, tiles
from voting.ledger.models import Cosignature, Entry, Log, Node, SignedCheckpoint
from voting.ledger.notes import BadNote, Checkpoint, Proof
from voting.ledger.tree import Frontier, leaf_hash, path_from, root_from_inclusion
from voting.reading import by_pages

ROWS = 5000  # fetched at a time
FEW = 10


class LedgerDamaged(DomainError):
    """Stored bytes do not fit what was signed. Nothing more may be signed: it would vouch for the change."""

    status = 503
    title = N_("The public log is damaged")
    message = N_("At entry %(number)s the public log does not match what was signed. Nothing has been changed.")
    todo = N_("Stop the service, keep the database as it is, and compare it with a backup.")


@dataclass(frozen=True)
class Head:
    """The first `size` entries of a log: their bytes were read and hashed, and fit a signed checkpoint."""

    tree: Frontier

    @property
    def size(self) -> int:
        return self.tree.size


_LAST = (
    select(SignedCheckpoint.note)
    .where(SignedCheckpoint.log_id == bindparam("log"), SignedCheckpoint.size <= bindparam("limit"))
    .order_by(SignedCheckpoint.size.desc())
    .limit(1)
)
_LEAVES = (
    select(Entry.number, Entry.leaf, Entry.leaf_hash)
    .where(Entry.log_id == bindparam("log"), Entry.number >= bindparam("start"), Entry.number < bindparam("end"))
    .order_by(Entry.number)
    .execution_options(yield_per=ROWS)
)
NO_LIMIT = 2**31 - 1


def find_log(log_id: uuid.UUID) -> Log | None:
    return db.session.get(Log, log_id)


def get_log(log_id: uuid.UUID) -> Log:
    """Raises NotFound while nothing has been announced."""
    log = find_log(log_id)
    if log is None:
        raise NotFound
    return log


def last_checkpoint(log_id: uuid.UUID, *, limit: int = NO_LIMIT) -> str | None:
    """The newest signed note of a log, or the newest one that covers at most `limit` entries."""
    return db.session.scalar(_LAST, {"log": log_id, "limit": limit})


def can_sign(log_id: uuid.UUID) -> bool:
    """Whether the key that signs the log is in place."""
    try:
        return bool(key_ring().signing_key(log_id, notes.read_key(get_log(log_id).verifier_key).public))
    except (KeyProblem, NotFound):
        return False


def find_size(log_id: uuid.UUID) -> int:
    """How many entries are signed."""
    return db.session.scalar(select(func.max(SignedCheckpoint.size)).where(SignedCheckpoint.log_id == log_id)) or 0


def read_head(log_id: uuid.UUID, known: Head | None = None) -> Head:
    """Hash every entry that is signed (those after `known`, if it is given) and compare with the last checkpoint.

    Raises LedgerDamaged with the number of the first entry that is missing or has changed; where the entries agree
    with their own hashes and not with the checkpoint, with the number at which the checkpoint ends. The checkpoint is
    read first: what others append meanwhile is left for the next time.
    """
    tree = copy.deepcopy(known.tree) if known else Frontier()
    note = last_checkpoint(log_id)
    signed = _signed(get_log(log_id), note) if note else Checkpoint("", 0, Frontier().root())
    with db.session.execute(_LEAVES, {"log": log_id, "start": tree.size, "end": signed.size}) as rows:
        for number, leaf, stored_hash in rows:
            fresh = leaf_hash(leaf)
            if number != tree.size or fresh != stored_hash:
                raise LedgerDamaged(number=min(number, tree.size))
            tree.append(fresh)
    if (signed.size, signed.root) != (tree.size, tree.root()):
        raise LedgerDamaged(number=min(signed.size, tree.size))
    return Head(tree)


def _signed(log: Log, note: str) -> Checkpoint:
    try:
        return notes.read_checkpoint(notes.read_note(note, notes.read_key(log.verifier_key)))
    except BadNote as error:
        raise LedgerDamaged(number="?") from error


def hashes(log_id: uuid.UUID, level: int, start: int, end: int) -> list[bytes]:
    """The hashes numbered `start` up to `end` of a level: 0 the entries, 1 each 256 of them, 2 each 65,536, …"""
    if level == 0:
        wanted = select(Entry.leaf_hash).where(Entry.log_id == log_id, Entry.number >= start, Entry.number < end)
        return list(db.session.scalars(wanted.order_by(Entry.number)))
    nodes = select(Node.hash).where(Node.log_id == log_id, Node.level == level, Node.number >= start, Node.number < end)
    return list(db.session.scalars(nodes.order_by(Node.number)))


def tile(log_id: uuid.UUID, level: int, index: int, width: int, *, size: int) -> bytes:
    """A tile of hashes of the log as it was at `size` entries. Raises NotFound for one that it did not have."""
    if not 0 < width <= tiles.width_at(level, index, size):
        raise NotFound
    start = index * tiles.WIDTH
    return b"".join(hashes(log_id, level, start, start + width))


def entry_tile(log_id: uuid.UUID, index: int, width: int, *, size: int) -> bytes:
    """A tile of entries, each with its length in front. Raises NotFound for one that the log did not have at `size`."""
    if not 0 < width <= tiles.width_at(0, index, size):
        raise NotFound
    start = index * tiles.WIDTH
    wanted = select(Entry.leaf).where(Entry.log_id == log_id, Entry.number >= start, Entry.number < start + width)
    return tiles.entry_bundle(list(db.session.scalars(wanted.order_by(Entry.number))))


def prove(log_id: uuid.UUID, number: int, *, extra: bytes = b"", limit: int = NO_LIMIT) -> Proof:
    """That entry `number` lies in the log, under the newest checkpoint of at most `limit` entries.

    Raises NotFound for an entry beyond it, LedgerDamaged rather than handing out a proof that proves nothing.
    """
    note = last_checkpoint(log_id, limit=limit)
    signed = _signed(get_log(log_id), note) if note else None
    if note is None or signed is None or number >= signed.size:
        raise NotFound
    path = path_from(partial(hashes, log_id), number, signed.size)
    leaf = hashes(log_id, 0, number, number + 1)
    if not leaf or root_from_inclusion(leaf[0], number, signed.size, path) != signed.root:
        raise LedgerDamaged(number=number)
    return Proof(number, path, note, extra)


def check_end(log_id: uuid.UUID, head: Head) -> None:
    """Raises LedgerDamaged if an entry lies behind the signed ones. For whoever holds the log's turn."""
    behind = select(Entry.number).where(Entry.log_id == log_id, Entry.number >= head.size).limit(1)
    number = db.session.scalar(behind)
    if number is not None:
        raise LedgerDamaged(number=number)


def find_last(log_id: uuid.UUID, *, kind: str) -> tuple[int, dict[str, Any]]:
    """The newest entry of a type, by number and content. Reads backwards: for acts after the ballots."""
    backwards = select(Entry.number, Entry.leaf).where(Entry.log_id == log_id).order_by(Entry.number.desc())
    with db.session.execute(backwards.execution_options(yield_per=FEW)) as rows:
        for row in rows:
            entry: dict[str, Any] = json.loads(row.leaf)
            if entry["type"] == kind:
                return row.number, entry
    raise NotFound


def find_announcement(log_id: uuid.UUID) -> tuple[int, dict[str, Any]]:
    """The announcement that holds, by number: the last one before the first ballot. Raises NotFound."""
    found: tuple[int, dict[str, Any]] | None = None
    forwards = select(Entry.number, Entry.leaf).where(Entry.log_id == log_id).order_by(Entry.number)
    with db.session.execute(forwards.execution_options(yield_per=FEW)) as rows:
        for row in rows:
            entry: dict[str, Any] = json.loads(row.leaf)
            if entry["type"] == "announce":
                found = row.number, entry
            elif entry["type"] in ("ballot", "close"):
                break
    if found is None:
        raise NotFound
    return found


def iterate_entries(log_id: uuid.UUID) -> Iterator[bytes]:
    """Every entry's bytes, in order."""
    leaves = select(Entry.number, Entry.leaf).where(Entry.log_id == log_id)
    return (row.leaf for row in by_pages(leaves, Entry.number))


def iterate_checkpoints(log_id: uuid.UUID) -> Iterator[str]:
    """Every signed head, oldest first, with the signatures of its witnesses."""
    notes_of = select(SignedCheckpoint.size, SignedCheckpoint.note).where(SignedCheckpoint.log_id == log_id)
    lines = _cosignatures(log_id)
    return (row.note + lines.get(row.size, "") for row in by_pages(notes_of, SignedCheckpoint.size))


def witnessed_checkpoint(log_id: uuid.UUID, *, limit: int) -> str:
    """The newest signed head that covers at most `limit` entries, with the signatures of its witnesses."""
    note = last_checkpoint(log_id, limit=limit)
    signed = _signed(get_log(log_id), note) if note else None
    return note + _cosignatures(log_id).get(signed.size, "") if note and signed else ""


@dataclass(frozen=True)
class Witness:
    """Somebody else who has signed a log's heads, the last one at `size`."""

    name: str
    key: str
    size: int


def list_witnesses(log_id: uuid.UUID, *, limit: int) -> list[Witness]:
    """Who has signed heads of at most `limit` entries besides us."""
    columns = (Cosignature.witness, Cosignature.key, func.max(Cosignature.size))
    found = select(*columns).where(Cosignature.log_id == log_id, Cosignature.size <= limit)
    rows = db.session.execute(found.group_by(Cosignature.witness, Cosignature.key).order_by(Cosignature.witness))
    return [Witness(*row) for row in rows]


def get_checkpoint(log_id: uuid.UUID, size: int) -> str:
    """The signed head of that size, without its witnesses. Raises NotFound."""
    note = db.session.scalar(
        select(SignedCheckpoint.note).where(SignedCheckpoint.log_id == log_id, SignedCheckpoint.size == size)
    )
    if note is None:
        raise NotFound
    return note


def _cosignatures(log_id: uuid.UUID) -> dict[int, str]:
    """The witnesses' lines under each head, by its size."""
    lines: dict[int, str] = {}
    found = select(Cosignature.size, Cosignature.line).where(Cosignature.log_id == log_id)
    for size, line in db.session.execute(found.order_by(Cosignature.size, Cosignature.witness)):
        lines[size] = lines.get(size, "") + line + "\n"
    return lines
