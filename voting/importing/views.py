"""A contest as one file: out of the browser, and in again as a new draft."""

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.importing import queries, service
from voting.importing.forms import HAS_MISTAKES, MOST_BYTES, ArchiveForm, in_words
from voting.importing.mistakes import BadFile
from voting.transaction import transaction
from voting.web.i18n import translated

blueprint = Blueprint("importing", __name__, url_prefix="/admin")
Page = str | BaseResponse | tuple[str, int]


@blueprint.get("/<award>/<int(max=9999):year>/export", endpoint="export")
@requires(Permission.RUN_CONTEST)
def export(award: str, year: int) -> Response:
    """The contest with its nominees and pictures, without any vote."""
    standing = contests.get_contest(award, year)
    response = make_response(queries.write_archive(standing.contest))
    response.mimetype = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{award}-{year}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/import", methods=["GET", "POST"], endpoint="archive")
@requires(Permission.SETTINGS)
def import_archive() -> Page:
    """An export becomes a new draft, of any award. A vote that is there already is left alone."""
    form = ArchiveForm()
    if form.validate_on_submit() and form.contest and form.pictures:
        try:
            with transaction():
                service.import_contest(file=form.contest, pictures=form.pictures, actor=viewer_id(), replacing=False)
            return redirect(url_for("nominating.list", award=form.contest.award_slug, year=form.contest.year), 303)
        except BadFile as error:
            form.problems = list(map(in_words, error.problems))
            form.archive.errors = [translated(HAS_MISTAKES)]
    page = render_template("importing/archive.html", form=form, problems=form.problems, viewer=viewer())
    return page, 422 if form.errors else 200


def _allow_archives(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here, and only from who may import, may a request be as large as a contest with its pictures."""
    if endpoint == f"{blueprint.name}.archive" and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.SETTINGS):
            request.max_content_length = MOST_BYTES + 1024 * 1024
            request.max_form_memory_size = 1024 * 1024


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_allow_archives)
