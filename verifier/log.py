"""The log's entries: what each may hold, and in which order they may come. SPEC.md, section 3; checks V6 to V9."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from verifier.strict import (
    Json,
    Refused,
    Test,
    check_members,
    is_bool,
    is_hex,
    is_instant,
    is_list,
    is_map,
    is_number,
    is_slug,
    is_sorted_list,
    is_text,
    quote,
    read_instant,
    read_json,
)

Entry = dict[str, Any]

DOCUMENTS = ("nominees.json", "rules.md")

ACT: dict[str, Test] = {"type": is_text, "at": is_instant, "by": is_list(is_number(1))}
NOTED: dict[str, Test] = ACT | {"note": is_hex(32)}
MEMBERS: dict[str, dict[str, Test]] = {
    "announce": NOTED
    | {
        "v": is_number(1, 1),
        "contest": is_hex(16),
        "award": is_slug,
        "year": is_number(),
        "opens_at": is_instant,
        "closes_at": is_instant,
        "nominees": is_sorted_list(is_slug, at_least=2),
        "documents": is_map(lambda name: name in DOCUMENTS, is_hex(32)),
        "reasons": is_sorted_list(is_slug),
        "batch": is_number(1, 100),
        "max_changes": is_number(0, 10),
        "appeal_hours": is_number(0, 720),
        "rehearsal": is_bool,
        "key": is_text,
    },
    "withdraw": NOTED,
    "ballot": {"type": is_text, "c": is_hex(32), "sup": is_hex(32)},
    "extend": NOTED | {"closes_at": is_instant},
    "close": NOTED | {"ballots": is_number()},
    "void": NOTED | {"c": is_hex(32), "reason": is_slug},
    "unvoid": NOTED | {"c": is_hex(32)},
    "certify": NOTED
    | {
        "tally": is_map(is_slug, is_number()),
        "counted": is_number(),
        "superseded": is_number(),
        "voided": is_map(is_slug, is_number(1)),
        "openings": is_hex(32),
    },
    "shred": ACT | {"destroyed": is_sorted_list(is_slug)},
}
OPTIONAL = frozenset({"sup"})

ORDER = {
    ("start", "announce"): "announced",
    ("announced", "withdraw"): "start",
    ("announced", "ballot"): "open",
    ("announced", "extend"): "open",
    ("announced", "close"): "closed",
    ("open", "ballot"): "open",
    ("open", "extend"): "open",
    ("open", "close"): "closed",
    ("closed", "void"): "closed",
    ("closed", "unvoid"): "closed",
    ("closed", "certify"): "certified",
    ("certified", "shred"): "end",
}
SAME_IN_ALL = ("contest", "award", "year", "key", "rehearsal")

# The usual spellings of a ballot. Any other goes through `read_entry`, with the same result.
USUAL_BALLOT = re.compile(
    rb'\{"c": ?"([0-9a-f]{64})",(?: ?"sup": ?"([0-9a-f]{64})",)? ?"type": ?"ballot"\}',
)


def read_entry(line: bytes, where: str) -> Entry:
    """One entry of a known type with the members of that type."""
    value: Json = read_json(line, where)
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in MEMBERS:
        raise Refused(f"{where}: no known type of entry: {quote(kind)}")
    return check_members(value, MEMBERS[kind], f"{where} ({kind})", OPTIONAL)


class Log:
    """What the entries say, taken one by one. `take` refuses what V6 forbids and gathers what V7 to V9 need."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.size = 0
        self.state = "start"
        self.now = ""
        self.closes_at = ""
        self.announcements: list[Entry] = []
        self.commitments: dict[bytes, int] = {}
        self.repeated: list[int] = []
        self.replaces: dict[bytes, bytes] = {}
        self.replaced_twice: list[int] = []
        self.superseded: set[bytes] = set()
        self.canvass: list[tuple[int, Entry]] = []
        self.certify: Entry = {}

    @property
    def announcement(self) -> Entry:
        return self.announcements[-1]

    def take_all(self, lines: Iterable[bytes]) -> "Log":
        for line in lines:
            self.take(line)
        if self.state != "end":
            raise Refused(f"the log is not complete: it ends while {self.state!r}")
        return self

    def take(self, line: bytes) -> None:
        match = USUAL_BALLOT.fullmatch(line)
        if match and self.state == "open":
            c, sup = match.groups()
            self._ballot(bytes.fromhex(c.decode()), bytes.fromhex(sup.decode()) if sup else None)
        else:
            self._take_entry(read_entry(line, f"entry {self.size}"))
        self.size += 1

    def _take_entry(self, entry: Entry) -> None:
        kind = entry["type"]
        state = ORDER.get((self.state, kind))
        if state is None:
            raise Refused(f"entry {self.size}: no {kind!r} may come here, the log being {self.state!r}")
        if "at" in entry:
            self._need(entry["at"] >= self.now, "its instant is earlier than the one before it")
            self.now = entry["at"]
        getattr(self, f"_{kind}_entry")(entry)
        self.state = state

    def _need(self, condition: bool, reason: str) -> None:
        if not condition:
            raise Refused(f"entry {self.size}: {reason}")

    def _announce_entry(self, entry: Entry) -> None:
        self._need(len(entry["documents"]) == len(DOCUMENTS), "not the digests of nominees.json and rules.md")
        self._need(entry["opens_at"] < entry["closes_at"], "voting closes before it opens")
        self._need(entry["key"] == self.key, "the key announced is not the contest's key")
        for name in SAME_IN_ALL if self.announcements else ():
            self._need(entry[name] == self.announcement[name], f"announced again with another {name!r}")
        self.announcements.append(entry)
        self.closes_at = entry["closes_at"]

    def _withdraw_entry(self, entry: Entry) -> None:
        self._need(entry["at"] < self.announcement["opens_at"], "withdrawn after the opening")

    def _extend_entry(self, entry: Entry) -> None:
        self._need(entry["closes_at"] > self.closes_at, "extended to an instant that is not later")
        self._need(entry["at"] < self.closes_at, "extended after the closing")
        self.closes_at = entry["closes_at"]

    def _ballot_entry(self, entry: Entry) -> None:
        self._ballot(bytes.fromhex(entry["c"]), bytes.fromhex(entry["sup"]) if "sup" in entry else None)

    def _ballot(self, c: bytes, sup: bytes | None) -> None:
        if c in self.commitments:
            self.repeated.append(self.size)
            return
        self.commitments[c] = self.size
        if sup is not None:
            if sup in self.superseded:
                self.replaced_twice.append(self.size)
            self.superseded.add(sup)
            self.replaces[c] = sup

    def _close_entry(self, entry: Entry) -> None:
        self._need(entry["at"] >= self.announcement["opens_at"], "closed before the opening")
        self._need(entry["at"] <= self.closes_at, "closed later than announced")
        ballots = len(self.commitments) + len(self.repeated)
        self._need(entry["ballots"] == ballots, f"it names {entry['ballots']} ballots, the log holds {ballots}")

    def _void_entry(self, entry: Entry) -> None:
        self.canvass.append((self.size, entry))

    _unvoid_entry = _void_entry

    def _certify_entry(self, entry: Entry) -> None:
        self.certify = entry

    def _shred_entry(self, entry: Entry) -> None:
        """Nothing but its place, its instant and its members is checked."""


