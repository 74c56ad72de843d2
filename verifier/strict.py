"""Reading what others wrote: one spelling for each value, bounded sizes, clean refusal. SPEC.md, section 1."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

MAX_LINE = 65_535
MAX_NUMBER = 2**53 - 1
MAX_DEPTH = 8

SLUG = re.compile(r"[a-z0-9-]{1,60}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
HEX = re.compile(r"[0-9a-f]*")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
BRACKET = re.compile(r"[\[\]{}]")
JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Test = Callable[[object], bool]


class Refused(Exception):
    """A rule does not hold. The text is the one line of reason."""


class Malformed(Refused):
    """The rule that does not hold is V14: strict JSON, bounded sizes, safe paths."""


def quote(value: object) -> str:
    """Someone else's text in a line of ours: ASCII, one line, short."""
    text = ascii(value)
    return text if len(text) <= 80 else text[:76] + "..."


def read_json(data: bytes, where: str) -> Json:
    """The one strict JSON value in `data` (RFC 8259, with the limits of SPEC.md section 1)."""
    try:
        text = data.decode("ascii")
        _check_depth(text)
        value: Json = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=_number,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _check_texts(value)
    except UnicodeDecodeError:
        raise Malformed(f"{where}: other bytes than ASCII in JSON") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{where}: not strict JSON: {quote(str(error))}") from None
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in BRACKET.findall(JSON_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _number(text: str) -> int:
    if not DECIMAL.fullmatch(text) or int(text) > MAX_NUMBER:
        raise ValueError("a number with a sign, or too large")
    return int(text)


def _no_number(_text: str) -> int:
    raise ValueError("a number with a fraction or an exponent, or none at all")


def _check_texts(value: Json) -> None:
    """Half of a surrogate pair is no character: refused, as no text can be written with it."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            name.encode("utf-8")
            _check_texts(item)


def read_base64(text: str, where: str) -> bytes:
    """RFC 4648 section 4 in the encoder's own spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{where}: not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Refused(f"{where}: not the one spelling of its base64")
    return data


def read_hash(text: str, where: str) -> bytes:
    """32 bytes in base64."""
    data = read_base64(text, where)
    if len(data) != 32:
        raise Refused(f"{where} must be 32 bytes")
    return data


def read_decimal(text: str, where: str) -> int:
    if not DECIMAL.fullmatch(text) or int(text) > MAX_NUMBER:
        raise Refused(f"{where}: not a number: {quote(text)}")
    return int(text)


def read_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_slug(value: object) -> bool:
    return isinstance(value, str) and SLUG.fullmatch(value) is not None


def is_bool(value: object) -> bool:
    return isinstance(value, bool)


def is_instant(value: object) -> bool:
    """The one spelling, and a date that exists."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return False
    try:
        read_instant(value)
    except ValueError:
        return False
    return True


def is_hex(size: int) -> Test:
    return lambda value: isinstance(value, str) and len(value) == 2 * size and HEX.fullmatch(value) is not None


def is_number(low: int = 0, high: int = MAX_NUMBER) -> Test:
    return lambda value: type(value) is int and low <= value <= high


def is_list(test: Test, at_least: int = 0) -> Test:
    """A list of different values which each pass `test`."""
    return lambda value: (
        isinstance(value, list) and len(value) >= at_least and all(map(test, value)) and len(set(value)) == len(value)
    )


def is_sorted_list(test: Test, at_least: int = 0) -> Test:
    listed = is_list(test, at_least)
    return lambda value: listed(value) and isinstance(value, list) and value == sorted(value)


def is_map(name: Test, test: Test) -> Test:
    return lambda value: isinstance(value, dict) and all(map(name, value)) and all(map(test, value.values()))


def check_members(
    value: object, members: Mapping[str, Test], where: str, optional: frozenset[str] = frozenset()
) -> dict[str, Json]:
    """An object with exactly these members, each passing its test; those of `optional` may be missing."""
    if not isinstance(value, dict):
        raise Refused(f"{where}: not an object")
    for name in value:
        if name not in members:
            raise Refused(f"{where}: a member that does not belong there: {quote(name)}")
    for name, test in members.items():
        if name not in value and name not in optional:
            raise Refused(f"{where}: no member {name!r}")
        if name in value and not test(value[name]):
            raise Refused(f"{where}: {name!r} cannot be {quote(value[name])}")
    return value
