"""Letters for pictures: which of our own fonts has a letter, how wide a text is, and where its lines break."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageDraw, ImageFont

from voting.config import ROOT

# The second has the letters that the first lacks: č, š, đ, ŋ, ł.
FONTS = tuple(ROOT / "static" / "fonts" / f"familjen-grotesk-{part}-wght.woff2" for part in ("latin", "latin-ext"))
LEADING = 1.16
INVISIBLE = ("Cc", "Cf", "Cs")
PIECES = re.compile(r"\s+|[^\s-]*-+(?=[^\s-])|[^\s-]+(?:-+(?!\S))?|-+")  # a line may end after a hyphen


def cleaned(text: str) -> str:
    """The text as it can be drawn: composed letters, one kind of space, nothing that is not seen."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in spaced if unicodedata.category(char) not in INVISIBLE)


@lru_cache(maxsize=4096)
def _font_of(char: str) -> int:
    """Which font draws this letter; the first one where none has it."""
    for index, bare in enumerate(_bare_fonts()):
        if char.isspace() or bytes(bare.getmask(char)) != bytes(bare.getmask("\uffff")):
            return index
    return 0


@lru_cache(maxsize=1)
def _bare_fonts() -> tuple[ImageFont.FreeTypeFont, ...]:
    return tuple(ImageFont.truetype(str(path), 24, layout_engine=ImageFont.Layout.BASIC) for path in FONTS)


class Type:
    """One size and weight of our letters. Made for each picture: font objects are not shared between threads."""

    def __init__(self, size: int, weight: int) -> None:
        self.size = size
        self.height = round(size * LEADING)
        self.fonts = [ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC) for path in FONTS]
        for font in self.fonts:
            font.set_variation_by_axes([weight])
        self.advances: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How wide a line is at most: letter by letter, since pairs only move closer together."""
        return sum(self._advance(char) for char in text)

    def _advance(self, char: str) -> float:
        if char not in self.advances:
            self.advances[char] = self.fonts[_font_of(char)].getlength(char)
        return self.advances[char]

    def write(self, canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, color: str) -> None:
        """Draw a line; `at` is where its base line begins."""
        left, base = at
        for font, run in _runs(text):
            canvas.text((left, base), run, fill=color, font=self.fonts[font], anchor="ls")
            left += self.fonts[font].getlength(run)

    def even_lines(self, text: str, room: float) -> "Lines":
        """`lines` that are about equally long."""
        broken, narrow = self.lines(text, room), room
        while (tried := self.lines(text, narrow - 16)).as_good_as(broken) and narrow > room / 2:
            narrow, broken = narrow - 16, tried
        return broken

    def lines(self, text: str, room: float) -> "Lines":
        """Break `text` into lines no wider than `room`."""
        lines, line, whole = [], "", True
        for piece in PIECES.findall(text):
            if self.width((line + piece).rstrip()) <= room:
                line += piece
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = piece.lstrip()
            while self.width(line) > room and len(line) > 1:
                whole, cut, used = False, 1, self._advance(line[0])
                while (used := used + self._advance(line[cut])) <= room:
                    cut += 1
                lines.append(line[:cut])
                line = line[cut:]
        return Lines(tuple([*lines, line.rstrip()] if line.strip() else lines), whole)


@dataclass(frozen=True)
class Lines:
    """A text in lines, and whether every word is `whole`."""

    texts: tuple[str, ...]
    whole: bool

    def as_good_as(self, other: "Lines") -> bool:
        return len(self.texts) <= len(other.texts) and self.whole >= other.whole


def _runs(text: str) -> list[tuple[int, str]]:
    """(font, letters) from left to right."""
    runs: list[tuple[int, str]] = []
    for char in text:
        font = runs[-1][0] if runs and char.isspace() else _font_of(char)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + char)
        else:
            runs.append((font, char))
    return runs
