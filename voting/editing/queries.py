"""What the editor's pages show."""

from datetime import datetime, timedelta
from typing import Any

from babel.lists import format_list
from babel.units import format_unit
from flask_babel import get_locale
from sqlalchemy import select

from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.contests.models import Award, Contest
from voting.contests.queries import Standing, list_contests
from voting.contests.rules import Phase
from voting.contests.words import MISSING_WORDS
from voting.editing.rules import DATES, OF_AWARD, RULES, TEXTS
from voting.errors import N_
from voting.extensions import db
from voting.nominating.queries import missing_of_nominees
from voting.nominees.queries import missing
from voting.web.i18n import translated, zone, zone_name

IN_ZONE = N_("The times are in %(zone)s, also for those who vote from elsewhere.")
OPEN_FOR = N_("Voting is open for %(time)s.")
UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
CLOCKS_CHANGE = N_(
    "The clocks are changed while voting is open. The times hold as the clock shows them on each of the two days."
)
NO_SUCH_HOUR = N_(
    "Summer time: an hour that the clocks skip in March, or show twice in October, cannot be chosen: nobody would know "
    "when it is."
)


def list_years(award: Award) -> list[Standing]:
    """The award's contests, drafts too, newest first."""
    return [found for found in list_contests() if found.contest.award_id == award.id]


def announced_close(contest: Contest) -> datetime:
    """When voting should have closed, as it was announced last: extended, but not cut short by closing early."""
    closing = select(AuditEvent.details).where(AuditEvent.contest == contest.id, AuditEvent.action == Act.CLOSED.value)
    told = db.session.scalar(closing) or {}
    return datetime.fromisoformat(told["announced"]) if "announced" in told else contest.closes_at


def list_awards() -> list[Award]:
    return list(db.session.scalars(select(Award).order_by(Award.slug)))


def stored_award(award: Award) -> dict[str, Any]:
    """What of an award can be changed."""
    return {name: getattr(award, name) for name in OF_AWARD}


def stored_contest(contest: Contest) -> dict[str, Any]:
    """What of a contest can be changed as long as it is a draft."""
    return {name: getattr(contest, name) for name in (*TEXTS, *DATES, *RULES)}


def list_lacking(standing: Standing) -> list[str]:
    """What is missing before a draft can be announced, a sentence each."""
    if standing.phase is not Phase.DRAFT:
        return []
    lacking = [translated(MISSING_WORDS[one]) for one in missing(standing)]
    return [*lacking, *(found.sentence for found in missing_of_nominees(standing.contest.id))]


def told_dates(opens_at: datetime, closes_at: datetime) -> list[str]:
    """What the two dates mean: in whose time, for how long, and whether the clocks are changed in between."""
    told = [translated(IN_ZONE, {"zone": zone_name(opens_at)})]
    if opens_at < closes_at:
        told.append(translated(OPEN_FOR, {"time": _length(closes_at - opens_at)}))
        offsets = {instant.astimezone(zone()).utcoffset() for instant in (opens_at, closes_at)}
        told += [translated(CLOCKS_CHANGE)] if len(offsets) > 1 else []
    return [*told, translated(NO_SUCH_HOUR)]


def _length(rest: timedelta) -> str:
    """A time in days, hours and minutes, without those of which there are none."""
    parts = []
    for unit, size in UNITS:
        count, rest = divmod(rest, size)
        parts += [format_unit(count, f"duration-{unit}", locale=get_locale())] if count else []
    return format_list(parts, locale=get_locale())


def previewed(contest: Contest, values: dict[str, Any]) -> Contest:
    """The contest as it would be with these values. It is stored nowhere."""
    kept = {name: getattr(contest, name) for name in ("year", "rehearsal", "announced_at", *DATES, *RULES)}
    return Contest(award=contest.award, corrections=[], **(kept | values))
