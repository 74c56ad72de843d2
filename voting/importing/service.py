"""Store a contest file as a draft: all of it, or nothing."""

import uuid
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, func, select

from voting.audit import service as audit
from voting.audit.rules import Act, differences
from voting.clock import now
from voting.contests import service as contests
from voting.contests.models import Award, Contest
from voting.contests.queries import find_award
from voting.contests.rules import Phase
from voting.extensions import db
from voting.importing import mistakes
from voting.importing.mistakes import BadFile, Problem
from voting.importing.queries import Fetch
from voting.importing.rules import ContestFile, NomineeEntry, parse
from voting.looks import service as looks
from voting.looks.service import KEPT, NewLook
from voting.nominees.models import Nominee
from voting.nominees.service import drop_unused_photos, keep_original, keep_photo
from voting.web.images import BadImage, Encoded, Logo, encode, encode_and_keep, encode_logo

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
    "voters",
    "voter_domains",
    "jury_live",
    "tie",
    "nominee_order",
    "rehearsal",
)


def read_file(path: Path) -> ContestFile:
    """Read and check a contest file. Raises BadFile."""
    return read_text(path.read_bytes())


def read_text(raw: bytes) -> ContestFile:
    """The same of its bytes."""
    raw = raw.removeprefix(BOM_UTF8)
    try:
        return parse(raw.decode(), now=now())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile([Problem(line, "", mistakes.NOT_UTF8)]) from error


@dataclass(frozen=True)
class Pictures:
    """The pictures that a file names: the nominees' by slug, and the award's own."""

    photos: dict[str, Encoded]  # of those who have one
    hero: Encoded | None = None
    logo: Logo | None = None


def read_pictures(file: ContestFile, fetch: Fetch, note: Callable[[str], None] = lambda name: None) -> Pictures:
    """The pictures that a file names, re-encoded; `note` is told of each. Raises BadFile with every problem."""
    problems: list[Problem] = []

    def read(name: str, line: int, path: str, whose: str, how: Callable[[bytes], T]) -> T | None:
        note(name)
        try:
            return how(fetch(name))
        except BadImage as error:
            named = ", ".join(filter(None, (whose, name)))
            problems.append(Problem(line, f"{path} ({named})", error.message, error.params))
            return None

    photos = {
        entry.slug: read(
            entry.photo,
            entry.photo_line,
            f"nominees[{number}].photo",
            entry.name.sv or entry.name.en,
            partial(encode_and_keep, centre=entry.focus.centre),
        )
        for number, entry in enumerate(file.nominees, start=1)
        if entry.photo
    }
    hero = read(file.hero, file.look_line, "award.look.hero", "", encode) if file.hero else None
    logo = read(file.logo, file.look_line, "award.look.logo", "", encode_logo) if file.logo else None
    if problems:
        raise BadFile(problems)
    return Pictures(photos, hero, logo)  # type: ignore[arg-type]  # without a problem each is what its reader makes


def import_contest(
    *, file: ContestFile, pictures: Pictures, actor: uuid.UUID | None, replacing: bool = True
) -> uuid.UUID:
    """Make a draft of `file`, if `replacing` in place of the award's draft for that year. Raises BadFile.

    An award that exists takes the file's texts, unless they are public. A look that is public is left to its own page.
    """
    award = _award(file)
    contest = _draft(award, file, replacing=replacing)
    before = _told(contest)
    for name in OF_THE_CONTEST:
        setattr(contest, name, getattr(file, name))
    contest.revision = (contest.revision or 0) + 1  # whoever is editing the draft is told
    db.session.add(contest)
    db.session.flush()
    db.session.execute(delete(Nominee).where(Nominee.contest_id == contest.id))
    for position, entry in enumerate(file.nominees):
        photo = pictures.photos.get(entry.slug)
        nominee = _nominee(contest.id, position, entry, keep_photo(photo) if photo else None)
        db.session.add(nominee)
        db.session.flush()
        if photo:
            keep_original(nominee.id, photo, entry.focus)
    drop_unused_photos()
    if (file.accent or file.hero or file.logo) and not _is_public(award):
        look = NewLook(file.accent, pictures.hero or KEPT, pictures.logo or KEPT)
        looks.change(award_id=award.id, slug=award.slug, look=look, actor=actor)
    changed = differences(before, _told(contest)) if before else {}
    audit.record(Act.IMPORTED, actor=actor, contest=contest.id, award=file.award_slug, year=file.year, **changed)
    return contest.id


def _told(contest: Contest) -> dict[str, Any]:
    """What the audit log says of a draft that is replaced; nothing of one that is new."""
    if contest not in db.session:
        return {}
    count = select(func.count()).select_from(Nominee).where(Nominee.contest_id == contest.id)
    return {name: getattr(contest, name) for name in OF_THE_CONTEST} | {"nominees": db.session.scalar(count)}


def _draft(award: Award, file: ContestFile, *, replacing: bool) -> Contest:
    """The contest that the file fills."""
    same_year = select(Contest).where(Contest.award_id == award.id, Contest.year == file.year)
    contest = db.session.scalar(same_year)
    if contest:
        contests.hold(contest.id)  # announcing waits, or has been quicker
        contest = db.session.scalars(same_year).one()
    if contest and not replacing:
        raise BadFile([Problem(1, "contest.year", mistakes.YEAR_TAKEN, {"year": file.year})])
    if contest and contest.state != Phase.DRAFT.value:
        raise BadFile([Problem(1, "contest.year", mistakes.YEAR_ANNOUNCED, {"year": file.year})])
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
        raise BadFile([Problem(1, f"award.{name}", mistakes.AWARD_SHOWN) for name in differ])
    for name in differ:
        setattr(award, name, texts[name])
    award.revision = (award.revision or 0) + bool(differ)
    db.session.flush()
    return award


def _is_public(award: Award) -> bool:
    announced = select(Contest.id).where(Contest.award_id == award.id, Contest.state != Phase.DRAFT.value).limit(1)
    return db.session.scalar(announced) is not None


def _nominee(contest_id: uuid.UUID, position: int, entry: NomineeEntry, photo_id: str | None) -> Nominee:
    people = [{"name": person.name, "role": {"sv": person.role.sv, "en": person.role.en}} for person in entry.people]
    return Nominee(
        id=uuid.uuid4(),
        contest_id=contest_id,
        slug=entry.slug,
        kind=entry.kind.value,
        name=entry.name,
        people_data=people,
        organisation=entry.organisation,
        place=entry.place,
        line=entry.line,
        citation=entry.citation,
        text=entry.text,
        alt=entry.alt,
        photo_id=photo_id,
        invented=entry.invented,
        position=position,
    )
