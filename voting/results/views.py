"""The result: a page, a table for spreadsheets, and JSON."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template
from flask_babel import gettext as _

from voting.accounts.access import public
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.results import queries
from voting.web.i18n import iso, percent, tr_plain

blueprint = Blueprint("results", __name__, url_prefix="/<award>/<int(max=9999):year>")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/results")
@public
def show(award: str, year: int) -> str:
    """Who won, or when the result comes."""
    standing = contests.get_public_contest(award, year)
    result = queries.get_published(standing) if standing.phase is Phase.PUBLISHED else None
    return render_template("results/show.html", contest=standing.contest, phase=standing.phase.value, result=result)


@blueprint.get("/results.csv", endpoint="csv")
@public
def csv_file(award: str, year: int) -> Response:
    """For spreadsheets as they are set up in Sweden: a byte order mark, semicolons, the language's own decimals."""
    standing = contests.get_public_contest(award, year)
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([_("Rank"), _("Nominee"), _("Place"), _("Votes"), _("Share (%)")])
    for row in queries.get_published(standing).rows:
        share = percent(row.share).rstrip("%\N{NO-BREAK SPACE}")  # rounded as on the page
        table.writerow([row.rank, _cell(tr_plain(row.nominee.name)), _cell(row.nominee.place), row.votes, share])
    return _download("\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue(), "text/csv", standing, "csv")


@blueprint.get("/results.json", endpoint="json")
@public
def json_file(award: str, year: int) -> Response:
    """For programs: both languages, whole numbers, instants in UTC."""
    standing = contests.get_public_contest(award, year)
    outcome = queries.get_published(standing)
    contest = standing.contest
    rows: list[dict[str, Any]] = [
        {
            "rank": row.rank,
            "nominee": row.nominee.slug,
            "name": {"sv": row.nominee.name.get("sv"), "en": row.nominee.name.get("en")},
            "votes": row.votes,
        }
        for row in outcome.rows
    ]
    return jsonify(
        award=contest.award.slug,
        year=contest.year,
        closed_at=iso(contest.closes_at),
        certified_at=contest.certified_at and iso(contest.certified_at),
        published_at=contest.published_at and iso(contest.published_at),
        assurance="verified e-mail",
        total=outcome.total,
        winners=[nominee.slug for nominee in outcome.winners],
        rows=rows,
    )


def _cell(text: str) -> str:
    """A name that begins like a formula stays text in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _download(text: str, mimetype: str, standing: Standing, ending: str) -> Response:
    response = make_response(text.encode())
    response.mimetype = mimetype
    name = f"{standing.contest.award.slug}-{standing.contest.year}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
