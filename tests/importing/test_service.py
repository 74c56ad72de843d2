"""Storing a contest file: as a draft and whole, or not at all, whatever is wrong with it or its pictures."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from sqlalchemy import select

from tests.acts import act
from tests.factories import contest_yaml
from tests.site import Site, Vote
from tests.tables import contents, row_counts
from voting.audit.models import AuditEvent
from voting.config import ROOT
from voting.contests.models import Award, Contest
from voting.contests.queries import get_contest
from voting.contests.rules import Action, Phase
from voting.extensions import db
from voting.importing import service
from voting.importing.mistakes import (
    AWARD_SHOWN,
    NO_PICTURE,
    NOT_UTF8,
    PICTURE_OUTSIDE,
    YEAR_ANNOUNCED,
    BadFile,
    Problem,
)
from voting.importing.rules import RESERVED
from voting.nominees.models import Nominee, Photo
from voting.nominees.queries import list_nominees
from voting.text import LocalText

DEMO = ROOT / "demo" / "arets-omfamning.yaml"
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def png(color: str = "#884422", size: tuple[int, int] = (400, 300)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contest file with its picture."""
    made = tmp_path / "award"
    made.mkdir()
    (made / "picture.webp").write_bytes(png())
    (made / "contest.yaml").write_text(contest_yaml(), encoding="utf-8")
    return made


def run(site: Site, *words: str | Path) -> Result:
    return site.app.test_cli_runner().invoke(args=[str(word) for word in words])


def imported(site: Site, folder: Path) -> Result:
    return run(site, "contest", "import", folder / "contest.yaml")


def said(result: Result) -> tuple[int, list[str]]:
    return result.exit_code, result.output.splitlines()


def test_a_file_becomes_one_draft_with_its_nominees_and_pictures(site: Site, folder: Path) -> None:
    site.make_vote(award="another", nominees=2)
    before = row_counts(site)
    assert said(imported(site, folder)) == (0, ["Imported testpriset 2026 as a draft with 3 nominees."])
    added = {table: count - before.get(table, 0) for table, count in row_counts(site).items()}
    assert added == before.fromkeys(added, 0) | {
        "award": 1,
        "contest": 1,
        "nominee": 3,
        "photo": added["photo"],
        "photo_file": added["photo_file"],
        "photo_original": 3,
        "audit_event": 1,
    }
    with site.app.app_context():
        contest = db.session.scalars(select(Contest).join(Award).where(Award.slug == "testpriset")).one()
        assert (contest.state, contest.key_check, contest.announced_at) == ("draft", None, None)
        nominees = db.session.scalars(
            select(Nominee).where(Nominee.contest_id == contest.id).order_by(Nominee.position)
        ).all()
        assert [(nominee.slug, nominee.position) for nominee in nominees] == [
            (f"nominee-{at + 1}", at) for at in range(3)
        ]
        assert {nominee.photo.tone for nominee in nominees} == {"210"}
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (event.action, event.actor, event.contest) == ("imported", None, contest.id)
        assert event.details == {"award": "testpriset", "year": 2026}


def test_equal_pictures_are_stored_once(site: Site, folder: Path) -> None:
    imported(site, folder)
    assert row_counts(site)["photo"] == 1
    (folder / "contest.yaml").write_text(contest_yaml(year=2027), encoding="utf-8")
    imported(site, folder)
    counts = row_counts(site)
    assert (counts["photo"], counts["nominee"], counts["contest"]) == (1, 6, 2)


def test_a_second_year_keeps_the_award_and_takes_its_new_texts(site: Site, folder: Path) -> None:
    imported(site, folder)
    text = contest_yaml(year=2027).replace("{sv: Syftet, en: The purpose}", "{sv: Nytt, en: New}")
    (folder / "contest.yaml").write_text(text, encoding="utf-8")
    assert imported(site, folder).exit_code == 0
    with site.app.app_context():
        award = db.session.scalars(select(Award)).one()
        assert (award.slug, award.purpose) == ("testpriset", LocalText("Nytt", "New"))
        years = db.session.scalars(select(Contest.year).where(Contest.award_id == award.id).order_by(Contest.year))
        assert list(years) == [2026, 2027]


