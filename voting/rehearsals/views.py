"""Begin a rehearsal, invite test voters to it, throw it away. In between it is run like any vote."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.forms import ActForm
from voting.contests.queries import Standing
from voting.contests.rules import Action, Phase, phase_after
from voting.nominees.queries import list_nominees
from voting.rehearsals import queries, rules, service
from voting.rehearsals.forms import InviteForm, StartForm
from voting.results import service as results
from voting.results.rules import NoRehearsal
from voting.transaction import transaction
from voting.web.i18n import language, tr_plain, translated

blueprint = Blueprint("rehearsals", __name__, url_prefix="/admin/<award>/<int(max=9999):year>")
Page = str | Response | tuple[str, int]


@blueprint.route("/rehearse", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def start(award: str, year: int) -> Page:
    """Try a draft out: how long, with whom."""
    standing, form = contests.get_contest(award, year), StartForm()
    phase_after(standing.phase, Action.ANNOUNCE)
    if standing.contest.rehearsal:
        raise rules.RehearsalOfRehearsal
    if form.validate_on_submit():
        told = {"hours": form.hours.data, "testers": form.read, "lang": language(), "reason": form.reason.data}
        with transaction():
            copy_id = service.start(contest_id=standing.contest.id, actor=viewer_id(), **told)
        copy = contests.get_by_id(copy_id).contest
        return redirect(url_for("admin.contest", award=copy.award.slug, year=copy.year), 303)
    page = render_template(
        "rehearsals/start.html",
        contest=standing.contest,
        form=form,
        there=queries.find_rehearsal(standing.contest.award),
        enough=len(list_nominees(standing.contest.id)) >= 2,
        viewer=viewer(),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/test-voters", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def invite(award: str, year: int) -> Page:
    """Invite more people to a rehearsal that is going on."""
    standing, form = _rehearsal(award, year), InviteForm()
    if standing.phase not in (Phase.ANNOUNCED, Phase.OPEN):
        raise rules.NotARehearsal
    if form.validate_on_submit():
        with transaction():
            service.invite(contest_id=standing.contest.id, testers=form.read, lang=language(), actor=viewer_id())
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    page = render_template("rehearsals/invite.html", contest=standing.contest, form=form, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.route("/discard", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def discard(award: str, year: int) -> Page:
    """Throw a rehearsal away."""
    standing, form, words = _rehearsal(award, year), ActForm(), rules.DISCARD
    form.expect = translated(words.word)
    if form.validate_on_submit():
        with transaction():
            results.discard(contest_id=standing.contest.id, actor=viewer_id(), reason=form.reason.data)
        return redirect(url_for("admin.index"), 303)
    page = render_template(
        "rehearsals/discard.html",
        contest=standing.contest,
        object=f"{tr_plain(standing.contest.award.name)} {year}",
        title=translated(words.title),
        consequences=[translated(text) for text in words.consequences],
        irreversible=[translated(text) for text in words.irreversible],
        word=form.expect,
        form=form,
        viewer=viewer(),
    )
    return page, 422 if form.errors else 200


def _rehearsal(award: str, year: int) -> Standing:
    standing = contests.get_contest(award, year)
    if not standing.contest.rehearsal:
        raise NoRehearsal
    return standing
