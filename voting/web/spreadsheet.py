"""Tables for spreadsheet programs as they are set up in Sweden: a byte order mark and semicolons."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as a CSV file. Texts that somebody has written go through `cell` first."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def cell(text: str) -> str:
    """A text that begins like a formula stays text in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA) else text
