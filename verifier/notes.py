"""Signed notes, checkpoints and keys: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature. SPEC.md, section 2."""

import base64
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from verifier.strict import Refused, quote, read_base64, read_decimal, read_hash

CONTEST_KEY = 0x01  # Ed25519, c2sp.org/signed-note
WITNESS_KEY = 0x04  # cosignature/v1, c2sp.org/tlog-cosignature
MAX_NOTE = 65_535
MAX_SIGNATURES = 100

NAME = re.compile(r"[!-*,-~]{1,255}")  # visible ASCII without the plus sign
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")
SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)")


class Signature(NamedTuple):
    name: str
    key_id: bytes
    data: bytes


class Note(NamedTuple):
    text: bytes
    signatures: tuple[Signature, ...]


class Checkpoint(NamedTuple):
    size: int
    root: bytes
    note: Note


@dataclass(frozen=True)
class Key:
    """A public key with the name it signs under."""

    name: str
    kind: int
    raw: bytes
    public: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", Ed25519PublicKey.from_public_bytes(self.raw))

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:4]

    @property
    def written(self) -> str:
        encoded = base64.b64encode(bytes([self.kind]) + self.raw).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Ed25519, RFC 8032."""
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_key(text: str, kind: int) -> Key:
    """A key written `name+id+base64(type || public key)`; the id must be the one of that name and key."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    if not NAME.fullmatch(name):
        raise Refused(f"the name of a key cannot be {quote(name)}")
    data = read_base64(encoded, "key")
    if len(data) != 33 or data[0] != kind:
        raise Refused("not a key of this kind")
    key = Key(name, kind, data[1:])
    if key.key_id.hex() != key_id:
        raise Refused("the key's id is not the one of its name and bytes")
    return key


def read_note(data: bytes) -> Note:
    """The text and all signature lines; whether a signature holds is for `check_signed` to say."""
    return join_note(*data.rpartition(b"\n\n")[::2])


def join_note(text: bytes, signatures: bytes) -> Note:
    """A note from what stands before and behind its empty line."""
    if not text or CONTROL.search(text) or not signatures.endswith(b"\n"):
        raise Refused("not a signed note")
    try:
        text.decode()
        lines = signatures.decode()[:-1].split("\n")
    except UnicodeDecodeError:
        raise Refused("a signed note is not UTF-8") from None
    if len(lines) > MAX_SIGNATURES:
        raise Refused("a signed note has too many signatures")
    return Note(text + b"\n", tuple(map(_read_signature, lines)))


def _read_signature(line: str) -> Signature:
    match = SIGNATURE.fullmatch(line)
    if not match:
        raise Refused(f"not a signature line: {quote(line)}")
    data = read_base64(match[2], "signature line")
    if len(data) <= 4:
        raise Refused("a signature line without a signature")
    return Signature(match[1], data[:4], data[4:])


def signatures_by(note: Note, key: Key) -> list[bytes]:
    return [s.data for s in note.signatures if s.name == key.name and s.key_id == key.key_id]


def check_signed(note: Note, key: Key) -> None:
    """The key has signed the note, and no line in its name is false."""
    found = signatures_by(note, key)
    if not found:
        raise Refused("not signed by the contest's key")
    if not all(key.signed(note.text, signature) for signature in found):
        raise Refused("a signature by the contest's key does not hold")


def cosigned(note: Note, witness: Key) -> bool | None:
    """Has the witness signed (c2sp.org/tlog-cosignature)? None if no line bears its name and id."""
    found = signatures_by(note, witness)
    return all(_cosignature_holds(note, witness, signature) for signature in found) if found else None


def _cosignature_holds(note: Note, witness: Key, signature: bytes) -> bool:
    seconds = int.from_bytes(signature[:8])
    message = b"cosignature/v1\ntime %d\n" % seconds + note.text
    return len(signature) == 72 and witness.signed(message, signature[8:])


def read_checkpoint(note: Note, key: Key) -> Checkpoint:
    """A checkpoint of the key's log, signed by it: origin, size and root, and no further lines."""
    lines = note.text.decode().split("\n")
    if len(lines) != 4:
        raise Refused("a checkpoint must have exactly three lines")
    if lines[0] != key.name:
        raise Refused(f"a checkpoint of another origin: {quote(lines[0])}")
    root = read_hash(lines[2], "a checkpoint's root")
    check_signed(note, key)
    return Checkpoint(read_decimal(lines[1], "a checkpoint's size"), root, note)
