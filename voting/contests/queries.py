"""Which contests there are and where they stand, by the database's clock."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.contests.missing import Draft
from voting.contests.models import Award, Contest, Document
from voting.contests.rules import PUBLIC, Order, Phase, Tie, VoidReason, Voters, phase_at
from voting.contests.words import ASSURANCE, CLOSES, FOR_WHOM, OPENS, VOID_WORDS, VOIDING, rules_in_words
from voting.database import database_now
from voting.errors import NotFound
from voting.extensions import db, key_ring
from voting.ledger import queries as ledger
from voting.ledger.rules import instant_text
from voting.text import LANGUAGES
from voting.web.i18n import iso, speaking, translated


@dataclass(frozen=True)
class Standing:
    """A contest, its phase, and the instant of the database's clock at which it has that phase."""

    contest: Contest
    phase: Phase
    now: datetime


@dataclass(frozen=True)
class Extension:
    """That the closing time was moved: when voting was to close until then, and why it closes later."""

    old: datetime
    reason: str


def find_award(slug: str) -> Award | None:
    return db.session.scalar(select(Award).where(Award.slug == slug))


def get_award(slug: str) -> Award:
    """Raises NotFound."""
    award = find_award(slug)
    if award is None:
        raise NotFound(what="award", award=slug)
    return award


def get_contest(award: str, year: int) -> Standing:
    """Any contest, drafts too, for staff. Raises NotFound."""
    found = _standings(_BY_NAME, {"award": award, "year": year})
    if not found:
        raise NotFound(what="contest", award=award, year=year)
    return found[0]


def get_public_contest(award: str, year: int) -> Standing:
    """A contest that has been announced. Raises NotFound, for drafts too."""
    standing = get_contest(award, year)
    if standing.phase not in PUBLIC:
        raise NotFound
    return standing


def get_by_id(contest_id: uuid.UUID) -> Standing:
    found = _standings(_contests().where(Contest.id == contest_id))
    if not found:
        raise NotFound
    return found[0]


def list_contests() -> list[Standing]:
    """Every contest, drafts too, newest first."""
    return _standings(_contests())


def list_public_contests() -> list[Standing]:
    """Announced contests: those that can be voted in first, then by year."""
    found = [standing for standing in list_contests() if standing.phase in PUBLIC]
    return sorted(found, key=lambda standing: standing.phase is not Phase.OPEN)


def list_extensions(contest: Contest) -> list[Extension]:
    """How often the closing time has been moved since the announcement, the first move first."""
    if not contest.extended_reason or not contest.announced_at:
        return []
    acts = select(AuditEvent.details).where(AuditEvent.contest == contest.id, AuditEvent.action == Act.EXTENDED.value)
    found = db.session.scalars(acts.where(AuditEvent.at >= contest.announced_at).order_by(AuditEvent.id))
    return [Extension(datetime.fromisoformat(told["old"]), told["reason"]) for told in found]


def for_whom(contest: Contest) -> str:
    """Whom a vote is for that is not for everybody, in the reader's language; else empty."""
    voters = Voters(contest.voters)
    return translated(FOR_WHOM[voters], {"domains": ", ".join(contest.domains)}) if voters in FOR_WHOM else ""


def assurance(contest: Contest) -> str:
    """What the result is labelled, for programs."""
    return ASSURANCE[Voters(contest.voters)] % {"domains": ", ".join(contest.voter_domains)}


def draft_of(standing: Standing, *, nominees: int, invited: int) -> Draft:
    """What is looked at before announcing; `nominees` and `invited` are how many their packages count."""
    contest, award = standing.contest, standing.contest.award
    texts = {"name": award.name, "purpose": award.purpose, "criteria": award.criteria}
    return Draft(
        texts=texts | {"question": contest.question, "lead": contest.lead},
        extras={"notice": contest.notice, "event": contest.event_name},
        organiser=award.organiser,
        voters=Voters(contest.voters),
        domains=len(contest.voter_domains),
        invited=invited,
        nominees=nominees,
        opens_at=contest.opens_at,
        closes_at=contest.closes_at,
        now=standing.now,
    )


