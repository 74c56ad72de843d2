"""Store a contest file as a draft: all of it, or nothing."""

import uuid
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, select

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.clock import now
from voting.contests import service as contests
from voting.contests.models import Award, Contest
from voting.contests.queries import find_award
from voting.contests.rules import Phase
from voting.extensions import db
from voting.importing.document import BadFile, Problem
from voting.importing.rules import ContestFile, NomineeEntry, parse
from voting.looks import service as looks
from voting.looks.service import KEPT, NewLook
from voting.nominees.models import Nominee
from voting.nominees.service import drop_unused_photos, keep_photo
from voting.web.images import MAX_BYTES, TOO_LARGE, BadImage, Encoded, Logo, encode, encode_logo

T = TypeVar("T")
OF_THE_CONTEST = (
    "year",
    "question",
    "lead",
    "notice",
    "event_name",
    "event_place",
    "event_date",
    "opens_at",
    "closes_at",
    "max_changes",
    "turnout_public",
    "batch",
    "appeal_hours",
    "rehearsal",
)


def read_file(path: Path) -> ContestFile:
    """Read and check a contest file. Raises BadFile."""
    raw = path.read_bytes().removeprefix(BOM_UTF8)
    try:
        return parse(raw.decode(), now=now())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile([Problem(line, "the file is not written in UTF-8")]) from error


@dataclass(frozen=True)
class Pictures:
    """The pictures that a file names: the nominees' by slug, and the award's own."""

    photos: dict[str, Encoded]
    hero: Encoded | None = None
    logo: Logo | None = None


def read_pictures(file: ContestFile, directory: Path) -> Pictures:
    """The pictures that a file names, read from below `directory` and re-encoded. Raises BadFile with every problem."""
    problems: list[Problem] = []
    photos = {entry.slug: _read(directory, entry.photo, entry.photo_line, encode, problems) for entry in file.nominees}
    hero, logo = (
        _read(directory, file.hero, file.look_line, encode, problems) if file.hero else None,
        _read(directory, file.logo, file.look_line, encode_logo, problems) if file.logo else None,
    )
    if problems:
        raise BadFile(problems)
    return Pictures(photos, hero, logo)  # type: ignore[arg-type]  # without a problem each is what its reader makes


def _read(directory: Path, name: str, line: int, how: Callable[[bytes], T], problems: list[Problem]) -> T | None:
    try:
        return how(_read_below(directory, name))
    except BadImage as error:
        problems.append(Problem(line, f"{name}: {error}"))
        return None


def _read_below(directory: Path, name: str) -> bytes:
    root = directory.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise BadImage("Pictures must lie in the file's own folder, or below it.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadImage(TOO_LARGE, size=MAX_BYTES // 1024 // 1024)
        return path.read_bytes()
    except OSError as error:
        raise BadImage(f"There is no such picture ({error.strerror}).") from error


def import_contest(*, file: ContestFile, pictures: Pictures, actor: uuid.UUID | None) -> uuid.UUID:
    """Make a draft of `file`, in place of the award's draft for that year if there is one. Raises BadFile.

    An award that exists takes the file's texts, unless they are public. A look that is public is left to its own page.
    """
    award = _award(file)
    contest = _draft(award, file)
    for name in OF_THE_CONTEST:
        setattr(contest, name, getattr(file, name))
    db.session.add(contest)
    db.session.flush()
    db.session.execute(delete(Nominee).where(Nominee.contest_id == contest.id))
    for position, entry in enumerate(file.nominees):
        db.session.add(_nominee(contest.id, position, entry, keep_photo(pictures.photos[entry.slug])))
    db.session.flush()
    drop_unused_photos()
    if (file.accent or file.hero or file.logo) and not _is_public(award):
        look = NewLook(file.accent, pictures.hero or KEPT, pictures.logo or KEPT)
        looks.change(award_id=award.id, slug=award.slug, look=look, actor=actor)
    audit.record(Act.IMPORTED, actor=actor, contest=contest.id, award=file.award_slug, year=file.year)
    return contest.id


def _draft(award: Award, file: ContestFile) -> Contest:
    """The contest that the file fills."""
    same_year = select(Contest).where(Contest.award_id == award.id, Contest.year == file.year)
    contest = db.session.scalar(same_year)
    if contest:
        contests.hold(contest.id)  # announcing waits, or has been quicker
        contest = db.session.scalars(same_year).one()
    if contest and contest.state != Phase.DRAFT.value:
        raise BadFile([Problem(1, f"{file.award_slug} already has a contest for {file.year}, and it is announced")])
    return contest or Contest(id=uuid.uuid4(), award_id=award.id)


def _award(file: ContestFile) -> Award:
    texts = {
        "name": file.award_name,
        "purpose": file.purpose,
        "criteria": file.criteria,
        "organiser": file.organiser,
        "organiser_url": file.organiser_url,
    }
    award = find_award(file.award_slug)
    if award is None:
        award = Award(id=uuid.uuid4(), slug=file.award_slug, **texts)
        db.session.add(award)
    differ = [name for name, text in texts.items() if getattr(award, name) != text]
    if differ and _is_public(award):
        named = ", ".join(f"award.{name}" for name in differ)
        raise BadFile([Problem(1, f"{named} cannot change: an announced contest of {award.slug} shows it")])
    for name, text in texts.items():
        setattr(award, name, text)
    db.session.flush()
    return award


def _is_public(award: Award) -> bool:
    announced = select(Contest.id).where(Contest.award_id == award.id, Contest.state != Phase.DRAFT.value).limit(1)
    return db.session.scalar(announced) is not None


def _nominee(contest_id: uuid.UUID, position: int, entry: NomineeEntry, photo_id: str) -> Nominee:
    people = [{"name": person.name, "role": {"sv": person.role.sv, "en": person.role.en}} for person in entry.people]
    return Nominee(
        contest_id=contest_id,
        slug=entry.slug,
        kind=entry.kind.value,
        name=entry.name,
        people_data=people,
        place=entry.place,
        line=entry.line,
        citation=entry.citation,
        text=entry.text,
        alt=entry.alt,
        photo_id=photo_id,
        invented=entry.invented,
        position=position,
    )
