"""Signed notes, checkpoints and proofs: the published examples, and every way of spoiling them."""

import base64
import contextlib
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.ledger.notes import (
    BadNote,
    Checkpoint,
    Proof,
    read_checkpoint,
    read_key,
    read_note,
    read_proof,
    sign,
    verifier_key,
)

# The example of the reference implementation (golang.org/x/mod/sumdb/note).
NAME = "PeterNeumann"
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECRET = Ed25519PrivateKey.from_private_bytes(base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}"
OTHER = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
HEAD = Checkpoint("example.com/log", 17, bytes(range(32)))
PROOF_OF_THE_SPECIFICATION = """c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJwAA
"""


def test_the_published_example_is_signed_and_read_to_the_byte() -> None:
    assert sign(TEXT, NAME, SECRET) == NOTE
    assert read_note(NOTE, read_key(KEY)) == TEXT
    assert str(verifier_key(NAME, SECRET)) == str(read_key(KEY)) == KEY


def test_the_text_ends_at_the_last_empty_line() -> None:
    text = "first\n\nsecond\n"
    assert read_note(sign(text, NAME, SECRET), read_key(KEY)) == text


def test_signatures_by_others_are_passed_over() -> None:
    theirs = sign(TEXT, "witness.example", OTHER).rpartition("\n\n")[2]
    same_name = sign(TEXT, NAME, OTHER).rpartition("\n\n")[2]
    for note in (NOTE + theirs, f"{TEXT}\n{theirs}{SIGNATURE}", f"{TEXT}\n{same_name}{SIGNATURE}"):
        assert read_note(note, read_key(KEY)) == TEXT
    for note in (f"{TEXT}\n{theirs}", f"{TEXT}\n{same_name}"):
        with pytest.raises(BadNote, match="has not signed"):
            read_note(note, read_key(KEY))


def test_one_bad_signature_by_the_key_spoils_the_note() -> None:
    bad = sign(TEXT.upper(), NAME, SECRET).rpartition("\n\n")[2]
    with pytest.raises(BadNote, match="does not hold"):
        read_note(NOTE + bad, read_key(KEY))


def test_no_note_with_a_changed_character_is_accepted() -> None:
    chance = random.Random(3)
    key = read_key(KEY)
    accepted = []
    for at in range(len(NOTE)):
        for change in ("", chance.choice("aA0 \n—+="), NOTE[at] * 2):
            mutant = NOTE[:at] + change + NOTE[at + 1 :]
            if mutant == NOTE:
                continue
            with contextlib.suppress(BadNote):
                accepted.append((read_note(mutant, key), mutant))
    assert accepted == []


@pytest.mark.parametrize("text", ["", "no line break", "a\rb\n", "a\tb\n", "zero\x00\n", "\x1b[31m\n"])
def test_what_is_no_text_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        sign(text, NAME, SECRET)


def test_no_changed_key_is_a_key() -> None:
    accepted = []
    for at in range(len(KEY)):
        for char in "aZ1+/ ":
            mutant = KEY[:at] + char + KEY[at + 1 :]
            with contextlib.suppress(BadNote):
                accepted += [] if mutant == KEY else [str(read_key(mutant))]
    assert accepted == []
    for wrong in ("", "+", "++", KEY[:-4], KEY + "AAAA", KEY.replace("PeterNeumann", "Peter Neumann")):
        with pytest.raises(BadNote):
            read_key(wrong)


def test_a_checkpoint_is_three_lines() -> None:
    assert str(HEAD) == "example.com/log\n17\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert read_checkpoint(str(HEAD)) == HEAD
    assert read_checkpoint(str(Checkpoint("x", 0, bytes(32)))).size == 0


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("17", "017"),
        ("17", "-1"),
        ("17", "1e3"),
        ("17", "１７"),
        ("17", "9" * 20),
        ("17", ""),
        ("example.com/log", ""),
        ("Hh8=\n", "Hh8=\nextension\n"),
        ("Hh8=\n", "Hh8="),
        ("Hh8=", "Hh9="),
        ("Hh8=", "Hh8"),
        ("Hh8=", " Hh8="),
        ("AAEC", ""),
    ],
)
def test_what_is_no_checkpoint_is_refused(part: str, wrong: str) -> None:
    with pytest.raises(BadNote):
        read_checkpoint(str(HEAD).replace(part, wrong, 1))


@pytest.mark.parametrize("extra", [b"", b"salt and nonce"])
@pytest.mark.parametrize("steps", [0, 1, 5])
def test_a_proof_is_read_as_it_is_written(extra: bytes, steps: int) -> None:
    proof = Proof(4, [bytes([step]) * 32 for step in range(steps)], sign(str(HEAD), "example.com/log", OTHER), extra)
    assert read_proof(str(proof)) == proof


def test_the_specifications_proof_is_written_as_it_is_read() -> None:
    proof = read_proof(PROOF_OF_THE_SPECIFICATION)
    assert (proof.index, len(proof.path), proof.extra) == (73894, 2, b"age-v1.2.1-darwin-arm64.tar.gz")
    assert str(proof) == PROOF_OF_THE_SPECIFICATION


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("@v1", "@v2"),
        ("index 73894", "index 073894"),
        ("index 73894\n", ""),
        ("index", "Index"),
        ("extra YWdl", "extra  YWdl"),
        ("gSKy", "gSK"),
        ("PlQ=", "PlR="),
        ("\n\nexample", "\nexample"),
    ],
)
def test_what_is_no_proof_is_refused(part: str, wrong: str) -> None:
    with pytest.raises(BadNote):
        read_proof(PROOF_OF_THE_SPECIFICATION.replace(part, wrong, 1))
