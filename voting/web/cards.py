"""Pictures that stand for a page wherever its address is shared: words on the left, photographs on the right.

What is drawn is a `Card`; its digest is part of the picture's address, so that the picture may be kept for ever and
nobody can have anything drawn that is not on our pages. One is drawn at a time, and each once as long as it is kept.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from voting.errors import Unavailable
from voting.web.lettering import FONTS, Type, cleaned

SIZE = WIDTH, HEIGHT = 1200, 630
MAX_BYTES = 200_000
KEPT = 128  # pictures in memory, of some 80 KB
PATIENCE = 5  # seconds that a request waits for its turn to draw
QUALITIES = (86, 78, 68, 56, 44, 32, 20)
NIGHT, NIGHT_HIGH, WHITE, SOFT, ACCENT = "#12233a", "#1d3654", "#f5f7f9", "#c7d3e0", "#ffb938"
MARGIN, TOP, PANEL = 64, 60, 640  # PANEL: where the photographs begin
# Sizes of the headline and of what stands around it, largest first. The last are for texts as long as they can be.
SIZES = ((80, 30), (72, 30), (64, 30), (56, 28), (50, 28), (44, 26), (38, 24), (34, 22), (30, 20), (26, 18), (22, 16),
         (18, 14))  # fmt: skip
SLACK = 40
SMALLEST_WHOLE = 34  # below this a long word is broken instead
ROWS = {1: (1,), 2: (2,), 3: (1, 2), 4: (2, 2), 5: (3, 2), 6: (3, 3), 7: (2, 3, 2), 8: (3, 2, 3), 9: (3, 3, 3),
        10: (3, 4, 3), 11: (4, 3, 4), 12: (4, 4, 4)}  # fmt: skip
MOST_PICTURES = max(ROWS)
_drawing = threading.Lock()


@dataclass(frozen=True)
class Card:
    """What is drawn. `pictures` are names of photographs: one fills its side, up to twelve stand in rows."""

    eyebrow: str
    headline: str
    footer: str
    tag: str = ""
    pictures: tuple[str, ...] = ()
    accent: str = ACCENT

    @property
    def digest(self) -> str:
        """A name for the picture: of what is on it and of the program that draws."""
        drawn = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()
        return hashlib.sha256(_program() + drawn).hexdigest()[:20]


@lru_cache(maxsize=1)
def _program() -> bytes:
    sources = (Path(__file__), Path(__file__).with_name("lettering.py"), *FONTS)
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).digest()


def draw(card: Card, load: Callable[[str], bytes]) -> bytes:
    """The picture as a progressive JPEG. `load` finds the bytes of a photograph by its name. Raises Unavailable."""
    if not _drawing.acquire(timeout=PATIENCE):
        raise Unavailable
    try:
        return _drawn(card, load)  # who has waited finds what the one before has drawn
    finally:
        _drawing.release()


@lru_cache(maxsize=KEPT)
def _drawn(card: Card, load: Callable[[str], bytes]) -> bytes:
    canvas = _background(card.accent)
    _paste_photographs(canvas, [Image.open(BytesIO(load(name))).convert("RGB") for name in card.pictures])
    _write(canvas, card)
    return _encoded(canvas)


def _encoded(canvas: Image.Image) -> bytes:
    content = b""
    for quality in QUALITIES:
        out = BytesIO()
        canvas.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
        content = out.getvalue()
        if len(content) < MAX_BYTES:
            break
    return content


def _background(accent: str) -> Image.Image:
    """The blue hour, and a light from below."""
    canvas = Image.new("RGB", SIZE, NIGHT)
    canvas.paste(Image.new("RGB", SIZE, NIGHT_HIGH), mask=Image.linear_gradient("L").resize(SIZE))
    fading = [round(max(0, 1 - value / 180) ** 1.6 * 96) for value in range(256)]  # the square's sides are at 181
    glow = Image.radial_gradient("L").point(fading)
    canvas.paste(Image.new("RGB", (1100, 820), accent), (WIDTH - 800, HEIGHT - 360), glow.resize((1100, 820)))
    return canvas


def _paste_photographs(canvas: Image.Image, photographs: Sequence[Image.Image]) -> None:
    if len(photographs) == 1:
        _paste_large(canvas, photographs[0])
    elif photographs:
        _paste_rows(canvas, photographs)
    else:
        _paste_mark(canvas)


def _paste_large(canvas: Image.Image, photograph: Image.Image) -> None:
    """To the edge on three sides, with a round side towards the words."""
    box = (WIDTH - PANEL - 16, HEIGHT)
    mask = _smooth(box, lambda pen, scale: pen.ellipse((0, -90 * scale, 2 * 520 * scale, 720 * scale), fill=255))
    ImageDraw.Draw(mask).rectangle((520, 0, *box), fill=255)
    canvas.paste(ImageOps.fit(photograph, box, Image.Resampling.LANCZOS), (PANEL + 16, 0), mask)


def _paste_rows(canvas: Image.Image, photographs: Sequence[Image.Image]) -> None:
    rows = ROWS[len(photographs)]
    space = (WIDTH - PANEL - 20, HEIGHT - 56)
    cell = min(space[0] // max(rows), space[1] // len(rows))
    across = cell - cell // 14
    mask = _smooth((across, across), lambda pen, scale: pen.ellipse((0, 0, across * scale, across * scale), fill=255))
    waiting = iter(photographs)
    top = (HEIGHT - cell * len(rows)) // 2
    for row, count in enumerate(rows):
        left = PANEL + (WIDTH - PANEL - 20 - cell * count) // 2
        for column in range(count):
            round_one = ImageOps.fit(next(waiting), (across, across), Image.Resampling.LANCZOS)
            canvas.paste(round_one, (left + column * cell, top + row * cell), mask)


def _paste_mark(canvas: Image.Image) -> None:
    """Two arms around someone, large and quiet, where no photograph stands."""

    def arms(pen: ImageDraw.ImageDraw, scale: int) -> None:
        unit = 17 * scale
        pen.arc((4 * unit, 3 * unit, 28.4 * unit, 27.4 * unit), 55, 298, fill=255, width=3 * unit)
        pen.arc((8.4 * unit, 8.6 * unit, 23.6 * unit, 23.8 * unit), -128, 136, fill=255, width=3 * unit)

    canvas.paste(Image.new("RGB", (520, 520), "#33506f"), (PANEL + 20, 60), _smooth((520, 520), arms))


def _smooth(size: tuple[int, int], paint: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """A mask with smooth edges: painted at three times its size."""
    large = Image.new("L", (size[0] * 3, size[1] * 3))
    paint(ImageDraw.Draw(large), 3)
    return large.resize(size, Image.Resampling.LANCZOS)


@dataclass(frozen=True)
class _Block:
    """Lines of one kind, and the space above them."""

    type: Type
    lines: tuple[str, ...]
    color: str
    gap: int

    @property
    def height(self) -> int:
        return self.gap + self.type.height * len(self.lines)


def _write(canvas: Image.Image, card: Card) -> None:
    """The eyebrow on top, the headline in the middle, the footer at the bottom."""
    upper, middle, lower = _set(card)
    pen = ImageDraw.Draw(canvas)
    _write_block(pen, upper, TOP)
    _write_block(pen, lower, HEIGHT - TOP - lower.height)
    free = HEIGHT - 2 * TOP - upper.height - lower.height
    top = TOP + upper.height + (free - middle.height) // 2
    bar = max(8, middle.type.size // 7)
    pen.rounded_rectangle((MARGIN, top, MARGIN + 72, top + bar), bar / 2, fill=card.accent)
    _write_block(pen, middle, top)


def _write_block(pen: ImageDraw.ImageDraw, block: _Block, top: int) -> None:
    base = top + block.gap + round(block.type.height * 0.8)
    for number, line in enumerate(block.lines):
        block.type.write(pen, (MARGIN, base + number * block.type.height), line, block.color)


def _set(card: Card) -> tuple[_Block, _Block, _Block]:
    """The largest sizes in which everything fits, with whole words as long as that is not too small."""
    room = PANEL - MARGIN - 24
    below = (cleaned(card.footer), cleaned(card.tag))
    for whole in (True, False):
        for size, around in SIZES:
            if whole and size < SMALLEST_WHOLE:
                break
            small, plain, large = Type(around, 600), Type(around, 500), Type(size, 650)
            headline = large.lines(cleaned(card.headline), room)
            blocks = (
                _Block(small, small.lines(cleaned(card.eyebrow), room).texts, card.accent, 0),
                _Block(large, headline.texts, WHITE, max(8, size // 7) + size // 3),
                _Block(plain, tuple(line for text in below for line in plain.lines(text, room).texts), SOFT, size // 4),
            )
            if sum(block.height for block in blocks) + SLACK <= HEIGHT - 2 * TOP and headline.whole >= whole:
                even = large.even_lines(cleaned(card.headline), room)
                return blocks[0], replace(blocks[1], lines=even.texts), blocks[2]
    raise ValueError("there is more text than a picture can hold")
