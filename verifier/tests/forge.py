"""Makes bundles: valid ones of any size and shape, and, in a test's hands, ones that break a single rule.

It holds the signing key, as an insider would, and signs whatever it is told to. Nothing here is shared with the
verifier: the tree, the notes and the count are written a second time. The same seed gives the same bytes.
"""

import base64
import json
import random
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Entry = dict[str, Any]
Files = dict[str, bytes]

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "vote.example.org/log/sparrow-2026"
START = datetime(2026, 11, 1)  # noqa: DTZ001 - all instants here are UTC
CACHE = b"A file in the place of Python's cache folder, so that running the verifier adds nothing to the bundle.\n"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def instant(hours: float) -> str:
    return (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def dump(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


class Signer:
    """A private key with its name; `kind` 1 signs notes, 4 cosigns checkpoints."""

    def __init__(self, name: str, seed: str, kind: int = 1) -> None:
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())
        self.public = self.private.public_key().public_bytes_raw()
        self.id = sha256(name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    @property
    def key(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.public)}"

    def line(self, text: str, seconds: int = 1_793_000_000) -> str:
        if self.kind == 1:
            return f"— {self.name} {b64(self.id + self.private.sign(text.encode()))}\n"
        signature = self.private.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return f"— {self.name} {b64(self.id + seconds.to_bytes(8, 'big') + signature)}\n"

    def note(self, text: str, *others: "Signer") -> str:
        return text + "\n" + self.line(text) + "".join(other.line(text) for other in others)


class Levels:
    """Every complete node of a tree, level by level: roots, paths and tiles of any size can be read off."""

    def __init__(self, entries: list[bytes]) -> None:
        self.levels = [[sha256(b"\0" + entry).digest() for entry in entries]]
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([sha256(b"\1" + left + right).digest() for left, right in pairs])

    def range(self, low: int, high: int) -> bytes:
        """The root over the leaves from `low` to before `high`, as RFC 6962 defines it."""
        count = high - low
        if count == 0:
            return sha256(b"").digest()
        if count & (count - 1) == 0 and low % count == 0:
            return self.levels[count.bit_length() - 1][low // count]
        half = 1 << ((count - 1).bit_length() - 1)
        return sha256(b"\1" + self.range(low, low + half) + self.range(low + half, high)).digest()

    def path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        half = low + (1 << ((high - low - 1).bit_length() - 1))
        if index < half:
            return [*self.path(index, low, half), self.range(half, high)]
        return [*self.path(index, half, high), self.range(low, half)]


class Forge:
    """One vote. `log` may be changed at will (None marks a checkpoint) before `files` seals everything.

    What `seal` fills in is left alone where a test has put it already. `change` holds, by name, functions that
    are given a part just before it is sealed and give it back changed.
    """

    def __init__(
        self, seed: int = 1, *, voters: int = 12, changes: int = 4, voids: int = 3, unvoids: int = 1, extends: int = 1,
        withdrawn: int = 1, leaving: int = 0, witnesses: int = 0, nominees: int = 4, batch: int = 5,
        max_changes: int = 3, rehearsal: bool = False, verifier: bool = False,
        choose: Callable[[int], int] | None = None,
    ) -> None:  # fmt: skip
        self.random = random.Random(seed)
        self.signer = Signer(ORIGIN, f"contest {seed}")
        self.witnesses = [Signer(f"witness{n}.example.net/w", f"witness {seed} {n}", 4) for n in range(witnesses)]
        self.contest = self.random.randbytes(16)
        self.nominees = sorted(f"nominee-{n:02}" for n in range(nominees))
        self.secrets: dict[str, tuple[str, bytes, bytes]] = {}
        self.documents = {"nominees.json": dump([{"slug": slug} for slug in self.nominees]), "rules.md": b"# Rules\n"}
        self.change: dict[str, Callable[[Any], Any]] = {}
        self.with_verifier = verifier
        self.log: list[Entry | None] = []
        self.lines: list[bytes] = []
        self.sizes: list[int] = []
        self.choose = choose or (lambda _: self.random.randrange(nominees))
        self._announce(withdrawn, max_changes, rehearsal, batch)
        self._vote(voters, changes, max_changes, extends, batch, leaving)
        self._canvass(voids, unvoids)

    def act(self, kind: str, hours: float, by: list[int] | None = None, **members: object) -> Entry:
        entry = {"type": kind, "at": instant(hours), "by": [1, 2] if by is None else by, **members}
        return entry if kind == "shred" else entry | {"note": self.random.randbytes(32).hex()}

    def _announce(self, withdrawn: int, max_changes: int, rehearsal: bool, batch: int) -> None:
        for turn in range(withdrawn + 1):
            announce = self.act(
                "announce", turn, v=1, contest=self.contest.hex(), award="golden-sparrow", year=2026,
                opens_at=instant(24), closes_at=instant(240), nominees=self.nominees,
                documents={name: sha256(data).hexdigest() for name, data in self.documents.items()},
                reasons=["duplicate-person", "invented-account"], batch=min(batch, 100), max_changes=max_changes,
                appeal_hours=48, rehearsal=rehearsal, key=self.signer.key,
            )  # fmt: skip
            self.log += [announce, None]
            if turn < withdrawn:
                self.log += [self.act("withdraw", turn + 0.5), None]

    def ballot(self, choice: str | None = None, sup: str | None = None) -> Entry:
        """A new ballot; its opening is remembered."""
        choice = choice or self.nominees[self.choose(len(self.secrets))]
        salt, nonce = self.random.randbytes(32), self.random.randbytes(16)
        c = sha256(self.start(choice) + b"\0\0\0\x20" + salt + b"\0\0\0\x10" + nonce).hexdigest()
        self.secrets[c] = (choice, salt, nonce)
        return {"type": "ballot", "c": c} | ({"sup": sup} if sup else {})

    def start(self, choice: str) -> bytes:
        return b"vote/v1 commit\0\0\0\x10" + self.contest + len(choice).to_bytes(4, "big") + choice.encode()

    def _vote(self, voters: int, changes: int, most: int, extends: int, batch: int, leaving: int) -> None:
        turns = ["new"] * voters + ["change"] * changes
        self.random.shuffle(turns)
        current: list[tuple[str, int]] = []
        waiting: list[Entry | None] = []
        for turn in ["new", *turns[: turns.index("new")], *turns[turns.index("new") + 1 :]]:
            place = self.random.randrange(len(current)) if turn == "change" and current else -1
            if place >= 0 and current[place][1] < most:
                ballot = self.ballot(sup=current[place][0])
                current[place] = (ballot["c"], current[place][1] + 1)
            else:
                ballot = self.ballot()
                current.append((ballot["c"], 0))
            waiting.append(ballot)
            if len(waiting) >= batch:
                self.random.shuffle(waiting)
                self.log += [*waiting, None]
                waiting = []
        for n in range(extends):
            self.log += [self.act("extend", 200 + n, closes_at=instant(241 + n)), None]
        for n in range(leaving):
            self.log += [self.act("withdrawal", 220 + n / 9, nominee=self.nominees[n]), None]
        self.log += [*waiting, self.act("close", 240 + extends, by=[]), None]

    def _canvass(self, voids: int, unvoids: int) -> None:
        replaced = {entry["sup"] for entry in self.ballots() if "sup" in entry}
        free = [entry["c"] for entry in self.ballots() if entry["c"] not in replaced]
        chosen = self.random.sample(free, voids)
        for n, c in enumerate(chosen):
            by = [3] if n == 0 else [3, 4]
            self.log.append(self.act("void", 250 + n / 100, by, c=c, reason="invented-account"))
        self.log += [self.act("unvoid", 260, c=c) for c in chosen[:unvoids]]
        self.log += [self.act("certify", 400, [1, 2]), None, self.act("shred", 401, destroyed=["voter-keys"]), None]

    def ballots(self) -> list[Entry]:
        return self.all("ballot")

    def all(self, kind: str) -> list[Entry]:
        return [entry for entry in self.log if entry is not None and entry.get("type") == kind]

    def one(self, kind: str) -> Entry:
        """The last of its kind."""
        return self.all(kind)[-1]

    def place(self, kind: str) -> int:
        """Where in `log` the first of a kind stands."""
        return next(n for n, entry in enumerate(self.log) if entry is not None and entry.get("type") == kind)

    def states(self) -> tuple[set[str], dict[str, str]]:
        """Which commitments are replaced, and which voided, and why."""
        replaced = {entry["sup"] for entry in self.ballots() if "sup" in entry}
        voided: dict[str, str] = {}
        for entry in self.log:
            if entry is not None and entry.get("type") == "void":
                voided[entry["c"]] = entry.get("reason", "")
            elif entry is not None and entry.get("type") == "unvoid":
                voided.pop(entry["c"], None)
        return replaced, voided

    def changed(self, name: str, value: Any) -> Any:
        return self.change[name](value) if name in self.change else value

    def files(self) -> Files:
        """The bundle, sealed: counted, hashed and signed."""
        openings = self._openings()
        self.lines = self.changed(
            "lines", [dump(self.changed("entry", entry)) for entry in self.log if entry is not None]
        )
        result = self.changed("result", self._result())
        files = {
            "manifest.json": dump(self.changed("manifest", self._manifest())),
            "entries.jsonl": b"".join(line + b"\n" for line in self.lines),
            "checkpoints.txt": "\n".join(self.changed("checkpoints", self.checkpoints())).encode(),
            "openings.jsonl": openings,
            "result.json": dump(result),
            **self.documents,
            "SPEC.md": (ROOT / "docs/SPEC.md").read_bytes(),
        }
        if self.with_verifier:
            code = (ROOT / "verifier").glob("*.py")
            files |= {f"verifier/{path.name}": path.read_bytes() for path in code} | {"verifier/__pycache__": CACHE}
        return self.sealed(self.changed("files", files))

    def sealed(self, files: Files) -> Files:
        rows = [(path, sha256(data).hexdigest()) for path, data in sorted(files.items())]
        text = self.changed("sums", f"vote/v1 bundle\n{ORIGIN}\n" + "".join(f"{d}  {path}\n" for path, d in rows))
        note = self.changed("sums note", self.signer.note(text))
        return files | {"SHA256SUMS": note.encode()}

    def _openings(self) -> bytes:
        """Fills `close` and `certify` as well."""
        replaced, voided = self.states()
        counted = sorted({entry["c"] for entry in self.ballots()} - replaced - set(voided))
        rows = [self._opening(c) for c in counted if c in self.secrets]
        rows = self.changed("openings", rows)
        data: bytes = self.changed("openings bytes", b"".join(dump(row) + b"\n" for row in rows))
        reasons = list(voided.values())
        self.tally = dict.fromkeys(self.nominees, 0)
        for row in rows:
            self.tally[row["choice"]] = self.tally.get(row["choice"], 0) + 1
        if self.all("close"):
            self.one("close").setdefault("ballots", len(self.ballots()))
        for certify in self.all("certify"):
            certify.setdefault("tally", {slug: self.tally[slug] for slug in self.nominees})
            certify.setdefault("counted", len(rows))
            certify.setdefault("superseded", len(replaced))
            certify.setdefault("voided", {reason: reasons.count(reason) for reason in set(reasons)})
            certify.setdefault("openings", sha256(data).hexdigest())
        return data

    def _opening(self, c: str) -> Entry:
        choice, salt, nonce = self.secrets[c]
        return {"c": c, "choice": choice, "nonce": nonce.hex(), "salt": salt.hex()}

    def _result(self) -> Entry:
        announce, certify = self.one("announce"), {**(self.all("certify") or [{}])[-1]}
        tally: dict[str, int] = certify.get("tally", self.tally)
        out = {entry.get("nominee") for entry in self.all("withdrawal")}
        votes = sorted((tally[slug] for slug in tally if slug not in out), reverse=True)
        order = sorted(tally, key=lambda slug: (slug in out, -tally[slug], slug))
        rank = {slug: 0 if slug in out else votes.index(tally[slug]) + 1 for slug in order}
        return {
            "contest": announce["contest"], "award": announce["award"], "year": announce["year"],
            "size": len(self.lines), "counted": certify.get("counted", 0),
            "superseded": certify.get("superseded", 0), "voided": certify.get("voided", {}),
            "tally": [{"rank": rank[slug], "nominee": slug, "votes": tally[slug]} for slug in order],
            "winners": [slug for slug in order if rank[slug] == 1 and tally[slug]],
        }  # fmt: skip

    def _manifest(self) -> Entry:
        return {"bundle": 1, "origin": ORIGIN, "key": self.signer.key, "size": len(self.lines)}

    def checkpoints(self) -> list[str]:
        self.levels = Levels(self.lines)
        self.sizes, size = [], 0
        for entry in self.log:
            size += entry is not None
            if entry is None and self.sizes[-1:] != [size]:
                self.sizes.append(size)
        self.sizes = self.changed("sizes", self.sizes)
        return [self.checkpoint(size) for size in self.sizes]

    def checkpoint(self, size: int) -> str:
        text = f"{ORIGIN}\n{size}\n{b64(self.levels.range(0, size))}\n"
        return self.signer.note(text, *self.witnesses)

    def promise(self, c: str, extra: bool = True) -> bytes:
        """The receipt given at once."""
        head = "vote/v1 receipt\n" + (f"extra {b64(b''.join(self.secrets[c][1:]))}\n" if extra else "")
        return (head + "\n" + self.signer.note(f"vote/v1 promise\n{ORIGIN}\n{b64(bytes.fromhex(c))}\n")).encode()

    def proof(self, index: int, size: int, extra: bytes = b"") -> bytes:
        """The receipt of an entry in the log, after `files`."""
        lines = ["c2sp.org/tlog-proof@v1", *([f"extra {b64(extra)}"] if extra else []), f"index {index}"]
        lines += [b64(node) for node in self.levels.path(index, 0, size)]
        return ("\n".join(lines) + "\n\n" + self.checkpoint(size)).encode()

    def tiles(self, size: int) -> Files:
        """What a live log of this size serves, by path."""
        served = {"checkpoint": self.checkpoint(size).encode()}
        for level in range(4):
            hashes = self.levels.levels[8 * level][: size >> 8 * level] if 8 * level < len(self.levels.levels) else []
            for start in range(0, len(hashes), 256):
                tile = hashes[start : start + 256]
                served[f"tile/{level}/{tile_name(start // 256, len(tile))}"] = b"".join(tile)
        for start in range(0, size, 256):
            lines = self.lines[start : min(start + 256, size)]
            data = b"".join(len(line).to_bytes(2, "big") + line for line in lines)
            served[f"tile/entries/{tile_name(start // 256, len(lines))}"] = data
        return served


def tile_name(index: int, width: int) -> str:
    name = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        name = f"x{index % 1000:03}/{name}"
    return name if width == 256 else f"{name}.p/{width}"


def receipt_number(c: str) -> str:
    number, symbols = int(c[:30], 16), ""
    for _ in range(24):
        number, digit = divmod(number, 32)
        symbols = CROCKFORD[digit] + symbols
    return "-".join(symbols[n : n + 4] for n in range(0, 24, 4))


def write_folder(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def write_zip(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path
