"""Reading what is long and sending it to whoever may be slow, without a transaction or a cursor open meanwhile.

PostgreSQL ends a session that idles in a transaction; on SQLite an open one keeps old rows in the files.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from voting.extensions import db

PAGE = 5000  # rows


def by_pages(rows: Select[*tuple[Any, ...]], key: InstrumentedAttribute[Any]) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows in the order of `key`, which is one of their columns and differs in each. Each page is read whole.

    Between two pages the transaction may end: for rows that nobody changes any more.
    """
    ordered = rows.order_by(key).limit(PAGE)
    page = db.session.execute(ordered).all()
    while page:
        last = getattr(page[-1], key.key)
        yield from page
        page = db.session.execute(ordered.where(key > last)).all() if len(page) == PAGE else []


def between_reads(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, with the read transaction ended before each is handed on."""
    for piece in pieces:
        db.session.rollback()
        yield piece
