"""Follows a live log from one's own machine: `python3 -m verifier watch URL --state FILE`. SPEC.md, section 7.

It keeps the last signed checkpoint in FILE and the key in FILE.key. What it has kept is not to be taken back: each
new one must have it as its beginning. If not, both stay as evidence in FILE.fork-….old and .new.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from verifier.merkle import Tree, leaf_hash
from verifier.merkle import root as root_of
from verifier.notes import CONTEST_KEY, MAX_NOTE, Checkpoint, Key, read_checkpoint, read_key, read_note
from verifier.strict import MAX_LINE, Refused, quote, read_decimal, read_json

TILE = 256
TIMEOUT = 20.0  # for each wait
PATIENCE = 120.0  # for a whole answer
AT_HOME = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?(/\S*)?")
ABROAD = re.compile(r"https://\S+")
FORK, USAGE, UNKNOWN = 1, 2, 3
EPILOG = "Exit status: 0 the log has only grown, 1 a fork, 2 wrong usage, 3 nothing could be said."


class Fork(Exception):
    """Two statements under one key that cannot both be true."""


class Unreachable(Exception):
    """Nothing can be said now."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        raise Unreachable(f"sent on to another address: {quote(newurl)}")


class Server:
    """A live log's files (c2sp.org/tlog-tiles): bounded in size and time, and from that one address only."""

    def __init__(self, url: str) -> None:
        if not ABROAD.fullmatch(url) and not AT_HOME.fullmatch(url):
            raise Refused("the address must begin with https:// (or http://127.0.0.1)")
        self.url = url.rstrip("/")
        self.opener = build_opener(_NoRedirect)

    def get(self, path: str, limit: int) -> bytes:
        end, data = time.monotonic() + PATIENCE, bytearray()
        try:
            with self.opener.open(f"{self.url}/{path}", timeout=TIMEOUT) as answer:
                while chunk := answer.read1(1 << 16):
                    data += chunk
                    if len(data) > limit or time.monotonic() > end:
                        raise Unreachable(f"{path}: too large or too slow")
        except HTTPError as error:
            error.close()
            raise Unreachable(f"{path}: status {error.code}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(f"{path}: {type(error).__name__}") from None
        return bytes(data)

    def _tile(self, level: str, index: int, count: int, limit: int) -> bytes:
        """Tile `index` of a level of `count` items in all; the last tile may be partial."""
        width = min(TILE, count - index * TILE)
        name = f"{index % 1000:03}"
        while (index := index // 1000) > 0:
            name = f"x{index % 1000:03}/{name}"
        return self.get(f"tile/{level}/{name}" + (f".p/{width}" if width < TILE else ""), limit)

    def hashes(self, level: int, index: int, size: int) -> list[bytes]:
        """A tile of hashes of the tree of `size` entries."""
        data = self._tile(str(level), index, size >> 8 * level, TILE * 32)
        return [data[start : start + 32] for start in range(0, len(data), 32)]

    def entries(self, start: int, size: int) -> Iterator[bytes]:
        """The entries from number `start` up to `size`."""
        for index in range(start // TILE, -(-size // TILE)):
            data = self._tile("entries", index, size, TILE * (MAX_LINE + 2))
            found = split_entries(data)
            if len(found) != min(TILE, size - index * TILE):
                raise Unreachable(f"a tile of entries has {len(found)} of them")
            yield from found[max(0, start - index * TILE) :]

    def parts(self, old: int, size: int) -> list[bytes]:
        """The roots of the complete subtrees of the first `old` entries, taken from the tiles of the tree of `size`."""
        found, start = [], 0
        for bit in range(old.bit_length() - 1, -1, -1):
            if old >> bit & 1:
                level, width = bit // 8, 1 << bit % 8
                first = start >> 8 * level
                leaves = self.hashes(level, first // TILE, size)[first % TILE :][:width]
                if len(leaves) != width or any(len(leaf) != 32 for leaf in leaves):
                    raise Unreachable("a tile of hashes is too short")
                found.append(root_of(leaves))
                start += 1 << bit
        return found


def split_entries(data: bytes) -> list[bytes]:
    """Each entry has its length in front, in two bytes."""
    found, place = [], 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2])
        found.append(data[place + 2 : end])
        place = end
    if place != len(data):
        raise Unreachable("a tile of entries is cut off")
    return found


def announced_key(server: Server, checkpoint: bytes) -> Key:
    """The key which the log's own first entry names: believed the first time, if none is given."""
    lines = checkpoint.decode("utf-8", "replace").split("\n")
    size = read_decimal(lines[1] if len(lines) > 1 else "", "the checkpoint's size")
    value = read_json(next(server.entries(0, size), b""), "entry 0")
    return read_key(str(value.get("key")) if isinstance(value, dict) else "", CONTEST_KEY)


def check_growth(server: Server, old: Checkpoint | None, new: Checkpoint) -> str:
    """The tree of `old`, with the new entries added to it, is the tree of `new`."""
    old_size = old.size if old else 0
    if old and new.size < old.size:
        raise Fork(f"the log has shrunk from {old.size} entries to {new.size}")
    if old and new.size == old.size:
        if new.root != old.root:
            raise Fork(f"two different logs of {new.size} entries are signed")
        return f"unchanged, {new.size:,} entries"
    tree = Tree(old_size, server.parts(old_size, new.size))
    if old and tree.root() != old.root:
        raise Fork(f"the log no longer begins with the {old.size} entries it had")
    for entry in server.entries(old_size, new.size):
        tree.add(leaf_hash(entry))
    if tree.root() != new.root:
        raise Fork(f"the entries served after number {old_size} are not those signed for")
    return f"{new.size:,} entries, {new.size - old_size:,} of them new; what was there before is unchanged"


def write(path: Path, data: bytes) -> None:
    """The whole file or nothing."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


class Watch:
    def __init__(self, server: Server, state: Path, key: Key | None) -> None:
        self.server, self.state, self.key = server, state, key
        self.key_file = state.with_name(state.name + ".key")
        if self.key_file.is_file():
            kept = read_key(self.key_file.read_text("ascii").strip(), CONTEST_KEY)
            if key and kept != key:
                raise Refused("the key given is not the one kept beside the state")
            self.key = kept

    def look(self) -> str:
        """One look at the log; what is to be said of it. The first one reads the whole log."""
        data, said = self.server.get("checkpoint", MAX_NOTE), ""
        if self.key is None:
            key = announced_key(self.server, data)
            said = f"KEY TRUSTED ON FIRST USE, compare it with what was published elsewhere: {key.written}\n"
        else:
            key = self.key
        if self.server.url.startswith("https://") and self.server.url != "https://" + key.name:
            raise Refused(f"the key is for {key.name}, the address is another")
        new = read_checkpoint(read_note(data), key)
        said += self._compare(key, new, data)
        self.key = key
        write(self.key_file, key.written.encode() + b"\n")
        write(self.state, data)
        return said

    def _compare(self, key: Key, new: Checkpoint, data: bytes) -> str:
        kept = self.state.read_bytes() if self.state.exists() else None
        try:
            return check_growth(self.server, read_checkpoint(read_note(kept), key) if kept else None, new)
        except Fork:
            name = f"{self.state.name}.fork-{sha256(data).hexdigest()[:16]}"
            write(self.state.with_name(name + ".new"), data)
            if kept:
                write(self.state.with_name(name + ".old"), kept)
            raise


def look_and_tell(watch: Watch) -> int:
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    try:
        print(f"{now} {watch.look()}", flush=True)
    except Fork as reason:
        print(f"{now} *** FORK: {reason}. Both signed statements are kept beside {watch.state}. ***", flush=True)
        print(f"FORK: {reason}", file=sys.stderr)
        return FORK
    except (Unreachable, Refused, OSError) as reason:
        text = str(reason) if isinstance(reason, (Unreachable, Refused)) else type(reason).__name__
        print(f"{now} not checked: {text}", file=sys.stderr, flush=True)
        return UNKNOWN
    return 0


def main(argv: Sequence[str]) -> int:
    made = argparse.ArgumentParser(prog="verifier watch", description="Follows a live log.", epilog=EPILOG)
    made.add_argument("url", help="https:// and the log's origin")
    made.add_argument("--state", type=Path, required=True, help="where the last signed checkpoint is kept")
    made.add_argument("--key", help="the contest's key as you know it from outside")
    made.add_argument("--interval", type=float, default=300, help="seconds between two looks")
    made.add_argument("--once", action="store_true", help="one look only")
    arguments = made.parse_args(argv)
    try:
        key = read_key(arguments.key.strip(), CONTEST_KEY) if arguments.key is not None else None
        watch = Watch(Server(arguments.url), arguments.state, key)
    except (Refused, OSError, ValueError) as reason:
        print(f"verifier watch: {reason}", file=sys.stderr)
        return USAGE
    status = look_and_tell(watch)
    while not arguments.once and status != FORK:
        time.sleep(max(1.0, arguments.interval))
        status = look_and_tell(watch)
    return status
