"""The page of files that staff take away from a vote, and the public result as a workbook."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from voting.accounts.access import public, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests.queries import Standing, get_contest, get_public_contest
from voting.contests.rules import Phase
from voting.errors import BadInput
from voting.exports import queries, service
from voting.exports.rules import ENDING_WORDS, KINDS, NotYet, What
from voting.results.queries import get_published
from voting.transaction import transaction
from voting.web.i18n import translated
from voting.web.spreadsheet import XLSX

blueprint = Blueprint("exports", __name__)
MIMETYPES = {"csv": "text/csv", "json": "application/json", "xlsx": XLSX}


@blueprint.get("/admin/<award>/<int(max=9999):year>/exports")
@requires(Permission.RUN_CONTEST)
def index(award: str, year: int) -> str:
    """Which files there are, what they hold, and when they can be had."""
    standing = get_contest(award, year)
    return render_template(
        "exports/index.html",
        contest=standing.contest,
        kinds=[_told(what, standing.phase) for what in What],
        published=standing.phase is Phase.PUBLISHED,
        viewer=viewer(),
    )


@blueprint.post("/admin/<award>/<int(max=9999):year>/exports")
@requires(Permission.RUN_CONTEST, fresh=True)
def download(award: str, year: int) -> Response:
    """One file. Sent at once, and not from an address of its own, so that none is fetched without being recorded."""
    standing = get_contest(award, year)
    what, ending = request.form.get("what", ""), request.form.get("ending", "")
    if what not in set(What) or ending not in KINDS[What(what)].endings:
        raise BadInput
    if standing.phase not in KINDS[What(what)].phases:
        raise NotYet
    with transaction():
        service.note_export(contest_id=standing.contest.id, what=What(what), ending=ending, actor=viewer_id())
    content = queries.write(get_contest(award, year), What(what), ending)
    return _file(content, standing, ending, f"-{what}" if what != What.RESULTS else "")


@blueprint.get("/<award>/<int(max=9999):year>/results.xlsx")
@public
def results_xlsx(award: str, year: int) -> Response:
    """The published result for Excel: the same table as the CSV."""
    standing = get_public_contest(award, year)
    get_published(standing)
    return _file(queries.results_xlsx(standing.contest), standing, "xlsx")


def _told(what: What, phase: Phase) -> dict[str, Any]:
    kind = KINDS[what]
    return {
        "key": what.value,
        "title": translated(kind.title),
        "about": translated(kind.about),
        "when": translated(kind.when),
        "ready": phase in kind.phases,
        "endings": [(ending, translated(ENDING_WORDS[ending])) for ending in kind.endings],
    }


def _file(content: bytes, standing: Standing, ending: str, addition: str = "") -> Response:
    response = Response(content, mimetype=MIMETYPES[ending])
    name = f"{standing.contest.award.slug}-{standing.contest.year}{addition}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
