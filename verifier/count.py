"""Opening and counting. SPEC.md, sections 4 and 6; checks V10 and V11."""

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from verifier.log import Log
from verifier.strict import (
    Json,
    Refused,
    Test,
    check_members,
    is_hex,
    is_list,
    is_map,
    is_number,
    is_slug,
    read_json,
)

OPENING: dict[str, Test] = {"c": is_hex(32), "choice": is_slug, "nonce": is_hex(16), "salt": is_hex(32)}
USUAL_OPENING = re.compile(
    rb'\{"c": ?"([0-9a-f]{64})", ?"choice": ?"([a-z0-9-]{1,60})", ?'
    rb'"nonce": ?"([0-9a-f]{32})", ?"salt": ?"([0-9a-f]{64})"\}'
)
RESULT: dict[str, Test] = {
    "contest": is_hex(16),
    "award": is_slug,
    "year": is_number(),
    "size": is_number(),
    "counted": is_number(),
    "superseded": is_number(),
    "voided": is_map(is_slug, is_number(1)),
    "tally": lambda value: isinstance(value, list),
    "winners": is_list(is_slug),
}
RANKED: dict[str, Test] = {"rank": is_number(), "nominee": is_slug, "votes": is_number()}


def _lp(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


def commitment_start(contest: str, choice: str) -> bytes:
    """What a commitment to `choice` begins with: all but the salt and the nonce."""
    return b"vote/v1 commit" + _lp(bytes.fromhex(contest)) + _lp(choice.encode())


def commit(start: bytes, salt: bytes, nonce: bytes) -> bytes:
    return sha256(start + _lp(salt) + _lp(nonce)).digest()


def read_opening(line: bytes, where: str) -> tuple[str, str, str, str]:
    """c, choice, nonce and salt."""
    match = USUAL_OPENING.fullmatch(line)
    if match:
        c, choice, nonce, salt = match.groups()
        return c.decode(), choice.decode(), nonce.decode(), salt.decode()
    value: dict[str, Any] = check_members(read_json(line, where), OPENING, where)
    return value["c"], value["choice"], value["nonce"], value["salt"]


def open_all(log: Log, counted: list[bytes], lines: Iterable[bytes]) -> Counter[str]:
    """V10: one opening for each counted ballot, in their order, each true. What they choose."""
    contest = log.announcement["contest"]
    starts = {choice: commitment_start(contest, choice) for choice in log.announcement["nominees"]}
    votes: Counter[str] = Counter()
    expected = iter(counted)
    for number, line in enumerate(lines, 1):
        c, choice, nonce, salt = read_opening(line, f"opening {number}")
        if bytes.fromhex(c) != next(expected, None):
            raise Refused(f"opening {number}: {_misplaced(log, counted, c)}")
        if choice not in starts:
            raise Refused(f"opening {number}: {choice!r} was not nominated")
        if sha256(starts[choice] + bytes.fromhex(f"00000020{salt}00000010{nonce}")).hexdigest() != c:
            raise Refused(f"opening {number}: it does not give its commitment")
        votes[choice] += 1
    if votes.total() != len(counted):
        raise Refused(f"{len(counted)} ballots count, {votes.total()} are opened")
    return votes


def _misplaced(log: Log, counted: list[bytes], c: str) -> str:
    if bytes.fromhex(c) not in log.commitments:
        return "its ballot is not in the log"
    if bytes.fromhex(c) not in set(counted):
        return "its ballot is replaced or voided"
    return "a counted ballot is missing before it, or the order is wrong"


def ranked(votes: Counter[str], nominees: list[str], withdrawn: set[str]) -> list[Json]:
    """All nominees, most votes first, equals by slug and with one rank: 1, 1, 3; the withdrawn last, with rank 0."""
    rows: list[Json] = []
    rank, before = 0, -1
    for place, slug in enumerate(sorted(nominees, key=lambda slug: (slug in withdrawn, -votes[slug], slug)), 1):
        rank, before = (rank if votes[slug] == before else place), votes[slug]
        rows.append({"rank": 0 if slug in withdrawn else rank, "nominee": slug, "votes": before})
    return rows


def winners(votes: Counter[str], nominees: list[str]) -> list[str]:
    """Of the nominees who stand, those with most votes."""
    most = max((votes[slug] for slug in nominees), default=0)
    return sorted(slug for slug in nominees if votes[slug] == most) if most else []


def expected_result(log: Log, votes: Counter[str], voided: dict[bytes, str]) -> dict[str, Json]:
    """`result.json` as it must be."""
    told, nominees = log.announcement, log.announcement["nominees"]
    return {
        "contest": told["contest"],
        "award": told["award"],
        "year": told["year"],
        "size": log.size,
        "counted": votes.total(),
        "superseded": len(log.superseded),
        "voided": dict(Counter(voided.values())),
        "tally": ranked(votes, nominees, log.withdrawn),
        "winners": list(winners(votes, [slug for slug in nominees if slug not in log.withdrawn])),
    }


def check_result(data: bytes, result: dict[str, Json], log: Log, votes: Counter[str]) -> None:
    """V11: `certify` and `result.json` say what the openings say, in every number."""
    certified = {name: log.certify[name] for name in ("counted", "superseded", "voided", "tally")}
    expected = {name: result[name] for name in ("counted", "superseded", "voided")}
    _compare(certified, expected | {"tally": {slug: votes[slug] for slug in log.announcement["nominees"]}}, "certify")
    given = check_members(read_json(data, "result.json"), RESULT, "result.json")
    for line in given["tally"] if isinstance(given["tally"], list) else ():
        check_members(line, RANKED, "result.json, tally")
    _compare(given, result, "result.json")


def _compare(given: dict[str, Json], expected: dict[str, Json], where: str) -> None:
    for name, value in expected.items():
        if given[name] != value:
            raise Refused(f"{where}: {name!r} is not what the log and the openings give")
