"""What a ballot is made of: pseudonyms, commitments and receipt numbers, worked out once more in another way."""

import hashlib
import hmac
import re
import uuid

import pytest

from voting.ballots.rules import BadNonce, commitment, pseudonym_of, read_nonce, receipt_number

KEY = bytes(range(32))
ACCOUNT = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
CONTEST = uuid.UUID("ffeeddcc-bbaa-9988-7766-554433221100")
SALT, NONCE = b"\x01" * 32, b"\x02" * 16


def test_a_pseudonym_is_an_hmac_of_the_account_under_the_contests_key() -> None:
    expected = hmac.digest(KEY, bytes.fromhex("00112233445566778899aabbccddeeff"), "sha256")
    assert pseudonym_of(KEY, ACCOUNT) == expected


def test_a_pseudonym_differs_between_contests_and_between_accounts() -> None:
    others = {pseudonym_of(KEY[::-1], ACCOUNT), pseudonym_of(KEY, CONTEST), pseudonym_of(KEY, ACCOUNT)}
    assert len(others) == 3


def test_a_commitment_is_sha256_over_fields_with_their_lengths() -> None:
    contest = bytes.fromhex("ffeeddccbbaa99887766554433221100")
    fields = [b"\0\0\0\x10", contest, b"\0\0\0\x0b", b"vedasens-if", b"\0\0\0\x20", SALT, b"\0\0\0\x10", NONCE]
    written = b"vote/v1 commit" + b"".join(fields)
    made = commitment(contest=CONTEST, choice="vedasens-if", salt=SALT, nonce=NONCE)
    assert made == hashlib.sha256(written).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"contest": ACCOUNT},
        {"choice": "b"},
        {"choice": "a\x01"},
        {"salt": SALT[:-1] + b"\0"},
        {"nonce": NONCE[::-1] + b"\0"},
    ],
)
def test_a_commitment_changes_with_each_of_its_fields(changed: dict[str, object]) -> None:
    fields = {"contest": CONTEST, "choice": "a", "salt": SALT, "nonce": NONCE}
    assert commitment(**fields | changed) != commitment(**fields)  # type: ignore[arg-type]


def test_two_ballots_are_never_the_same_bytes() -> None:
    """Without the lengths, what moves from one field to the next would not show."""
    first = commitment(contest=CONTEST, choice="ab", salt=b"c" + SALT, nonce=NONCE)
    second = commitment(contest=CONTEST, choice="abc", salt=SALT, nonce=NONCE)
    assert first != second


@pytest.mark.parametrize(
    ("beginning", "shown"),
    [
        (bytes(15), "0000-0000-0000-0000-0000-0000"),
        (b"\xff" * 15, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        (b"\x08" + bytes(14), "1000-0000-0000-0000-0000-0000"),
        (bytes(14) + b"\x1f", "0000-0000-0000-0000-0000-000Z"),
        (bytes.fromhex("00443214c74254b635cf84653a56d7"), "0123-4567-89AB-CDEF-GHJK-MNPQ"),
    ],
)
def test_a_receipt_number_is_the_beginning_of_the_commitment_in_crockfords_letters(
    beginning: bytes, shown: str
) -> None:
    assert receipt_number(beginning + b"whatever follows!") == shown


def test_a_receipt_number_has_no_letter_that_is_mistaken_for_another() -> None:
    numbers = [receipt_number(hashlib.sha256(bytes([at])).digest()) for at in range(200)]
    assert len(set(numbers)) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}", number) for number in numbers)


def test_a_nonce_is_read_from_32_hexadecimal_digits() -> None:
    assert read_nonce("00ff" * 8) == b"\x00\xff" * 8


@pytest.mark.parametrize(
    "typed",
    ["", "0" * 31, "0" * 33, "0" * 32 + "\n", " " + "0" * 31, "G" + "0" * 31, "AB" * 16, "٠" * 32, "0x" + "0" * 30],
)
def test_a_nonce_of_any_other_shape_is_refused(typed: str) -> None:
    with pytest.raises(BadNonce):
        read_nonce(typed)
