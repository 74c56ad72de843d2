"""What can happen to an award and to a draft; and, once a contest is announced, to a text with a mistake in it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import queries as contests
from voting.contests import service as contest_service
from voting.contests import years
from voting.contests.models import Award, Contest
from voting.contests.rules import NotInThisPhase, Phase
from voting.editing import queries, rules
from voting.errors import EditedMeanwhile
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.text import LocalText
from voting.transaction import database_time
from voting.web.i18n import zone

COPIED = ("question", "lead", "notice", "event_name", "event_place", *rules.RULES)


def begin_award(*, slug: str, values: Mapping[str, Any], actor: uuid.UUID | None) -> Award:
    """Make an award, without any year yet. Raises SlugTaken."""
    award = Award(id=uuid.uuid4(), slug=slug, **values)
    _add(award, rules.SlugTaken())
    audit.record(Act.BEGUN, actor=actor, award=slug)
    return award


def edit_award(
    *, award_id: uuid.UUID, revision: int, values: Mapping[str, Any], reason: str, actor: uuid.UUID | None
) -> None:
    """Change an award's texts. Where the public reads them that is a correction, which every public year tells.

    Raises EditedMeanwhile, and ReasonMissing for a correction without one. What is stored already is no change.
    """
    years = _hold_years(award_id)  # announcing one of them, which shows these texts, waits as well
    award = db.session.scalars(select(Award).where(Award.id == award_id).with_for_update()).one()
    stored = queries.stored_award(award)
    changed = rules.differing(stored, values)
    if not changed:
        return
    _check(award, revision)
    public = contests.is_public(award.id)
    if public and not reason:
        raise rules.ReasonMissing
    if public:
        for standing in map(contests.get_by_id, years):
            if standing.phase is not Phase.DRAFT:
                _correct(standing.contest, standing.now, reason)
    _write(award, changed)
    act = Act.CORRECTED if public else Act.EDITED
    told: dict[str, Any] = rules.changes_told(stored, changed) | ({"reason": reason} if public else {})
    audit.record(act, actor=actor, award=award.slug, **told)


def begin_contest(
    *,
    award: Award,
    year: int,
    values: Mapping[str, Any],
    earlier: Contest | None,
    with_nominees: bool,
    actor: uuid.UUID | None,
) -> Contest:
    """Make a draft for a year, from an earlier one or the defaults. Empty values are proposed. Raises YearTaken."""
    proposed = _from_earlier(earlier, year) if earlier else _from_nothing(year)
    given = {name: value for name, value in values.items() if value}
    contest = Contest(id=uuid.uuid4(), award_id=award.id, year=year, **(proposed | given))
    rules.check_dates(opens_at=contest.opens_at, closes_at=contest.closes_at, changed=given, now=database_time())
    _add(contest, rules.YearTaken())
    if earlier and with_nominees:
        _copy_nominees(earlier, contest)
    copied = {"copied": earlier.year} if earlier else {}
    audit.record(Act.BEGUN, actor=actor, contest=contest.id, award=award.slug, year=year, **copied)
    return contest


def edit_contest(
    *, contest_id: uuid.UUID, revision: int, values: Mapping[str, Any], reason: str, actor: uuid.UUID | None
) -> None:
    """Change a draft; once it is announced, correct its texts, for a reason that everybody can read.

    Raises EditedMeanwhile, NotInThisPhase for rules and dates that are announced, and what `check_dates` and
    `check_ceremony` raise. What is stored already is no change, so a second press does nothing.
    """
    contest_service.hold(contest_id)
    standing = contests.get_by_id(contest_id)
    contest, public = standing.contest, standing.phase is not Phase.DRAFT
    stored = queries.stored_contest(contest)
    changed = rules.differing(stored, values)
    if public and not set(changed) <= set(rules.TEXTS):
        raise NotInThisPhase
    if not changed:
        return
    _check(contest, revision)
    if public and not reason:
        raise rules.ReasonMissing
    wanted = {**stored, **changed}
    if not public:
        rules.check_dates(**{name: wanted[name] for name in rules.DATES}, changed=changed, now=standing.now)
    if {"event_date", "closes_at"} & set(changed):
        rules.check_ceremony(wanted["event_date"], wanted["closes_at"], zone())
    told: dict[str, Any] = rules.changes_told(stored, changed)
    if public:
        _correct(contest, standing.now, reason)
        told["reason"] = reason
    _write(contest, changed)
    audit.record(Act.CORRECTED if public else Act.EDITED, actor=actor, contest=contest_id, **told)


def _from_earlier(earlier: Contest, year: int) -> dict[str, Any]:
    """An earlier year's texts and rules, and its dates, as they were announced last, on the same weekdays."""
    copied = {name: getattr(earlier, name) for name in COPIED}
    announced = {"opens_at": earlier.opens_at, "closes_at": queries.announced_close(earlier)}
    dated = {**copied, **announced, "event_date": earlier.event_date}
    return copied | years.moved(dated, earlier.year, year, zone())


def _from_nothing(year: int) -> dict[str, Any]:
    now = database_time()
    later = max(0, year - now.astimezone(zone()).year)
    opens_at, closes_at = (years.years_on(at, later, zone()) for at in rules.first_dates(now, zone()))
    return {**rules.DEFAULTS, "question": LocalText(), "lead": LocalText()} | {
        "opens_at": opens_at,
        "closes_at": closes_at,
    }


def _copy_nominees(earlier: Contest, contest: Contest) -> None:
    """All who stood to the end, as they were, but for what was corrected then; they share pictures with that year."""
    own = {"id", "contest_id", "position", "withdrawn_at", "corrections_data", "revision"}
    names = [column.key for column in inspect(Nominee).column_attrs if column.key not in own]
    for position, nominee in enumerate(list_nominees(earlier.id)):
        copied = {name: getattr(nominee, name) for name in names}
        db.session.add(Nominee(contest_id=contest.id, position=position, **copied))
    db.session.flush()


def _add(row: Award | Contest, taken: rules.BesideField) -> None:
    """Store a new row; where somebody was quicker with its name, say so."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise taken from error


def _check(row: Award | Contest, revision: int) -> None:
    if row.revision != revision:
        raise EditedMeanwhile


def _write(row: Award | Contest, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.revision += 1
    db.session.flush()


def _hold_years(award_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Hold every contest of an award, always in the same order. Returns which they are."""
    years = db.session.scalars(select(Contest.id).where(Contest.award_id == award_id).order_by(Contest.id)).all()
    for contest_id in years:
        contest_service.hold(contest_id)
    return years


def _correct(contest: Contest, at: datetime, reason: str) -> None:
    contest.corrections = [*contest.corrections, {"at": at.isoformat(timespec="seconds"), "reason": reason}]
