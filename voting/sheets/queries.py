"""Reading a table of nominees from a file, and writing one."""

import csv
import hashlib
import io
import uuid
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from voting.nominating.queries import told_of
from voting.nominating.rules import Told, leaves
from voting.nominees.queries import list_announced
from voting.sheets.rules import (
    ADDRESS,
    BROKEN,
    COLUMNS,
    MOST_BYTES,
    MOST_ROWS,
    NOT_TEXT,
    TOO_LARGE,
    TOO_MANY_ROWS,
    TOO_WIDE,
    BadTable,
    Plan,
    check_headings,
    column_of,
    guard,
    heading_of,
    kind_word,
    plan,
    unguard,
    whose,
)
from voting.text import Language
from voting.web.spreadsheet import csv_lines

DELIMITERS = ";,\t"
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # spreadsheets of several kinds, and what is none


def told_now(contest_id: uuid.UUID) -> dict[str, Told]:
    """What is told of each nominee, by address, in the organiser's order."""
    return {nominee.slug: told_of(nominee) for nominee in list_announced(contest_id) if not nominee.withdrawn_at}


def state_of(contest_id: uuid.UUID) -> str:
    """A digest of all that a table could change: whether somebody has been there since a preview was shown."""
    return hashlib.sha256(repr(sorted(told_now(contest_id).items())).encode()).hexdigest()


def decode(raw: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or what Windows in Sweden writes. Raises BadTable."""
    if len(raw) > MOST_BYTES:
        raise BadTable([(None, TOO_LARGE, {"size": MOST_BYTES // 1024 // 1024})])
    marked = raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not raw.startswith(_BINARY):
            return text
    raise BadTable([(None, NOT_TEXT, {})])


def read(text: str, contest_id: uuid.UUID) -> Plan:
    """What the table in `text` would do. Rows are counted as a spreadsheet does, the headings being row 1.

    Raises BadTable.
    """
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda sign: sum(column_of(part) is not None for part in first.split(sign)))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadTable([(None, BROKEN, {})]) from error
    columns = check_headings(rows[0] if rows else [])
    filled = [(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(cell.strip() for cell in cells)]
    if len(filled) > MOST_ROWS:
        raise BadTable([(None, TOO_MANY_ROWS, {"number": MOST_ROWS})])
    now = told_now(contest_id)
    read_rows = [(number, dict(zip(columns, map(_cell, cells), strict=False))) for number, cells in filled]
    wide = {number for number, cells in filled if any(cell.strip() for cell in cells[len(columns) :])}
    if wide:
        raise BadTable([(number, TOO_WIDE, {"whose": whose(row, now)}) for number, row in read_rows if number in wide])
    return plan(read_rows, columns, now)


def write(contest_id: uuid.UUID, lang: Language) -> bytes:
    """All nominees as spreadsheet programs in Sweden write and read tables: a byte order mark, and semicolons."""
    table = [[heading_of(name, lang) for name in COLUMNS]]
    for slug, told in told_now(contest_id).items():
        texts = leaves(told) | {ADDRESS: slug, "kind": kind_word(told.kind, lang)}
        table.append([guard(texts[name]) for name in COLUMNS])
    return b"".join(csv_lines(table))


def _cell(cell: str) -> str:
    return unguard(cell.replace("\r\n", "\n")).strip()