def test_what_everybody_has_read_of_an_award_is_not_rewritten_by_another_year(site: Site, folder: Path) -> None:
    site.make_vote(Phase.ANNOUNCED)
    site.make_vote(Phase.OPEN, award="another")
    before = contents(site)
    text = contest_yaml(year=2027).replace("{sv: Syftet, en: The purpose}", "{sv: Nytt, en: New}")
    (folder / "contest.yaml").write_text(text.replace("Testföreningen", "Andra föreningen"), encoding="utf-8")
    assert said(imported(site, folder)) == (
        1,
        [
            f"Error: contest.yaml, line 1, award.purpose: {AWARD_SHOWN}",
            f"contest.yaml, line 1, award.organiser: {AWARD_SHOWN}",
        ],
    )
    assert contents(site) == before
    (folder / "contest.yaml").write_text(contest_yaml(year=2027), encoding="utf-8")
    assert imported(site, folder).exit_code == 0


def test_an_announced_contest_is_not_imported_again(site: Site, folder: Path) -> None:
    site.make_vote(Phase.ANNOUNCED)
    before = contents(site)
    (folder / "contest.yaml").write_text(contest_yaml(max_changes="3"), encoding="utf-8")
    expected = f"Error: contest.yaml, line 1, contest.year: {YEAR_ANNOUNCED % {'year': 2026}}"
    assert said(imported(site, folder)) == (1, [expected])
    assert contents(site) == before


def test_a_draft_is_replaced_by_the_corrected_file(site: Site, folder: Path) -> None:
    (folder / "contest.yaml").write_text(contest_yaml(nominees=0, max_changes="3"), encoding="utf-8")
    imported(site, folder)
    site.make_vote(award="another")
    old = contents(site)["contest"]
    (folder / "contest.yaml").write_text(contest_yaml(), encoding="utf-8")
    assert imported(site, folder).exit_code == 0
    new = contents(site)
    assert {row[0] for row in new["contest"]} == {row[0] for row in old}
    with site.app.app_context():
        draft = get_contest("testpriset", 2026).contest
        assert (draft.max_changes, [nominee.slug for nominee in list_nominees(draft.id)]) == (
            10,
            ["nominee-1", "nominee-2", "nominee-3"],
        )


def broken(folder: Path) -> None:
    (folder / "second.webp").write_bytes(png("#112233")[:300])


def no_picture(folder: Path) -> None:
    (folder / "second.webp").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")


def too_small(folder: Path) -> None:
    (folder / "second.webp").write_bytes(png(size=(299, 400)))


def missing(folder: Path) -> None:
    pass


def a_folder(folder: Path) -> None:
    (folder / "second.webp").mkdir()


def a_way_out(folder: Path) -> None:
    (folder.parent / "secret.webp").write_bytes(png())
    (folder / "second.webp").symlink_to(folder.parent / "secret.webp")


UNREADABLE = "The file is not a whole picture in JPEG, PNG or WebP. Save it in one of these formats and try again."


@only_sqlite
@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        ("second.webp", broken, UNREADABLE),
        ("second.webp", no_picture, UNREADABLE),
        ("second.webp", too_small, "The picture is smaller than 300 pixels. Choose a larger one."),
        ("second.webp", missing, NO_PICTURE),
        ("second.webp", a_folder, NO_PICTURE),
        ("second.webp", a_way_out, PICTURE_OUTSIDE),
        ("../picture.webp", missing, PICTURE_OUTSIDE),
        ("images/../../award/../picture.webp", missing, PICTURE_OUTSIDE),
        ("/etc/hostname", missing, PICTURE_OUTSIDE),
    ],
)
def test_one_bad_picture_stores_nothing_and_is_named_with_its_line(
    site: Site, folder: Path, name: str, spoil: Callable[[Path], None], says: str
) -> None:
    """The other pictures are whole, and so is the rest of the file."""
    (folder.parent / "picture.webp").write_bytes(png())
    spoil(folder)
    first, second, rest = contest_yaml().rpartition("photo: picture.webp")
    (folder / "contest.yaml").write_text(f"{first}photo: {name}{rest}", encoding="utf-8")
    line = first.count("\n") + 1
    assert second == "photo: picture.webp"
    where = f"nominees[3].photo (Nominerad 3, {name})"
    assert said(imported(site, folder)) == (1, [f"Error: contest.yaml, line {line}, {where}: {says}"])
    assert row_counts(site) == {}


