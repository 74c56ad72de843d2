"""The key directory: the only secrets of an installation, kept outside the database and its backups.

`app.key` is one random secret from which every other application key is derived (HKDF, RFC 5869), so that there is one
thing to keep and nothing to mix up. `contests/<uuid>.key` links a contest's voters to its ballots, and
`contests/<uuid>.sign` signs its public log; both are destroyed when the count is final. Nothing
here ever makes a new key in place of a missing one while a check value remembers the old one.
"""

import hashlib
import hmac
import os
import secrets
import stat
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyProblem(Exception):
    """A key is missing, readable by others or not the one that the database remembers. For the operator's eyes."""


@dataclass(frozen=True)
class KeyRing:
    """The application keys, derived once at start, and the directory with the contests' keys."""

    directory: Path
    secret: bytes = field(repr=False)
    address: bytes = field(repr=False)
    code: bytes = field(repr=False)
    csrf: bytes = field(repr=False)
    _seal: AESGCM = field(repr=False)

    def seal(self, plain: bytes, *, purpose: str) -> bytes:
        """AES-256-GCM, nonce first; `purpose` is authenticated, so that a value cannot be moved to another column."""
        return seal_with(self._seal, plain, purpose)

    def unseal(self, sealed: bytes, *, purpose: str) -> bytes:
        """Raises KeyProblem when the value was sealed by another key or for another purpose."""
        return unseal_with(self._seal, sealed, purpose)

    @property
    def check(self) -> bytes:
        """What a database may remember of the application key."""
        return check_value(self.address)

    def contest_path(self, contest: uuid.UUID) -> Path:
        return self.directory / "contests" / f"{contest}.key"

    def make_contest_key(self, contest: uuid.UUID) -> bytes:
        """The contest's key, made unless an announcement that failed left one. Only while no check value exists."""
        path = self.contest_path(contest)
        if not path.exists():
            write_secret(path)
        return self.contest_key(contest)

    def contest_key(self, contest: uuid.UUID, check: bytes | None = None) -> bytes:
        """Read a contest's key. Raises KeyProblem when it is missing, unreadable or not the one `check` remembers."""
        key = read_secret(self.contest_path(contest))
        if check is not None and not hmac.compare_digest(check_value(key), check):
            raise KeyProblem(f"The key of contest {contest} is not the one its ballots were cast with.")
        return key

    def make_signing_key(self, log: uuid.UUID) -> Ed25519PrivateKey:
        """The key that signs a contest's log, made unless one lies there. Only while no log exists."""
        if not self._signing_path(log).exists():
            write_secret(self._signing_path(log))
        return Ed25519PrivateKey.from_private_bytes(read_secret(self._signing_path(log)))

    def signing_key(self, log: uuid.UUID, public: bytes) -> Ed25519PrivateKey:
        """Read it. Raises KeyProblem when it is missing, unreadable or not the one whose public half is `public`."""
        key = Ed25519PrivateKey.from_private_bytes(read_secret(self._signing_path(log)))
        if key.public_key().public_bytes_raw() != public:
            raise KeyProblem(f"The signing key of contest {log} is not the one that its public log names.")
        return key

    def destroy(self, contest: uuid.UUID, *, signing: bool) -> None:
        """Delete the key that links a contest's voters to its ballots, or the one that signs its log. For good."""
        path = self._signing_path(contest) if signing else self.contest_path(contest)
        for copy in (path, *path.parent.glob(f".{path.name}.*")):  # a draft is left by who dies while making the key
            copy.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_directory(path.parent)

    def has_signing_key(self, log: uuid.UUID) -> bool:
        return self._signing_path(log).exists()

    def has_any_key(self, contest: uuid.UUID) -> bool:
        """Whether anything is left of a contest's keys, drafts and those that came back from a backup among it."""
        return any((self.directory / "contests").glob(f"*{contest}.*"))

    def _signing_path(self, log: uuid.UUID) -> Path:
        return self.directory / "contests" / f"{log}.sign"

    def holds(self, contest: uuid.UUID, check: bytes) -> bool:
        try:
            return bool(self.contest_key(contest, check))
        except KeyProblem:
            return False


def seal_with(cipher: AESGCM, plain: bytes, purpose: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, purpose.encode())


def unseal_with(cipher: AESGCM, sealed: bytes, purpose: str) -> bytes:
    """Raises KeyProblem when the value was sealed by another key or for another purpose."""
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyProblem("A sealed value does not fit its key.") from error


def check_value(key: bytes) -> bytes:
    """What the database may remember of a key: enough to recognise it, nothing to use it."""
    return hashlib.sha256(b"vote/v1 key check" + key).digest()


def open_ring(directory: Path, *, make: bool) -> KeyRing:
    """The keys in `directory`; with `make`, a missing application key is made. Raises KeyProblem."""
    path = directory / "app.key"
    if not path.exists():
        if not make:
            raise KeyProblem(f"There is no key {path}. Make it once, and keep a copy: python -m tools.keys")
        write_secret(path)
    secret = read_secret(path)

    def derive(use: bytes) -> bytes:
        return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=b"vote/v1 " + use).derive(secret)

    return KeyRing(
        directory=directory,
        secret=derive(b"cookies"),
        address=derive(b"address"),
        code=derive(b"code"),
        csrf=derive(b"csrf"),
        _seal=AESGCM(derive(b"seal")),
    )


def write_secret(path: Path) -> None:
    """Write 32 random bytes with mode 0600, whole or not at all; a file that is there already stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    """After a power cut the key must still be there: the database may already remember its check value."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_secret(path: Path) -> bytes:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyProblem(f"Others can read the key {path.name}: its mode must be 0600.")
        key = path.read_bytes()
    except OSError as error:
        raise KeyProblem(f"The key {path.name} cannot be read: {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"The key {path.name} is {len(key)} bytes, not {KEY_BYTES}: it is damaged.")
    return key
