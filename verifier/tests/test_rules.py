"""Every MUST of SPEC.md: a bundle, sealed and signed anew by an insider, that breaks this rule and no other."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from verifier.notes import CONTEST_KEY, WITNESS_KEY, read_key
from verifier.strict import Malformed, Refused
from verifier.tests.forge import ORIGIN, Entry, Forge, Signer, b64, dump, instant
from verifier.tests.judge import failed, judge

Break = Callable[[Forge], object]
OTHER = Signer(ORIGIN, "somebody else")


def breaks(number: int, what: str, act: Break) -> Any:
    return pytest.param(number, act, id=f"V{number}-{what.replace(' ', '-')}")


def put(name: str, change: Callable[[Any], Any]) -> Break:
    """`name`: the part that is changed before it is sealed."""
    return lambda forge: forge.change.__setitem__(name, change)


def member(part: str, **values: object) -> Break:
    return put(part, lambda value: value | values)


def without(part: str, name: str) -> Break:
    return put(part, lambda value: {key: item for key, item in value.items() if key != name})


def entry(kind: str, **values: object) -> Break:
    return lambda forge: forge.one(kind).update(values)


def lose(kind: str, name: str) -> Break:
    return put("entry", lambda e: {k: v for k, v in e.items() if k != name} if e["type"] == kind else e)


def insert(before: str, make: Callable[[Forge], Entry | None]) -> Break:
    return lambda forge: forge.log.insert(forge.place(before), make(forge))


def raw(file: str, old: bytes, new: bytes) -> Break:
    """The first occurrence in a file; the list of digests is signed afterwards."""

    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        assert old in files[file]
        return files | {file: files[file].replace(old, new, 1)}

    return put("files", change)


def note(change: Callable[[list[str]], list[str]]) -> Break:
    return put("checkpoints", change)


def third(change: Callable[[str], str]) -> Break:
    return note(lambda notes: [*notes[:2], change(notes[2]), *notes[3:]])


def signed_checkpoint(size: object, root: str, more: str = "", origin: str = ORIGIN) -> Break:
    def act(forge: Forge) -> None:
        def change(text: str) -> str:
            return forge.signer.note(f"{origin}\n{size or forge.sizes[2]}\n{root or text.split()[2]}\n{more}")

        third(change)(forge)

    return act


def again(number: int) -> Callable[[Forge], Entry]:
    """The `number`-th ballot once more."""
    return lambda forge: dict(forge.ballots()[number])


def free(forge: Forge) -> list[Entry]:
    """Ballots that nobody replaces and nobody voids."""
    replaced = {e["sup"] for e in forge.ballots() if "sup" in e} | {e["c"] for e in forge.all("void")}
    return [e for e in forge.ballots() if e["c"] not in replaced]


def chain(length: int) -> Break:
    def act(forge: Forge) -> None:
        before = forge.ballot()
        forge.log.insert(forge.place("close"), before)
        for _ in range(length):
            before = forge.ballot(sup=before["c"])
            forge.log.insert(forge.place("close"), before)

    return act


def forward(apart: bool) -> Break:
    """An entry before the one it replaces, in one batch or not."""

    def act(forge: Forge) -> None:
        one = forge.ballot()
        place = forge.place("close")
        forge.log[place:place] = [forge.ballot(sup=one["c"]), *([None] if apart else []), one]

    return act


def circle(length: int) -> Break:
    """Ballots of one batch that replace each other."""

    def act(forge: Forge) -> None:
        made = [forge.ballot() for _ in range(length)]
        for number, ballot in enumerate(made):
            ballot["sup"] = made[number - 1]["c"]
        forge.log[forge.place("close") : forge.place("close")] = made

    return act


def replace_twice(forge: Forge) -> None:
    target = free(forge)[0]["c"]
    for _ in range(2):
        forge.log.insert(forge.place("close"), forge.ballot(sup=target))


def void(what: Callable[[Forge], str], kind: str = "void", **members: Any) -> Break:
    def act(forge: Forge) -> None:
        made = forge.act(kind, 260, c=what(forge), **members)
        forge.log.insert(forge.place("certify"), made)

    return act


def nobody(kind: str) -> Break:
    return entry(kind, by=[])


def opening(number: int, **values: str) -> Break:
    def change(rows: list[Entry]) -> list[Entry]:
        return [*rows[:number], rows[number] | values, *rows[number + 1 :]]

    return put("openings", change)


def add_opening(which: Callable[[Forge], str]) -> Break:
    def act(forge: Forge) -> None:
        extra = forge._opening(which(forge))
        forge.change["openings"] = lambda rows: sorted([*rows, extra], key=lambda row: row["c"])

    return act


def replaced(forge: Forge) -> str:
    return next(str(e["sup"]) for e in forge.ballots() if "sup" in e)


def voided(forge: Forge) -> str:
    return next(iter(forge.states()[1]))


def other_choice(forge: Forge) -> None:
    def change(rows: list[Entry]) -> list[Entry]:
        rows[0]["choice"] = next(slug for slug in forge.nominees if slug != rows[0]["choice"])
        return rows

    forge.change["openings"] = change


def result(change: Callable[[Entry], object]) -> Break:
    def act(value: Entry) -> Entry:
        change(value)
        return value

    return put("result", act)


def certified(name: str, change: Callable[[Any], Any]) -> Break:
    """`certify` says something else, and `result.json` what is true."""

    def act(forge: Forge) -> None:
        forge.files()
        kept, certify = forge._result(), forge.one("certify")
        certify[name] = change(certify[name])
        forge.change["result"] = lambda _: kept

    return act


def extension(hours: float) -> Callable[[Forge], Entry]:
    return lambda forge: forge.act("extend", hours, closes_at=instant(300))


def leave(forge: Forge, number: int, *, hours: float = 230) -> Entry:
    return forge.act("withdrawal", hours, nominee=forge.nominees[number])


def leaving(*numbers: int) -> Break:
    """These leave, one after the other, just before voting closes."""

    def act(forge: Forge) -> None:
        place = forge.place("close")
        forge.log[place:place] = [leave(forge, number) for number in numbers]

    return act


def extended_to(hours: float) -> Break:
    def act(forge: Forge) -> None:
        forge.one("extend")["closes_at"] = instant(hours)
        forge.one("close")["at"] = instant(238)

    return act


def closed_before_the_opening(forge: Forge) -> None:
    forge.log.pop(forge.place("extend"))
    forge.one("close")["at"] = instant(23)


def start_again(forge: Forge, **values: object) -> None:
    """The first, withdrawn, announcement names something else."""
    first = next(e for e in forge.log if e is not None)
    first.update(values)


KEY = [
    breaks(1, "origin is not the key's name", member("manifest", origin="elsewhere.example.org")),
    breaks(
        1, "id of the key", lambda f: member("manifest", key=f.signer.key.replace(f.signer.id.hex(), "00000000"))(f)
    ),
    breaks(1, "kind of the key", lambda f: member("manifest", key=Signer(ORIGIN, "contest 1", 4).key)(f)),
    breaks(1, "unusual base64", lambda f: member("manifest", key=f.signer.key + "=")(f)),
    breaks(1, "a name with a blank", member("manifest", key="a b+00000000+AA==")),
    breaks(1, "no key", member("manifest", key="")),
]
MISSING = [
    breaks(2, f"{name} missing", without("files", name))
    for name in (
        "manifest.json", "entries.jsonl", "checkpoints.txt", "openings.jsonl", "result.json", "nominees.json",
        "rules.md", "SPEC.md",
    )
]  # fmt: skip
SUMS = [
    breaks(2, "heading", put("sums", lambda text: text.replace("vote/v1 bundle", "vote/v2 bundle"))),
    breaks(2, "origin", put("sums", lambda text: text.replace(ORIGIN, "elsewhere.example.org"))),
    breaks(2, "digest", put("sums", lambda text: text.replace(text[-75:-70], "00000"))),
    breaks(2, "digest in capitals", put("sums", lambda t: t[:60] + t[60:125].upper() + t[125:])),
    breaks(2, "one space", put("sums", lambda text: text.replace("  ", " ", 1))),
    breaks(2, "order", put("sums", lambda t: "\n".join([*t.split("\n")[:2], *sorted(t.split("\n")[2:-1])[::-1], ""]))),
    breaks(2, "a file twice", put("sums", lambda text: text + text.split("\n")[-2] + "\n")),
    breaks(2, "a file that is not there", put("sums", lambda text: text + "0" * 64 + "  zzz\n")),
    breaks(2, "itself", put("sums", lambda t: t.replace("SPEC.md\n", "SPEC.md\n" + sums_line(t)))),
    breaks(2, "a file that is not listed", put("sums", lambda t: re.sub(".*SPEC.md\n", "", t))),
    breaks(2, "not signed", put("sums note", lambda text: text[: text.index("— ")] + OTHER.line(text))),
    breaks(2, "a false signature", put("sums note", lambda text: text.replace("vote/v1", "Vote/v1"))),
    breaks(2, "a second signature", put("sums note", lambda text: text + OTHER.line(text))),
    breaks(2, "no end", put("sums note", lambda text: text[:-1])),
    breaks(2, "extra text", put("sums", lambda text: text + "\n")),
]


def sums_line(_text: str) -> str:
    return "0" * 64 + "  SHA256SUMS\n"


CHECKPOINTS = [
    breaks(3, "another origin", signed_checkpoint(None, "", origin="elsewhere.example.org")),
    breaks(3, "extension line", signed_checkpoint(None, "", "more\n")),
    breaks(3, "size with a zero in front", signed_checkpoint("03", "")),
    breaks(3, "size with a sign", signed_checkpoint("+3", "")),
    breaks(3, "size too large", signed_checkpoint(2**53, "")),
    breaks(3, "root not base64", signed_checkpoint(None, "!" * 44)),
    breaks(3, "root in unusual base64", signed_checkpoint(None, "A" * 42 + "B=")),
    breaks(3, "root of 31 bytes", signed_checkpoint(None, b64(bytes(31)))),
    breaks(3, "sizes equal", note(lambda notes: [*notes[:3], *notes[2:]])),
    breaks(3, "sizes shrink", note(lambda notes: [*notes[:2], notes[3], notes[2], *notes[4:]])),
    breaks(3, "another key", third(lambda text: OTHER.note(text.partition("\n\n")[0] + "\n"))),
    breaks(3, "no signature", third(lambda text: Signer("w", "w", 4).note(text.partition("\n\n")[0] + "\n"))),
    breaks(3, "a false signature", third(lambda text: text + bad_line(text))),
    breaks(3, "a hyphen for the dash", third(lambda text: text.replace("— ", "- "))),
    breaks(3, "unusual base64 in a signature", third(lambda text: text[:-1] + "=\n")),
    breaks(3, "not UTF-8", raw("checkpoints.txt", "—".encode(), b"\xff")),
    breaks(3, "a control character", raw("checkpoints.txt", b"\n\n", b"\t\n\n")),
    breaks(3, "a signature line without a signature", third(lambda text: text + "— w AAAAAA==\n")),
    breaks(3, "none", put("files", lambda f: f | {"checkpoints.txt": b""})),
    breaks(3, "no last line feed", put("files", lambda f: f | {"checkpoints.txt": f["checkpoints.txt"][:-1]})),
    breaks(3, "a line feed more", put("files", lambda f: f | {"checkpoints.txt": f["checkpoints.txt"] + b"\n"})),
    breaks(3, "a line feed in front", put("files", lambda f: f | {"checkpoints.txt": b"\n" + f["checkpoints.txt"]})),
    breaks(3, "too many signatures", third(lambda text: text + Signer("w", "w").line("x") * 100)),
    breaks(4, "another root signed", signed_checkpoint(None, b64(bytes(32)))),
    breaks(5, "last checkpoint missing", note(lambda notes: notes[:-1])),
    breaks(5, "manifest's size", member("manifest", size=26)),
    breaks(5, "checkpoint beyond the log", lambda f: put("checkpoints", lambda n: [*n, beyond(f)])(f)),
]


def bad_line(text: str) -> str:
    return Signer(ORIGIN, "contest 1").line(text.partition("\n\n")[0] + "\n.")


def beyond(forge: Forge) -> str:
    return forge.signer.note(f"{ORIGIN}\n{len(forge.lines) + 1}\n{b64(bytes(32))}\n")


WRONG: dict[str, dict[str, list[object]]] = {
    "announce": {
        "v": [2, 0, "1", True],
        "at": ["2026-11-01T00:00:00", "2026-11-01 00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-01T24:00:00Z", 1],
        "by": [0, [0], [1, 1], ["1"], [True], {}],
        "note": ["00", "Z" * 64, "A" * 64, None],
        "contest": ["00", "A" * 32, 7],
        "award": ["", "A", "a" * 61, "a b", "å"],
        "year": ["2026", True, None],
        "opens_at": ["2026-11-02T00:00:60Z", "2026-11-02T00:00:00+00:00", 0],
        "closes_at": ["", "2026-02-30T00:00:00Z", instant(24), instant(23)],
        "nominees": [["one"], ["b", "a"], ["a", "a"], ["a", "B"], "a", [1, 2]],
        "documents": [{}, {"rules.md": "0" * 64}, {"rules.md": "0" * 64, "nominees.json": "0" * 64, "x": "0" * 64}],
        "reasons": [["b", "a"], ["a", "a"], ["A"], "a"],
        "batch": [0, 101, "5"],
        "max_changes": [11, "3", False],
        "appeal_hours": [721, "48"],
        "rehearsal": [0, "true", None],
        "key": ["", OTHER.key, 1],
    },
    "withdraw": {"at": ["x"], "by": ["x"], "note": ["x"]},
    "ballot": {"c": ["00", "A" * 64, 1], "sup": ["00", None, "A" * 64]},
    "extend": {"at": ["x"], "by": [[0]], "note": [""], "closes_at": ["x", instant(240), instant(239)]},
    "close": {"at": ["x"], "by": [None], "note": [1], "ballots": ["1", 15, 17, None]},
    "void": {"at": ["x"], "by": [[3, 3]], "note": [""], "c": ["00", 1], "reason": ["A", "", 1]},
    "unvoid": {"at": ["x"], "by": [[3, 3]], "note": [""], "c": ["00", 1]},
    "certify": {
        "at": ["x"],
        "by": [1],
        "note": [""],
        "tally": [[], {"A": 1}, {"nominee-00": "1"}],
        "counted": ["1", None],
        "superseded": ["1", None],
        "voided": [[], {"invented-account": 0}, {"A": 1}, {"invented-account": "2"}],
        "openings": ["00", None],
    },
    "shred": {"at": ["x"], "by": [[0]], "destroyed": [["b", "a"], ["a", "a"], "a", ["A"]]},
}


def wrong_entry(kind: str, name: str, value: object) -> Break:
    """Seals a true log first, so that all else is filled in; then one member of one entry is another."""

    def act(forge: Forge) -> None:
        forge.files()
        target = forge.one(kind)
        forge.change["entry"] = lambda e: {**e, name: value} if e is target else e
        kept = forge._result()
        forge.change["result"] = lambda _: kept

    return act


GRAMMAR = [
    breaks(6, f"{kind} {name} {number}", wrong_entry(kind, name, value))
    for kind, members in WRONG.items()
    for name, values in members.items()
    for number, value in enumerate(values)
]
GRAMMAR += [breaks(6, f"{kind} with another member", wrong_entry(kind, "more", 1)) for kind in WRONG]
GRAMMAR += [
    breaks(6, f"{kind} without {name}", lose(kind, name))
    for kind, members in WRONG.items()
    for name in members
    if (kind, name) != ("ballot", "sup")
]
ORDER = [
    breaks(6, "unknown type", wrong_entry("shred", "type", "correct")),
    breaks(6, "no type", lose("shred", "type")),
    breaks(6, "not an object", put("lines", lambda lines: [*lines[:-1], b"[]"])),
    breaks(6, "first is not announce", lambda f: f.log.insert(0, f.ballot())),
    breaks(6, "announced twice", insert("ballot", lambda f: dict(f.one("announce")))),
    breaks(6, "withdrawn after a ballot", insert("extend", lambda f: f.act("withdraw", 20))),
    breaks(6, "withdrawn twice", insert("withdraw", lambda f: dict(f.one("withdraw")))),
    breaks(6, "withdrawn after the opening", lambda f: start_again(f, opens_at=instant(0.4))),
    breaks(6, "another contest announced", lambda f: start_again(f, contest="0" * 32)),
    breaks(6, "another award announced", lambda f: start_again(f, award="other")),
    breaks(6, "another year announced", lambda f: start_again(f, year=2025)),
    breaks(6, "another key announced", lambda f: start_again(f, key=OTHER.key)),
    breaks(6, "another kind announced", lambda f: start_again(f, rehearsal=True)),
    breaks(6, "instants go back", lambda f: f.one("announce").update(at=instant(0.4))),
    breaks(6, "opens when it closes", entry("announce", opens_at=instant(240))),
    breaks(6, "extended to the same instant", extended_to(240)),
    breaks(6, "extended to an earlier instant", extended_to(239)),
    breaks(6, "extended after the closing", entry("extend", at=instant(240.1))),
    breaks(6, "a stranger leaves", insert("close", lambda f: f.act("withdrawal", 230, nominee="stranger"))),
    breaks(6, "somebody leaves twice", leaving(0, 0)),
    breaks(6, "everybody leaves", leaving(0, 1, 2, 3)),
    breaks(6, "somebody leaves after the closing", insert("close", lambda f: leave(f, 0, hours=242))),
    breaks(6, "somebody leaves a closed vote", insert("void", lambda f: leave(f, 0, hours=241))),
    breaks(6, "a leaving without a name", insert("close", lambda f: f.act("withdrawal", 230))),
    breaks(6, "closed before the opening", closed_before_the_opening),
    breaks(6, "closed too late", entry("close", at=instant(241.001))),
    breaks(6, "no close", lambda f: f.log.pop(f.place("close"))),
    breaks(6, "ballot after close", insert("void", lambda f: f.ballot())),
    breaks(6, "extended after close", insert("void", extension(241))),
    breaks(6, "a second close", insert("void", lambda f: f.act("close", 241, ballots=16))),
    breaks(6, "void before close", insert("close", lambda f: dict(f.one("void")))),
    breaks(6, "void after certify", insert("shred", lambda f: f.act("void", 400, c=first(f).hex(), reason="x"))),
    breaks(6, "certified twice", insert("shred", lambda f: f.act("certify", 400))),
    breaks(6, "no certify", lambda f: f.log.pop(f.place("certify"))),
    breaks(6, "no shred", lambda f: f.log.pop(f.place("shred"))),
    breaks(6, "something after shred", lambda f: f.log.extend([f.act("shred", 402, destroyed=[]), None])),
    breaks(6, "announced after shred", lambda f: f.log.extend([dict(f.one("announce"), at=instant(500)), None])),
    breaks(6, "rules.md is another", lambda f: f.documents.update({"rules.md": b"# Other rules\n"})),
    breaks(6, "nominees.json is another", lambda f: f.documents.update({"nominees.json": b"[]"})),
]  # fmt: skip
BALLOTS = [
    breaks(7, "the same ballot twice", insert("close", again(0))),
    breaks(7, "the same commitment with sup", insert("close", lambda f: {**free(f)[0], "sup": replaced(f)})),
    breaks(8, "unknown", insert("close", lambda f: f.ballot(sup="0" * 64))),
    breaks(8, "replaced twice", replace_twice),
    breaks(8, "itself", circle(1)),
    breaks(8, "a circle of two", circle(2)),
    breaks(8, "a circle of three", circle(3)),
    breaks(8, "too many changes", chain(4)),
    breaks(8, "no change allowed", entry("announce", max_changes=0)),
    breaks(8, "forward outside the batch", forward(apart=True)),
]
UNVOIDED = [
    breaks(9, "void by nobody", nobody("void")),
    breaks(9, "unvoid by nobody", nobody("unvoid")),
    breaks(9, "certify by nobody", nobody("certify")),
    breaks(9, "void of an unknown ballot", void(lambda _: "0" * 64, reason="invented-account")),
    breaks(9, "unvoid of an unknown ballot", void(lambda _: "0" * 64, "unvoid")),
    breaks(9, "void of a replaced ballot", void(replaced, reason="invented-account")),
    breaks(9, "void twice", void(voided, reason="invented-account")),
    breaks(9, "unvoid of a ballot not voided", void(lambda f: str(free(f)[0]["c"]), "unvoid")),
    breaks(9, "unvoid twice", lambda f: void(lambda _: f.one("unvoid")["c"], "unvoid")(f)),
    breaks(9, "reason not announced", void(lambda f: str(free(f)[0]["c"]), reason="too-many")),
    breaks(9, "before the time for appeals has passed", entry("certify", at=instant(307.99))),
]
OPENINGS = [
    breaks(10, "one missing", put("openings", lambda rows: rows[1:])),
    breaks(10, "last missing", put("openings", lambda rows: rows[:-1])),
    breaks(10, "one twice", put("openings", lambda rows: [rows[0], *rows])),
    breaks(10, "order", put("openings", lambda rows: [rows[1], rows[0], *rows[2:]])),
    breaks(10, "of a replaced ballot", add_opening(replaced)),
    breaks(10, "of a voided ballot", add_opening(voided)),
    breaks(10, "of an unknown ballot", add_opening(lambda f: str(f.ballot()["c"]))),
    breaks(10, "another choice", other_choice),
    breaks(10, "not a nominee", lambda f: f.log.insert(f.place("close"), f.ballot("nobody"))),
    breaks(10, "another salt", opening(0, salt="0" * 64)),
    breaks(10, "another nonce", opening(0, nonce="0" * 32)),
    breaks(10, "salt in capitals", put("openings", lambda r: [{**r[0], "salt": r[0]["salt"].upper()}, *r[1:]])),
    breaks(10, "a member more", opening(0, more="1")),
    breaks(10, "a member less", put("openings", lambda r: [{k: v for k, v in r[0].items() if k != "nonce"}, *r[1:]])),
    breaks(10, "digest certified", lambda f: f.one("certify").update(openings="0" * 64)),
]
CERTIFIED: dict[str, Callable[[Any], Any]] = {
    "counted": lambda n: n + 1,
    "superseded": lambda n: n + 1,
    "voided": lambda v: {**v, "duplicate-person": 1},
    "tally": lambda t: {**t, "nominee-00": t["nominee-00"] + 1},
}
WRONG_RESULT: dict[str, list[object]] = {
    "contest": ["0" * 32, 1],
    "award": ["other", 1],
    "year": [2025, "2026"],
    "size": [26, None],
    "counted": [11],
    "superseded": [3],
    "voided": [{}, {"invented-account": 1}, []],
    "winners": [[], ["nominee-00"], "nominee-01"],
    "tally": [[], {}, [1]],
    "more": [1],
}
RESULT = [breaks(11, f"certify {name}", certified(name, change)) for name, change in CERTIFIED.items()]
RESULT += [
    breaks(11, "certify without a nominee", certified("tally", lambda t: dict([*t.items()][:-1]))),
    breaks(11, "certify with another nominee", certified("tally", lambda t: {**t, "nobody": 0})),
    breaks(11, "certify without a reason", certified("voided", lambda _: {})),
]
RESULT += [
    breaks(11, f"result {name} {number}", member("result", **{name: value}))
    for name, values in WRONG_RESULT.items()
    for number, value in enumerate(values)
]
RESULT += [breaks(11, f"result without {name}", without("result", name)) for name in ("contest", "size", "winners")]
RESULT += [
    breaks(11, "tally in another order", result(lambda r: r["tally"].reverse())),
    breaks(11, "equals in another order", result(lambda r: r["tally"].insert(2, r["tally"].pop()))),
    breaks(11, "a nominee missing", result(lambda r: r["tally"].pop())),
    breaks(11, "a nominee twice", result(lambda r: r["tally"].append(r["tally"][-1]))),
    breaks(11, "a rank", result(lambda r: r["tally"][-1].update(rank=4))),
    breaks(11, "votes", result(lambda r: r["tally"][0].update(votes=99))),
    breaks(11, "a member more", result(lambda r: r["tally"][0].update(more=1))),
    breaks(11, "a rank that is true", result(lambda r: r["tally"][0].update(rank=True))),
    breaks(11, "not an object", put("files", lambda files: files | {"result.json": b"[]"})),
]
ALL = [*KEY, *MISSING, *SUMS, *CHECKPOINTS, *GRAMMAR, *ORDER, *BALLOTS, *UNVOIDED, *OPENINGS, *RESULT]


@pytest.mark.parametrize(("number", "act"), ALL)
def test_one_broken_rule_fails_its_check_and_no_other(number: int, act: Break) -> None:
    forge = Forge()
    act(forge)
    assert failed(judge(forge.files())) == [number]


def test_the_key_must_be_the_one_given() -> None:
    forge = Forge()
    files = forge.files()
    assert failed(judge(files, forge.signer.key)) == []
    assert failed(judge(files, OTHER.key)) == [1]


def test_the_key_announced_must_be_the_contest_s() -> None:
    forge = Forge(withdrawn=0)
    forge.one("announce")["key"] = OTHER.key
    assert failed(judge(forge.files())) == [6]


@pytest.mark.parametrize("name", ["", "a b", "å", "x" * 256, "a\nb"])
def test_the_name_of_a_key_is_visible_ascii(name: str) -> None:
    with pytest.raises(Refused, match="name of a key"):
        read_key(Signer(name, "x").key, CONTEST_KEY)


@pytest.mark.parametrize("raw_key", [b"", b"\1", b"\1" + bytes(31), b"\1" + bytes(33), b"\4" + bytes(32)])
def test_a_key_has_its_kind_and_32_bytes(raw_key: bytes) -> None:
    with pytest.raises(Refused, match="kind"):
        read_key(f"a+00000000+{b64(raw_key)}", CONTEST_KEY)


def test_a_false_signature_of_a_witness_fails_though_older_ones_hold() -> None:
    forge = Forge(witnesses=1)
    known = forge.witnesses[0]
    forge.change["checkpoints"] = lambda notes: [*notes[:-1], unwitnessed(notes[-1]) + known.line("something else\n")]
    assert failed(judge(forge.files(), witnesses=[read_key(known.key, WITNESS_KEY)])) == [13]


WITNESSED = Forge(witnesses=2)


def test_a_witness_must_have_signed_and_its_largest_size_is_told() -> None:
    witnesses = [read_key(witness.key, WITNESS_KEY) for witness in WITNESSED.witnesses]
    done = judge(WITNESSED.files(), witnesses=witnesses)
    assert failed(done) == []
    assert "witness1.example.net/w has signed, last at size 27" in done.report.outcomes[13].text


def test_a_witness_who_stopped_early_is_told_with_its_size() -> None:
    forge = Forge(witnesses=1)
    forge.change["checkpoints"] = lambda notes: [*notes[:4], *map(unwitnessed, notes[4:])]
    done = judge(forge.files(), witnesses=[read_key(forge.witnesses[0].key, WITNESS_KEY)])
    assert failed(done) == []
    assert done.report.outcomes[13].text.endswith("last at size 8")


def unwitnessed(text: str) -> str:
    return "".join(item for item in text.splitlines(keepends=True) if not item.startswith("— witness"))


@pytest.mark.parametrize("kind", ["another witness", "the same name and another key", "a false signature", "short"])
def test_a_witness_who_has_not_signed_fails_v13_only(kind: str) -> None:
    forge = Forge(witnesses=1)
    known = forge.witnesses[0]
    asked = {
        "another witness": Signer("w.example.net", "w", 4),
        "the same name and another key": Signer(known.name, "other", 4),
    }.get(kind, known)
    false = (
        known.line("something else\n")
        if kind == "a false signature"
        else f"— {known.name} {b64(known.id + bytes(9))}\n"
    )
    if asked is known:
        forge.change["checkpoints"] = lambda notes: [unwitnessed(item) + false for item in notes]
    assert failed(judge(forge.files(), witnesses=[read_key(asked.key, WITNESS_KEY)])) == [13]


def accepted_with(forge: Forge, receipt: bytes) -> str:
    done = judge(forge.files(), receipts=[receipt])
    assert failed(done) == []
    return done.report.outcomes[12].text


def test_receipts_of_every_kind_and_state_lie_on_the_history() -> None:
    forge = Forge()
    forge.files()
    for ballot, state in [
        (free(forge)[0]["c"], "counted"),
        (replaced(forge), "replaced by its voter"),
        (voided(forge), "voided: invented-account"),
    ]:
        index = forge.lines.index(dump(next(e for e in forge.ballots() if e["c"] == ballot)))
        extra = b"".join(forge.secrets[ballot][1:])
        for receipt in (
            forge.promise(ballot), forge.promise(ballot, extra=False), forge.proof(index, index + 1, extra),
            forge.proof(index, 27), forge.proof(index, 27, extra),
        ):  # fmt: skip
            text = accepted_with(forge, receipt)
            assert text.endswith(f"is entry {index}, {state}")
            assert forge.secrets[ballot][0] not in text
    for size in range(28):
        assert "beginning" in accepted_with(forge, forge.checkpoint(size).encode())


RECEIPTS: dict[str, Callable[[Forge], bytes]] = {
    "a ballot that is not in the log": lambda f: f.promise(str(f.ballot()["c"])),
    "a promise signed by another": lambda f: swap_signer(f.promise(str(f.ballots()[0]["c"]))),
    "a promise with a false signature": lambda f: change_promise(f, str(f.ballots()[1]["c"])),
    "a promise of another origin": lambda f: promise(f, f"vote/v1 promise\nelsewhere\n{b64(first(f))}\n"),
    "a promise of another kind": lambda f: promise(f, f"vote/v1 threat\n{ORIGIN}\n{b64(first(f))}\n"),
    "a promise of four lines": lambda f: promise(f, f"vote/v1 promise\n{ORIGIN}\n{b64(first(f))}\nmore\n"),
    "a promise of 31 bytes": lambda f: promise(f, f"vote/v1 promise\n{ORIGIN}\n{b64(first(f)[1:])}\n"),
    "a promise with another head": lambda f: f.promise(first(f).hex()).replace(b"extra", b"Extra"),
    "a promise with another salt": lambda f: f.promise(first(f).hex(), extra=False).replace(
        b"receipt\n", b"receipt\nextra " + b64(bytes(48)).encode() + b"\n"
    ),
    "a promise with a short salt": lambda f: f.promise(first(f).hex(), extra=False).replace(
        b"receipt\n", b"receipt\nextra " + b64(bytes(47)).encode() + b"\n"
    ),
    "a proof with another salt": lambda f: f.proof(5, 9, bytes(48)),
    "a proof of another entry": lambda f: f.proof(5, 9).replace(b"index 5", b"index 6"),
    "a proof outside its checkpoint": lambda f: f.proof(5, 9).replace(b"index 5", b"index 9"),
    "a proof with too short a path": lambda f: cut_path(f.proof(5, 9)),
    "a proof with too long a path": lambda f: f.proof(5, 9).replace(b"\n\n", b"\n" + b64(bytes(32)).encode() + b"\n\n"),
    "a proof with another hash": lambda f: cut_path(f.proof(5, 9)).replace(
        b"\n\n", b"\n" + b64(bytes(32)).encode() + b"\n\n"
    ),
    "a proof without an index": lambda f: f.proof(5, 9).replace(b"index 5\n", b""),
    "a proof of what is no ballot": lambda f: f.proof(0, 9),
    "a proof of another root": lambda f: forged_proof(f, 5, 9),
    "a proof signed by another": lambda f: swap_signer(f.proof(5, 9)),
    "a checkpoint of another root": lambda f: f.signer.note(f"{ORIGIN}\n9\n{b64(bytes(32))}\n").encode(),
    "a checkpoint of a longer log": lambda f: f.signer.note(f"{ORIGIN}\n28\n{b64(bytes(32))}\n").encode(),
    "a checkpoint signed by another": lambda f: OTHER.note(f"{ORIGIN}\n9\n{b64(bytes(32))}\n").encode(),
    "nothing": lambda _: b"",
    "bytes": lambda _: bytes(range(256)) * 3,
    "a receipt beyond all bounds": lambda f: f.promise(first(f).hex()) + b"x" * 200_000,
    "JSON": lambda _: b"{}",
}


def first(forge: Forge) -> bytes:
    return bytes.fromhex(forge.ballots()[0]["c"])


def promise(forge: Forge, text: str) -> bytes:
    return ("vote/v1 receipt\n\n" + forge.signer.note(text)).encode()


def swap_signer(receipt: bytes) -> bytes:
    head, _, rest = receipt.decode().partition("\n\n")
    return f"{head}\n\n{OTHER.note(rest.partition(chr(10) * 2)[0] + chr(10))}".encode()


def change_promise(forge: Forge, c: str) -> bytes:
    return forge.promise(first(forge).hex()).replace(b64(first(forge)).encode(), b64(bytes.fromhex(c)).encode())


def cut_path(proof: bytes) -> bytes:
    head, _, rest = proof.partition(b"\n\n")
    return head.rpartition(b"\n")[0] + b"\n\n" + rest


def forged_proof(forge: Forge, index: int, size: int) -> bytes:
    """Of a log in which this entry was another."""
    other = Forge()
    other.log[other.log.index(other.ballots()[0])] = other.ballot()
    other.files()
    return other.proof(index, size)


@pytest.mark.parametrize("make", RECEIPTS.values(), ids=[name.replace(" ", "-") for name in RECEIPTS])
def test_a_receipt_that_does_not_lie_on_the_history_fails_v12_only(make: Callable[[Forge], bytes]) -> None:
    forge = Forge()
    files = forge.files()
    done = judge(files, forge.signer.key, receipts=[forge.promise(first(forge).hex()), make(forge)])
    assert failed(done) == [12]
    assert judge(files).report.reason is None


SPELLINGS = {
    "a sign": (b'"year":2026', b'"year":-2026'),
    "minus nought": (b'"year":2026', b'"year":-0'),
    "a fraction": (b'"year":2026', b'"year":2026.0'),
    "an exponent": (b'"year":2026', b'"year":2e3'),
    "a nought in front": (b'"year":2026', b'"year":02026'),
    "NaN": (b'"year":2026', b'"year":NaN'),
    "Infinity": (b'"year":2026', b'"year":Infinity'),
    "2 to the 53rd": (b'"year":2026', b'"year":9007199254740992'),
    "a huge number": (b'"year":2026', b'"year":' + b"9" * 5000),
    "a member twice": (b'"year":2026', b'"year":2026,"year":2026'),
    "not ASCII": (b"golden-sparrow", "gökotta".encode()),
    "half a surrogate pair": (b"golden-sparrow", rb"\ud800"),
    "half a pair in a name": (b'"year"', rb'"\ud800"'),
    "a control character": (b"golden-sparrow", b"golden\tsparrow"),
    "NUL": (b"golden-sparrow", b"golden\0sparrow"),
    "a byte order mark": (b"{", b"\xef\xbb\xbf{"),
    "depth": (b'"year":2026', b'"year":' + b"[" * 8 + b"]" * 8),
    "great depth": (b'"year":2026', b'"year":' + b"[" * 60_000),
    "depth of objects": (b'"year":2026', b'"year":' + b'{"a":' * 10_000),
    "an unclosed text": (b'"year":2026', b'"year":"'),
    "a comma more": (b'"year":2026', b'"year":2026,'),
    "two values": (b"}", b"}{}"),
    "no value": (b"{", b""),
}


@pytest.mark.parametrize("file", ["result.json", "entries.jsonl"])
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=[name.replace(" ", "-") for name in SPELLINGS])
def test_json_that_is_not_strict_fails_v14_only(file: str, spelling: tuple[bytes, bytes]) -> None:
    forge = Forge()
    if file == "result.json":
        raw(file, *spelling)(forge)
    else:
        forge.change["lines"] = lambda lines: [lines[0].replace(*spelling, 1), *lines[1:]]
    assert failed(judge(forge.files())) == [14]


LINES: dict[str, Callable[[bytes], bytes]] = {
    "a carriage return": lambda data: data.replace(b"\n", b"\r\n"),
    "no last line feed": lambda data: data[:-1],
    "an empty line": lambda data: data + b"\n",
    "an empty first line": lambda data: b"\n" + data,
    "a long line": lambda data: b" " * 65_536 + data,
    "a very long line": lambda data: b" " * 5_000_000 + data,
    "blanks only": lambda data: data + b" \n",
    "no JSON": lambda data: b"ballot\n" + data,
}


@pytest.mark.parametrize("change", LINES.values(), ids=[name.replace(" ", "-") for name in LINES])
def test_lines_that_are_not_json_lines_fail_v14_only(change: Callable[[bytes], bytes]) -> None:
    forge = Forge()
    forge.change["openings bytes"] = change
    assert failed(judge(forge.files())) == [14]


def pad_first(length: int, lines: list[bytes]) -> list[bytes]:
    return [lines[0].ljust(length), *lines[1:]]


def test_a_line_may_be_as_long_as_the_limit_and_no_longer() -> None:
    for more, fails in ((0, []), (1, [14])):
        forge = Forge()
        forge.change["lines"] = partial(pad_first, 65_535 + more)
        assert failed(judge(forge.files())) == fails


PATHS = ("../x", "/x", "a//b", "a/./b", "a/../b", ".", "..", "a b", "a\\b", "å", "a\x00b", "x" * 256, "a/", "C:x")


@pytest.mark.parametrize("path", PATHS)
def test_a_listed_path_that_is_not_safe_fails_v14_only(path: str) -> None:
    forge = Forge()
    forge.change["sums"] = lambda text: text + "0" * 64 + f"  {path}\n"
    assert failed(judge(forge.files())) in ([14], [2])
    assert failed(judge(forge.files())) == [14] or "\0" in path


def test_a_bundle_of_too_many_or_too_large_files_is_refused() -> None:
    forge = Forge()
    forge.change["files"] = lambda files: files | {f"more/{n}": b"" for n in range(2000)}
    with pytest.raises(Malformed, match="too many"):
        judge(forge.files())
    forge.change["files"] = lambda files: files | {"result.json": b" " * (2**22) + files["result.json"]}
    assert failed(judge(forge.files())) == [14]


def test_the_spellings_allowed_are_accepted() -> None:
    forge = Forge()
    forge.change["lines"] = lambda lines: [b" " + line.replace(b'":', b'" :\t') + b" " for line in lines]
    forge.change["openings bytes"] = lambda data: data.replace(b'","', b'" , "')
    forge.change["files"] = lambda files: (
        files | {"result.json": json.dumps(json.loads(files["result.json"]), indent=2).encode()}
    )
    assert failed(judge(forge.files())) == []


def test_an_entry_may_stand_before_the_one_it_replaces_inside_its_batch() -> None:
    forge = Forge()
    forward(apart=False)(forge)
    assert failed(judge(forge.files())) == []


def test_a_chain_may_be_as_long_as_announced() -> None:
    forge = Forge()
    chain(3)(forge)
    assert failed(judge(forge.files())) == []


def test_certifying_at_the_very_end_of_the_appeal_window_is_allowed() -> None:
    forge = Forge()
    forge.one("certify")["at"] = instant(308)
    assert failed(judge(forge.files())) == []


def test_a_log_that_is_empty_is_refused_without_a_traceback() -> None:
    forge = Forge()
    forge.change["files"] = lambda files: files | {"entries.jsonl": b""}
    assert failed(judge(forge.files())) == [5, 6]
