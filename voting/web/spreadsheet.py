"""Tables as files: CSV as spreadsheets in Sweden read it, and xlsx. No cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows UTF-8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60  # characters, of a column
SHEET_NAME = 31  # characters that a sheet's name may have
Cell = str | int | float
Row = Sequence[Cell]


def cell(text: str) -> str:
    """A text that begins like a formula stays text in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """A byte order mark, semicolons, and texts that stay texts; line by line, for tables that are long."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write(MARK)
    for row in rows:
        table.writerow([cell(value) if isinstance(value, str) else value for value in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def xlsx(name: str, rows: Sequence[Row], *, made_at: datetime, formats: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet; the first row is its head. `formats`: how the numbers of each column are shown.

    The same rows and `made_at`, which the file tells as its own age, give the same bytes.

    A text is written as text whatever it begins with, so that nothing has to be put in front of it.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": made_at})
    sheet = book.add_worksheet("".join(char for char in name if char not in "[]:*?/\\'")[:SHEET_NAME] or None)
    bold = book.add_format({"bold": True})
    shown = [book.add_format({"num_format": code}) if code else None for code in formats]
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value, None if line else bold)
            else:
                sheet.write_number(line, column, value, shown[column] if column < len(shown) else None)
    for column, values in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(WIDEST, 2 + max(len(str(value)) for value in values)))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
