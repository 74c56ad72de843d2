"""Pictures come in as anything and go out as WebP in a few widths, upright, without what the camera wrote in them."""

import hashlib
import struct
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

from voting.errors import N_

WIDTHS = (480, 720, 960, 1600)  # 720: the whole width of a phone, at two pixels for each of CSS
RATIO = (4, 3)
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
SMALLEST, SMALLEST_LOGO = 300, 48
LOGO_SIZE = (640, 192)  # pixels: twice the largest that any page shows
QUALITIES = (75, 60, 45, 30, 20)  # 75: three quarters of the bytes of 80, and no eye tells them apart on a dense screen
ORIGINAL_SIDE, ORIGINAL_QUALITY = 2400, 85  # of what is kept of an upload to crop it anew
CENTRE = (0.5, 0.5)
MOST_BYTES = 200_000  # of one file: a crowd, leaves or gravel would take twice as much at the best quality
TOO_LARGE = N_("The picture is larger than %(size)s MB. Choose a smaller one.")
TOO_MANY_PIXELS = N_("The picture has more than %(number)s million pixels. Make it smaller first.")
TOO_SMALL = N_("The picture is smaller than %(number)s pixels. Choose a larger one.")
EMPTY = N_("There is nothing in the picture: all of it is transparent. Choose another file.")
NO_PICTURE = N_("The file is not a whole picture in JPEG, PNG or WebP. Save it in one of these formats and try again.")
# What Pillow raises for a damaged file, or for damaged EXIF in a good one.
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


class BadImage(Exception):
    """The file is not a picture that we take; `message` says why, to be translated, and so does the text in English."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message, self.params = message, params


@dataclass(frozen=True)
class Encoded:
    """One picture, ready to be stored: `files` maps each width that it is wide enough for to WebP bytes."""

    id: str
    width: int
    height: int
    color: str
    files: dict[int, bytes]
    original: bytes = b""  # the whole picture, from which it can be cropped anew; empty where nobody will


@dataclass(frozen=True)
class Logo:
    """A logo, with what is transparent kept. `dark`: drawn in dark colours on nothing, so lost on a dark ground."""

    id: str
    width: int
    height: int
    dark: bool
    files: dict[int, bytes]


def encode(raw: bytes, centre: tuple[float, float] = CENTRE) -> Encoded:
    """Check and re-encode a picture to 4:3. The id is the SHA-256 of the result, in 32 hexadecimal characters.

    `centre`: what must stay in sight, from (0, 0), the upper left corner, to (1, 1).
    """
    return _crop(_open(raw), centre)


def encode_and_keep(raw: bytes, centre: tuple[float, float] = CENTRE) -> Encoded:
    """The same, with the whole picture kept beside it: upright, without metadata and no larger than is of use.

    What is cropped is what is kept, so cropping it anew, or taking it to another installation, gives equal files.
    """
    original = _original(raw)
    return replace(_crop(_open(original), centre), original=original)


def shown_whole(original: bytes) -> bytes:
    """What is kept of an upload, as WebP for the page where it is cropped."""
    picture = _open(original)
    picture.thumbnail((WIDTHS[1], WIDTHS[1]), Image.Resampling.LANCZOS)
    return _saved(picture, QUALITIES[0])


def _original(raw: bytes) -> bytes:
    picture = _open(raw)
    if _is_plain(raw) and max(picture.size) <= ORIGINAL_SIDE:
        return raw  # nothing but a picture, and encoding it again would only blur it
    picture.thumbnail((ORIGINAL_SIDE, ORIGINAL_SIDE), Image.Resampling.LANCZOS)
    return _saved(picture, ORIGINAL_QUALITY)


def _is_plain(raw: bytes) -> bool:
    """Whether the file is a WebP with one opaque picture in it and nothing more: no metadata, nothing behind it."""
    if raw[:4] != b"RIFF" or raw[8:16] != b"WEBPVP8 " or int.from_bytes(raw[4:8], "little") + 8 != len(raw):
        return False
    size = int.from_bytes(raw[16:20], "little")
    return len(raw) == 20 + size + size % 2


def _crop(picture: Image.Image, centre: tuple[float, float]) -> Encoded:
    across = min(picture.width, picture.height * RATIO[0] // RATIO[1], WIDTHS[-1])
    full = ImageOps.fit(picture, (across, across * RATIO[1] // RATIO[0]), Image.Resampling.LANCZOS, centering=centre)
    files = {width: _webp(full, width) for width in widths_of(full.width)}
    red, green, blue = full.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:32]
    return Encoded(digest, full.width, full.height, f"#{red:02x}{green:02x}{blue:02x}", files)


def encode_logo(raw: bytes) -> Logo:
    """Check and re-encode a logo, without the empty edge around it, in at most `LOGO_SIZE` pixels."""
    picture = _read(raw, smallest=SMALLEST_LOGO).convert("RGBA")
    drawn = picture.getchannel("A").getbbox()
    if drawn is None:
        raise BadImage(EMPTY)
    picture = picture.crop(drawn)
    picture.thumbnail(LOGO_SIZE, Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "WEBP", lossless=True, method=4)
    digest = hashlib.sha256(out.getvalue()).hexdigest()[:32]
    return Logo(digest, picture.width, picture.height, _is_dark(picture), {picture.width: out.getvalue()})


def _is_dark(picture: Image.Image) -> bool:
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return False  # it brings its own ground
    return ImageStat.Stat(picture.convert("L"), mask=alpha.point(lambda value: 255 * (value > 127))).mean[0] < 110


def widths_of(width: int) -> list[int]:
    """The widths in which a picture of `width` pixels is kept, narrowest first: none is wider than itself."""
    return [each for each in WIDTHS if each <= width] or [width]


def _open(raw: bytes) -> Image.Image:
    return _flat(_read(raw, smallest=SMALLEST))


def _read(raw: bytes, *, smallest: int) -> Image.Image:
    if len(raw) > MAX_BYTES:
        raise BadImage(TOO_LARGE, size=MAX_BYTES // 1024 // 1024)
    try:
        picture = Image.open(BytesIO(raw), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise BadImage(TOO_MANY_PIXELS, number=MAX_PIXELS // 1_000_000)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise BadImage(TOO_MANY_PIXELS, number=MAX_PIXELS // 1_000_000) from error
    except BROKEN as error:
        raise BadImage(NO_PICTURE) from error
    if min(upright.size) < smallest:
        raise BadImage(TOO_SMALL, number=smallest)
    return upright


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
    """In the best quality that is small enough, so that no picture keeps a phone waiting."""
    scaled = full.resize((width, width * RATIO[1] // RATIO[0]), Image.Resampling.LANCZOS)
    content = b""
    for quality in QUALITIES:
        content = _saved(scaled, quality)
        if len(content) <= MOST_BYTES:
            break
    return content


def _saved(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
