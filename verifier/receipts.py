"""Receipts: promises, proofs, and old checkpoints. SPEC.md, section 5; check V12."""

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.count import commit, commitment_start
from verifier.log import Log, read_entry
from verifier.merkle import inclusion_root, leaf_hash
from verifier.notes import Checkpoint, Key, check_signed, read_checkpoint, read_note
from verifier.strict import Refused, quote, read_base64, read_decimal, read_hash

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PROMISE = b"vote/v1 receipt\n"
PROOF = b"c2sp.org/tlog-proof@v1\n"
MAX_RECEIPT = 131_072
MAX_PATH = 64


def receipt_number(c: bytes) -> str:
    """The first 120 bits of the commitment, to be read aloud."""
    bits = int.from_bytes(c[:15])
    text = "".join(CROCKFORD[bits >> shift & 31] for shift in range(115, -1, -5))
    return "-".join(text[start : start + 4] for start in range(0, 24, 4))


@dataclass(frozen=True)
class Receipt:
    """What a receipt states: a commitment, or a checkpoint, or that an entry (`index`) is under a checkpoint."""

    commitment: bytes | None = None
    checkpoint: Checkpoint | None = None
    index: int | None = None
    path: tuple[bytes, ...] = ()
    extra: bytes | None = None  # salt || nonce


def read_receipt(data: bytes, key: Key) -> Receipt:
    """A promise, a proof, or a bare signed checkpoint; all signatures hold."""
    if len(data) > MAX_RECEIPT:
        raise Refused("too long for a receipt")
    head, gap, note = data.partition(b"\n\n")
    if data.startswith(PROMISE) and gap:
        return _read_promise(_header(head), note, key)
    if data.startswith(PROOF) and gap:
        return _read_proof(_header(head), note, key)
    return Receipt(checkpoint=read_checkpoint(read_note(data), key))


def _header(head: bytes) -> list[str]:
    try:
        return head.decode("ascii").split("\n")[1:]
    except UnicodeDecodeError:
        raise Refused("other characters than ASCII above the empty line") from None


def _read_extra(lines: list[str]) -> bytes | None:
    """Takes the line away that holds salt and nonce, if there is one."""
    if not lines or not lines[0].startswith("extra "):
        return None
    extra = read_base64(lines.pop(0).removeprefix("extra "), "extra")
    if len(extra) != 48:
        raise Refused("'extra' must be 32 bytes of salt and 16 of nonce")
    return extra


def _read_promise(lines: list[str], data: bytes, key: Key) -> Receipt:
    extra, note = _read_extra(lines), read_note(data)
    check_signed(note, key)
    text = note.text.decode().split("\n")
    if lines or len(text) != 4 or text[0] != "vote/v1 promise":
        raise Refused("not a promise")
    if text[1] != key.name:
        raise Refused(f"a promise of another origin: {quote(text[1])}")
    return Receipt(commitment=read_hash(text[2], "the promise's commitment"), extra=extra)


def _read_proof(lines: list[str], data: bytes, key: Key) -> Receipt:
    extra = _read_extra(lines)
    if not lines or not lines[0].startswith("index ") or len(lines) > MAX_PATH:
        raise Refused("not a proof: no index, or too long a path")
    path = tuple(read_base64(line, "the proof's path") for line in lines[1:])
    if any(len(item) != 32 for item in path):
        raise Refused("the proof's path must consist of hashes")
    checkpoint = read_checkpoint(read_note(data), key)
    index = read_decimal(lines[0].removeprefix("index "), "the proof's index")
    return Receipt(checkpoint=checkpoint, index=index, path=path, extra=extra)


def check_receipt(
    receipt: Receipt, log: Log, roots: Mapping[int, bytes], lines: Mapping[int, bytes], voided: Mapping[bytes, str]
) -> str:
    """V12: it lies on the published history. `roots` by size and `lines` by number hold what the receipts name."""
    if receipt.checkpoint:
        _check_checkpoint(receipt.checkpoint, log, roots)
    if receipt.checkpoint and receipt.index is None:
        return f"the checkpoint of size {receipt.checkpoint.size} is the beginning of this log"
    c = receipt.commitment if receipt.commitment else _proved(receipt, lines)
    number = receipt_number(c)
    if c not in log.commitments:
        raise Refused(f"ballot {number} was promised and is not in the log")
    if receipt.extra:
        _check_extra(receipt.extra, c, log)
    status = "replaced by its voter" if c in log.superseded else f"voided: {voided[c]}" if c in voided else "counted"
    return f"ballot {number} is entry {log.commitments[c]}, {status}"


def _check_checkpoint(checkpoint: Checkpoint, log: Log, roots: Mapping[int, bytes]) -> None:
    if checkpoint.size > log.size:
        raise Refused(f"a signed checkpoint is of size {checkpoint.size}, this log of size {log.size}: it was cut")
    if roots[checkpoint.size] != checkpoint.root:
        raise Refused(f"the log was rewritten: at size {checkpoint.size} another root was signed")


def _proved(receipt: Receipt, lines: Mapping[int, bytes]) -> bytes:
    """The commitment of the ballot which the path leads from."""
    if receipt.checkpoint is None or receipt.index is None or receipt.index >= receipt.checkpoint.size:
        raise Refused("the proof's index is outside its checkpoint")
    line, checkpoint = lines[receipt.index], receipt.checkpoint
    if inclusion_root(leaf_hash(line), receipt.index, checkpoint.size, receipt.path) != checkpoint.root:
        raise Refused(f"the proof's path does not lead from entry {receipt.index} to the root")
    entry = read_entry(line, f"entry {receipt.index}")
    if entry["type"] != "ballot":
        raise Refused(f"entry {receipt.index} is not a ballot")
    return bytes.fromhex(entry["c"])


def _check_extra(extra: bytes, c: bytes, log: Log) -> None:
    """Salt and nonce give the commitment with a nominee. As the opening does too, both are then the same."""
    told = log.announcement
    starts = (commitment_start(told["contest"], choice) for choice in told["nominees"])
    if not any(commit(start, extra[:32], extra[32:]) == c for start in starts):
        raise Refused(f"salt and nonce do not give ballot {receipt_number(c)}")
