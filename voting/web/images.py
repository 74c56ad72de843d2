"""Pictures come in as anything and go out as WebP in a few widths, upright, without what the camera wrote in them."""

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (480, 720, 960, 1600)  # 720: the whole width of a phone, at two pixels for each of CSS
RATIO = (4, 3)
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
QUALITY = 75  # three quarters of the bytes of 80, and no eye tells them apart on a dense screen
# What Pillow raises for a damaged file, or for damaged EXIF in a good one.
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


class BadImage(Exception):
    """The file is not a picture that we take; the message says why, in English, for the organiser."""


@dataclass(frozen=True)
class Encoded:
    """One picture, ready to be stored: `files` maps each width that it is wide enough for to WebP bytes."""

    id: str
    width: int
    height: int
    color: str
    files: dict[int, bytes]


def encode(raw: bytes) -> Encoded:
    """Check and re-encode a picture to 4:3. The id is the SHA-256 of the result, in 32 hexadecimal characters."""
    picture = _open(raw)
    across = min(picture.width, picture.height * RATIO[0] // RATIO[1], WIDTHS[-1])
    full = ImageOps.fit(picture, (across, across * RATIO[1] // RATIO[0]), Image.Resampling.LANCZOS)
    files = {width: _webp(full, width) for width in widths_of(full.width)}
    red, green, blue = full.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:32]
    return Encoded(digest, full.width, full.height, f"#{red:02x}{green:02x}{blue:02x}", files)


def widths_of(width: int) -> list[int]:
    """The widths in which a picture of `width` pixels is kept, narrowest first: none is wider than itself."""
    return [each for each in WIDTHS if each <= width] or [width]


def _open(raw: bytes) -> Image.Image:
    if len(raw) > MAX_BYTES:
        raise BadImage(f"the picture is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        picture = Image.open(BytesIO(raw), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise BadImage(f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels")
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    except BROKEN as error:
        raise BadImage("the file is not a whole JPEG, PNG or WebP picture") from error
    if min(upright.size) < 300:
        raise BadImage("the picture is smaller than 300 pixels")
    return _flat(upright)


def _flat(picture: Image.Image) -> Image.Image:
    """Opaque, eight bits a colour: white behind what is transparent, 16-bit grey scaled (Pillow would clip it)."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown.getchannel("A"))
    return flat


def _webp(full: Image.Image, width: int) -> bytes:
    out = BytesIO()
    scaled = full.resize((width, width * RATIO[1] // RATIO[0]), Image.Resampling.LANCZOS)
    scaled.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
