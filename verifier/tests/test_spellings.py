"""The quick way of reading a ballot or an opening, and the strict one: the same answer, or the same refusal."""

import random
import re
from collections.abc import Callable
from functools import partial

import pytest

from verifier import count, log
from verifier.strict import Malformed, Refused, is_instant, read_base64, read_json
from verifier.tests.forge import Forge, dump

NEVER = re.compile(rb"(?!)")
FORGE = Forge(voters=20, changes=10)
FORGE.files()
ANNOUNCE = FORGE.lines[2]
BALLOTS = [line for line in FORGE.lines if b'"ballot"' in line]
OPENINGS = [dump(FORGE._opening(c)) for c in FORGE.secrets]
PIECES = (b" ", b"  ", b"\t", b"", b",", b'"', b"A", b"\\u0061", b"\xff", b"\0", b"\r", b"}", b"{", b":", b"sup", b"c")


def spellings(lines: list[bytes], seed: int) -> list[bytes]:
    """Each as it is, with blanks where JSON allows them, and changed at random."""
    chance, made = random.Random(seed), []
    for line in lines:
        made += [
            line,
            line.replace(b":", b": ").replace(b",", b", "),
            line.replace(b":", b": "),
            line.replace(b",", b", "),
        ]
        made += [line + b"\n", b" " + line, line + b" ", line.replace(b"c", b"C", 1), line.replace(b"a", b"A")]
        for _ in range(40):
            place = chance.randrange(len(line) + 1)
            end = place + chance.choice((0, 0, 1, 2))
            made.append(line[:place] + chance.choice(PIECES) + line[end:])
    return made


def answer(read: Callable[[], object]) -> object:
    try:
        return read()
    except Refused as reason:
        return type(reason)


def take(line: bytes) -> tuple[dict[bytes, int], dict[bytes, bytes]]:
    """As the second ballot of a log: only then the quick way is tried."""
    read = log.Log(FORGE.signer.key)
    for each in (ANNOUNCE, dump({"type": "ballot", "c": "0" * 64}), line):
        read.take(each)
    return read.commitments, read.replaces


def both(pattern: str, module: object, monkeypatch: pytest.MonkeyPatch, read: Callable[[], object]) -> list[object]:
    quick = answer(read)
    with monkeypatch.context() as patch:
        patch.setattr(module, pattern, NEVER)
        return [quick, answer(read)]


def test_ballots_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = 0
    for line in spellings(BALLOTS, 1):
        quick, strict = both("USUAL_BALLOT", log, monkeypatch, partial(take, line))
        assert quick == strict, line
        accepted += not isinstance(quick, type)
    assert accepted > 4 * len(BALLOTS)


def test_openings_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = 0
    for line in spellings(OPENINGS, 2):
        quick, strict = both("USUAL_OPENING", count, monkeypatch, partial(count.read_opening, line, ""))
        assert quick == strict, line
        accepted += not isinstance(quick, type)
    assert accepted > 4 * len(OPENINGS)


def test_the_quick_way_is_taken_for_what_is_usual() -> None:
    """Else the other tests here say nothing."""
    for line in BALLOTS:
        assert log.USUAL_BALLOT.fullmatch(line)
        assert log.USUAL_BALLOT.fullmatch(line.replace(b":", b": ").replace(b",", b", "))
    for line in OPENINGS:
        assert count.USUAL_OPENING.fullmatch(line)


@pytest.mark.parametrize(
    "text", ["2026-02-29T00:00:00Z", "2026-01-01T00:00:60Z", "0000-01-01T00:00:00Z", "２026-01-01T00:00:00Z"]
)
def test_an_instant_is_a_real_one(text: str) -> None:
    assert not is_instant(text)
    assert is_instant("2024-02-29T23:59:59Z")


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AB==", "AA==\n", " AA==", "AA==AA==", "A-==", "Å===", "AA==="])
def test_base64_has_one_spelling(text: str) -> None:
    assert read_base64("AA==", "") == b"\0"
    with pytest.raises(Refused):
        read_base64(text, "")


def test_depth_is_counted_outside_of_texts_only() -> None:
    assert read_json(b'[[[[[[[["[[[[\\"[[[["]]]]]]]]', "")
    with pytest.raises(Malformed, match="deep"):
        read_json(b"[" * 9 + b"]" * 9, "")
