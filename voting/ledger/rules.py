"""What an entry of the public log looks like, and how it holds what must not be read in it (docs/SPEC.md)."""

import hashlib
import json
from datetime import UTC, datetime

from voting.errors import N_, DomainError

NOTE_SALT_BYTES = 16


class BadWitness(DomainError):
    """What was given is not a head of this log that a witness has signed. For the operator's eyes."""

    status = 422
    message = N_("This is not a head of the public log with the witness's signature: %(why)s.")


def leaf(kind: str, **fields: object) -> bytes:
    """An entry of the public log as it is stored for ever: JSON in ASCII, fields sorted, no spaces (docs/SPEC.md)."""
    return json.dumps({"type": kind, **fields}, sort_keys=True, separators=(",", ":")).encode("ascii")


def instant_text(at: datetime) -> str:
    """An instant as the public log writes it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def note_digest(salt: bytes, text: str) -> str:
    """What the public log holds of a reason in free text: proof that it was not changed later, and no personal data."""
    return digest_of(b"vote/v1 note", salt, text.encode()).hex()


def digest_of(tag: bytes, *fields: bytes) -> bytes:
    """SHA-256 over a tag and the fields, each with its length in front (4 bytes, big end first).

    The lengths keep different fields from being the same bytes.
    """
    digest = hashlib.sha256(tag)
    for field in fields:
        digest.update(len(field).to_bytes(4, "big") + field)
    return digest.digest()
