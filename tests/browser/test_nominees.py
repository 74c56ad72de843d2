"""An admin writes about the nominees: photos, order, mistakes, two at once, and what is still possible afterwards."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.test_look import phone_photo
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.text import Language

LIST = "The nominees of {award}"
NAME = "The Test Award 2026"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def comes(visit: Visit, stage: Demo, path: str, heading: str, **how: object) -> Admin:
    admin = visit(Admin, stage, **how)  # type: ignore[arg-type]
    admin.address = stage.gives(Role.ADMIN)
    values = {"award": NAME} if "{award}" in heading else {"name": "Nominee 1"}
    admin.comes_signed_in(path, heading, **values)
    return admin


def order(admin: Admin) -> list[str]:
    return [text[-1] for text in admin.page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()]


@pytest.mark.acceptance(27)
@pytest.mark.parametrize(
    ("scripts", "lang", "size"),
    [
        pytest.param(False, "sv", PHONE, id="swedish-phone-without-scripts"),
        pytest.param(True, "en", DESK, id="english-desk"),
    ],
)
def test_the_order_is_changed_without_dragging_and_the_focus_stays(
    visit: Visit, stage: Demo, photograph: Photograph, scripts: bool, lang: Language, size: ViewportSize
) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award=f"ordning-{lang}", nominees=4)
    path = f"/admin{vote.path}/nominees"
    admin = comes(visit, stage, path, LIST, scripts=scripts, lang=lang, size=size)
    assert order(admin) == ["1", "2", "3", "4"]
    admin.page.locator("#nominee-nominee-1").get_by_role(
        "button", name=f"{admin.say('Down')} {admin.say('Nominee 1')}", exact=True
    ).click()
    expect(admin.page.locator("#nominee-nominee-1")).to_be_focused()
    admin.meets(LIST, award=NAME)
    assert order(admin) == ["2", "1", "3", "4"]
    admin.page.get_by_label(
        f"{admin.say('Position')} {admin.say('of {name}', name='Nominee 4')}", exact=True
    ).select_option("1")
    admin.page.locator("#nominee-nominee-4").get_by_role(
        "button", name=f"{admin.say('Move')} {admin.say('Nominee 4')}", exact=True
    ).click()
    expect(admin.page.locator("#nominee-nominee-4")).to_be_focused()
    admin.meets(LIST, award=NAME)
    assert order(admin) == ["4", "2", "1", "3"]
    photograph(admin.page, "moved")


@pytest.mark.acceptance(25)
def test_a_nominee_s_photo_from_a_phone_is_upright_small_and_without_its_place(
    visit: Visit, stage: Demo, tmp_path: Path, photograph: Photograph
) -> None:
    vote = stage.site.make_vote(award="telefonbild")
    path = f"/admin{vote.path}/nominees/nominee-1"
    admin = comes(visit, stage, path, "Correct {name}")
    admin.field("Reason").fill("Bilden låg på sidan")
    admin.field("Photo").set_input_files(phone_photo(tmp_path))
    _saves(admin, LIST, award=NAME)
    voter = visit(Voter, stage)
    voter.opens(f"{vote.path}/nominees/nominee-1", "Nominee 1")
    shown = voter.page.locator(".nominee-photo img")
    largest = (shown.get_attribute("srcset") or "").rpartition(", ")[2].partition(" ")[0]
    content = voter.page.request.get(voter.url(largest)).body()
    assert len(content) <= 200_000
    picture = Image.open(BytesIO(content))
    assert not picture.getexif()
    admin.opens(path, "Correct {name}", name="Nominee 1")
    admin.page.get_by_label(admin.say("Top"), exact=True).check()
    admin.field("Reason").fill("Det viktiga syntes inte")
    _saves(admin, LIST, award=NAME)
    voter.opens(f"{vote.path}/nominees/nominee-1", "Nominee 1")
    largest = (voter.page.locator(".nominee-photo img").get_attribute("srcset") or "").rpartition(", ")[2].split()[0]
    upper = Image.open(BytesIO(voter.page.request.get(voter.url(largest)).body())).convert("RGB")
    pixel = upper.getpixel((upper.width // 2, 10))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 2 * pixel[2]  # the red edge is above
    photograph(voter.page, "upright")


@pytest.mark.acceptance(25)
def test_what_is_no_picture_is_refused_beside_the_field_and_every_text_is_kept(
    visit: Visit, stage: Demo, tmp_path: Path
) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award="ingen-bild")
    path = f"/admin{vote.path}/nominees/nominee-1"
    admin = comes(visit, stage, path, "Write about {name}", lang="en")
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    large = tmp_path / "large.jpg"
    large.write_bytes(b"x" * 50_000_000)
    small = [{"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": each} for each in (SVG, heic)]
    for file, words in (
        (small[0], "not a whole picture"),
        (small[1], "not a whole picture"),
        (large, "larger than 20"),
    ):
        _text(admin, "text-sv").fill("Min långa text")
        admin.field("Photo").set_input_files(file)  # type: ignore[arg-type]
        _saves(admin, "Write about {name}", status=422, name="Nominee 1")
        assert words in admin.page.get_by_role("alert").inner_text()
        expect(_text(admin, "text-sv")).to_have_value("Min långa text")


@pytest.mark.acceptance(21)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_once_announced_a_mistake_is_corrected_with_a_reason_that_everybody_reads(
    visit: Visit, stage: Demo, photograph: Photograph, lang: Language
) -> None:
    vote = stage.site.make_vote(award=f"rattelse-{lang}")
    admin = comes(visit, stage, f"/admin{vote.path}/nominees", LIST, lang=lang)
    expect(admin.link("Add a nominee")).to_have_count(0)
    expect(admin.button("Down")).to_have_count(0)
    admin.follows("Nominee 1", "Correct {name}", name="Nominee 1")
    expect(admin.page.locator("#kind, #slug")).to_have_count(0)
    _text(admin, "line-sv").fill("Rättad rad")
    _text(admin, "line-en").fill("Corrected line")
    _saves(admin, "Correct {name}", status=422, name="Nominee 1")
    admin.field("Reason").fill("Fel årtal")
    _saves(admin, LIST, award=NAME)
    voter = visit(Voter, stage, lang=lang)
    voter.opens(f"{vote.path}/nominees/nominee-1", "Nominee 1")
    expect(voter.page.get_by_text("Rättad rad" if lang == "sv" else "Corrected line")).to_be_visible()
    expect(voter.page.get_by_text("Fel årtal")).to_be_visible()
    photograph(voter.page, "corrected")
    admin.opens("/admin/audit", "Audit log")
    expect(admin.page.get_by_text("Fel årtal").first).to_be_visible()
    expect(
        admin.page.get_by_text("Rad svenska: Rättad rad" if lang == "sv" else "Line swedish: Rättad rad").first
    ).to_be_visible()


def test_two_who_write_at_once_see_each_other_s_words(visit: Visit, stage: Demo) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award="samtidigt")
    path = f"/admin{vote.path}/nominees/nominee-1"
    one = comes(visit, stage, path, "Write about {name}", lang="en", size=DESK)
    other = comes(visit, stage, path, "Write about {name}", size=PHONE)
    _text(other, "citation-en").fill("Theirs")
    _saves(other, LIST, award=NAME)
    _text(one, "citation-en").fill("Mine")
    one.page.get_by_role("button", name="Show a preview").first.click()
    one.meets("Write about {name}", name="Nominee 1")
    expect(one.page.locator(".preview[lang=en]").filter(has_text="Mine")).to_be_visible()
    _saves(one, "Write about {name}", status=409, name="Nominee 1")
    expect(one.page.locator(".saved-now")).to_contain_text("Theirs")
    expect(_text(one, "citation-en")).to_have_value("Mine")
    _saves(one, LIST, award=NAME)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_other_pages_of_the_editor_stand_up_to_a_close_look(visit: Visit, stage: Demo, lang: Language) -> None:
    empty = stage.site.make_vote(Phase.DRAFT, award=f"tomt-{lang}", nominees=0)
    admin = comes(visit, stage, f"/admin{empty.path}/nominees", LIST, lang=lang, size=DESK if lang == "en" else PHONE)
    admin.follows("Add a nominee", "A new nominee")
    admin.page.get_by_role("button", name=admin.say("Save"), exact=True).first.click()
    admin.status = 422
    admin.meets("A new nominee", status=422)
    _text(admin, "name-sv").fill("Åsa")
    _saves(admin, LIST, award=NAME)
    admin.follows("Read nominees from a table", "Read nominees from a table")
    table = {"name": "t.csv", "mimeType": "text/csv", "buffer": "namn svenska;plats\nÅsa;Lund\nBo;Luleå\n".encode()}
    admin.field("The table").set_input_files(table)
    admin.presses("Show what it would do", "Read nominees from a table")
    expect(admin.page.get_by_role("row")).to_have_count(3)
    admin.presses("Save this", LIST, award=NAME)
    assert len(order(admin)) == 2
    admin.opens(f"/admin{empty.path}/nominees/bo/withdraw", "Take the nominee away")
    admin.opens("/admin/import", "Import a vote")


def _text(admin: Admin, name: str) -> Locator:
    return admin.page.locator(f"#{name}")


def _saves(admin: Admin, heading: str, *, status: int = 200, **values: object) -> None:
    """Press the first of the two buttons."""
    with admin.page.expect_navigation() as navigation:
        admin.page.get_by_role("button", name=admin.say("Save"), exact=True).first.click()
    assert navigation.value
    admin.status = navigation.value.status
    admin.meets(heading, status=status, **values)
