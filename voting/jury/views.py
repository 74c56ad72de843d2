"""What the jury sees: the count as it stands, how it came about, and the minutes. Nothing here can change anything."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from voting.accounts.access import requires, signed_in, viewer, viewer_id
from voting.accounts.queries import addresses_of, jury_of
from voting.accounts.rules import Permission
from voting.audit.queries import has_acted
from voting.audit.rules import Act
from voting.ballots.queries import count_ballots, count_voided, count_waiting
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.jury import queries, rules, service
from voting.jury.forms import SinceForm
from voting.ledger.queries import last_checkpoint
from voting.nominees.models import Nominee
from voting.results.queries import certified_facts, find_certified, live_outcome, settle_tie
from voting.results.rules import Outcome
from voting.transaction import transaction
from voting.verdicts.queries import awaits_jury, list_citations, list_notes, list_winners
from voting.web.i18n import iso, local, percent, tr_plain, zone
from voting.web.spreadsheet import Cell, csv_lines

blueprint = Blueprint("jury", __name__, url_prefix="/jury")
Page = str | BaseResponse | tuple[str, int]
CERTIFIED = (Phase.CERTIFIED, Phase.PUBLISHED)


@blueprint.get("/")
@requires(Permission.FOLLOW_COUNT)
def index() -> str:
    """The contests that the viewer's role covers."""
    public, covers = contests.list_public_contests(), signed_in().covers
    covered = [found for found in public if covers(found.contest.award.slug, found.contest.year)]
    cards = [{"contest": found.contest, "phase": found.phase.value} for found in covered]
    return render_template("jury/index.html", cards=cards, viewer=viewer())


