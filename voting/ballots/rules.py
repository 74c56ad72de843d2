"""What a ballot is: whose it is without saying who, what it commits to, and the number on its receipt."""

import base64
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from voting.errors import N_, BadInput, DomainError
from voting.ledger.rules import digest_of, leaf

NONCE_BYTES = 16
SALT_BYTES = 32
QUEUE_KEY_BYTES = 16
SIGNAL_BYTES = 16
COMMITMENT_BYTES = 32
LABEL_BYTES = 15  # of a commitment, in its receipt number
RECEIPT_LENGTH = 24
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")


class Fate(StrEnum):
    """What has become of a receipt number."""

    WAITING = "waiting"  # recorded, and not in the public log yet
    RECORDED = "recorded"
    REPLACED = "replaced"
    VOIDED = "voided"  # left out of the count, for a reason
    NEAR = "near"  # nobody's, but a slip away from somebody's
    UNKNOWN = "unknown"


class Age(StrEnum):
    """How old an account was when it voted, coarsely."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    OLDER = "older"


class Pace(StrEnum):
    """How soon after typing its code a voter cast the ballot, coarsely."""

    SECONDS = "seconds"
    MINUTE = "minute"
    MINUTES = "minutes"
    LATER = "later"


_AGES = ((timedelta(hours=1), Age.HOUR), (timedelta(days=1), Age.DAY), (timedelta(days=30), Age.MONTH))
_PACES = (
    (timedelta(seconds=15), Pace.SECONDS),
    (timedelta(minutes=1), Pace.MINUTE),
    (timedelta(minutes=10), Pace.MINUTES),
)


@dataclass(frozen=True)
class Manner:
    """How a ballot came, as the view that takes it sees it. Nothing of the choice."""

    network: str
    domain: str  # of the mail address, as registered
    domain_kind: str
    family: str  # the mailbox without what is varied most easily
    age: Age
    pace: Pace
    day: date


@dataclass(frozen=True)
class Signals:
    """How a ballot came, as it is kept until certification: nothing of it can be read without the contest's key."""

    network: bytes
    domain: bytes
    family: bytes
    haste: bytes  # the network, if the ballot was hasty; else chance
    sealed: bytes


@dataclass(frozen=True)
class Coarse:
    """What is sealed of a ballot's manner, opened again."""

    domain: str
    domain_kind: str
    age: Age
    pace: Pace
    day: date


class BadReceipt(BadInput):
    """What was typed cannot be a receipt number."""


class StrangeSymbol(BadReceipt):
    message = N_("“%(symbol)s” does not occur in receipt numbers. Compare with your receipt.")


class WrongLength(BadReceipt):
    message = N_(
        "A receipt number has %(length)s letters and digits. You have typed %(typed)s. Compare with your receipt."
    )


class BadNonce(BadInput):
    """The review form came without the random value that makes a second click the same ballot."""


class LinkDestroyed(DomainError):
    status = 410
    title = N_("We no longer know which vote is yours")
    message = N_("The result is certified, and the link between voters and votes has been deleted.")
    todo = N_("Look up your receipt number on the page “Is my vote counted?”.")


class NoChangesLeft(DomainError):
    title = N_("Your vote can no longer be changed")
    message = N_("It has been changed as often as the rules allow. The vote you cast last counts.")
    todo = N_("You need not do anything more.")


def pseudonym_of(key: bytes, account: uuid.UUID) -> bytes:
    """The voter in one contest: HMAC-SHA256 (32 bytes) of the account's id under the contest's own key."""
    return hmac.new(key, account.bytes, hashlib.sha256).digest()


def signal_key(key: bytes, use: str) -> bytes:
    """A key for a contest's signals, 32 bytes from the contest's own: they are destroyed at once. For `keyed` the use
    is "hash", for sealing "seal".
    """
    return hmac.new(key, f"vote/v1 signals {use}".encode(), hashlib.sha256).digest()


def keyed(key: bytes, signal: str, value: str) -> bytes:
    """A signal by which ballots are compared: 16 bytes, equal for equal values of one contest."""
    return hmac.new(key, f"{signal}\0{value}".encode(), hashlib.sha256).digest()[:SIGNAL_BYTES]


def is_hasty(manner: Manner) -> bool:
    """A new account that voted faster than people read."""
    return manner.age is Age.HOUR and manner.pace is Pace.SECONDS


