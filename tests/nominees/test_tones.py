"""Where a picture will be, its own colour stands first."""

import re

import pytest

from tests.page import parse
from tests.site import Site
from voting.nominees.models import Photo
from voting.web.static import FOLDER

SHEET = (FOLDER / "css" / "components" / "tones.css").read_text()
RULE = re.compile(r'\.photo\[data-tone="(\d{3})"\] \{ background: #([0-9a-f]{6}); color: #(000|fff); \}')
TONES = {tone: (bytes.fromhex(color), ink) for tone, color, ink in RULE.findall(SHEET)}


def light(color: bytes) -> float:
    """Relative luminance, as WCAG has it."""
    parts = [part / 255 for part in color]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#3f4080", "#bfc07f", "#7b3f12"])
def test_every_colour_has_a_tone_close_to_it(color: str) -> None:
    tone, _ = TONES[Photo(color=color).tone]
    assert max(abs(one - other) for one, other in zip(tone, bytes.fromhex(color[1:]), strict=True)) <= 32


def test_the_words_that_stand_there_when_no_picture_comes_can_be_read() -> None:
    assert len(TONES) == 64
    for tone, (color, ink) in TONES.items():
        lighter, darker = sorted((light(color), light(bytes(3) if ink == "000" else b"\xff\xff\xff")), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, tone


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_picture_names_its_tone_and_keeps_its_room(site: Site) -> None:
    vote = site.make_vote()
    browser = site.voter()
    for path in (vote.path, f"{vote.path}/nominees/nominee-1", f"{vote.path}/ballot"):
        pictures = [image for image in parse(browser.get(path).text).iter("img") if "photo" in image.get("class", "")]
        assert pictures, path
        for picture in pictures:
            assert picture.get("data-tone") in TONES, path
            assert (picture.get("width"), picture.get("height")) == ("480", "360"), path
