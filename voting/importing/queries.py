"""Contest files and their pictures: where they are read from, and writing one that reads as the same again."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select

from voting.contests.models import Contest
from voting.extensions import db
from voting.importing import mistakes
from voting.looks.models import Look, LookFile
from voting.looks.queries import find_look
from voting.nominees.models import Nominee, Original, PhotoFile
from voting.nominees.queries import gaps_of, list_nominees
from voting.text import LANGUAGES, LocalText
from voting.typed import comes_twice
from voting.web.i18n import zone
from voting.web.images import MAX_BYTES, TOO_LARGE, BadImage

CONTEST_FILE = "contest.yaml"
MOST_FILES = 1200
MOST_UNPACKED = 512 * 1024 * 1024
UNREADABLE = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
Fetch = Callable[[str], bytes]


class BadArchive(Exception):
    """The file is not what an export makes."""


def from_folder(directory: Path) -> Fetch:
    """Pictures from below a folder."""

    def fetch(name: str) -> bytes:
        root = directory.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise BadImage(mistakes.PICTURE_OUTSIDE)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise BadImage(TOO_LARGE, size=MAX_BYTES // 1024 // 1024)
            return path.read_bytes()
        except OSError as error:
            raise BadImage(mistakes.NO_PICTURE) from error

    return fetch


def open_archive(raw: bytes) -> tuple[bytes, Fetch]:
    """The contest file in a zip file, and its pictures. Nothing is unpacked but in memory. Raises BadArchive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        files = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        size = sum(info.file_size for info in files.values())
        if len(files) > MOST_FILES or size > MOST_UNPACKED or files[CONTEST_FILE].file_size > MAX_BYTES:
            raise BadArchive
        contest_file = archive.read(CONTEST_FILE)
    except UNREADABLE as error:
        raise BadArchive from error

    def fetch(name: str) -> bytes:
        if name not in files:
            raise BadImage(mistakes.NOT_IN_ARCHIVE)
        if files[name].file_size > MAX_BYTES:
            raise BadImage(TOO_LARGE, size=MAX_BYTES // 1024 // 1024)
        try:
            return archive.read(name)
        except UNREADABLE as error:
            raise BadImage(mistakes.PICTURE_PACKED) from error

    return contest_file, fetch


def write_archive(contest: Contest, note: Callable[[str], None] = lambda name: None) -> bytes:
    """A contest as one zip file: contest.yaml and the pictures; `note` is told of each file."""
    document, pictures = _document(contest)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {CONTEST_FILE: text.encode(), **pictures}.items():
            note(name)
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if name == CONTEST_FILE else None)
    return out.getvalue()


def _document(contest: Contest) -> tuple[dict[str, Any], dict[str, bytes]]:
    pictures: dict[str, bytes] = {}
    award, nominees = contest.award, list_nominees(contest.id)
    texts = {name: _both(getattr(award, name)) for name in ("name", "purpose", "criteria")}
    told = {"slug": award.slug, **texts, "organiser": award.organiser, "organiser_url": award.organiser_url}
    look = _look(find_look(contest.award_id), pictures)
    event = not contest.event_name or bool(contest.event_date and contest.event_place)
    document = {
        **({} if event and all(map(_is_whole, nominees)) else {"unfinished": "yes"}),
        "award": _filled(told | {"look": look}),
        "contest": _contest(contest),
        "nominees": [_nominee(nominee, pictures) for nominee in nominees],
    }
    return document, pictures


def _contest(contest: Contest) -> dict[str, Any]:
    plain = all(_is_plain(instant, zone()) for instant in (contest.opens_at, contest.closes_at))
    own = zone() if plain else ZoneInfo("UTC")
    day = contest.event_date and contest.event_date.isoformat()
    event = _filled({"name": _both(contest.event_name), "place": contest.event_place, "date": day})
    told: dict[str, Any] = {
        "year": str(contest.year),
        "question": _both(contest.question),
        "lead": _both(contest.lead),
        "notice": _both(contest.notice),
        "event": event if contest.event_name else None,
        "time_zone": own.key,
        "opens_at": _local(contest.opens_at, own),
        "closes_at": _local(contest.closes_at, own),
        "turnout_public": _yes(contest.turnout_public),
        "jury_live": _yes(contest.jury_live),
    }
    rules = ("max_changes", "batch", "appeal_hours", "tie", "nominee_order")
    return _filled(told | {name: str(getattr(contest, name)) for name in rules})


def _nominee(nominee: Nominee, pictures: dict[str, bytes]) -> dict[str, Any]:
    photo, focus = _photo(nominee, pictures)
    texts = {name: _both(getattr(nominee, name)) for name in ("name", "line", "citation", "text", "alt")}
    people = [_filled({"name": person.name, "role": _both(person.role)}) for person in nominee.people]
    told = {"slug": nominee.slug, "kind": nominee.kind, "name": texts["name"], "people": people}
    told |= {"organisation": nominee.organisation, "place": nominee.place, **texts}
    return _filled(told | {"invented": _yes(nominee.invented), "photo": photo, "focus": focus})


def _photo(nominee: Nominee, pictures: dict[str, bytes]) -> tuple[str, str]:
    """The picture that a photo was cropped from, so that reading it gives the same; else the photo at its widest."""
    if nominee.photo_id is None:
        return "", ""
    name = f"photos/{nominee.slug}.webp"
    original = db.session.get(Original, nominee.id)
    if original:
        pictures[name] = original.content
        return name, original.focus
    widest = select(PhotoFile.content).where(PhotoFile.photo_id == nominee.photo_id).order_by(PhotoFile.width.desc())
    pictures[name] = db.session.scalars(widest.limit(1)).one()
    return name, ""


def _look(look: Look | None, pictures: dict[str, bytes]) -> dict[str, Any]:
    if look is None:
        return {}
    told = {"accent": look.accent or ""}
    for name, picture in (("hero", look.hero_id), ("logo", look.logo_id)):
        stored = select(LookFile.content).where(LookFile.award_id == look.award_id, LookFile.picture_id == picture)
        if content := db.session.scalar(stored.order_by(LookFile.width.desc()).limit(1)):
            told[name] = f"{name}.webp"
            pictures[told[name]] = content
    return _filled(told)


def _is_whole(nominee: Nominee) -> bool:
    roles = all(person.role.sv and person.role.en for person in nominee.people)
    return not gaps_of(nominee) and bool(nominee.place) and roles


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _both(text: LocalText | None) -> dict[str, str]:
    return {lang: written for lang in LANGUAGES if text and (written := getattr(text, lang))}


def _is_plain(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the local time says which instant it is: in the hour when the clocks go back it does not."""
    return not comes_twice(instant.astimezone(zone))


def _local(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
