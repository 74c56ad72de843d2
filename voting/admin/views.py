"""Running a contest: where it stands, what can be done, and a page of its own for every act that matters."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts import queries as accounts
from voting.accounts.access import requires, signed_in, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.admin import queries, service
from voting.admin.forms import ExtendForm
from voting.audit.queries import list_events
from voting.auditing.queries import event_rows
from voting.ballots import service as ballot_service
from voting.ballots.queries import count_ballots, count_voided
from voting.canvass.queries import act_titles, list_open
from voting.contests import queries as contests
from voting.contests import service as contest_service
from voting.contests.forms import ActForm
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Action, BadExtension, phase_after
from voting.editing.queries import list_awards
from voting.followup.queries import list_warnings
from voting.ledger.queries import read_head
from voting.mail import queries as mail
from voting.mail.rules import MailState
from voting.nominees import service as nominee_service
from voting.results.queries import find_certified
from voting.transaction import transaction
from voting.web.i18n import language, tr_plain, translated

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
Page = str | Response | tuple[str, int]


@blueprint.get("/")
@requires(Permission.RUN_CONTEST)
def index() -> str:
    """The contests that the viewer's role covers."""
    covered = [found for found in contests.list_contests() if _covers(found.contest)]
    cards = [{"contest": found.contest, "phase": found.phase.value} for found in covered]
    shown = {"cards": cards, "first_steps": queries.first_steps(), "warnings": list_warnings(covered)}
    rehearsals = {found.contest.award_id for found in covered if found.contest.rehearsal}
    awards = [award for award in list_awards() if signed_in().covers(award.slug) and award.id not in rehearsals]
    return render_template("admin/index.html", viewer=viewer(), awards=awards, **shown)


@blueprint.get("/<award>/<int(max=9999):year>")
@requires(Permission.RUN_CONTEST)
def contest(award: str, year: int) -> str:
    """The lifecycle page: the phase, what is missing, and what can be done now."""
    standing = contests.get_contest(award, year)
    missing, proposals = queries.missing(standing), list_open(standing.contest.id)
    return _page(
        "admin/contest.html",
        standing,
        turnout=count_ballots(standing.contest.id),
        voided=sum(count_voided(standing.contest.id).values()) if standing.contest.closed_at else 0,
        steps=queries.steps(standing),
        missing=missing,
        unheard=queries.unheard(standing),
        doubts=queries.doubts(standing, invites=signed_in().may(Permission.INVITE)),
        actions=queries.possible_actions(standing, missing=missing),
        result=find_certified(standing),
        proposals=proposals,
        acts=act_titles(),
        names=accounts.addresses_of({proposal.proposed_by for proposal in proposals}),
        events=event_rows(list_events(contest=standing.contest.id, limit=10, viewings=False)),
    )


@blueprint.route(
    "/<award>/<int(max=9999):year>/<any(announce, withdraw, close, certify):action>", methods=["GET", "POST"]
)
@requires(Permission.RUN_CONTEST, fresh=True)
def act(award: str, year: int, action: str) -> Page:
    """One dangerous act: what it does, what cannot be undone, the typed word and the reason."""
    standing, chosen = contests.get_contest(award, year), Action(action)
    phase_after(standing.phase, chosen)
    words, form = queries.words_of(chosen, standing), ActForm()
    form.expect = words.word
    if form.validate_on_submit():
        # Read before closing keeps everybody out: a long log takes its time.
        known: dict[str, Any] = {"known": read_head(standing.contest.id)} if chosen is Action.CLOSE else {}
        known |= {"lang": language()} if chosen in (Action.CLOSE, Action.CERTIFY) else {}
        with transaction():
            _carry_out(chosen, standing.contest.id, form.reason.data, **known)
        return redirect(url_for(".contest", award=award, year=year), 303)
    page = _page(
        "admin/act.html",
        standing,
        action=action,
        missing=queries.missing(standing) if chosen in (Action.ANNOUNCE, Action.CERTIFY, Action.PUBLISH) else [],
        unheard=queries.unheard(standing) if chosen is Action.ANNOUNCE else [],
        title=words.title,
        object=f"{tr_plain(standing.contest.award.name)} {year}",
        consequences=words.consequences,
        irreversible=words.irreversible,
        word=form.expect,
        form=form,
        notice=queries.certification_notice(standing, viewer_id()) if chosen is Action.CERTIFY else "",
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<award>/<int(max=9999):year>/extend", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def extend(award: str, year: int) -> Page:
    """A later closing time, with a reason that everybody sees."""
    standing = contests.get_contest(award, year)
    phase_after(standing.phase, Action.EXTEND)
    form = ExtendForm()
    if request.method != "POST":
        form.closes_at.process_data(standing.contest.closes_at)
    if form.validate_on_submit():
        try:
            with transaction():
                contest_service.extend(
                    contest_id=standing.contest.id,
                    closes_at=form.closes_at.instant,
                    reason=form.reason.data,
                    actor=viewer_id(),
                )
            return redirect(url_for(".contest", award=award, year=year), 303)
        except BadExtension as error:
            form.closes_at.errors = [translated(error.message)]
            standing = contests.get_contest(award, year)
    return _page("admin/extend.html", standing, form=form), 422 if form.errors else 200


@blueprint.get("/mail", endpoint="mail")
@requires(Permission.READ_MAIL)
def mail_queue() -> str:
    """The newest messages, all or in one state."""
    state = request.args.get("state", type=MailState)
    return render_template(
        "admin/mail.html",
        counts=mail.count_by_state(),
        mails=mail.list_mail(state=state),
        state=state,
        resent="resent" in request.args,
        viewer=viewer(),
    )


def _covers(contest: Contest) -> bool:
    return signed_in().covers(contest.award.slug, contest.year)


def _carry_out(action: Action, contest_id: uuid.UUID, reason: str, **known: Any) -> None:
    services: dict[Action, Callable[..., None]] = {
        Action.ANNOUNCE: nominee_service.announce,
        Action.WITHDRAW: ballot_service.withdraw,
        Action.CLOSE: service.close,
        Action.CERTIFY: service.certify,
    }
    services[action](contest_id=contest_id, actor=viewer_id(), reason=reason, **known)


def _page(template: str, standing: Standing, **values: Any) -> str:
    return render_template(template, contest=standing.contest, phase=standing.phase.value, viewer=viewer(), **values)
