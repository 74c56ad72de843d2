"""What there is to be seen now, the warnings that follow from it, and turnout over time."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from voting.accounts.rules import Refusal
from voting.ballots.queries import count_each, list_totals
from voting.clock import now
from voting.consent.queries import list_unheard
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.extensions import db, settings
from voting.followup.rules import HOUR, REFUSAL_WORDS, Signs, Stretch, days_of, hours_of, warn
from voting.mail.queries import read_flow
from voting.transaction import database_time
from voting.web import curves
from voting.web.i18n import midnight, number, tr_plain, translated, zone
from voting.web.models import RefusedSignIn
from voting.web.templating import time_left

SHORT, LONG = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class RefusalRow:
    """How often signing in was refused for one reason, in the last day and in the last week."""

    reason: str
    day: int
    week: int


@dataclass(frozen=True)
class Followed:
    """A vote that is open or has just closed: how many have voted, and until when others can."""

    standing: Standing
    turnout: int


@dataclass(frozen=True)
class Turnout:
    """How many votes entered the count by local hour and by local day, oldest first."""

    hours: Sequence[Stretch]
    days: Sequence[Stretch]


def list_warnings(standings: Sequence[Standing]) -> list[str]:
    """What staff should know now, in the reader's language. `standings`: the votes that the reader runs."""
    found = warn(_read_signs(standings))
    return [translated(message, {name: _shown(value) for name, value in params.items()}) for message, params in found]


def follow(standings: Sequence[Standing]) -> list[Followed]:
    """Those of the votes that are open, or closed and not certified yet. Never how the votes are spread."""
    followed = [standing for standing in standings if standing.phase in (Phase.OPEN, Phase.CLOSED)]
    turnout = count_each([standing.contest.id for standing in followed])
    return [Followed(standing, turnout[standing.contest.id]) for standing in followed]


def read_turnout(contest_id: uuid.UUID, until: datetime | None = None) -> Turnout:
    """How many have voted over time, in whole batches: sums over all nominees, which tell nothing of any of them."""
    hours = hours_of(list_totals(contest_id), zone(), until)
    return Turnout(hours, days_of(hours))


def turnout_until(standing: Standing) -> datetime:
    """When an open vote's turnout is from, and when a closed one's ended."""
    return min(standing.now, standing.contest.closes_at - timedelta(microseconds=1))


def draw_course(turnout: Turnout, begins: datetime, ends: datetime) -> curves.Chart | None:
    """Votes so far, by the ends of hours: the drawing tells no more than the table. None before the first votes."""
    totals = {min(hour.begins.astimezone(UTC) + HOUR, ends): hour.total for hour in turnout.hours}
    times = [begins, *curves.thinned([at for at in totals if at > begins])]
    return curves.draw_lines(times, [[0, *(totals[at] for at in times[1:])]], zone()) if len(times) > 1 else None


def draw_stretches(stretches: Sequence[Stretch]) -> curves.Chart | None:
    """The votes of each hour, or of each day, as bars: the newest, as many as can be told apart. None of one alone."""
    shown = stretches[-curves.MOST_POINTS :]
    bars = [curves.Span(*_whole(stretch), stretch.votes) for stretch in shown]
    return curves.draw_bars(bars, zone(), days=shown[0].day) if len(bars) > 1 else None


def _whole(stretch: Stretch) -> tuple[datetime, datetime]:
    """From when to when an hour lasts, or a day, also the one on which counting began."""
    if not stretch.day:
        return stretch.begins, stretch.begins.astimezone(UTC) + HOUR
    day = stretch.begins.date()
    return midnight(day), midnight(day + timedelta(days=1))


def list_refusals() -> list[RefusalRow]:
    """Every reason, with zeros."""
    day, week = _refused_since(SHORT), _refused_since(LONG)
    return [
        RefusalRow(translated(words), day.get(reason, 0), week.get(reason, 0))
        for reason, words in REFUSAL_WORDS.items()
    ]


def _refused_since(length: timedelta) -> dict[str, int]:
    counted = select(RefusedSignIn.reason, func.sum(RefusedSignIn.times)).where(RefusedSignIn.hour > now() - length)
    return {reason: int(times) for reason, times in db.session.execute(counted.group_by(RefusedSignIn.reason))}


def _read_signs(standings: Sequence[Standing]) -> Signs:
    here, there, flow = now(), database_time(), read_flow()
    refused = _refused_since(timedelta(hours=1))
    stamp = settings().backup_stamp
    names = {found.contest.id: f"{tr_plain(found.contest.award.name)} {found.contest.year}" for found in standings}
    waiting = Counter(who.contest_id for who in list_unheard(standings))
    return Signs(
        closings=[
            (names[found.contest.id], found.contest.closes_at - there)
            for found in standings
            if found.phase is Phase.OPEN
        ],
        drift=here - there,
        failed=flow.failed,
        waited=there - flow.oldest_waiting if flow.oldest_waiting else timedelta(),
        codes=flow.codes,
        codes_before=flow.codes_before,
        refused=sum(refused.get(reason, 0) for reason in (Refusal.CODE, Refusal.LIMIT)),
        unheard=[(names[contest], number) for contest, number in waiting.items()],
        backup_watched=stamp is not None,
        backup=_age(stamp, here) if stamp else None,
    )


def _age(stamp: Path, at: datetime) -> timedelta | None:
    try:
        return at - datetime.fromtimestamp(stamp.stat().st_mtime, UTC)
    except OSError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, timedelta):
        return time_left(now() + value)
    return number(value) if isinstance(value, int) else str(value)
