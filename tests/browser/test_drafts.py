"""An admin readies a vote: what is missing, what is locked once announced, and the pictures that come from phones.

Nominees are written in a contest file; the pages show what has become of it.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.actors import Admin, Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.factories import contest_yaml, nominee_yaml
from tests.site import Vote
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.text import Language
from voting.web.images import MAX_BYTES

NAME = "The Test Award 2026"
SKY, GRASS = (40, 90, 200), (60, 140, 50)
MOST_BYTES = 200 * 1024
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.mark.acceptance(19)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_draft_lists_what_is_missing_and_is_not_announced_before(
    visit: Visit, stage: Demo, photograph: Photograph, lang: Language
) -> None:
    award = f"saknas-{lang}"
    past = {"opens_at": "now - 2 days", "closes_at": "now - 1 day"}
    vote = stage.site.make_vote(Phase.DRAFT, award=award, nominees=1, **past)
    admin = _arrives(visit, stage, vote, lang=lang)
    admin.sees_step("Draft")
    assert _missing(admin) == [
        admin.say("There must be at least two nominees."),
        admin.say("The closing time has already passed."),
    ]
    expect(admin.link("Announce the vote")).to_have_count(0)
    photograph(admin.page, "what-is-missing")
    admin.opens(f"/admin{vote.path}/announce", "Announce the vote")
    assert _missing(admin)[-1] == admin.say("The closing time has already passed.")
    expect(admin.button("Announce the vote")).to_have_count(0)

    stage.site.make_vote(Phase.DRAFT, award=award, nominees=1)
    admin.opens(f"/admin{vote.path}", NAME)
    assert _missing(admin) == [admin.say("There must be at least two nominees.")]

    stage.site.make_vote(Phase.DRAFT, award=award, opens_at="now + 1 day")
    admin.opens(f"/admin{vote.path}", NAME)
    assert _missing(admin) == []
    admin.starts("Announce the vote")
    admin.types(word=admin.say("announce"), to_confirm="announce", reason="Enligt schemat")
    admin.presses("Announce the vote", NAME)
    admin.sees_step("Announced")


@pytest.mark.acceptance(20)
def test_a_wrong_word_is_an_error_in_the_form_and_the_reason_is_kept(
    visit: Visit, stage: Demo, photograph: Photograph
) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award="fel-ord", opens_at="now + 1 day")
    admin = _arrives(visit, stage, vote)
    admin.starts("Announce the vote")
    for wrong in ("ja", "utlysa"):
        admin.types(word=wrong, to_confirm="announce", reason="Styrelsen har bestämt det")
        admin.presses("Announce the vote", "Announce the vote", status=422)
        admin.reads_problem("Type “{word}”, exactly that word.", word="announce").click()
        expect(admin.field("Type “{word}” to confirm", word="announce")).to_be_focused()
        expect(admin.field("Reason")).to_have_value("Styrelsen har bestämt det")
    photograph(admin.page, "wrong-word")
    admin.opens(f"/admin{vote.path}", NAME)
    admin.sees_step("Draft")


@pytest.mark.acceptance(21)
def test_once_announced_the_nominees_are_locked(visit: Visit, stage: Demo, tmp_path: Path) -> None:
    said = _imports(stage, tmp_path, contest_yaml(award="last"))
    assert said == (0, "Imported last 2026 as a draft with 3 nominees.\n")
    said = _imports(stage, tmp_path, contest_yaml(award="last").replace("Nominerad 2", "Nominnerad 2"))
    assert said == (0, "Imported last 2026 as a draft with 3 nominees.\n")
    vote = stage.site.make_vote(award="last")  # imports once more, and announces
    before = (_names(visit, stage, vote), stage.site.phase(vote))
    for change in (("Nominerad 2", "Nominnerad 2"), ("nominee-2", "nominee-9"), ("Motivering 1", "Motivering")):
        status, told = _imports(stage, tmp_path, contest_yaml(award="last").replace(*change))
        assert (status, "vote for 2026 is announced, and no file replaces it" in told) == (1, True), told
    assert (_names(visit, stage, vote), stage.site.phase(vote)) == before
    assert before == ({"Nominerad 1", "Nominerad 2", "Nominerad 3"}, Phase.OPEN)


@pytest.mark.acceptance(27)
def test_nominees_are_put_in_order_by_moving_their_lines(
    visit: Visit, stage: Demo, tmp_path: Path, photograph: Photograph
) -> None:
    """The organiser's order is seen where votes are equal; the public sees each its own."""
    for order in ((1, 2, 3), (3, 1, 2)):
        entries = "".join(map(nominee_yaml, order))
        text = contest_yaml(award="ordning", nominees=0).replace("nominees: []", f"nominees:{entries}")
        assert _imports(stage, tmp_path, text) == (0, "Imported ordning 2026 as a draft with 3 nominees.\n")
    vote = stage.announces("ordning")
    juror = visit(Juror, stage)
    juror.address = stage.gives(Role.JUROR)
    juror.comes_signed_in(f"/jury{vote.path}", "The count in {award}", award=NAME)
    juror.shows_the_figures(NAME)
    rows = juror.page.get_by_role("table").get_by_role("rowheader").all_inner_texts()
    assert [row.strip() for row in rows] == ["Nominerad 3", "Nominerad 1", "Nominerad 2"]
    photograph(juror.page, "moved")


