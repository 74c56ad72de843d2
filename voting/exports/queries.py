"""What stands in the files."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from voting.ballots.models import TallyStep
from voting.ballots.queries import count_ballots
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.exports.rules import Hour, What, days_of, hours_of
from voting.extensions import db
from voting.results import queries as results
from voting.web.i18n import tr_plain, zone
from voting.web.spreadsheet import Row, csv_lines, xlsx

SHARES = "0.0%"


def turnout_hours(contest_id: uuid.UUID) -> list[Hour]:
    """How many have voted, hour by hour: sums over all nominees, which tell nothing of any of them."""
    steps = select(TallyStep.at, func.sum(TallyStep.votes)).where(TallyStep.contest_id == contest_id)
    rows = db.session.execute(steps.group_by(TallyStep.at).order_by(TallyStep.at))
    return hours_of((at, int(votes)) for at, votes in rows)


def write(standing: Standing, what: What, ending: str) -> bytes:
    return _WRITERS[what, ending](standing)


def results_xlsx(contest: Contest) -> bytes:
    """The result as a workbook. Names are texts, whatever they begin with."""
    head, *rows = results.table(results.certified_outcome(contest.id))
    title, made_at = f"{tr_plain(contest.award.name)} {contest.year}", contest.certified_at or contest.closes_at
    return xlsx(title, [[*head[:4], _("Share")], *rows], made_at=made_at, formats=("0", "", "", "#,##0", SHARES))


def _results_csv(standing: Standing) -> bytes:
    return results.csv_file(results.certified_outcome(standing.contest.id))


def _results_json(standing: Standing) -> bytes:
    return _json(results.document(standing, results.certified_outcome(standing.contest.id)))


def _turnout_csv(standing: Standing) -> bytes:
    hours = turnout_hours(standing.contest.id)
    here = zone().key
    days: list[Row] = [[_("Day"), _("Votes"), _("Votes so far")]]
    total = 0
    for day, votes in _days(hours):
        total += votes
        days.append([day.isoformat(), votes, total])
    by_hour: list[Row] = [[f"{_('Hour')} ({here})", _("Votes"), _("Votes so far")]]
    by_hour += [[_local(hour.begins).strftime("%Y-%m-%d %H:%M"), hour.votes, hour.total] for hour in hours]
    return b"".join(csv_lines([*days, [], *by_hour]))


def _turnout_json(standing: Standing) -> bytes:
    hours = turnout_hours(standing.contest.id)
    return _json(
        {
            "award": standing.contest.award.slug,
            "year": standing.contest.year,
            "phase": standing.phase.value,
            "time_zone": zone().key,
            "cast": count_ballots(standing.contest.id),
            "days": [{"day": day.isoformat(), "votes": votes} for day, votes in _days(hours)],
            "hours": [{"from": hour.begins.isoformat(), "votes": hour.votes, "so_far": hour.total} for hour in hours],
        }
    )


def _days(hours: list[Hour]) -> list[tuple[Any, int]]:
    return days_of([(_local(hour.begins).date(), hour.votes) for hour in hours])


def _local(at: datetime) -> datetime:
    return at.astimezone(zone())


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


_WRITERS: dict[tuple[What, str], Callable[[Standing], bytes]] = {
    (What.TURNOUT, "csv"): _turnout_csv,
    (What.TURNOUT, "json"): _turnout_json,
    (What.RESULTS, "csv"): _results_csv,
    (What.RESULTS, "json"): _results_json,
    (What.RESULTS, "xlsx"): lambda standing: results_xlsx(standing.contest),
}
