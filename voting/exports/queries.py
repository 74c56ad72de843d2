"""What stands in the files."""

import json
from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask_babel import gettext as _

from voting.ballots.queries import count_ballots
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.exports.rules import What
from voting.followup.queries import read_turnout
from voting.results import queries as results
from voting.web.i18n import tr_plain, zone
from voting.web.spreadsheet import Row, csv_lines, xlsx

SHARES = "0.0%"


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
    """One table by hour, with the day in a column of its own, so that a spreadsheet can add up days. In autumn an hour
    comes twice, and UTC tells which it is.
    """
    rows: list[Row] = [[_("Day"), _("Hour (%(zone)s)", zone=zone().key), "UTC", _("Votes"), _("Votes so far")]]
    for hour in read_turnout(standing.contest.id).hours:
        utc = hour.begins.astimezone(UTC)
        rows.append(
            [f"{hour.begins:%Y-%m-%d}", f"{hour.begins:%H:%M}", f"{utc:%Y-%m-%d %H:%M}", hour.votes, hour.total]
        )
    return b"".join(csv_lines(rows))


def _turnout_json(standing: Standing) -> bytes:
    turnout = read_turnout(standing.contest.id)
    utc = [hour._replace(begins=hour.begins.astimezone(UTC)) for hour in turnout.hours]
    return _json(
        {
            "award": standing.contest.award.slug,
            "year": standing.contest.year,
            "phase": standing.phase.value,
            "time_zone": zone().key,
            "cast": count_ballots(standing.contest.id),
            "days": [{"day": day.begins.date().isoformat(), "votes": day.votes} for day in turnout.days],
            "hours": [{"from": hour.begins.isoformat(), "votes": hour.votes, "so_far": hour.total} for hour in utc],
        }
    )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


_WRITERS: dict[tuple[What, str], Callable[[Standing], bytes]] = {
    (What.TURNOUT, "csv"): _turnout_csv,
    (What.TURNOUT, "json"): _turnout_json,
    (What.RESULTS, "csv"): _results_csv,
    (What.RESULTS, "json"): _results_json,
    (What.RESULTS, "xlsx"): lambda standing: results_xlsx(standing.contest),
}
