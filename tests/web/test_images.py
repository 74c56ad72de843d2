"""Pictures come in as anything and go out upright, in one format, without what the camera wrote in them."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from voting.web.images import MAX_BYTES, WIDTHS, BadImage, Encoded, encode

GREY, RED = (128, 128, 128), (255, 0, 0)
GPS = {1: "N", 2: (55.0, 36.0, 21.0), 3: "E", 4: (13.0, 0.0, 2.0)}


def file(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def half_red(width: int = 400, height: int = 300) -> Image.Image:
    """Red above, black below."""
    picture = Image.new("RGB", (width, height))
    picture.paste(RED, (0, 0, width, height // 2))
    return picture


def shown(encoded: Encoded, width: int | None = None) -> Image.Image:
    return Image.open(BytesIO(encoded.files[width or min(encoded.files)]))


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(have - want) < 12 for have, want in zip(colour, wanted, strict=True))


def header_only(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def rgb_of_16_bits() -> bytes:
    rows = zlib.compress(b"".join(b"\0" + struct.pack(">HHH", 32768, 32768, 32768) * 400 for _ in range(300)))
    whole = header_only(400, 300).replace(struct.pack(">IIB", 400, 300, 8), struct.pack(">IIB", 400, 300, 16))
    head, body = (
        whole[8:33],
        struct.pack(">I", len(rows)) + b"IDAT" + rows + struct.pack(">I", zlib.crc32(b"IDAT" + rows)),
    )
    head = head[:21] + struct.pack(">I", zlib.crc32(head[4:21]))
    return whole[:8] + head + body + whole[-12:]


KINDS = {
    "JPEG": (file(Image.new("RGB", (400, 300), GREY), "JPEG"), GREY),
    "PNG": (file(Image.new("RGB", (400, 300), GREY)), GREY),
    "WebP": (file(Image.new("RGB", (400, 300), GREY), "WEBP"), GREY),
    "grey": (file(Image.new("L", (400, 300), 128)), GREY),
    "grey of 16 bits": (file(Image.new("I;16", (400, 300), 32768)), GREY),
    "colours of 16 bits": (rgb_of_16_bits(), GREY),
    "CMYK": (file(Image.new("CMYK", (400, 300), (0, 255, 255, 0)), "JPEG"), RED),
    "a palette": (file(Image.new("RGB", (400, 300), RED).quantize(4)), RED),
    "black and white": (file(Image.new("1", (400, 300), 1)), (255, 255, 255)),
    "transparent": (file(Image.new("RGBA", (400, 300), (0, 0, 0, 0))), (255, 255, 255)),
    "half transparent": (file(Image.new("RGBA", (400, 300), (255, 0, 0, 128))), (255, 127, 127)),
    "transparent grey": (file(Image.new("LA", (400, 300), (0, 0))), (255, 255, 255)),
    "transparent WebP": (file(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "WEBP"), (255, 255, 255)),
}


@pytest.mark.parametrize(("raw", "colour"), KINDS.values(), ids=KINDS)
def test_a_picture_of_any_kind_keeps_its_colour(raw: bytes, colour: tuple[int, int, int]) -> None:
    picture = shown(encode(raw))
    assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGB", (400, 300))
    assert near(picture.getpixel((200, 150)), colour)


REFUSED = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML named .jpg": b"<!doctype html><script>alert(1)</script>",
    "GIF": file(Image.new("P", (400, 300)), "GIF"),
    "BMP": file(Image.new("RGB", (400, 300)), "BMP"),
    "TIFF": file(Image.new("RGB", (400, 300)), "TIFF"),
    "PDF": b"%PDF-1.4\n%%EOF",
    "nothing": b"",
    "a truncated JPEG": KINDS["JPEG"][0][:-200],
    "a truncated PNG": KINDS["PNG"][0][:-60],
    "a truncated WebP": KINDS["WebP"][0][:-20],
    "a JPEG's first bytes": b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "a bomb of two thousand million pixels": header_only(50_000, 40_000),
    "a bomb in one row": header_only(2_000_000_000, 1),
    "nothing behind its size": header_only(400, 300),
    "damaged EXIF": file(Image.new("RGB", (400, 300)), "PNG", exif=b"Exif\0\0XX\0*\0\0\0\x08"),
    "299 pixels": file(Image.new("RGB", (400, 299))),
    "one byte too many": b"\0" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_for_us_is_refused(raw: bytes) -> None:
    with pytest.raises(BadImage):
        encode(raw)


def test_a_whole_picture_of_51_million_pixels_is_refused() -> None:
    with pytest.raises(BadImage, match="million pixels"):
        encode(file(Image.new("1", (8500, 6000))))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_stands_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # turn it a quarter to the right
    left_half_red = half_red(600, 800).rotate(90, expand=True)
    picture = shown(encode(file(left_half_red, kind, exif=exif)))
    above, below = (picture.getpixel((picture.width // 2, picture.height * part // 4)) for part in (1, 3))
    assert near(above, RED)
    assert near(below, (0, 0, 0))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_wrote_goes_out(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Kamera AB"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    raw = file(half_red(), kind, exif=exif, icc_profile=b"profile of Kamera AB")
    assert b"Kamera AB" in raw
    assert len(Image.open(BytesIO(raw)).getexif().get_ifd(ExifTags.IFD.GPSInfo)) == len(GPS)
    for content in encode(raw).files.values():
        out = Image.open(BytesIO(content))
        assert (dict(out.getexif()), out.info.get("icc_profile"), out.info.get("xmp")) == ({}, None, None)
        assert b"Kamera" not in content
        assert b"Exif" not in content


def test_a_file_that_is_also_something_else_goes_out_as_a_picture_alone() -> None:
    raw = file(half_red(), "JPEG") + b"<script>alert(1)</script>"
    assert [name for name, content in encode(raw).files.items() if b"<script>" in content] == []


@pytest.mark.parametrize(
    ("size", "full"),
    [((400, 300), (400, 300)), ((1600, 1200), (1600, 1200)), ((2000, 1000), (1332, 999)), ((700, 2000), (700, 525))],
)
def test_a_picture_is_cut_to_four_by_three_and_never_enlarged(size: tuple[int, int], full: tuple[int, int]) -> None:
    encoded = encode(file(half_red(*size)))
    assert abs(encoded.width - full[0]) <= 1
    assert abs(encoded.height - full[1]) <= 1
    assert [shown(encoded, width).width for width in encoded.files] == list(encoded.files)
    assert list(encoded.files) == ([width for width in WIDTHS if width <= encoded.width] or [encoded.width])


def test_the_same_picture_has_the_same_name_and_another_another() -> None:
    one, same, other = (encode(raw) for raw in (KINDS["JPEG"][0], KINDS["JPEG"][0], KINDS["CMYK"][0]))
    assert one == same
    assert one.id != other.id
    assert len(one.id) == 32


def test_the_colour_behind_a_picture_is_its_own() -> None:
    assert encode(file(Image.new("RGB", (400, 300), RED))).color == "#ff0000"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.filterwarnings("ignore")  # Pillow warns of some of what is refused
def test_a_damaged_file_is_refused_or_shown_but_never_an_accident(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    whole, chance = file(Image.new("RGB", (304, 304), RED), kind, exif=exif, icc_profile=b"p" * 100), random.Random(2)
    came_to = {True: 0, False: 0}
    for _ in range(60):
        raw = bytearray(whole)
        for _ in range(chance.choice((1, 2, 5))):
            raw[chance.randrange(min(len(raw), 300))] = chance.randrange(256)
        try:
            came_to[bool(encode(bytes(raw)).files)] += 1
        except BadImage:
            came_to[False] += 1
    assert came_to[False] > 0
