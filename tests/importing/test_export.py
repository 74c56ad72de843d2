"""A contest that is exported and imported again is the same contest."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from sqlalchemy import select, update

from tests.acts import set_contest
from tests.factories import contest_yaml
from tests.nominating.forms import jpeg, post_file
from tests.page import main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from voting.accounts.rules import Role
from voting.contests.models import Contest
from voting.contests.queries import get_contest
from voting.contests.rules import Phase
from voting.extensions import db
from voting.importing.queries import BadArchive, open_archive, write_archive
from voting.importing.service import OF_THE_CONTEST
from voting.nominating import service as nominating
from voting.nominating.queries import find_focus, told_of
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.nominees.rules import Focus
from voting.sheets.rules import EMPTY
from voting.text import Language, LocalText
from voting.transaction import transaction
from voting.web.images import encode_and_keep

IMPORT = "/admin/import"


@pytest.fixture
def vote(site: Site) -> Vote:
    """A draft with one nominee who has a wide photo, cropped to the right, and another who lacks almost everything."""
    made = site.make_vote(Phase.DRAFT)
    picture = Image.effect_noise((1500, 700), 60).convert("RGB")
    out = BytesIO()
    picture.save(out, "JPEG", quality=95)
    with site.app.app_context():
        photos = {"nominee-1": encode_and_keep(out.getvalue(), Focus.RIGHT.centre)}
        photos |= {f"nominee-{number}": encode_and_keep(jpeg(f"#{number}04060").read()) for number in (2, 3)}
        with transaction():
            for nominee in list_nominees(made.id):
                slug, told, focus = nominee.slug, told_of(nominee), Focus.CENTRE
                focus = Focus.RIGHT if slug == "nominee-1" else focus
                given = {"told": told, "picture": photos[slug], "focus": focus}
                nominating.change(contest_id=made.id, slug=slug, revision=0, actor=None, **given)
            rules = {"tie": "jury", "nominee_order": "fixed", "jury_live": False}
            db.session.execute(update(Contest).where(Contest.id == made.id).values(**rules))
    return made


def add_unfinished(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        told = EMPTY.__class__(**{**vars(EMPTY), "name": LocalText("no", "2026-12-03")})
        nominating.add(contest_id=vote.id, told=told, slug="", actor=None)


def exported(site: Site, vote: Vote) -> bytes:
    with site.app.app_context():
        return write_archive(get_contest(vote.award, vote.year).contest)


def seen(site: Site, award: str, year: int) -> tuple[Any, ...]:
    """All that an export is to carry."""
    with site.app.app_context():
        contest = get_contest(award, year).contest
        texts = [getattr(contest, name) for name in OF_THE_CONTEST if name != "year"]
        nominees = [
            (
                nominee.slug,
                nominee.position,
                nominee.invented,
                nominee.photo_id,
                find_focus(nominee.id),
                told_of(nominee),
            )
            for nominee in list_nominees(contest.id)
        ]
        return texts, nominees


def send(admin: Browser, raw: bytes, **fields: str) -> int:
    token = admin.token()
    return post_file(admin, IMPORT, {"csrf_token": token, "archive": (raw, "export.zip")} | fields)


@pytest.mark.parametrize("unfinished", [False, True])
def test_what_was_exported_comes_in_as_the_same(site: Site, vote: Vote, unfinished: bool) -> None:
    if unfinished:
        add_unfinished(site, vote)
    admin = site.staff(Role.ADMIN, "sv")
    raw = admin.get("/admin/testpriset/2026/export").data
    assert ("unfinished" in zipfile.ZipFile(BytesIO(raw)).read("contest.yaml").decode()) is unfinished
    set_contest(site, vote, year=2025)  # out of the way
    assert send(admin, raw) == 303
    assert admin.page.location == "/admin/testpriset/2026/nominees"
    assert seen(site, "testpriset", 2026) == seen(site, "testpriset", 2025)
    with site.app.app_context():
        again = write_archive(get_contest("testpriset", 2026).contest)
        old, new = (zipfile.ZipFile(BytesIO(each)) for each in (raw, again))
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_vote_made_for_another_year_has_its_dates_and_its_number_in_that_year(site: Site) -> None:
    """As a new year that is begun with an earlier one."""
    vote = site.make_vote(
        Phase.DRAFT,
        opens_at="2026-11-23 08:00",
        closes_at="2026-12-03 20:00",
        event="{name: {sv: Galan 2026, en: The 2026 gala}, place: Malmö, date: 2026-12-10}",
        question='{sv: "Vem 2026?", en: "Who in 2026?"}',
    )
    admin = site.staff(Role.ADMIN, "sv")
    assert send(admin, exported(site, vote), year="2030") == 303
    with site.app.app_context():
        moved: Any = get_contest("testpriset", 2030).contest
        assert (moved.opens_at, moved.closes_at) == (
            datetime(2030, 11, 25, 7, tzinfo=UTC),  # Monday at 08.00, and Thursday at 20.00
            datetime(2030, 12, 5, 19, tzinfo=UTC),
        )
        assert moved.event_date == date(2030, 12, 12)  # Thursday
        assert (moved.question.sv, moved.event_name.en) == ("Vem 2030?", "The 2030 gala")
    assert "flyttas datumen till samma veckodagar" in main_text(admin.get(IMPORT))


def test_a_vote_that_is_there_is_left_alone(site: Site, vote: Vote) -> None:
    admin = site.staff(Role.ADMIN, "sv")
    before = contents(site, but={"web_session"})
    assert send(admin, exported(site, vote)) == 422
    assert "Rad 1, contest.year: Priset har redan en omröstning för 2026." in main_text(admin.page)
    assert contents(site, but={"web_session"}) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_no_export_is_refused_in_words(site: Site, vote: Vote) -> None:
    admin = site.staff(Role.ADMIN, "sv")
    before = contents(site, but={"web_session"})
    raw = exported(site, vote)
    for bad in (b"", b"PK\x03\x04", raw[:2000], _zipped({"other.txt": b"x"}), _zipped({"../contest.yaml": b"x"})):
        assert send(admin, bad) == 422
    for text in (b"award: {}", "å".encode("latin-1"), b"\xff\xfe"):
        assert send(admin, _zipped({"contest.yaml": text})) == 422
        assert "Rätta exporten och välj den igen: det finns fel i den." in main_text(admin.page)
    files = {name: zipfile.ZipFile(BytesIO(raw)).read(name) for name in ("contest.yaml",)}
    assert send(admin, _zipped(files), year="2028") == 422
    shown = main_text(admin.page)
    assert "nominees[2].photo (Nominerad 2, photos/nominee-2.webp): Det finns ingen bild med det namnet i" in shown
    assert send(admin, raw, year="20x8") == 422
    assert admin.page.text.count("ds-validation-message") == 1  # one message for one mistake
    assert contents(site, but={"web_session"}) == before


NO_ENGLISH_NAME = {"sv": "Rad 3, award.name.en: Fältet saknas.", "en": "Line 3, award.name.en: The field is missing."}
NO_KIND = {
    "sv": "nominees[2].kind (Nominerad 2): Skriv ett av de här orden: person, pair",
    "en": "nominees[2].kind (Nominerad 2): Write one of these words: person, pair",
}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_mistakes_in_the_file_are_told_in_the_readers_language(site: Site, lang: Language) -> None:
    """Every page that is fetched fails where its words are of the other language."""
    admin = site.staff(Role.ADMIN, lang)
    text = contest_yaml().replace("{sv: Testpriset, en: The Test Award}", "{sv: Testpriset}")
    first, second, third = text.partition("slug: nominee-2\n    kind: ")
    spoilt = f"{first}{second}{third.replace('person', 'robot', 1)}".encode()
    assert send(admin, _zipped({"contest.yaml": spoilt})) == 422
    shown = main_text(admin.page)
    assert NO_ENGLISH_NAME[lang] in shown
    assert NO_KIND[lang] in shown


def _zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_archive_that_would_blow_up_is_not_unpacked(site: Site) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"{number}.webp", b"\0" * 20_000_000)
        archive.writestr("contest.yaml", "x")
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(BadArchive):
        open_archive(out.getvalue())


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_command_line_exports_and_imports_the_same_file(site: Site, vote: Vote, tmp_path: Path) -> None:
    def run(*words: Any) -> Result:
        return site.app.test_cli_runner().invoke(args=["contest", *map(str, words)])

    before = seen(site, "testpriset", 2026)
    file = tmp_path / "export.zip"
    assert run("export", "testpriset", 2026, file).output == f"Exported testpriset 2026 to {file}.\n"
    assert run("export", "testpriset", 2026, file).exit_code == 1
    assert run("export", "testpriset", 2030, tmp_path / "none.zip").exit_code == 1
    assert run("import", file).output == "Imported testpriset 2026 as a draft with 3 nominees.\n"
    assert seen(site, "testpriset", 2026) == before
    file.write_bytes(b"no zip")
    assert run("import", file).exit_code == 1
    with site.app.app_context():
        assert len(db.session.scalars(select(Nominee)).all()) == 3
