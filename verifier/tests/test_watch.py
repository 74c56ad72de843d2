"""The watcher, against a log served from this machine: growing, forked, shrunk, rewritten, broken."""

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from verifier import watch
from verifier.notes import CONTEST_KEY, read_checkpoint, read_key, read_note
from verifier.tests.forge import Files, Forge

FORGE = Forge(voters=700, changes=30, voids=3, batch=40)
FORGE.files()
OTHER = Forge(voters=700, changes=30, voids=3, batch=40)
OTHER.log[OTHER.log.index(OTHER.ballots()[3])] = OTHER.ballot()
OTHER.files()


class Site:
    """A log's files under an address of this machine; `files` may be exchanged at any time."""

    def __init__(self) -> None:
        self.files: Files = {}
        self.moved: str | None = None
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = site.files.get(self.path.removeprefix("/log/"))
                self.send_response(302 if site.moved else 200 if data is not None else 404)
                if site.moved:
                    self.send_header("Location", site.moved)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/log"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as served:
        yield served


def look(site: Site, state: Path, files: Files, *more: str) -> int:
    site.files = files
    return watch.main([site.url, "--state", str(state), "--once", *more])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_log_that_grows_is_followed_and_only_the_state_is_written(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    for size in [1, 2, 3, 255, 256, 257, 257, 500, 512, 513, len(FORGE.lines)]:
        assert look(site, state, FORGE.tiles(size)) == 0
        assert state.read_text() == FORGE.checkpoint(size)
    assert (tmp_path / "state.key").read_text() == FORGE.signer.key + "\n"
    assert names(tmp_path) == ["state", "state.key"]
    out, _ = capsys.readouterr()
    assert out.count("KEY TRUSTED ON FIRST USE") == 1
    assert "257 entries" in out
    assert "unchanged" in out


def test_a_key_that_was_given_is_not_said_to_be_trusted_on_first_use(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert look(site, tmp_path / "state", FORGE.tiles(300), "--key", FORGE.signer.key) == 0
    assert "TRUSTED" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("size", "what"),
    [(300, "two different logs"), (310, "no longer begins"), (299, "shrunk")],
    ids=["same", "larger", "smaller"],
)
def test_a_fork_is_said_loudly_and_both_statements_are_kept(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int, what: str
) -> None:
    state = tmp_path / "state"
    assert look(site, state, FORGE.tiles(300)) == 0
    for _ in range(2):
        assert look(site, state, OTHER.tiles(size)) == watch.FORK
        out, err = capsys.readouterr()
        assert "*** FORK" in out
        assert what in out
        assert what in err
    assert state.read_text() == FORGE.checkpoint(300)
    old, new = next(tmp_path.glob("*.old")), next(tmp_path.glob("*.new"))
    assert old.read_text() == FORGE.checkpoint(300)
    assert new.read_text() == OTHER.checkpoint(size)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_fork_behind_untouched_hashes_is_found_in_the_entries(site: Site, tmp_path: Path) -> None:
    """The old tiles are those of the true log, the checkpoint is of the other, the entries are either's."""
    state = tmp_path / "state"
    assert look(site, state, FORGE.tiles(300)) == 0
    mixed = {**FORGE.tiles(310), "checkpoint": OTHER.tiles(310)["checkpoint"]}
    assert look(site, state, mixed) == watch.FORK


def test_entries_that_are_not_those_signed_for_are_found(site: Site, tmp_path: Path) -> None:
    served = FORGE.tiles(300)
    served["tile/entries/001.p/44"] = served["tile/entries/001.p/44"][:-1] + b"!"
    assert look(site, tmp_path / "state", served) == watch.FORK


def without(name: str, data: bytes | None = None) -> Files:
    files = {**FORGE.tiles(310)}
    del files[name]
    return files | ({name: data} if data is not None else {})


UNREACHABLE = {
    "no checkpoint": without("checkpoint"),
    "an empty checkpoint": without("checkpoint", b""),
    "a huge checkpoint": without("checkpoint", b"x" * 100_000),
    "a checkpoint that is not signed": without("checkpoint", FORGE.checkpoint(310).replace("31", "32").encode()),
    "a checkpoint of another key": without("checkpoint", Forge(2).signer.note("x\n1\nx\n").encode()),
    "bytes": without("checkpoint", bytes(range(256))),
    "no tile": without("tile/0/001.p/54"),
    "a short tile": without("tile/0/001.p/54", bytes(31)),
    "a long tile": without("tile/0/001.p/54", bytes(9000)),
    "no entries": without("tile/entries/001.p/54"),
    "too few entries": without("tile/entries/001.p/54", b"\0\1x"),
    "cut entries": without("tile/entries/001.p/54", b"\xff\xffx"),
}


@pytest.mark.parametrize("files", UNREACHABLE.values(), ids=[name.replace(" ", "-") for name in UNREACHABLE])
def test_a_server_that_cannot_be_read_is_no_fork_and_moves_nothing(site: Site, tmp_path: Path, files: Files) -> None:
    state = tmp_path / "state"
    assert look(site, state, FORGE.tiles(300)) == 0
    assert look(site, state, files) == watch.UNKNOWN
    assert state.read_text() == FORGE.checkpoint(300)
    assert names(tmp_path) == ["state", "state.key"]


def test_nothing_at_all_is_believed_of_a_first_look_that_fails(site: Site, tmp_path: Path) -> None:
    for files in ({}, without("checkpoint", b"x"), without("checkpoint", b"x\n" + b"9" * 5000 + b"\nx\n")):
        assert look(site, tmp_path / "state", files) == watch.UNKNOWN
    assert names(tmp_path) == []


def test_it_does_not_follow_to_another_address(site: Site, tmp_path: Path) -> None:
    site.moved = "http://127.0.0.1:9/log/checkpoint"
    assert look(site, tmp_path / "state", FORGE.tiles(300)) == watch.UNKNOWN


def test_no_answer_is_no_traceback(tmp_path: Path) -> None:
    assert watch.main(["http://127.0.0.1:9/log", "--state", str(tmp_path / "state"), "--once"]) == watch.UNKNOWN


def test_the_key_given_must_be_the_key_kept(site: Site, tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert look(site, state, FORGE.tiles(300)) == 0
    assert look(site, state, FORGE.tiles(301), "--key", Forge(2).signer.key) == watch.USAGE


@pytest.mark.parametrize(
    "url", ["http://example.org/x", "file:///etc/passwd", "ftp://127.0.0.1/", "x", "http://127.0.0.1.example.org/"]
)
def test_only_https_and_this_machine_are_asked(url: str, tmp_path: Path) -> None:
    assert watch.main([url, "--state", str(tmp_path / "state"), "--once"]) == watch.USAGE


def test_the_address_must_be_the_one_the_key_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch.Server, "get", lambda _, path, limit: FORGE.tiles(300)[path])
    key = ["--key", FORGE.signer.key, "--once"]
    assert watch.main(["https://elsewhere.example.org/log", "--state", str(tmp_path / "one"), *key]) == watch.UNKNOWN
    assert watch.main([f"https://{FORGE.signer.name}", "--state", str(tmp_path / "two"), *key]) == 0


def test_tiles_of_a_large_tree_are_named_as_c2sp_says(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def get(_: watch.Server, path: str, limit: int) -> bytes:
        asked.append(path)
        return bytes(limit)

    monkeypatch.setattr(watch.Server, "get", get)
    server = watch.Server("http://127.0.0.1/")
    server.hashes(0, 1234067, 1234067 * 256 + 70)
    server.hashes(1, 5, 70000 * 256)
    server.hashes(2, 0, 70000)
    assert asked == ["tile/0/x001/x234/067.p/70", "tile/1/005", "tile/2/000.p/1"]


def test_the_parts_of_a_tree_are_read_from_tiles_of_every_level(monkeypatch: pytest.MonkeyPatch) -> None:
    large = Forge(voters=70_000, changes=0, batch=1000)
    large.files()
    served = large.tiles(len(large.lines))
    monkeypatch.setattr(watch.Server, "get", lambda _, path, limit: served[path])
    server, key = watch.Server("http://127.0.0.1/"), read_key(large.signer.key, CONTEST_KEY)
    new = read_checkpoint(read_note(served["checkpoint"]), key)
    for size in (65_536, 65_537, 69_999):
        old = read_checkpoint(read_note(large.checkpoint(size).encode()), key)
        assert "unchanged" in watch.check_growth(server, old, new)
