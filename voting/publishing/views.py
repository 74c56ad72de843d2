"""Publishing a result, at once or at a set time, with the result page as everybody will see it; and the stage."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.admin.queries import missing
from voting.admin.rules import ACTS, ActWords
from voting.audit.queries import has_acted
from voting.audit.rules import Act
from voting.contests import queries as contests
from voting.contests.forms import ActForm
from voting.contests.queries import Standing
from voting.contests.rules import Action, BadPublishTime, NotInThisPhase, Phase, phase_after
from voting.publishing import rules, service
from voting.publishing.forms import ScheduleForm
from voting.results.queries import certified_outcome, told_of
from voting.transaction import transaction
from voting.web.i18n import tr_plain, translated

blueprint = Blueprint("publishing", __name__, url_prefix="/admin/<award>/<int(max=9999):year>")
Page = str | Response | tuple[str, int]


@blueprint.route("/publish", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def publish(award: str, year: int) -> Page:
    """Publish now, after having seen the page that everybody will see."""
    standing, form = _begin(award, year, Action.PUBLISH), ActForm()
    words = ACTS[Action.PUBLISH]
    form.expect = translated(words.word)
    if form.validate_on_submit():
        with transaction():
            service.publish(contest_id=standing.contest.id, reason=form.reason.data, actor=viewer_id())
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    return _page("publishing/publish.html", standing, words, form, shows_result=True)


@blueprint.route("/schedule", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def schedule(award: str, year: int) -> Page:
    """Set the time at which the result is published by itself, or another one."""
    standing, form = _begin(award, year, Action.SCHEDULE), ScheduleForm()
    words, planned = rules.ACTS[Action.SCHEDULE], standing.contest.publish_at
    form.expect = translated(words.word)
    if not form.is_submitted() and planned:
        form.publish_at.process_data(planned)
    if form.validate_on_submit():
        told = {"publish_at": form.publish_at.instant, "reason": form.reason.data, "actor": viewer_id()}
        try:
            with transaction():
                service.schedule(contest_id=standing.contest.id, **told)
            return redirect(url_for("admin.contest", award=award, year=year), 303)
        except BadPublishTime as error:
            form.publish_at.errors = [translated(error.message)]
            standing = contests.get_contest(award, year)
    return _page("publishing/schedule.html", standing, words, form, shows_result=True)


@blueprint.route("/unschedule", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def unschedule(award: str, year: int) -> Page:
    """Take the set time back."""
    standing, form = _begin(award, year, Action.UNSCHEDULE), ActForm()
    words = rules.ACTS[Action.UNSCHEDULE]
    form.expect = translated(words.word)
    if form.validate_on_submit():
        with transaction():
            service.unschedule(contest_id=standing.contest.id, reason=form.reason.data, actor=viewer_id())
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    return _page("publishing/unschedule.html", standing, words, form)


@blueprint.get("/stage")
@requires(Permission.RUN_CONTEST)
def stage(award: str, year: int) -> str:
    """The result for a large screen, from the third place to the first; before it is published, for who has said so."""
    standing = _certified(award, year)
    contest_id = standing.contest.id
    since = standing.now - rules.STAGE_OPEN_FOR
    public = standing.phase is Phase.PUBLISHED
    if not public and not has_acted(viewer_id(), Act.STAGED, contest=contest_id, since=since):
        return render_template("publishing/open_stage.html", contest=standing.contest, viewer=viewer())
    outcome = certified_outcome(contest_id)
    steps = rules.steps_of(outcome)
    return render_template("publishing/stage.html", contest=standing.contest, outcome=outcome, steps=steps)


@blueprint.post("/stage")
@requires(Permission.RUN_CONTEST)
def open_stage(award: str, year: int) -> Page:
    """Open the stage before the result is published, which is written down."""
    standing = _certified(award, year)
    if standing.phase is Phase.CERTIFIED:
        with transaction():
            service.open_stage(contest_id=standing.contest.id, actor=viewer_id())
    return redirect(url_for(".stage", award=award, year=year), 303)


def _begin(award: str, year: int, action: Action) -> Standing:
    """The contest that an act is about. Raises NotInThisPhase."""
    standing = contests.get_contest(award, year)
    phase_after(standing.phase, action)
    if action is Action.UNSCHEDULE and standing.contest.publish_at is None:
        raise NotInThisPhase
    return standing


def _certified(award: str, year: int) -> Standing:
    standing = contests.get_contest(award, year)
    if standing.phase not in (Phase.CERTIFIED, Phase.PUBLISHED):
        raise NotInThisPhase
    return standing


def _page(
    template: str, standing: Standing, words: ActWords, form: ActForm, *, shows_result: bool = False
) -> tuple[str, int]:
    contest = standing.contest
    shown = told_of(contest.id) | {"missing": missing(standing)} if shows_result else {}
    page = render_template(
        template,
        contest=contest,
        phase=standing.phase.value,
        title=translated(words.title),
        object=f"{tr_plain(contest.award.name)} {contest.year}",
        consequences=[translated(text) for text in words.consequences],
        irreversible=[translated(text) for text in words.irreversible],
        word=form.expect,
        form=form,
        viewer=viewer(),
        **shown,
    )
    return page, 422 if form.errors else 200
