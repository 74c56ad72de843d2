"""The log's entries: what each may hold, and in which order they may come. SPEC.md, section 3; check V6."""

import re
from collections.abc import Iterable
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
    "withdrawal": NOTED | {"nominee": is_slug},
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
    ("announced", "extend"): "announced",
    ("announced", "withdrawal"): "announced",
    ("announced", "close"): "closed",
    ("open", "ballot"): "open",
    ("open", "extend"): "open",
    ("open", "withdrawal"): "open",
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
        self.withdrawn: set[str] = set()
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
        self.withdrawn = set()

    def _withdraw_entry(self, entry: Entry) -> None:
        self._need(entry["at"] <= self.announcement["opens_at"], "withdrawn after the opening")

    def _extend_entry(self, entry: Entry) -> None:
        self._need(entry["closes_at"] > self.closes_at, "extended to an instant that is not later")
        self._need(entry["at"] <= self.closes_at, "extended after the closing")
        self.closes_at = entry["closes_at"]

    def _withdrawal_entry(self, entry: Entry) -> None:
        standing = set(self.announcement["nominees"]) - self.withdrawn
        self._need(entry["nominee"] in standing, f"{entry['nominee']!r} does not stand")
        self._need(len(standing) > 1, "nobody would be left")
        self._need(entry["at"] <= self.closes_at, "a nominee withdrawn after the closing")
        self.withdrawn.add(entry["nominee"])

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
