"""The pages where nominees go out as a table and come in again."""

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import NotInThisPhase, Phase
from voting.errors import N_, EditedMeanwhile
from voting.sheets import queries, service
from voting.sheets.forms import TableForm
from voting.sheets.rules import COLUMNS, MOST_BYTES, BadTable, Plan, heading_of
from voting.text import LocalText
from voting.transaction import transaction
from voting.web.i18n import language, tr_plain, translated

blueprint = Blueprint("sheets", __name__, url_prefix="/admin/<award>/<int(max=9999):year>")
UPLOAD_BYTES = 32 * 1024 * 1024  # a file that is far too large is refused beside its field
IN_ROW = N_("Row %(number)s: %(what)s.")
IN_ROW_OF = N_("Row %(number)s (%(name)s): %(what)s.")
Page = str | BaseResponse | tuple[str, int]


@blueprint.get("/nominees.csv", endpoint="csv")
@requires(Permission.RUN_CONTEST)
def csv_file(award: str, year: int) -> Response:
    """All nominees as a table."""
    standing = contests.get_contest(award, year)
    response = make_response(queries.write(standing.contest.id, language()))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{award}-{year}-nominees.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/nominee-table", methods=["GET", "POST"], endpoint="table")
@requires(Permission.RUN_CONTEST)
def read_table(award: str, year: int) -> Page:
    """Choose a file, see what it would do, and only then have it stored."""
    standing = _draft(award, year)
    form = TableForm()
    plan, problems = None, []
    if form.validate_on_submit():
        try:
            plan = queries.read(form.text, standing.contest.id)
        except BadTable as error:
            problems = _in_words(error)
    return _show(standing, form, plan, problems, meanwhile=False)


@blueprint.post("/nominee-table/store")
@requires(Permission.RUN_CONTEST)
def store(award: str, year: int) -> Page:
    """Store what the preview has shown, if it is still what would happen."""
    standing, form = _draft(award, year), TableForm()
    form.text, seen = request.form.get("text", ""), request.form.get("seen", "")
    try:
        with transaction():
            service.take(contest_id=standing.contest.id, text=form.text, seen=seen, actor=viewer_id())
        return redirect(url_for("nominating.list", award=award, year=year), 303)
    except BadTable as error:
        return _show(standing, form, None, _in_words(error), meanwhile=False)
    except EditedMeanwhile:
        fresh = _draft(award, year)
        return _show(fresh, form, queries.read(form.text, fresh.contest.id), [], meanwhile=True)


def _draft(award: str, year: int) -> Standing:
    standing = contests.get_contest(award, year)
    if standing.phase is not Phase.DRAFT:
        raise NotInThisPhase
    return standing


def _show(standing: Standing, form: TableForm, plan: Plan | None, problems: list[str], *, meanwhile: bool) -> Page:
    lang = language()
    if problems:
        form.table.errors = [translated(BadTable.message)]
    page = render_template(
        "sheets/table.html",
        contest=standing.contest,
        form=form,
        plan=plan,
        problems=problems,
        meanwhile=meanwhile,
        seen=queries.state_of(standing.contest.id) if plan else "",
        columns=[heading_of(name, lang) for name in COLUMNS],
        left=list(map(tr_plain, plan.left.values())) if plan else [],
        lacking=[heading_of(name, lang) for name in plan.lacking] if plan else [],
        heading_of=lambda name: heading_of(name, lang),
        viewer=viewer(),
    )
    return page, 409 if meanwhile else 422 if form.errors else 200


def _in_words(error: BadTable) -> list[str]:
    """Each mistake with its row, in the reader's language."""
    told = []
    for row, message, params in error.problems:
        column = params.get("column")
        text = translated(message, params)
        if column in COLUMNS:
            text = f"{heading_of(str(column), language())}: {text}"
        whose = params.get("whose")
        place = {"number": row, "name": tr_plain(whose) if isinstance(whose, LocalText) else ""}
        in_row = translated(IN_ROW_OF if place["name"] else IN_ROW, place | {"what": text.removesuffix(".")})
        told.append(in_row if row else text)
    return told


def _allow_tables(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here, and only from who runs the vote, may a request be as large as a table."""
    if endpoint in (f"{blueprint.name}.table", f"{blueprint.name}.store") and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.RUN_CONTEST):
            request.max_content_length = UPLOAD_BYTES
            request.max_form_memory_size = 2 * MOST_BYTES


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_allow_tables)
