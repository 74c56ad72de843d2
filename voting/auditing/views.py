"""The audit log: of the whole installation, and of one vote. What is shown can be taken away as a file."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.audit import queries as audit
from voting.audit.queries import PAGE, Wanted
from voting.auditing import queries, service
from voting.auditing.forms import FilterForm
from voting.contests.models import Contest
from voting.contests.queries import get_contest
from voting.errors import BadInput
from voting.reading import between_reads
from voting.transaction import transaction
from voting.web.i18n import zone

blueprint = Blueprint("auditing", __name__, url_prefix="/admin")
Page = Response | tuple[str, int]
FILES: dict[str, tuple[str, Callable[[Wanted], Iterator[bytes]]]] = {
    "csv": ("text/csv", queries.csv_file),
    "json": ("application/json", queries.json_file),
}


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def index() -> Page:
    """What was done, newest first, a page at a time."""
    return _page(_filter())


@blueprint.post("/audit")
@requires(Permission.READ_AUDIT, fresh=True)
def export() -> Page:
    """The chosen events as a file."""
    return _export(FilterForm())


@blueprint.get("/<award>/<int(max=9999):year>/audit")
@requires(Permission.RUN_CONTEST)
def contest(award: str, year: int) -> Page:
    """What was done in one vote, for those who run it."""
    about = get_contest(award, year).contest
    return _page(_filter(about.id), about)


@blueprint.post("/<award>/<int(max=9999):year>/audit")
@requires(Permission.RUN_CONTEST, fresh=True)
def export_contest(award: str, year: int) -> Page:
    about = get_contest(award, year).contest
    return _export(FilterForm(of_contest=about.id), about)


def _filter(contest: uuid.UUID | None = None) -> FilterForm:
    """What the address asks for. It changes nothing, so it needs no token."""
    return FilterForm(request.args, of_contest=contest, meta={"csrf": False})


def _page(form: FilterForm, contest: Contest | None = None) -> Page:
    well = form.validate()
    events = audit.find_events(form.wanted, before=_event_number()) if well else []
    older = _address(form, contest, before=events[-1].id) if len(events) == PAGE else ""
    page = render_template(
        "auditing/contest.html" if contest else "auditing/index.html",
        form=form,
        contest=contest,
        events=queries.event_rows(events),
        total=audit.count_events(form.wanted) if well else 0,
        older_url=older,
        newest_url=_address(form, contest) if _event_number() else "",
        clear_url=_address(None, contest) if form.chosen else "",
        action=_address(None, contest),
        head="" if contest else audit.find_head(),
        waiting=0 if contest else audit.count_waiting(),
        zone=zone().key,
        viewer=viewer(),
    )
    return page, 200 if well else 422


def _export(form: FilterForm, contest: Contest | None = None) -> Page:
    ending = request.form.get("ending", "")
    if ending not in FILES:
        raise BadInput
    if not form.validate():
        return _page(form, contest)
    about = contest.id if contest else None
    with transaction():
        service.note_export(chosen=form.chosen, ending=ending, contest=about, actor=viewer_id())
    mimetype, write = FILES[ending]
    response = Response(stream_with_context(between_reads(write(form.wanted))), mimetype=mimetype)
    name = f"{contest.award.slug}-{contest.year}-audit" if contest else "audit"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _address(form: FilterForm | None, contest: Contest | None, **place: Any) -> str:
    place |= form.chosen if form else {}
    if contest:
        return url_for(".contest", award=contest.award.slug, year=contest.year, **place)
    return url_for(".index", **place)


def _event_number() -> int | None:
    """Older than which event. None for what no event can have as its number."""
    typed = request.args.get("before", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 11 else 0
    return number if 0 < number < 2**31 else None