def rules_document(contest: Contest) -> bytes:
    """The rules as they are announced: Markdown in UTF-8, Swedish first and then English."""
    lines = []
    for lang in LANGUAGES:
        with speaking(lang):
            lines += [f"# {contest.award.name.get(lang)} {contest.year}", "", contest.question.get(lang), ""]
            lines += [
                f"{translated(OPENS)}: {iso(contest.opens_at)}",
                f"{translated(CLOSES)}: {iso(contest.closes_at)}",
                "",
            ]
            lines += [f"- {rule}" for rule in rules_of(contest)]
            lines += ["", translated(VOIDING), ""] + [f"- {translated(text)}" for text in VOID_WORDS.values()] + [""]
    return "\n".join(lines).encode()


def rules_of(contest: Contest) -> list[str]:
    """The rules in words, in the reader's language."""
    words = rules_in_words(
        max_changes=contest.max_changes,
        turnout_public=contest.turnout_public,
        batch=contest.batch,
        jury_live=contest.jury_live,
        tie=Tie(contest.tie),
        order=Order(contest.nominee_order),
        voters=Voters(contest.voters),
        domains=contest.domains,
    )
    return [translated(text, params) for text, params in words]


def void_words() -> dict[str, str]:
    """The announced reasons for leaving a vote out of the count, in the reader's language."""
    return {cause.value: translated(text) for cause, text in VOID_WORDS.items()}


def announcement(
    contest: Contest, nominees: Sequence[str], documents: Mapping[str, bytes], *, key: str
) -> dict[str, object]:
    """What the public log's `announce` entry says of a contest (docs/SPEC.md). `nominees`: slugs."""
    return {
        "v": 1,
        "contest": contest.id.hex,
        "award": contest.award.slug,
        "year": contest.year,
        "opens_at": instant_text(contest.opens_at),
        "closes_at": instant_text(contest.closes_at),
        "nominees": sorted(nominees),
        "documents": {name: hashlib.sha256(content).hexdigest() for name, content in documents.items()},
        "reasons": sorted(VoidReason),
        "batch": contest.batch,
        "max_changes": contest.max_changes,
        "appeal_hours": contest.appeal_hours,
        "rehearsal": contest.rehearsal,
        "key": key,
    }


def published_size(contest_id: uuid.UUID) -> int:
    """How many entries of the public log everybody may see now.

    `certify` tells the count, so it waits for publishing. Where the turnout is not shown, neither are the entries. The
    log is looked at before the phase: certified in between, it is cut where it would otherwise tell too much.
    """
    size = ledger.find_size(contest_id)
    db.session.expire_all()
    standing = get_by_id(contest_id)
    if standing.phase is Phase.CERTIFIED:
        return min(size, ledger.find_last(contest_id, kind="certify")[0])
    if standing.phase is Phase.OPEN and not standing.contest.turnout_public:
        return min(size, ledger.find_announcement(contest_id)[0] + 1)
    return size


def list_unfinished() -> list[uuid.UUID]:
    """Certified contests whose link between voters and ballots still has to be destroyed, wholly or in part."""
    certified = db.session.execute(select(Contest.id, Contest.shredded_at).where(Contest.certified_at.is_not(None)))
    return [row.id for row in certified if row.shredded_at is None or key_ring().has_any_key(row.id)]


def list_documents(contest_id: uuid.UUID) -> dict[str, bytes]:
    """What was announced, by name of the file."""
    rows = select(Document.name, Document.content).where(Document.contest_id == contest_id).order_by(Document.name)
    return dict(db.session.execute(rows).all())


def list_due_to_close() -> list[uuid.UUID]:
    """Contests whose closing time has passed without being recorded yet."""
    due = Contest.closes_at <= database_now()
    return list(db.session.scalars(select(Contest.id).where(Contest.state == Phase.ANNOUNCED.value, due)))


def list_due_to_publish() -> list[uuid.UUID]:
    """Contests whose result everybody has seen since the set time, without that being recorded yet."""
    due = Contest.publish_at <= database_now()
    return list(db.session.scalars(select(Contest.id).where(Contest.state == Phase.CERTIFIED.value, due)))


def _contests() -> Select[Contest, datetime]:
    return (
        select(Contest, database_now())
        .join(Contest.award)
        .options(contains_eager(Contest.award))
        .order_by(Contest.year.desc(), Contest.opens_at.desc())
    )


def _standings(statement: Select[Contest, datetime], values: dict[str, Any] | None = None) -> list[Standing]:
    rows = db.session.execute(statement, values)
    return [Standing(contest, phase_at(contest.dates, now), now) for contest, now in rows]


_BY_NAME = _contests().where(Award.slug == bindparam("award"), Contest.year == bindparam("year"))