def check_documents(log: Log, digest: Callable[[str], str]) -> None:
    """V6: the documents are those announced."""
    for name, announced in log.announcement["documents"].items():
        if digest(name) != announced:
            raise Refused(f"{name} is not the file that was announced")


def check_replacements(log: Log, sizes: list[int]) -> int:
    """V8. `sizes`: of all checkpoints, growing."""
    if log.replaced_twice:
        raise Refused(f"entry {log.replaced_twice[0]} replaces a ballot which another entry replaces too")
    for c, sup in log.replaces.items():
        here, there = log.commitments[c], log.commitments.get(sup)
        if there is None:
            raise Refused(f"entry {here} replaces a ballot that is not in the log")
        if there >= here:
            batch = bisect_right(sizes, here)
            if there == here or batch == len(sizes) or there >= sizes[batch]:
                raise Refused(f"entry {here} replaces entry {there}, which no checkpoint shows beside or before it")
    _check_chains(log)
    return len(log.superseded)


def _check_chains(log: Log) -> None:
    """Each ballot replaces at most one and is replaced at most once: there are chains, and perhaps cycles."""
    most, seen = log.announcement["max_changes"], 0
    for last in log.replaces:
        if last in log.superseded:
            continue
        length, c = 0, last
        while c in log.replaces:
            length, c = length + 1, log.replaces[c]
        if length > most:
            raise Refused(f"entry {log.commitments[last]} is change number {length} of at most {most}")
        seen += length
    if seen != len(log.replaces):
        raise Refused("ballots replace each other in a circle")


def check_voids(log: Log) -> dict[bytes, str]:
    """V9. Which commitments are voided at the end, and for which reason."""
    voided: dict[bytes, str] = {}
    for number, entry in log.canvass:
        c = bytes.fromhex(entry["c"])
        reason = _void_fault(log, entry, c, c in voided)
        if reason:
            raise Refused(f"entry {number}: {reason}")
        if entry["type"] == "void":
            voided[c] = entry["reason"]
        else:
            del voided[c]
    _check_certify(log)
    return voided


def _void_fault(log: Log, entry: Entry, c: bytes, is_voided: bool) -> str | None:
    if not entry["by"]:
        return "nobody has approved it"
    if c not in log.commitments:
        return "it names a ballot that is not in the log"
    if entry["type"] == "unvoid":
        return None if is_voided else "it restores a ballot that is not voided"
    if is_voided or c in log.superseded:
        return "it voids a ballot that is already " + ("voided" if is_voided else "replaced")
    return None if entry["reason"] in log.announcement["reasons"] else "its reason was not announced"


def _check_certify(log: Log) -> None:
    if not log.certify["by"]:
        raise Refused("nobody has approved the certification")
    if log.canvass:
        waited = read_instant(log.certify["at"]) - read_instant(log.canvass[-1][1]["at"])
        if waited < timedelta(hours=log.announcement["appeal_hours"]):
            raise Refused(f"certified {waited} after the last void, before the time for appeals had passed")