@blueprint.get("/<award>/<int(max=9999):year>")
@requires(Permission.FOLLOW_COUNT)
def show(award: str, year: int) -> Page:
    """Votes, shares, leads and turnout, how they came about, and the time they are from."""
    standing = contests.get_public_contest(award, year)
    sees = rules.sees_count(standing.phase, live=standing.contest.jury_live)
    if not sees or not _has_asked(standing):
        turnout = count_ballots(standing.contest.id)
        return _page("jury/turnout.html", standing, turnout=turnout, sees=sees, kept=_kept())
    outcome, contest_id = _outcome(standing), standing.contest.id
    by = "hour" if request.args.get("by") == "hour" else "day"
    form, changes = SinceForm(request.args if "since" in request.args else None), []
    form.earliest, form.latest = standing.contest.opens_at, standing.now
    if "since" in request.args and form.validate():
        changes = queries.compare(contest_id, outcome, form.instant)
    page = _page(
        "jury/show.html",
        standing,
        rows=outcome.rows,
        leads=rules.leads([row.votes for row in outcome.rows]),
        turnout=outcome.total,
        waiting=count_waiting(contest_id),
        voided=sum(count_voided(contest_id).values()) if standing.phase is Phase.CLOSED else 0,
        course=queries.follow(standing, outcome, by=by),
        by=by,
        form=form,
        changes=changes,
        refreshing="refresh" in request.args and standing.phase is Phase.OPEN,
        to_choose=standing.phase is Phase.CERTIFIED and awaits_jury(standing.contest),
        winners=list_winners(standing.contest) if standing.phase in CERTIFIED else [],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<award>/<int(max=9999):year>")
@requires(Permission.FOLLOW_COUNT)
def look(award: str, year: int) -> BaseResponse:
    """Ask for the figures, or for newer ones: that is written down, and then the page shows them for a while."""
    standing = contests.get_public_contest(award, year)
    if standing.phase is not Phase.PUBLISHED and rules.sees_count(standing.phase, live=standing.contest.jury_live):
        with transaction():
            service.note_viewing(contest_id=standing.contest.id, actor=viewer_id())
    return redirect(url_for(".show", award=award, year=year, **_kept()), 303)


@blueprint.get("/<award>/<int(max=9999):year>/figures.csv", endpoint="csv")
@requires(Permission.FOLLOW_COUNT)
def csv_file(award: str, year: int) -> BaseResponse:
    """The count and its steps for a spreadsheet, once voting has closed."""
    standing = _closed(award, year)
    if not _has_asked(standing):
        return _to_ask(award, year)
    outcome = _outcome(standing)
    nominees = [row.nominee for row in outcome.rows]
    names = [tr_plain(nominee.name) for nominee in nominees]
    table: list[list[Cell]] = [[_("Preliminary – do not share")]] if standing.phase is Phase.CLOSED else []
    table += [[_("As of"), local(standing.now)], []]
    table += [[_("Rank"), _("Nominee"), _("Place"), _("Votes"), _("Share (%)"), _("Ahead of the next")]]
    for row, name, lead in zip(outcome.rows, names, rules.leads([row.votes for row in outcome.rows]), strict=True):
        share = percent(row.share).rstrip("%\N{NO-BREAK SPACE}")
        table += [[row.rank or "", name, row.nominee.place, row.votes, share, "" if lead is None else lead]]
    table += [[], [_("When"), *names]]
    for moment in queries.list_course(standing.contest.id, nominees):
        table += [[f"{moment.at.astimezone(zone()):%Y-%m-%d %H:%M}", *moment.votes]]
    return _download(Response(b"".join(csv_lines(table)), mimetype="text/csv"), standing, "csv")


@blueprint.get("/<award>/<int(max=9999):year>/figures.json", endpoint="json")
@requires(Permission.FOLLOW_COUNT)
def json_file(award: str, year: int) -> BaseResponse:
    """The same for programs."""
    standing = _closed(award, year)
    if not _has_asked(standing):
        return _to_ask(award, year)
    outcome = _outcome(standing)
    nominees = [row.nominee for row in outcome.rows]
    told: dict[str, Any] = {
        "award": award,
        "year": year,
        "preliminary": standing.phase is Phase.CLOSED,
        "as_of": iso(standing.now),
        "total": outcome.total,
        "rows": [{"rank": row.rank, "nominee": row.nominee.slug, "votes": row.votes} for row in outcome.rows],
        "steps": [
            {"at": iso(moment.at)}
            | {"votes": dict(zip((nominee.slug for nominee in nominees), moment.votes, strict=True))}
            for moment in queries.list_course(standing.contest.id, nominees)
        ],
    }
    return _download(jsonify(told), standing, "json")


@blueprint.get("/<award>/<int(max=9999):year>/minutes")
@requires(Permission.KEEP_MINUTES)
def minutes(award: str, year: int) -> Page:
    """What there is to sign: the count, the rules, what was voided, the jury's notes."""
    standing = _closed(award, year)
    if not _has_asked(standing):
        return _to_ask(award, year)
    outcome, contest_id = _outcome(standing), standing.contest.id
    certified = certified_facts(contest_id) if standing.phase in CERTIFIED else None
    notes = [note for note in list_notes(contest_id) if note.in_minutes]
    return _page(
        "jury/minutes.html",
        standing,
        outcome=outcome,
        extensions=contests.list_extensions(standing.contest),
        rules=contests.rules_of(standing.contest),
        certified=certified,
        voided=certified["voided"] if certified else count_voided(contest_id),
        void_words=contests.void_words(),
        tie=settle_tie(contest_id, outcome) if certified else None,
        citations=list_citations(contest_id),
        notes=notes,
        names=addresses_of({note.written_by for note in notes}),
        head=last_checkpoint(contest_id),
        signers=min(max(len(jury_of(standing.contest.award.slug, standing.contest.year)), 2), 8),
    )


def _closed(award: str, year: int) -> Standing:
    """A contest in which voting has closed. Raises NotClosedYet."""
    standing = contests.get_public_contest(award, year)
    rules.check_closed(standing.phase)
    return standing


def _has_asked(standing: Standing) -> bool:
    """Whether it is written down that this person looks at the figures now. No page shows them before; once they are
    published, everybody may see them.
    """
    since = standing.now - rules.VIEWING
    published = standing.phase is Phase.PUBLISHED
    return published or has_acted(viewer_id(), Act.VIEWED, contest=standing.contest.id, since=since)


def _to_ask(award: str, year: int) -> BaseResponse:
    return redirect(url_for(".show", award=award, year=year), 303)


def _kept() -> dict[str, Any]:
    """What of the present address says which figures are asked for."""
    return {name: request.args[name][:20] for name in ("by", "refresh", "since") if name in request.args}


def _outcome(standing: Standing) -> Outcome[Nominee]:
    return find_certified(standing) or live_outcome(standing.contest.id)


def _page(template: str, standing: Standing, **values: Any) -> str:
    shown: dict[str, Any] = {"contest": standing.contest, "phase": standing.phase.value, "as_of": standing.now}
    return render_template(template, viewer=viewer(), **shown, **values)


def _download(response: Response, standing: Standing, ending: str) -> Response:
    preliminary = "-preliminary" if standing.phase is Phase.CLOSED else ""
    name = f"{standing.contest.award.slug}-{standing.contest.year}{preliminary}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
