"""The files of a bundle, in a folder or a zip file: safe paths, ordinary files, bounded sizes. SPEC.md, section 6."""

import os
import re
import stat
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from verifier.strict import MAX_LINE, Malformed, Refused, is_hex, quote

SUMS = "SHA256SUMS"
MAX_FILES = 2_000
MAX_TOTAL = 2**31
MAX_SMALL = 2**22  # a file that is read as a whole
MAX_DIRECTORY = 2**20  # of a zip file
CHUNK = 2**20

PATH = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")

Advance = Callable[[int], None]


class NoBundle(Exception):
    """What was given is no bundle at all."""


def check_path(path: str) -> str:
    """A path that stays inside the bundle and means the same everywhere."""
    if len(path) > 255 or not PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise Malformed(f"a path that is not safe: {quote(path)}")
    return path


def read_sums(text: str, origin: str) -> dict[str, str]:
    """Path and digest of each file listed."""
    lines = text.split("\n")
    if lines[0] != "vote/v1 bundle" or lines[1] != origin or lines.pop():
        raise Refused(f"{SUMS} does not begin with 'vote/v1 bundle' and the origin")
    listed: dict[str, str] = {}
    for line in lines[2:]:
        digest, _, path = line.partition("  ")
        if not is_hex(32)(digest):
            raise Refused(f"{SUMS} has a line without a digest: {quote(line)}")
        if check_path(path) <= next(reversed(listed), ""):
            raise Refused(f"{SUMS} is not sorted by path: {path}")
        listed[path] = digest
    return listed


def cache_hint(name: str) -> str:
    """Python may have put its cache beside the bundle's own verifier."""
    return " (Python's cache: remove the folder and use python3 -B)" if "__pycache__/" in name else ""


class Bundle(ABC):
    """Names and sizes of all files; each can be read in pieces. `advance` is told how many bytes were read."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self.sizes = sizes
        if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_TOTAL:
            raise Malformed("the bundle has too many files, or they are too large")

    @abstractmethod
    def _open(self, name: str) -> BinaryIO:
        """The file's bytes, as the kind of bundle holds them."""

    def chunks(self, name: str, advance: Advance = lambda _: None) -> Iterator[bytes]:
        left = self.sizes[name]
        try:
            with self._open(name) as stream:
                while chunk := stream.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise Malformed(f"{name} grew while it was read")
                    advance(len(chunk))
                    yield chunk
        except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error) as error:
            raise Malformed(f"{name} cannot be read: {type(error).__name__}") from None

    def read(self, name: str, limit: int = MAX_SMALL) -> bytes:
        if self.sizes[name] > limit:
            raise Malformed(f"{name} is larger than {limit} bytes")
        return b"".join(self.chunks(name))

    def lines(self, name: str, advance: Advance = lambda _: None) -> Iterator[bytes]:
        """The lines without their line feeds. What a line holds is for its reader to check; none can be empty JSON."""
        rest = b""
        for chunk in self.chunks(name, advance):
            if b"\r" in chunk:
                raise Malformed(f"{name} has a carriage return")
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            if len(rest) > MAX_LINE or max(map(len, lines), default=0) > MAX_LINE:
                raise Malformed(f"{name} has a line of more than {MAX_LINE} bytes")
            yield from lines
        if rest:
            raise Malformed(f"the last line of {name} is not ended by a line feed")


class Folder(Bundle):
    def __init__(self, root: Path) -> None:
        self.root, self.seen = root, 0
        try:
            super().__init__(dict(self._walk(root, "")))
        except OSError as error:
            raise Malformed(f"a folder of the bundle cannot be read: {type(error).__name__}") from None

    def _walk(self, folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
        for path in folder.iterdir():
            self.seen += 1
            if self.seen > 2 * MAX_FILES:
                raise Malformed("the bundle has too many files and folders")
            name = check_path(prefix + path.name)
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode):
                yield from self._walk(path, name + "/")
            elif stat.S_ISREG(status.st_mode):
                yield name, status.st_size
            else:
                raise Malformed(f"neither a file nor a folder: {name}")

    def _open(self, name: str) -> BinaryIO:
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        stream = os.fdopen(os.open(self.root / name, os.O_RDONLY | flags), "rb")
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            stream.close()
            raise Malformed(f"not a file any more: {name}")
        return stream


class Zip(Bundle):
    def __init__(self, path: Path) -> None:
        try:
            _check_directory(path)
            self.archive = zipfile.ZipFile(path)
            infos = self.archive.infolist()
        except (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, struct.error) as error:
            raise Malformed(f"the zip file cannot be read: {type(error).__name__}") from None
        sizes = {check_member(info): info.file_size for info in infos if not is_folder(info)}
        if len(sizes) != sum(not is_folder(info) for info in infos):
            raise Malformed("the zip file has two files of one name")
        super().__init__(sizes)

    def _open(self, name: str) -> BinaryIO:
        return cast("BinaryIO", self.archive.open(name))


def _check_directory(path: Path) -> None:
    """The zip's directory is small, and is the one which every program finds: no comment, no second directory."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 42))
        tail = stream.read(42)
    if tail[-22:-18] != b"PK\x05\x06" or tail[:4] == b"PK\x06\x07" or tail[-2:] != b"\0\0":
        raise Malformed("not a plain zip file: damaged, or with a comment, or of the zip64 kind")
    if struct.unpack("<I", tail[-10:-6])[0] > MAX_DIRECTORY:
        raise Malformed("the zip file lists too many files")


def is_folder(info: zipfile.ZipInfo) -> bool:
    """A folder's own entry, as many programs write it: empty, and of a safe path."""
    if not info.orig_filename.endswith("/") or info.file_size:
        return False
    return bool(check_path(info.orig_filename[:-1]))


def check_member(info: zipfile.ZipInfo) -> str:
    name = check_path(info.orig_filename)
    if info.flag_bits & 0x41:
        raise Malformed(f"encrypted: {name}")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Malformed(f"compressed in another way than zip's usual one: {name}")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise Malformed(f"neither a file nor a folder: {name}")
    return name


def open_bundle(path: Path) -> Bundle:
    """The folder or zip file; `NoBundle` if it is neither, or has nothing of a bundle in it."""
    if path.is_dir():
        bundle: Bundle = Folder(path)
    elif path.is_file() and _begins_like_zip(path):
        bundle = Zip(path)
    else:
        raise NoBundle(f"neither a folder nor a zip file: {quote(str(path))}")
    if not {"manifest.json", "SHA256SUMS"} & set(bundle.sizes):
        raise NoBundle(f"no bundle, it has neither manifest.json nor SHA256SUMS: {quote(str(path))}")
    return bundle


def _begins_like_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"
