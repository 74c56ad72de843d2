"""The page of the list of those who may vote. No address is ever shown in full."""

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts.access import ask_afresh, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.queries import for_whom, rules_of
from voting.contests.rules import Phase
from voting.transaction import transaction
from voting.voters import queries, service
from voting.voters.forms import InviteForm, RemoveForm
from voting.voters.rules import ListFull, ReasonMissing
from voting.web.i18n import translated

blueprint = Blueprint("voters", __name__, url_prefix="/admin/<award>/<int(max=9999):year>/voters")
Page = str | Response | tuple[str, int]
BYTES = 2 * 1024 * 1024  # ten thousand lines
TOLD = 5  # of those that stand twice


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def edit(award: str, year: int) -> Page:
    """How long the list is, and adding to it."""
    standing = contests.get_contest(award, year)
    if standing.phase is not Phase.DRAFT and (asked := ask_afresh()):
        return asked
    form = InviteForm()
    form.announced = standing.phase is not Phase.DRAFT
    if form.validate_on_submit():
        try:
            with transaction():
                changed = service.invite(
                    contest_id=standing.contest.id,
                    addresses=form.listed.addresses.values(),
                    replace=form.replace.data,
                    reason=form.reason.data or "",
                    actor=viewer_id(),
                )
            told: dict[str, Any] = {"added": changed.added, "removed": changed.removed, "twice": len(form.listed.twice)}
            lines = [line for line, _ in form.listed.twice[:TOLD]]
            return redirect(url_for(".edit", award=award, year=year, line=lines, **told), 303)
        except ListFull as error:
            form.addresses.errors = [translated(error.message, error.params)]
        except ReasonMissing as error:  # announced since the form was looked at
            form.reason.errors = [translated(error.message)]
    return _page(award, year, form, _new_remove(form.announced)), 422 if form.errors else 200


@blueprint.post("/remove")
@requires(Permission.RUN_CONTEST)
def remove(award: str, year: int) -> Page:
    """Take one address off the list."""
    standing = contests.get_contest(award, year)
    announced = standing.phase is not Phase.DRAFT
    if announced and (asked := ask_afresh()):
        return asked
    form = RemoveForm(prefix="remove")
    form.announced = announced
    if form.validate():
        given: dict[str, Any] = {"address": form.read, "reason": form.reason.data or "", "actor": viewer_id()}
        try:
            with transaction():
                found = service.remove(contest_id=standing.contest.id, **given)
            return redirect(url_for(".edit", award=award, year=year, removed=int(found), added=0, twice=0), 303)
        except ReasonMissing as error:
            form.reason.errors = [translated(error.message)]
    add = InviteForm(formdata=None)
    add.announced = announced
    return _page(award, year, add, form), 422


def _new_remove(announced: bool) -> RemoveForm:
    form = RemoveForm(formdata=None, prefix="remove")
    form.announced = announced
    return form


def _page(award: str, year: int, form: InviteForm, removing: RemoveForm) -> str:
    standing = contests.get_contest(award, year)
    total, page = queries.count_invited(standing.contest.id), request.args.get("page", 1, type=_page_number)
    told: dict[str, Any] = {name: request.args.get(name, type=int) for name in ("added", "removed", "twice")}
    return render_template(
        "voters/edit.html",
        contest=standing.contest,
        phase=standing.phase.value,
        can_change=standing.phase in service.CAN_CHANGE,
        total=total,
        masked=service.list_masked(standing.contest.id, page=page - 1),
        first=(page - 1) * queries.PAGE + 1,
        more_url=url_for(".edit", award=award, year=year, page=page + 1) if page * queries.PAGE < total else None,
        told=told if None not in told.values() else None,
        lines=request.args.getlist("line", type=int)[:TOLD],
        form=form,
        removing=removing,
        viewer=viewer(),
    )


def _page_number(typed: str) -> int:
    """Raises ValueError for what is no page of the longest list."""
    if not 0 < int(typed) <= 100:
        raise ValueError(typed)
    return int(typed)


def _allow_long_lists(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here, and only from who runs the vote, may a form hold ten thousand addresses. Runs before it is read."""
    if endpoint == f"{blueprint.name}.{edit.__name__}" and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.RUN_CONTEST):
            request.max_content_length = request.max_form_memory_size = BYTES


def init_app(app: Flask) -> None:
    """Give templates `for_whom(contest)` and `rules_of(contest)`."""
    app.url_value_preprocessor(_allow_long_lists)
    app.jinja_env.globals.update(for_whom=for_whom, rules_of=rules_of)