def write_coarse(manner: Manner) -> bytes:
    """What is sealed, padded so that its length does not tell the domain."""
    values = {name: str(getattr(manner, name)) for name in ("domain", "domain_kind", "age", "pace", "day")}
    text = json.dumps(values)
    return text.ljust(-(-len(text) // 64) * 64).encode()


def read_coarse(text: bytes) -> Coarse:
    values = json.loads(text)
    age, pace, day = Age(values["age"]), Pace(values["pace"]), date.fromisoformat(values["day"])
    return Coarse(values["domain"], values["domain_kind"], age, pace, day)


def age_of(since: timedelta) -> Age:
    return next((age for limit, age in _AGES if since < limit), Age.OLDER)


def pace_of(since: timedelta) -> Pace:
    return next((pace for limit, pace in _PACES if since < limit), Pace.LATER)


def read_nonce(typed: str) -> bytes:
    """16 bytes from 32 hexadecimal digits. Raises BadNonce."""
    if not re.fullmatch(r"[0-9a-f]{32}", typed):
        raise BadNonce
    return bytes.fromhex(typed)


def commitment(*, contest: uuid.UUID, choice: str, salt: bytes, nonce: bytes) -> bytes:
    """SHA-256 over the contest, the choice, our salt and the voter's nonce: 32 bytes (docs/SPEC.md, section 4).

    The nonce keeps us from showing one commitment to two voters.
    """
    return digest_of(b"vote/v1 commit", contest.bytes, choice.encode(), salt, nonce)


def entry(commitment: bytes, replaced: bytes | None) -> bytes:
    """A ballot's entry in the public log."""
    sup = {"sup": replaced.hex()} if replaced else {}
    return leaf("ballot", c=commitment.hex(), **sup)


def promise(origin: str, commitment: bytes) -> str:
    """What we sign at once: that a ballot with this commitment is recorded (docs/SPEC.md, section 5)."""
    return f"vote/v1 promise\n{origin}\n{base64.b64encode(commitment).decode()}\n"


def promise_file(note: str, extra: bytes) -> str:
    """The file that a voter gets until the ballot is in the public log. `extra`: salt and nonce, or nothing."""
    line = f"extra {base64.b64encode(extra).decode()}\n" if extra else ""
    return f"vote/v1 receipt\n{line}\n{note}"


def receipt_number(commitment: bytes) -> str:
    """The first 120 bits of a commitment in Crockford's base 32: `K7QF-2M9D-…`, six groups that can be read aloud."""
    text = "".join(_CROCKFORD[symbol] for symbol in _symbols(commitment[:LABEL_BYTES]))
    return "-".join(text[at : at + 4] for at in range(0, RECEIPT_LENGTH, 4))


def read_receipt(typed: str) -> bytes:
    """The 15 bytes that a receipt number says of its commitment, however it was typed. Raises BadReceipt."""
    text = re.sub(r"[\s\-–—_.]", "", typed).upper().translate(_LOOKALIKES)
    strange = [symbol for symbol in text if symbol not in _CROCKFORD]
    if strange:
        raise StrangeSymbol(symbol=strange[0])
    if len(text) != RECEIPT_LENGTH:
        raise WrongLength(length=RECEIPT_LENGTH, typed=len(text))
    return _label([_CROCKFORD.index(symbol) for symbol in text])


def _symbols(label: bytes) -> list[int]:
    """The 24 numbers below 32 that a label's 120 bits are."""
    bits = int.from_bytes(label, "big")
    return [bits >> shift & 31 for shift in range(115, -1, -5)]


def _label(symbols: Sequence[int]) -> bytes:
    bits = 0
    for symbol in symbols:
        bits = bits << 5 | symbol
    return bits.to_bytes(LABEL_BYTES, "big")


def near_misses(label: bytes) -> list[bytes]:
    """The labels of all receipt numbers that differ in one symbol, or in two neighbours that have changed places."""
    symbols = _symbols(label)
    found = set()
    for at in range(RECEIPT_LENGTH):
        for other in range(32):
            found.add(_label([*symbols[:at], other, *symbols[at + 1 :]]))
        found.add(_label([*symbols[:at], *symbols[at : at + 2][::-1], *symbols[at + 2 :]]))
    return sorted(found - {label})
