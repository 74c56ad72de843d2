"""What is written for calendars, and how large things are. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_HEADLINE = 160  # characters: a longer question gives its place on pictures and posters to the award's name
LAST_MINUTES = timedelta(minutes=15)  # what the calendar sets aside
OCTETS = 75  # in one line of a calendar file, RFC 5545, 3.1
CARD_WIDTHS = (300, 600)  # in pixels, between which the embedded card is made to be seen
TWO_COLUMNS, TALLEST = 480, 900
ESCAPED = re.compile(r"[\\;,]")


def headline(question: str, award: str) -> str:
    return question if len(question) <= LONGEST_HEADLINE else award


def card_size(nominees: int, wanted_width: int | None, wanted_height: int | None) -> tuple[int, int]:
    """(width, height) of the embedded card in pixels, inside what the embedding page has room for."""
    narrow, wide = CARD_WIDTHS
    width = max(narrow, min(wide, wanted_width or wide))
    height = 330 + 80 * nominees if width < TWO_COLUMNS else 260 + 80 * ((nominees + 1) // 2)
    height = min(TALLEST, height)
    return width, max(200, min(height, wanted_height or height))


@dataclass(frozen=True)
class Closing:
    """When a vote closes, for a calendar. `moved` counts how often that was decided, last at `decided_at`."""

    uid: str
    title: str
    description: str
    reminder: str
    url: str
    closes_at: datetime
    decided_at: datetime
    moved: int

    def file(self) -> bytes:
        """The calendar file (RFC 5545): a quarter of an hour that ends as voting does, with an alarm a day before."""
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Public award vote//Closing time//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            f"DTSTAMP:{_instant(self.decided_at)}",
            f"LAST-MODIFIED:{_instant(self.decided_at)}",
            f"SEQUENCE:{self.moved}",
            f"DTSTART:{_instant(self.closes_at - LAST_MINUTES)}",
            f"DTEND:{_instant(self.closes_at)}",
            f"SUMMARY:{_escaped(self.title)}",
            f"DESCRIPTION:{_escaped(self.description)}",
            f"URL:{self.url}",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(self.reminder)}",
            "TRIGGER;RELATED=END:-P1D",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
        return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """TEXT as RFC 5545, 3.3.11, wants it."""
    plain = ESCAPED.sub(lambda found: "\\" + found[0], text)
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """Pieces of at most 75 octets, the space before the later ones included; no letter is cut in two."""
    piece, room = b"", OCTETS
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > room:
            yield piece
            piece, room = b"", OCTETS - 1
        piece += octets
    yield piece
