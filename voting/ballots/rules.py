"""What a ballot is: whose it is without saying who, what it commits to, and the number on its receipt."""

import hashlib
import hmac
import re
import uuid

from voting.contests.rules import leaf
from voting.errors import N_, BadInput, DomainError

NONCE_BYTES = 16
SALT_BYTES = 32
QUEUE_KEY_BYTES = 16
RECEIPT_LENGTH = 24
_COMMIT = b"vote/v1 commit"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class BadNonce(BadInput):
    """The review form came without the random value that makes a second click the same ballot."""


class NoChangesLeft(DomainError):
    title = N_("Your vote can no longer be changed")
    message = N_("It has been changed as often as the rules allow. The vote you cast last counts.")
    todo = N_("You need not do anything more.")


def pseudonym_of(key: bytes, account: uuid.UUID) -> bytes:
    """The voter in one contest: HMAC-SHA256 (32 bytes) of the account's id under the contest's own key."""
    return hmac.new(key, account.bytes, hashlib.sha256).digest()


def read_nonce(typed: str) -> bytes:
    """16 bytes from 32 hexadecimal digits. Raises BadNonce."""
    if not re.fullmatch(r"[0-9a-f]{32}", typed):
        raise BadNonce
    return bytes.fromhex(typed)


def commitment(*, contest: uuid.UUID, choice: str, salt: bytes, nonce: bytes) -> bytes:
    """SHA-256 over the contest, the choice, our salt and the voter's nonce, each with its length in front (4 bytes).

    The lengths keep two different ballots from being the same bytes; the nonce keeps us from showing one commitment to
    two voters.
    """
    digest = hashlib.sha256(_COMMIT)
    for field in (contest.bytes, choice.encode(), salt, nonce):
        digest.update(len(field).to_bytes(4, "big") + field)
    return digest.digest()


def entry(commitment: bytes, replaced: bytes | None) -> bytes:
    """A ballot's entry in the public log."""
    sup = {"sup": replaced.hex()} if replaced else {}
    return leaf("ballot", c=commitment.hex(), **sup)


def receipt_number(commitment: bytes) -> str:
    """The first 120 bits of a commitment in Crockford's base 32: `K7QF-2M9D-…`, six groups that can be read aloud."""
    bits = int.from_bytes(commitment[:15], "big")
    symbols = [_CROCKFORD[bits >> shift & 31] for shift in range(115, -1, -5)]
    text = "".join(symbols)
    return "-".join(text[at : at + 4] for at in range(0, RECEIPT_LENGTH, 4))
