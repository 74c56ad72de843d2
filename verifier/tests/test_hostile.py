"""Bundles made to hurt: each ends soon, in little memory, with one line of reason, and nothing is written anywhere."""

import os
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.bundle import Folder
from verifier.strict import Malformed
from verifier.tests.forge import ROOT, Files, Forge, write_folder, write_zip

FORGE = Forge(4)
FILES = FORGE.files()
MEMORY = 3 << 28
Make = Callable[[Path], Path]


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder, with size, kind and time of change."""
    return {
        os.fsdecode(path): (path.lstat().st_size, path.lstat().st_mode, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
    }


def verify(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "verifier", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=20, preexec_fn=limit_memory, check=False
    )


def folder_with(**changes: bytes) -> Make:
    """An unpacked bundle in which some files are others, signed anew, so that all of it is read."""
    names = {name.replace(".", "_"): name for name in FILES}
    given = {names[key]: data for key, data in changes.items()}

    def make(path: Path) -> Path:
        unsigned = {name: data for name, data in FILES.items() if name != "SHA256SUMS"} | given
        return write_folder(unsigned if "SHA256SUMS" in given else FORGE.sealed(unsigned), path / "b")

    return make


def folder(change: Callable[[Path], object]) -> Make:
    def make(path: Path) -> Path:
        change(write_folder(FILES, path / "b"))
        return path / "b"

    return make


def link_file(path: Path) -> None:
    (path / "rules.md").rename(path.parent / "rules.md")
    (path / "rules.md").symlink_to(path.parent / "rules.md")


def link_folder(path: Path) -> None:
    (path / "more").symlink_to("/etc")


def link_loop(path: Path) -> None:
    (path / "rules.md").unlink()
    (path / "rules.md").symlink_to("rules.md")


def fifo(path: Path) -> None:
    (path / "entries.jsonl").unlink()
    os.mkfifo(path / "entries.jsonl")


def directory_for_file(path: Path) -> None:
    (path / "entries.jsonl").unlink()
    (path / "entries.jsonl").mkdir()


def odd_name(path: Path) -> None:
    Path(os.fsdecode(os.fsencode(path) + b"/\xff\n\x1b[2J")).write_bytes(b"")


def deep_folders(path: Path) -> None:
    for _ in range(200):
        path = path / "d"
        path.mkdir()


def many_folders(path: Path) -> None:
    for number in range(4100):
        (path / f"d{number}").mkdir()


def sparse(path: Path) -> None:
    with (path / "entries.jsonl").open("r+b") as stream:
        stream.truncate(1 << 42)


def sparse_below_the_bound(path: Path) -> None:
    with (path / "openings.jsonl").open("r+b") as stream:
        stream.truncate(1 << 27)


def zipped(change: Callable[[Files], Files] = lambda files: files) -> Make:
    return lambda path: write_zip(change(dict(FILES)), path / "b.zip")


def with_member(name: str, data: bytes = b"x", mode: int = 0, **fields: int) -> Make:
    def make(path: Path) -> Path:
        write_zip(FILES, path / "b.zip")
        info = zipfile.ZipInfo("placeholder")
        info.filename, info.external_attr = name, mode << 16
        for field, value in fields.items():
            setattr(info, field, value)
        with zipfile.ZipFile(path / "b.zip", "a") as archive:
            archive.writestr(info, data)
        return path / "b.zip"

    return make


def patched(find: bytes, offset: int, value: bytes) -> Make:
    """A zip file in which the bytes at `offset` behind the last `find` are others."""

    def make(path: Path) -> Path:
        data = bytearray(write_zip(FILES, path / "b.zip").read_bytes())
        place = data.rindex(find) + offset
        data[place : place + len(value)] = value
        (path / "b.zip").write_bytes(data)
        return path / "b.zip"

    return make


def duplicate(path: Path) -> Path:
    write_zip(FILES, path / "b.zip")
    data = bytearray(with_member("rules.mX")(path).read_bytes())
    data[:] = data.replace(b"rules.mX", b"rules.md")
    (path / "b.zip").write_bytes(data)
    return path / "b.zip"


def bomb(size: int, name: str = "openings.jsonl") -> Make:
    """Noughts, in a bundle that is signed with their digest."""

    def make(path: Path) -> Path:
        unsigned = {other: data for other, data in FILES.items() if other != "SHA256SUMS"} | {name: bytes(size)}
        files = FORGE.sealed(unsigned) if name != "SHA256SUMS" else FILES
        with zipfile.ZipFile(path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for other, data in files.items():
                if other != name:
                    archive.writestr(other, data)
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:
                for _ in range(size >> 20):
                    stream.write(bytes(1 << 20))
        return path / "b.zip"

    return make


def deflate_bomb(path: Path) -> Path:
    """128 MiB of deflated noughts, told to be one byte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(128)) + packer.flush()
    header = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(data), 1, 8, 0)
    local = b"PK\3\4" + header + b"rules.md" + data
    central = b"PK\1\2" + struct.pack("<H", 20) + header + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"rules.md"
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    (path / "b.zip").write_bytes(local + central + end)
    return path / "b.zip"