@pytest.mark.acceptance(25)
def test_a_photo_from_a_phone_comes_out_upright_small_and_without_its_place(
    visit: Visit, stage: Demo, tmp_path: Path, photograph: Photograph
) -> None:
    (tmp_path / "picture.webp").write_bytes(_phone_photo())
    status, told = _imports(stage, tmp_path, contest_yaml(award="mobilbild"), own_picture=True)
    assert status == 0, told
    vote = stage.announces("mobilbild")
    voter = visit(Voter, stage)
    voter.opens(f"{vote.path}/nominees/nominee-1", "Nominee 1")
    photo = voter.page.get_by_role("main").get_by_role("img", name="Bild 1")
    addresses = [part.split()[0] for part in (photo.get_attribute("srcset") or "").split(",")]
    assert len(addresses) >= 3
    for address in addresses:
        sent = voter.context.request.get(stage.origin + address).body()
        assert len(sent) < MOST_BYTES, f"{address}: {len(sent) // 1024} KB"
        shown = Image.open(BytesIO(sent))
        assert dict(shown.getexif()) == {}
        assert shown.info.keys().isdisjoint({"exif", "xmp"})
        upper, lower = (shown.convert("RGB").resize((1, 2), Image.Resampling.BOX).getpixel((0, y)) for y in (0, 1))
        assert upper[2] > upper[1]  # type: ignore[index]  blue above
        assert lower[1] > lower[2]  # type: ignore[index]  green below
    photograph(voter.page, "upright")


@pytest.mark.acceptance(25)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>',
            "JPEG, PNG",
        ),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(1000), "JPEG, PNG"),
        (b"\xff\xd8" + bytes(50 * 1024 * 1024), f"larger than {MAX_BYTES // 1024 // 1024} MB"),
    ],
    ids=["svg", "heic", "50-megabytes"],
)
def test_other_files_are_refused_in_plain_words(stage: Demo, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "picture.webp").write_bytes(content)
    status, told = _imports(stage, tmp_path, contest_yaml(award="ingen-bild"), own_picture=True)
    assert status == 1
    assert told.count(says) == 3  # once for each nominee, with its line
    assert "Traceback" not in told


def _arrives(visit: Visit, stage: Demo, vote: Vote, *, lang: Language = "sv") -> Admin:
    """An admin of her own before the vote that she runs."""
    admin: Admin = visit(Admin, stage, lang=lang)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}", NAME)
    return admin


def _missing(admin: Admin) -> list[str]:
    """What the lifecycle page lists as standing in the way."""
    said = admin.page.get_by_text(admin.say("Before the next step:"))
    return said.locator("xpath=following-sibling::ul[1]/li").all_inner_texts()


def _names(visit: Visit, stage: Demo, vote: Vote) -> set[str]:
    """The nominees as the public meets them."""
    voter = visit(Voter, stage)
    voter.opens(f"{vote.path}/ballot", "Choose one nominee")
    return {label.strip() for label in voter.page.locator("label").all_inner_texts()}


def _imports(stage: Demo, folder: Path, text: str, *, own_picture: bool = False) -> tuple[int, str]:
    """`flask contest import`: its exit status and what it says."""
    if not own_picture:
        Image.new("RGB", (400, 300), "#884422").save(folder / "picture.webp", "WEBP")
    (folder / "award.yaml").write_text(text)
    done = stage.site.app.test_cli_runner().invoke(args=["contest", "import", str(folder / "award.yaml")])
    return done.exit_code, done.output


def _phone_photo() -> bytes:
    """Twelve million pixels, held sideways: sky above grass only once it is turned; and where it was taken."""
    taken = Image.new("RGB", (4000, 3000), GRASS)
    taken.paste(SKY, (0, 0, 2000, 3000))
    noise = Image.effect_noise((4000, 3000), 60)
    taken = Image.blend(taken, Image.merge("RGB", (noise, noise, noise)), 0.3)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (55.0, 36.0, 21.0), 3: "E", 4: (13.0, 0.0, 9.0)})
    out = BytesIO()
    taken.save(out, "JPEG", quality=85, exif=exif)
    assert Image.open(out).getexif().get_ifd(GPS)
    return out.getvalue()
