"""Keys: made once for a demo, never for production, readable by nobody else, and never replaced by a new one."""

import os
import stat
import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.accounts.codes import at_once
from tests.production import SETTINGS as PRODUCTION
from voting.app import create_app
from voting.keys import KEY_BYTES, KeyProblem, KeyRing, check_value, open_ring, read_secret, write_secret

CONTEST, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "new" / "keys"


@pytest.fixture
def ring(directory: Path) -> KeyRing:
    return open_ring(directory, make=True)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def secrets(ring: KeyRing) -> list[bytes]:
    return [ring.secret, ring.address, ring.code, ring.csrf]


def test_a_demo_makes_its_key_for_itself_alone(umask: None, directory: Path) -> None:
    open_ring(directory, make=True)
    assert (mode(directory), mode(directory / "app.key")) == (0o700, 0o600)
    assert list(directory.iterdir()) == [directory / "app.key"]
    assert (directory / "app.key").stat().st_size == KEY_BYTES


def test_a_contests_key_is_for_us_alone_too(umask: None, ring: KeyRing) -> None:
    ring.make_contest_key(CONTEST)
    path = ring.contest_path(CONTEST)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


def test_the_key_stays_the_same(directory: Path, ring: KeyRing) -> None:
    again = open_ring(directory, make=True)
    assert secrets(again) == secrets(ring)
    assert again.unseal(ring.seal(b"x", purpose="address"), purpose="address") == b"x"


def test_processes_that_start_at_once_share_one_key(directory: Path) -> None:
    rings = at_once([partial(open_ring, directory, make=True)] * 8)
    assert len({ring.secret for ring in rings}) == 1
    assert list(directory.iterdir()) == [directory / "app.key"]


def test_every_use_has_a_key_of_its_own(ring: KeyRing, tmp_path: Path) -> None:
    other = open_ring(tmp_path / "other", make=True)
    assert len({*secrets(ring), *secrets(other)}) == 8
    assert {len(secret) for secret in secrets(ring)} == {KEY_BYTES}


def test_production_does_not_start_without_its_key_and_makes_none(tmp_path: Path) -> None:
    environ = {f"VOTING_{name}": value for name, value in PRODUCTION.items()}
    paths = {"VOTING_DATABASE_URL": f"sqlite:///{tmp_path}/v.db", "VOTING_KEY_DIR": str(tmp_path / "keys")}
    with pytest.raises(KeyProblem, match="There is no key"):
        create_app(environ | paths)
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("others_may", [0o604, 0o640, 0o644, 0o660, 0o666, 0o601, 0o777])
def test_a_key_that_others_can_read_is_refused(directory: Path, ring: KeyRing, others_may: int) -> None:
    (directory / "app.key").chmod(others_may)
    with pytest.raises(KeyProblem, match="0600"):
        open_ring(directory, make=True)


def test_a_key_that_nobody_can_write_is_accepted(directory: Path, ring: KeyRing) -> None:
    (directory / "app.key").chmod(0o400)
    assert secrets(open_ring(directory, make=False)) == secrets(ring)


@pytest.mark.parametrize("size", [0, KEY_BYTES - 1, KEY_BYTES + 1])
def test_a_key_of_another_size_is_refused_and_not_replaced(directory: Path, ring: KeyRing, size: int) -> None:
    damaged = os.urandom(size)
    (directory / "app.key").write_bytes(damaged)
    with pytest.raises(KeyProblem, match="damaged"):
        open_ring(directory, make=True)
    assert (directory / "app.key").read_bytes() == damaged


def test_a_key_that_is_no_file_is_refused(directory: Path) -> None:
    (directory / "app.key").mkdir(parents=True, mode=0o700)
    with pytest.raises(KeyProblem, match="cannot be read"):
        open_ring(directory, make=True)


def test_a_key_that_exists_is_never_overwritten(directory: Path) -> None:
    path = directory / "app.key"
    write_secret(path)
    before = read_secret(path)
    write_secret(path)
    assert read_secret(path) == before
    assert list(directory.iterdir()) == [directory / "app.key"]


@pytest.mark.parametrize("change", ["another purpose", "another key", "a flipped bit", "cut short", "nothing"])
def test_a_sealed_value_opens_only_whole_with_its_key_and_purpose(ring: KeyRing, tmp_path: Path, change: str) -> None:
    sealed = ring.seal(b"anna@demo.example", purpose="address")
    other = open_ring(tmp_path / "other", make=True)
    attempts = {
        "another purpose": lambda: ring.unseal(sealed, purpose="mail"),
        "another key": lambda: other.unseal(sealed, purpose="address"),
        "a flipped bit": lambda: ring.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), purpose="address"),
        "cut short": lambda: ring.unseal(sealed[:20], purpose="address"),
        "nothing": lambda: ring.unseal(b"", purpose="address"),
    }
    assert ring.unseal(sealed, purpose="address") == b"anna@demo.example"
    with pytest.raises(KeyProblem, match="does not fit"):
        attempts[change]()


def test_the_same_value_is_sealed_differently_each_time(ring: KeyRing) -> None:
    assert len({ring.seal(b"x", purpose="address") for _ in range(3)}) == 3


def test_a_contests_key_is_made_once(ring: KeyRing) -> None:
    first = ring.make_contest_key(CONTEST)
    assert ring.make_contest_key(CONTEST) == first
    assert ring.make_contest_key(OTHER) != first
    assert ring.contest_key(CONTEST, check_value(first)) == first


def test_a_contests_key_that_is_not_the_one_remembered_is_refused(ring: KeyRing) -> None:
    remembered = check_value(ring.make_contest_key(CONTEST))
    ring.contest_path(CONTEST).unlink()
    ring.make_contest_key(CONTEST)
    with pytest.raises(KeyProblem, match="not the one"):
        ring.contest_key(CONTEST, remembered)
    assert not ring.holds(CONTEST, remembered)


def test_a_missing_contests_key_is_not_made_by_asking_for_it(ring: KeyRing) -> None:
    other = check_value(ring.make_contest_key(OTHER))
    with pytest.raises(KeyProblem, match="cannot be read"):
        ring.contest_key(CONTEST)
    assert not ring.holds(CONTEST, other)
    assert ring.holds(OTHER, other)
    assert not ring.contest_path(CONTEST).exists()


def test_what_is_remembered_of_a_key_is_not_the_key(ring: KeyRing) -> None:
    key = ring.make_contest_key(CONTEST)
    assert check_value(key) not in (key, check_value(bytes(KEY_BYTES)))
    assert len(check_value(key)) == 32


def test_no_key_is_printed_with_its_ring(ring: KeyRing) -> None:
    printed = repr(replace(ring, secret=b"hunter2", address=b"hunter2", code=b"hunter2", csrf=b"hunter2"))
    assert "hunter2" not in printed
