"""An admin gives the award a look, and everybody can read the pages in it, whatever the colour."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.person import QUESTION, Person
from tests.browser.test_voter import CLUB

LOOK = "/admin/arets-omfamning/look"
TITLE = "The look of {award}"
NAME = "Embrace of the Year"


def phone_photo(folder: Path) -> Path:
    """Twelve million pixels, lying on their side, with the place where they were taken."""
    picture = Image.effect_noise((4032, 3024), 12).convert("RGB")
    picture.paste("#b02030", (0, 0, 1000, 3024))  # what is above, once it stands upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    path = folder / "phone.jpg"
    picture.save(path, "JPEG", exif=exif, quality=80)
    return path


def logo(folder: Path) -> Path:
    picture = Image.new("RGBA", (600, 200), "#00000000")
    ImageDraw.Draw(picture).rounded_rectangle((20, 20, 580, 180), 60, outline="#203040", width=24)
    path = folder / "logo.png"
    picture.save(path)
    return path


@pytest.mark.acceptance(25)
def test_a_photo_from_a_phone_and_a_logo_are_shown_upright_small_and_without_their_place(
    visit: Visit, own_demo: Demo, tmp_path: Path
) -> None:
    admin = visit(Admin, own_demo)
    admin.opens_the_vote_to_run()
    admin.opens(LOOK, TITLE, award=NAME)
    admin.field("Picture").set_input_files(phone_photo(tmp_path))
    admin.field("Logo").set_input_files(logo(tmp_path))
    admin.presses("Save the look", TITLE, award=NAME)
    voter = visit(Voter, own_demo)
    voter.opens_the_start_page()
    shown = voter.page.locator(".hero-picture img")
    largest = (shown.get_attribute("srcset") or "").rpartition(", ")[2].partition(" ")[0]
    content = voter.page.request.get(voter.url(largest)).body()
    assert len(content) <= 200_000
    picture = Image.open(BytesIO(content))
    assert not picture.getexif()
    red, _green, blue = picture.convert("RGB").getpixel((picture.width // 2, 10))
    assert red > 2 * blue
    mark = voter.page.get_by_role("banner").get_by_role("img")
    assert mark.evaluate("logo => logo.naturalWidth") > 300
    box = mark.bounding_box()
    assert box
    assert 24 <= box["height"] <= 48
    assert box["width"] <= 216
    assert mark.evaluate("logo => getComputedStyle(logo).backgroundColor") == "rgb(255, 255, 255)"  # dark, on the night
    expect(voter.link("Vote now")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("colour", ["#ffffff", "#0b1626", "#808080", "#d6006e"])
def test_every_colour_can_be_read(visit: Visit, own_demo: Demo, colour: str) -> None:
    admin = visit(Admin, own_demo)
    admin.opens_the_vote_to_run()
    admin.opens(LOOK, TITLE, award=NAME)
    admin.field("Colour").fill(colour)
    admin.presses("Save the look", TITLE, award=NAME)
    assert unreadable(admin) == []
    voter = visit(Voter, own_demo)
    voter.opens_the_start_page()
    assert unreadable(voter) == []
    voter.follows("Vote now", "Choose one nominee")
    voter.choice(CLUB).check()
    assert unreadable(voter) == []


def unreadable(voter: Person) -> list[str]:
    """What axe finds about colours on the page as it is, in both schemes."""
    found = []
    for scheme in ("light", "dark"):
        voter.page.emulate_media(color_scheme=scheme)
        found += axe.violations(voter.page, axe.COLOURS)
    return found


@pytest.mark.acceptance(25)
def test_what_is_no_picture_is_refused_beside_its_field(visit: Visit, own_demo: Demo) -> None:
    admin = visit(Admin, own_demo, lang="en")
    admin.opens_the_vote_to_run()
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    for field, content in (("Picture", svg), ("Picture", heic), ("Logo", b"GIF89a")):
        admin.opens(LOOK, TITLE, award=NAME)
        admin.field(field).set_input_files({"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": content})
        admin.presses("Save the look", TITLE, status=422, award=NAME)
        assert "not a whole picture" in admin.page.get_by_role("alert").inner_text()


def test_an_award_without_a_look_keeps_the_program_s_own(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens(AWARD, QUESTION)
    assert voter.page.locator('link[href*="/looks/"]').count() == 0
