"""What is kept of an upload: the picture and nothing else, so that cropping it anew gives equal files."""

from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image

from voting.nominees.rules import Focus
from voting.web.images import ORIGINAL_SIDE, BadImage, encode_and_keep, shown_whole


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def noise(size: tuple[int, int] = (640, 480)) -> Image.Image:
    return Image.effect_noise(size, 50).convert("RGB")


def exif(orientation: int = 6) -> Image.Exif:
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = orientation
    made[ExifTags.Base.Make] = "Camera of somebody"
    made.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return made


UPLOADS = {
    "a photo on its side": saved(noise((3000, 1500)), "JPEG", exif=exif()),
    "a PNG with a hole": saved(Image.new("RGBA", (400, 300), "#11223300"), "PNG"),
    "CMYK": saved(noise().convert("CMYK"), "JPEG"),
    "16 bit": saved(Image.new("I;16", (400, 300), 40_000), "PNG"),
    "an animation": saved(noise(), "WEBP", save_all=True, append_images=[noise()], duration=100),
    "a WebP with metadata": saved(noise(), "WEBP", exif=exif(1)),
    "a lossless WebP": saved(noise(), "WEBP", lossless=True),
    "a WebP with something behind it": saved(noise(), "WEBP") + b"<script>alert(1)</script>",
    "a plain WebP": saved(noise(), "WEBP"),
}


@pytest.mark.parametrize("raw", UPLOADS.values(), ids=UPLOADS)
def test_what_is_kept_is_a_plain_picture_and_gives_the_same_when_it_is_read_again(raw: bytes) -> None:
    first = encode_and_keep(raw)
    kept = Image.open(BytesIO(first.original))
    assert (kept.format, kept.getexif(), kept.info.get("icc_profile")) == ("WEBP", {}, None)
    assert max(kept.size) <= ORIGINAL_SIDE
    for foreign in (b"Camera", b"script", b"EXIF", b"GPS"):
        assert foreign not in first.original
    assert encode_and_keep(first.original) == first
    assert Image.open(BytesIO(shown_whole(first.original))).size[0] <= 720


def test_a_photo_on_its_side_is_kept_upright() -> None:
    kept = Image.open(BytesIO(encode_and_keep(UPLOADS["a photo on its side"]).original))
    assert kept.size == (1200, 2400)


def test_a_plain_picture_is_not_blurred_by_being_encoded_again() -> None:
    assert encode_and_keep(UPLOADS["a plain WebP"]).original == UPLOADS["a plain WebP"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0\0\0\x18ftypheic", UPLOADS["CMYK"][:900], b"GIF89a"],
)
def test_what_is_no_whole_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(BadImage):
        encode_and_keep(raw)


@pytest.mark.parametrize(
    ("focus", "seen"),
    [
        (Focus.LEFT, 0),
        (Focus.TOP_LEFT, 0),
        (Focus.CENTRE, 1),
        (Focus.TOP, 1),
        (Focus.RIGHT, 2),
        (Focus.BOTTOM_RIGHT, 2),
    ],
)
def test_what_must_stay_in_sight_stays(focus: Focus, seen: int) -> None:
    """Three stripes of colour in a picture three times as wide as is shown."""
    colours = ("#ff0000", "#00ff00", "#0000ff")
    picture = Image.new("RGB", (1800, 450))
    for number, colour in enumerate(colours):
        picture.paste(colour, (600 * number, 0, 600 * number + 600, 450))
    encoded = encode_and_keep(saved(picture, "PNG"), focus.centre)
    pixel: Any = Image.open(BytesIO(max(encoded.files.values(), key=len))).convert("RGB").getpixel((240, 180))
    assert pixel.index(max(pixel)) == seen
