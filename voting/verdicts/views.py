"""Where the jury writes: its choice between equals, its citation, its notes."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts.access import ask_afresh, requires, viewer, viewer_id
from voting.accounts.queries import addresses_of, jury_of
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import NotInThisPhase, Phase, Tie
from voting.errors import EditedMeanwhile
from voting.nominees.models import Nominee
from voting.text import LANGUAGES
from voting.transaction import transaction
from voting.verdicts import queries, service
from voting.verdicts.forms import ChoiceForm, CitationForm, NoteForm
from voting.verdicts.rules import NoTie, NoWinner, is_alone
from voting.web.i18n import tr_plain, translated

blueprint = Blueprint("verdicts", __name__, url_prefix="/jury/<award>/<int(max=9999):year>")
Page = str | Response | tuple[str, int]


@blueprint.route("/tie", methods=["GET", "POST"])
@requires(Permission.SETTLE_TIE, fresh=True)
def tie(award: str, year: int) -> Page:
    """Who have most votes, whom somebody has proposed, and proposing."""
    standing, tied = _tied(award, year)
    form, jury = ChoiceForm(), jury_of(award, year)
    form.nominee.choices = [(nominee.slug, tr_plain(nominee.name)) for nominee in tied]
    if form.validate_on_submit():
        with transaction():
            service.propose(
                contest_id=standing.contest.id,
                slug=form.nominee.data,
                reason=form.reason,
                actor=viewer_id(),
                jury=jury_of(award, year),
            )
        return redirect(url_for(".tie", award=award, year=year), 303)
    choice = queries.find_choice(standing.contest.id)
    page = _page(
        "verdicts/tie.html",
        standing,
        form=form,
        choice=choice,
        chosen=next((nominee for nominee in tied if choice and nominee.id == choice.nominee_id), None),
        names=addresses_of({choice.proposed_by} if choice else set()),
        alone=is_alone(viewer_id(), jury),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/tie/<uuid:number>/approve")
@requires(Permission.SETTLE_TIE, fresh=True)
def approve(award: str, year: int, number: uuid.UUID) -> Response:
    """Agree to what somebody else on the jury has proposed."""
    standing = contests.get_public_contest(award, year)
    with transaction():
        service.approve(contest_id=standing.contest.id, choice_id=number, actor=viewer_id(), jury=jury_of(award, year))
    return redirect(url_for(".tie", award=award, year=year), 303)


@blueprint.route("/citation/<slug>", methods=["GET", "POST"])
@requires(Permission.CITE)
def citation(award: str, year: int, slug: str) -> Page:
    """Why the winner won, in both languages."""
    standing, winner = _winner(award, year, slug)
    if standing.phase is Phase.PUBLISHED and (asked := ask_afresh()):
        return asked
    written = queries.find_citation(standing.contest.id, winner.id)
    form, overwritten = CitationForm(obj=written.text if written else None), None
    if form.validate_on_submit():
        try:
            with transaction():
                service.cite(
                    contest_id=standing.contest.id,
                    slug=slug,
                    text=form.text,
                    revision=form.revision.data,
                    actor=viewer_id(),
                )
            return redirect(url_for(".citation", award=award, year=year, slug=slug, saved=1), 303)
        except EditedMeanwhile as error:
            form.sv.errors = [translated(error.message)]
            standing, winner = _winner(award, year, slug)
            overwritten = written = queries.find_citation(standing.contest.id, winner.id)
            form.revision.data = written.revision if written else 0
    if request.method != "POST":
        form.revision.data = written.revision if written else 0
    shown = {"winner": winner, "overwritten": overwritten, "saved": "saved" in request.args}
    page = _page("verdicts/citation.html", standing, form=form, **shown)
    return page, 422 if form.errors else 200


@blueprint.route("/notes", methods=["GET", "POST"])
@requires(Permission.KEEP_MINUTES)
def notes(award: str, year: int) -> Page:
    """What everybody on the jury has noted, and a new note."""
    standing = contests.get_public_contest(award, year)
    form = NoteForm()
    if form.validate_on_submit():
        with transaction():
            service.note(
                contest_id=standing.contest.id,
                text=form.text.data,
                in_minutes=form.in_minutes.data,
                actor=viewer_id(),
            )
        return redirect(url_for(".notes", award=award, year=year), 303)
    written = queries.list_notes(standing.contest.id)
    names = addresses_of({note.written_by for note in written})
    return _page("verdicts/notes.html", standing, form=form, notes=written, names=names), 422 if form.errors else 200


@blueprint.route("/notes/<uuid:number>", methods=["GET", "POST"])
@requires(Permission.KEEP_MINUTES)
def note(award: str, year: int, number: uuid.UUID) -> Page:
    """One's own note, to be changed."""
    standing = contests.get_public_contest(award, year)
    mine = queries.get_note(standing.contest.id, number, writer=viewer_id())
    form, overwritten = NoteForm(obj=mine), None
    if form.validate_on_submit():
        try:
            with transaction():
                service.edit_note(
                    contest_id=standing.contest.id,
                    note_id=number,
                    text=form.text.data,
                    in_minutes=form.in_minutes.data,
                    revision=form.revision.data,
                    actor=viewer_id(),
                )
            return redirect(url_for(".notes", award=award, year=year), 303)
        except EditedMeanwhile as error:
            form.text.errors = [translated(error.message)]
            standing = contests.get_public_contest(award, year)
            overwritten = queries.get_note(standing.contest.id, number, writer=viewer_id())
            form.revision.data = overwritten.revision
    page = _page("verdicts/note.html", standing, form=form, number=number, overwritten=overwritten)
    return page, 422 if form.errors else 200


def _tied(award: str, year: int) -> tuple[Standing, list[Nominee]]:
    """A certified contest in which the jury chooses between equals. Raises NotInThisPhase, NoTie."""
    standing = contests.get_public_contest(award, year)
    if standing.phase is not Phase.CERTIFIED:
        raise NotInThisPhase
    tied = queries.list_tied(standing.contest.id)
    if standing.contest.tie != Tie.JURY.value or len(tied) < 2:
        raise NoTie
    return standing, tied


def _winner(award: str, year: int, slug: str) -> tuple[Standing, Nominee]:
    """Raises NotInThisPhase before certifying, NoWinner for who does not get the award."""
    standing = contests.get_public_contest(award, year)
    if standing.phase not in (Phase.CERTIFIED, Phase.PUBLISHED):
        raise NotInThisPhase
    found = [winner for winner in queries.list_winners(standing.contest) if winner.slug == slug]
    if not found:
        raise NoWinner
    return standing, found[0]


def _page(template: str, standing: Standing, **values: Any) -> str:
    shown: dict[str, Any] = {"contest": standing.contest, "phase": standing.phase.value, "languages": LANGUAGES}
    return render_template(template, viewer=viewer(), **shown, **values)