def many_members(path: Path) -> Path:
    return write_zip({f"{n}": b"" for n in range(30_000)}, path / "b.zip")


def written(data: bytes, name: str = "b.zip") -> Make:
    def make(path: Path) -> Path:
        (path / name).write_bytes(data)
        return path / name

    return make


HOSTILE: dict[str, Make] = {
    "a link for a file": folder(link_file),
    "a link for a folder": folder(link_folder),
    "a link to itself": folder(link_loop),
    "a pipe": folder(fifo),
    "a folder for a file": folder(directory_for_file),
    "an odd name": folder(odd_name),
    "deep folders": folder(deep_folders),
    "many folders": folder(many_folders),
    "a file of 4 TiB": folder(sparse),
    "a file of 128 MiB of noughts": folder(sparse_below_the_bound),
    "a huge line": folder_with(entries_jsonl=b"[" * 50_000_000),
    "a huge list of digests": folder_with(SHA256SUMS=b"0" * 10_000_000),
    "blank signatures": folder_with(SHA256SUMS="vote/v1 bundle\n\n— a b\n".encode()),
    "a million signatures": folder_with(checkpoints_txt=b"a\n\n" + "— a AAAAAAA=\n".encode() * 1_000_000),
    "a million paragraphs": folder_with(checkpoints_txt=b"a\n\n" * 1_000_000 + b"a\n"),
    "deep JSON": folder_with(manifest_json=b"[" * 1_000_000),
    "deep objects": folder_with(result_json=b'{"a":' * 500_000),
    "deep entries": folder_with(entries_jsonl=(b"[" * 65_000 + b"\n") * 100),
    "a huge number": folder_with(manifest_json=b"9" * 1_000_000),
    "many quotation marks": folder_with(manifest_json=b'"' * 1_000_001),
    "many backslashes": folder_with(manifest_json=b'"' + b"\\" * 1_000_001),
    "empty files": lambda path: write_folder(dict.fromkeys(FILES, b""), path / "b"),
    "noughts": lambda path: write_folder(dict.fromkeys(FILES, bytes(1000)), path / "b"),
    "an empty folder": lambda path: write_folder({"x/y": b""}, path / "b"),
    "a path upwards": with_member("../evil"),
    "a path from the root": with_member("/tmp/evil"),
    "a path of another system": with_member("C:\\evil"),
    "a path with a nought": with_member("evil\0.txt"),
    "a path in another script": with_member("övel"),
    "a folder upwards": with_member("../", b""),
    "a link in a zip": with_member("more", b"/etc/passwd", 0o120777),
    "a pipe in a zip": with_member("more", b"", 0o010644),
    "another compression": with_member("more", b"x" * 100, compress_type=zipfile.ZIP_LZMA),
    "one name twice": duplicate,
    "encrypted": patched(b"PK\1\2", 8, b"\1\0"),
    "a wrong checksum": patched(b"PK\1\2", 16, b"\0\0\0\0"),
    "a wrong offset": patched(b"PK\1\2", 42, b"\xff\xff\xff\x7f"),
    "a wrong size": patched(b"PK\1\2", 24, b"\xff\xff\xff\x7f"),
    "an unknown compression": patched(b"PK\1\2", 10, b"\x63\0"),
    "a wrong directory": patched(b"PK\5\6", 16, b"\xff\xff\xff\x7f"),
    "a large directory": patched(b"PK\5\6", 12, b"\xff\xff\xff\x7f"),
    "a comment": patched(b"PK\5\6", 20, b"\1\0"),
    "a bomb": bomb(100 << 20),
    "a bomb of entries": bomb(100 << 20, "entries.jsonl"),
    "a bomb of checkpoints": bomb(100 << 20, "checkpoints.txt"),
    "a bomb in a small file": bomb(100 << 20, "result.json"),
    "a bomb in the list": bomb(100 << 20, "SHA256SUMS"),
    "a bomb that lies": deflate_bomb,
    "many members": many_members,
    "PK alone": written(b"PK"),
    "PK and noughts": written(b"PK" + bytes(100_000)),
    "no zip": written(b"hello"),
    "an empty file": written(b""),
    "half a zip": lambda path: written(write_zip(FILES, path / "a.zip").read_bytes()[:3000])(path),
}


