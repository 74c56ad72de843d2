"""The numbered checks V1 to V14 of SPEC.md section 8, in the order in which one needs another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

from verifier import count
from verifier.ballots import check_documents, check_replacements, check_voids
from verifier.bundle import SUMS, Advance, Bundle, cache_hint, read_sums
from verifier.checkpoints import MAX_CHECKPOINTS, largest_witnessed, read_checkpoints
from verifier.log import Log
from verifier.merkle import Tree, leaf_hash
from verifier.notes import CONTEST_KEY, Checkpoint, Key, check_signed, read_key, read_note
from verifier.receipts import Receipt, check_receipt, read_receipt
from verifier.report import Progress, Remark, Report, need
from verifier.strict import Json, Refused, Test, check_members, is_number, is_text, quote, read_json

MANIFEST: dict[str, Test] = {"bundle": is_number(1, 1), "origin": is_text, "key": is_text, "size": is_number()}
REQUIRED = (
    "manifest.json", "entries.jsonl", "checkpoints.txt", "openings.jsonl", "result.json", "nominees.json", "rules.md",
    "SPEC.md", SUMS,
)  # fmt: skip
MAX_SUMS = 2**20


class Verification:
    """One bundle, with what the user knows from outside: the key, receipts, witnesses."""

    def __init__(
        self,
        bundle: Bundle,
        pinned: Key | None = None,
        receipts: Sequence[tuple[str, bytes]] = (),
        witnesses: Sequence[Key] = (),
        progress: Progress | None = None,
    ) -> None:
        self.bundle, self.pinned, self.given, self.witnesses = bundle, pinned, receipts, witnesses
        self.progress = progress or Progress(wanted=False)
        self.report = Report()
        self.key: Key | None = None
        self.manifest_size = -1
        self.digests: dict[str, str] = {}
        self.checkpoints: list[Checkpoint] | None = None
        self.receipts: list[tuple[str, Receipt]] = []
        self.size: int | None = None
        self.roots: dict[int, bytes] = {}
        self.lines: dict[int, bytes] = {}
        self.log: Log | None = None
        self.voided: dict[bytes, str] | None = None
        self.votes: Counter[str] | None = None
        self.result: dict[str, Json] | None = None

    def run(self) -> Report:
        step = self.report.step
        step(2, self.all_there)
        if not self.report.failures:
            step(1, self.v1)
            step(2, self.v2)
            step(3, self.v3)
            step(12, self.read_receipts)
            step(4, self.v4)
            step(5, self.v5)
            for number, check in enumerate((self.v6, self.v7, self.v8, self.v9, self.v10, self.v11, self.v12), 6):
                step(number, check)
            step(13, self.v13)
        step(14, self.v14)
        self.progress.clear()
        return self.report

    def all_there(self) -> str:
        missing = [name for name in REQUIRED if name not in self.bundle.sizes]
        if missing:
            raise Refused(f"{missing[0]} is missing")
        return "every required file is there"

    def v1(self) -> str:
        """The key is the one the user gave. The manifest's is what the bundle itself claims."""
        manifest = check_members(
            read_json(self.bundle.read("manifest.json"), "manifest.json"), MANIFEST, "manifest.json"
        )
        self.manifest_size = int(str(manifest["size"]))
        self.key = read_key(str(manifest["key"]), CONTEST_KEY)
        if manifest["origin"] != self.key.name:
            raise Refused("the manifest's origin is not the name of its key")
        if self.pinned is None:
            return Remark("NOT PINNED: no key was given from outside, so this may be the bundle of somebody else")
        if self.pinned != self.key:
            raise Refused("the bundle is signed with another key than the one you gave")
        return "the contest's key is the one you gave"

    def v2(self) -> str:
        """The signed list of all files. It bears one signature, as nothing else vouches for the list itself."""
        note = read_note(self.bundle.read(SUMS, MAX_SUMS))
        check_signed(note, need(self.key, "the contest's key"))
        if len(note.signatures) != 1:
            raise Refused(f"{SUMS} bears more than one signature")
        listed = read_sums(note.text.decode(), need(self.key, "the contest's key").name)
        names = set(self.bundle.sizes) - {SUMS}
        for name in sorted(names ^ set(listed)):
            raise Refused(f"{name} is " + ("not listed" + cache_hint(name) if name in names else "listed and missing"))
        advance = self.progress.of("V2 digests", sum(self.bundle.sizes.values()))
        for name, digest in listed.items():
            if self.digest(name, advance) != digest:
                raise Refused(f"{name} is not the file that was signed")
        return f"{len(listed):,} files, each with its signed digest, and no other"

    def digest(self, name: str, advance: Advance = lambda _: None) -> str:
        """A file's SHA-256 in hex. A file is read for it once."""
        if name not in self.digests:
            hasher = sha256()
            for chunk in self.bundle.chunks(name, advance):
                hasher.update(chunk)
            self.digests[name] = hasher.hexdigest()
        return self.digests[name]

    def v3(self) -> str:
        data = self.bundle.read("checkpoints.txt", MAX_CHECKPOINTS)
        advance = self.progress.of("V3 checkpoints", len(data))
        self.checkpoints = read_checkpoints(data, need(self.key, "the contest's key"), advance)
        return f"{len(self.checkpoints):,} checkpoints signed by the contest's key"

    def read_receipts(self) -> str:
        """Read before the log, as the log is then asked for what they name."""
        key = need(self.key, "the contest's key")
        for name, data in self.given:
            try:
                self.receipts.append((name, read_receipt(data, key)))
            except Refused as reason:
                raise Refused(f"{quote(name)}: {reason}") from None
        return "read"

    def v4(self) -> str:
        """The tree is built once; at every size of interest its root is kept."""
        named = [receipt.checkpoint.size for _, receipt in self.receipts if receipt.checkpoint]
        sizes = {checkpoint.size for checkpoint in self.checkpoints or ()}.union(named)
        indexes = {receipt.index for _, receipt in self.receipts}
        tree, last, size = Tree(), max(sizes, default=0), 0
        if 0 in sizes:
            self.roots[0] = tree.root()
        for size, line in enumerate(self._log_lines("V4 tree"), 1):
            if size - 1 in indexes:
                self.lines[size - 1] = line
            if size <= last:
                tree.add(leaf_hash(line))
                if size in sizes:
                    self.roots[size] = tree.root()
        self.size = size
        for checkpoint in need(self.checkpoints, "the list of checkpoints"):
            if self.roots.get(checkpoint.size, checkpoint.root) != checkpoint.root:
                raise Refused(f"at size {checkpoint.size} the entries give another root than the one signed")
        return f"roots recomputed at {sum(c.size in self.roots for c in self.checkpoints or ()):,} checkpoints"

    def _log_lines(self, what: str) -> Iterator[bytes]:
        return self.bundle.lines("entries.jsonl", self.progress.of(what, self.bundle.sizes["entries.jsonl"]))

    def v5(self) -> str:
        size = need(self.size, "the log")
        last = need(self.checkpoints, "the list of checkpoints")[-1].size
        if last != size:
            raise Refused(f"the last checkpoint is of size {last}, the log of size {size}")
        if self.manifest_size != size:
            raise Refused(f"the manifest names {self.manifest_size} entries, the log holds {size}")
        return f"the log has {size:,} entries, as the last checkpoint and the manifest say"

    def v6(self) -> str:
        log = Log(need(self.key, "the contest's key").written).take_all(self._log_lines("V6 entries"))
        self.log = log
        check_documents(log, self.digest)
        return f"{log.size:,} entries in order, from the announcement to the shredding"

    def v7(self) -> str:
        log = need(self.log, "the log")
        if log.repeated:
            raise Refused(f"entry {log.repeated[0]} has the commitment of an earlier one")
        return f"{len(log.commitments):,} ballots with different commitments"

    def v8(self) -> str:
        log = need(self.log, "the log")
        sizes = [checkpoint.size for checkpoint in need(self.checkpoints, "the list of checkpoints")]
        return f"{check_replacements(log, sizes):,} ballots replaced by their voters"

    def v9(self) -> str:
        self.voided = check_voids(need(self.log, "the log"))
        return f"{len(self.voided):,} ballots voided, each for a reason announced"

    def v10(self) -> str:
        log, voided = need(self.log, "the log"), need(self.voided, "the list of voids")
        counted = sorted(c for c in log.commitments if c not in log.superseded and c not in voided)
        advance = self.progress.of("V10 openings", self.bundle.sizes["openings.jsonl"])
        self.votes = count.open_all(log, counted, self.bundle.lines("openings.jsonl", advance))
        if self.digest("openings.jsonl") != log.certify["openings"]:
            raise Refused("openings.jsonl is not the file that was certified")
        return f"{self.votes.total():,} openings, one for each ballot that counts, each true"

    def v11(self) -> str:
        log, voided = need(self.log, "the log"), need(self.voided, "the list of voids")
        votes = need(self.votes, "the list of openings")
        result = count.expected_result(log, votes, voided)
        count.check_result(self.bundle.read("result.json"), result, log, votes)
        self.result = result
        return "the result is what the openings give"

    def v12(self) -> str:
        if not self.given:
            return Remark("no receipt was given")
        log, voided = need(self.log, "the log"), need(self.voided, "the list of voids")
        said = [f"{quote(n)}: {check_receipt(r, log, self.roots, self.lines, voided)}" for n, r in self.receipts]
        return f"{len(said)} on the published history: " + "; ".join(said)

    def v13(self) -> str:
        if not self.witnesses:
            return Remark("NOT INDEPENDENTLY WITNESSED: no witness's key was given")
        checkpoints = need(self.checkpoints, "the list of checkpoints")
        return "; ".join(largest_witnessed(checkpoints, witness) for witness in self.witnesses)

    def v14(self) -> str:
        return "JSON strict, sizes bounded, paths safe in all that was read"