@only_sqlite
def test_every_bad_picture_is_named(site: Site, folder: Path) -> None:
    (folder / "picture.webp").unlink()
    code, lines = said(imported(site, folder))
    assert (code, len(lines)) == (1, 3)
    assert row_counts(site) == {}


@only_sqlite
def test_every_mistake_of_a_file_is_listed_and_nothing_is_stored(site: Site, folder: Path) -> None:
    text = contest_yaml(max_changes="11", turnout_public="maybe")
    (folder / "contest.yaml").write_text(text, encoding="utf-8")
    assert said(imported(site, folder)) == (
        1,
        [
            "Error: contest.yaml, line 14, contest.max_changes: Write a whole number from 0 to 10.",
            "contest.yaml, line 15, contest.turnout_public: Write yes or no.",
        ],
    )
    assert row_counts(site) == {}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(("before", "line"), [(b"", 1), (b"award:\n  slug: a\n", 3), (b"award:\r\n  slug: a\r\n", 3)])
def test_a_file_in_another_encoding_is_named_with_the_line(
    tmp_path: Path, mark: bytes, before: bytes, line: int
) -> None:
    path = tmp_path / "contest.yaml"
    path.write_bytes(mark + before + "åäö".encode("latin-1") + b"\n# more\n")
    with pytest.raises(BadFile) as refused:
        service.read_file(path)
    assert refused.value.problems == [Problem(line, "", NOT_UTF8)]


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    path = tmp_path / "contest.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + contest_yaml().replace("\n", "\r\n").encode())
    assert service.read_file(path).organiser == "Testföreningen"


@only_sqlite
def test_a_file_that_is_not_there_is_an_error_of_the_command(site: Site, folder: Path) -> None:
    assert run(site, "contest", "import", folder / "other.yaml").exit_code == 2
    assert run(site, "contest", "import", folder).exit_code == 2


def test_a_failure_while_storing_leaves_nothing(site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very last write fails: neither the award nor a picture stays behind."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no room left")

    monkeypatch.setattr(service.audit, "record", fail)
    assert isinstance(imported(site, folder).exception, RuntimeError)
    assert row_counts(site) == {}


@only_sqlite
def test_the_list_shows_every_contest_and_its_phase(site: Site) -> None:
    for year, phase in ((2024, Phase.PUBLISHED), (2025, Phase.OPEN), (2026, Phase.DRAFT)):
        site.make_vote(phase, year=year)
    lines = ["testpriset 2026  draft", "testpriset 2025  open", "testpriset 2024  published"]
    assert said(run(site, "contest", "list")) == (0, lines)


@only_sqlite
def test_no_award_can_take_an_address_that_the_site_needs(site: Site) -> None:
    first = {rule.rule.split("/")[1] for rule in site.app.url_map.iter_rules()}
    fixed = {part for part in first if part and "<" not in part}
    assert fixed - RESERVED == set()
    assert {"static", "en"} <= RESERVED


@only_sqlite
def test_the_demo_award_is_whole_and_can_be_announced(site: Site) -> None:
    assert said(run(site, "contest", "import", DEMO)) == (
        0,
        ["Imported arets-omfamning 2026 as a draft with 6 nominees."],
    )
    with site.app.app_context():
        nominees = db.session.scalars(select(Nominee)).all()
        for nominee in nominees:
            texts = (nominee.line, nominee.citation, nominee.text, nominee.alt)
            assert all(text.sv and text.en and text.sv != text.en for text in texts)
            assert all(150 <= len(text.split()) <= 300 for text in (nominee.text.sv, nominee.text.en))
        real = {nominee.slug for nominee in nominees if not nominee.invented}
        assert (len(nominees), real) == (6, {"karlskoga-degerfors"})
        assert {nominee.kind for nominee in nominees} == {"person", "pair", "group", "organisation", "municipality"}
        photos = db.session.scalars(select(Photo)).all()
        assert (len(photos), {photo.width for photo in photos}) == (6, {1600})
        vote = Vote(nominees[0].contest_id, "arets-omfamning", 2026)
    act(site, vote, Action.ANNOUNCE)
    assert site.phase(vote) is Phase.OPEN
    for lang in ("sv", "en"):
        page = site.browser(lang).get("/").text
        assert {nominee.slug for nominee in nominees if f"/nominees/{nominee.slug}" in page} == {
            nominee.slug for nominee in nominees
        }
    assert "ballot" not in row_counts(site)