REASON = {
    "a link for a file": "neither a file nor a folder",
    "a pipe": "neither a file nor a folder",
    "many folders": "too many files and folders",
    "a link in a zip": "neither a file nor a folder",
    "a pipe in a zip": "neither a file nor a folder",
    "another compression": "compressed in another way",
    "an unknown compression": "compressed in another way",
    "one name twice": "two files of one name",
    "encrypted": "encrypted",
    "many members": "lists too many files",
    "a large directory": "lists too many files",
    "a comment": "with a comment",
    "a path upwards": "not safe",
    "a path from the root": "not safe",
    "a folder upwards": "not safe",
    "a bomb of entries": "a line of more than",
    "a bomb": "a line of more than",
    "a huge line": "a line of more than",
}
NO_BUNDLE = ("an empty folder", "a bomb that lies", "no zip", "an empty file")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_hurt_is_refused_cleanly(name: str, tmp_path: Path) -> None:
    bundle = HOSTILE[name](tmp_path)
    before = tree(tmp_path)
    done = verify(bundle)
    assert done.returncode == (2 if name in NO_BUNDLE else 1), done.stdout
    assert tree(tmp_path) == before
    assert not Path("/tmp/evil").exists()
    assert "Traceback" not in done.stdout + done.stderr
    assert (done.stdout + done.stderr).isascii()
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 300
    if done.returncode == 1:
        number = "V14" if REASON.get(name) else "V"
        assert done.stderr.startswith(f"NOT ACCEPTED: {number}")
        assert REASON.get(name, "") in done.stderr
        assert done.stdout.endswith("\n" + done.stderr)


def test_a_file_that_changes_its_kind_or_grows_meanwhile_is_refused(tmp_path: Path) -> None:
    bundle = Folder(write_folder(FILES, tmp_path / "b"))
    (tmp_path / "b/rules.md").write_bytes(bytes(100))
    fifo(tmp_path / "b")
    with pytest.raises(Malformed, match="grew"):
        bundle.read("rules.md")
    with pytest.raises(Malformed, match="not a file any more"):
        bundle.read("entries.jsonl")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from verifier import cli

    def refuse(*_: object) -> int:
        raise PermissionError

    write_folder(FILES, tmp_path / "b")
    monkeypatch.setattr(os, "open", refuse)
    assert cli.main([str(tmp_path / "b"), "--no-progress"]) == 1


@pytest.mark.parametrize("error", [MemoryError, RecursionError, OverflowError, UnicodeError, AssertionError])
def test_no_error_whatever_gets_out(error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from verifier import checks, cli

    def fail(*_: object) -> None:
        raise error

    write_folder(FILES, tmp_path / "b")
    monkeypatch.setattr(checks, "check_voids", fail)
    assert cli.main([str(tmp_path / "b"), "--no-progress"]) == 1
    monkeypatch.setattr(cli, "open_bundle", fail)
    assert cli.main([str(tmp_path / "b"), "--no-progress"]) in (1, 2)


def test_an_unpacked_zip_is_the_same_as_a_folder_with_entries_for_folders(tmp_path: Path) -> None:
    """Many programs put an entry for each folder into a zip file."""
    files = Forge(4, verifier=True).files()
    write_zip(files, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.mkdir("verifier")
    assert verify(tmp_path / "b.zip").returncode == 0
