"""Signed notes, checkpoints and proofs, in the formats of C2SP that other people's tools read.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature and c2sp.org/tlog-proof. Signatures
are Ed25519 (RFC 8032).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voting.ledger.tree import HASH_BYTES

ED25519 = b"\x01"
COSIGNER = b"\x04"  # a witness's key, with which it signs an instant and a checkpoint together
ID_BYTES = 4
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(r"[!-*,-~]{1,255}")  # what can be read aloud, without a plus
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(Exception):
    """A note, checkpoint or proof that is not one, or whose signature does not hold."""


@dataclass(frozen=True)
class VerifierKey:
    """Whose signature counts: a name and an Ed25519 public key of 32 bytes."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def id(self) -> bytes:
        """The 4 bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(self.kind + self.public)}"


def read_key(text: str, kind: bytes = ED25519) -> VerifierKey:
    """A key as it is published: `name+id+base64`. Raises BadNote."""
    name, _, rest = text.partition("+")
    written_id, _, encoded = rest.partition("+")
    material = _bytes(encoded)
    key = VerifierKey(name, material[1:], kind)
    if not _NAME.fullmatch(name) or material[:1] != kind or len(key.public) != 32:
        raise BadNote("this is not an Ed25519 key of the kind that is needed here")
    if written_id != key.id.hex():
        raise BadNote("the key and its number do not belong together")
    return key


def verifier_key(name: str, private: Ed25519PrivateKey) -> VerifierKey:
    """What others need to check the signatures that `private` makes under `name`."""
    return VerifierKey(name, private.public_key().public_bytes_raw())


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The note: `text`, which ends with a line break, and one signature by `name`. Raises BadNote for other texts."""
    _check_text(text)
    signature = verifier_key(name, private).id + private.sign(text.encode())
    return f"{text}\n— {name} {_base64(signature)}\n"


def read_note(note: str, key: VerifierKey) -> str:
    """The text of a note that `key` has signed. Signatures of others are passed over. Raises BadNote."""
    text, signatures = _take_apart(note, key)
    if not signatures:
        raise BadNote(f"{key.name} has not signed this note")
    for _, signature in signatures:
        _check(key, signature, text.encode())
    return text


def read_cosignature(note: str, witness: VerifierKey) -> str:
    """The line by which a witness has signed a note. Raises BadNote unless there is one, and it holds."""
    text, signatures = _take_apart(note, witness)
    if len(signatures) != 1:
        raise BadNote(f"{witness.name} has not signed this note once")
    line, signature = signatures[0]
    seconds, signed = int.from_bytes(signature[:8], "big"), signature[8:]
    _check(witness, signed, f"cosignature/v1\ntime {seconds}\n{text}".encode())
    return line


def _take_apart(note: str, key: VerifierKey) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and what it has in the name of `key`: each line, and the signature in it."""
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    if not separator or not signatures.endswith("\n"):
        raise BadNote("this is not a signed note")
    _check_text(text)
    found = []
    for line in signatures[:-1].split("\n"):
        match = _SIGNATURE.fullmatch(line)
        signature = _bytes(match[2]) if match else b""
        if not match or len(signature) <= ID_BYTES:
            raise BadNote("a line of signature is malformed")
        if (match[1], signature[:ID_BYTES]) == (key.name, key.id):
            found.append((line, signature[ID_BYTES:]))
    return text, found


def _check(key: VerifierKey, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise BadNote("the signature does not hold") from error


def _check_text(text: str) -> None:
    if not text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise BadNote("a note is lines of text without control characters")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: `size` leaves under `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The text of a checkpoint, without extension lines, as we write them. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _NUMBER.fullmatch(lines[1]):
        raise BadNote("this is not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), _hash(lines[2]))


@dataclass(frozen=True)
class Proof:
    """That a leaf lies at `index` (from 0) under a checkpoint: its audit path, and the signed note, word for word.

    `extra` is for the application and proves nothing.
    """

    index: int
    path: Sequence[bytes]
    checkpoint: str
    extra: bytes = b""

    def __str__(self) -> str:
        lines = [PROOF_HEADER, *([f"extra {_base64(self.extra)}"] if self.extra else []), f"index {self.index}"]
        return "\n".join([*lines, *map(_base64, self.path), "", self.checkpoint])


def read_proof(text: str) -> Proof:
    """A proof as it is written above. Raises BadNote."""
    head, separator, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _bytes(lines.pop(0).removeprefix("extra "))
    index = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
    if header != PROOF_HEADER or not separator or not _NUMBER.fullmatch(index):
        raise BadNote("this is not a proof")
    return Proof(int(index), [_hash(line) for line in lines], checkpoint, extra)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(encoded: str) -> bytes:
    """Strictly: one spelling for each value."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("this is not base64") from error
    if _base64(raw) != encoded:
        raise BadNote("this is not base64")
    return raw


def _hash(encoded: str) -> bytes:
    raw = _bytes(encoded)
    if len(raw) != HASH_BYTES:
        raise BadNote("this is not a hash")
    return raw
