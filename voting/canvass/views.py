"""The review's pages, for those who run a contest. No page here shows a choice, an address or who voted."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.queries import addresses_of, count_admins
from voting.accounts.rules import Permission
from voting.canvass import queries, rules, service
from voting.canvass.forms import BallotsForm, VoidForm
from voting.canvass.rules import CLUSTER_WORDS, BadBallots, ClusterKind, NetworkAlone
from voting.contests import queries as contests
from voting.contests.forms import ReasonForm, WordForm
from voting.contests.queries import Standing
from voting.contests.rules import Action, NotInThisPhase, VoidReason, phase_after
from voting.transaction import transaction
from voting.web.i18n import translated

blueprint = Blueprint("canvass", __name__, url_prefix="/admin/<award>/<int(max=9999):year>/canvass")
Page = str | Response | tuple[str, int]


@blueprint.get("/")
@requires(Permission.RUN_CONTEST)
def index(award: str, year: int) -> str:
    """What there is to look at, what waits for a decision, and what has been decided."""
    standing = _closed(award, year)
    contest = standing.contest
    proposals = queries.list_open(contest.id)
    return _page(
        "canvass/index.html",
        standing,
        clusters={kind: queries.list_clusters(contest, kind) for kind in ClusterKind},
        words={kind: tuple(map(translated, words)) for kind, words in CLUSTER_WORDS.items()},
        proposals=proposals,
        names=addresses_of({proposal.proposed_by for proposal in proposals}),
        decisions=queries.list_decisions(contest.id),
    )


@blueprint.route("/<any(domain, family, haste, network):kind>/<key>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def cluster(award: str, year: int, kind: str, key: str) -> Page:
    """One group of votes, how it is spread, and proposing to void it."""
    standing = _closed(award, year)
    contest = standing.contest
    found = queries.get_cluster(contest, ClusterKind(kind), key)
    form = VoidForm()
    form.prepare(word=translated(rules.ACT_WORDS[Action.VOID][1]), alone=_alone())
    if form.validate_on_submit():
        if found.kind is ClusterKind.NETWORK:
            raise NetworkAlone
        with transaction():
            proposal = service.propose_void(
                contest_id=contest.id,
                ballots=queries.free_ballots(contest.id, found),
                cause=VoidReason(form.cause.data),
                reason=form.reason.data,
                actor=viewer_id(),
                alone=_alone(),
            )
        return redirect(url_for(".proposal", award=award, year=year, number=proposal), 303)
    spread = queries.spread_of(contest.id, found)
    words = tuple(map(translated, CLUSTER_WORDS[found.kind]))
    shown = {"cluster": found, "spread": spread, "free": len(queries.free_ballots(contest.id, found)), "words": words}
    page = _page("canvass/cluster.html", standing, form=form, **shown, **_words())
    return page, 422 if form.errors else 200


@blueprint.route("/<any(void, unvoid):action>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def ballots(award: str, year: int, action: str) -> Page:
    """Propose to void, or to restore, votes whose receipt numbers somebody has told."""
    standing, chosen = _closed(award, year), Action(action)
    title, word = map(translated, rules.ACT_WORDS[chosen])
    form = BallotsForm()
    form.action = chosen
    form.prepare(word=word, alone=_alone())
    if form.validate_on_submit():
        try:
            with transaction():
                proposal = _propose(standing, form)
            return redirect(url_for(".proposal", award=award, year=year, number=proposal), 303)
        except BadBallots as error:
            form.receipts.errors = [translated(error.message, error.params)]
    return _page("canvass/ballots.html", standing, title=title, action=action, form=form), 422 if form.errors else 200


@blueprint.route("/proposals/<uuid:number>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def proposal(award: str, year: int, number: uuid.UUID) -> Page:
    """What has been proposed; whoever has not proposed it may approve it here."""
    standing = contests.get_contest(award, year)
    found = queries.get_proposal(standing.contest.id, number)
    form = WordForm()
    form.expect = translated(rules.ACT_WORDS[Action(found.action)][1])
    if form.validate_on_submit():
        with transaction():
            service.approve(contest_id=standing.contest.id, proposal_id=number, actor=viewer_id(), alone=_alone())
        return redirect(url_for(".index", award=award, year=year), 303)
    return _proposal_page(standing, number, form, ReasonForm(formdata=None))


@blueprint.post("/proposals/<uuid:number>/decline")
@requires(Permission.RUN_CONTEST)
def decline(award: str, year: int, number: uuid.UUID) -> Page:
    """Turn a proposal down, or take one's own back."""
    standing = contests.get_contest(award, year)
    form = ReasonForm()
    if form.validate():
        with transaction():
            service.decline(
                contest_id=standing.contest.id, proposal_id=number, reason=form.reason.data, actor=viewer_id()
            )
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    return _proposal_page(standing, number, WordForm(formdata=None), form)


def _propose(standing: Standing, form: BallotsForm) -> uuid.UUID:
    known: dict[str, Any] = {
        "contest_id": standing.contest.id,
        "ballots": queries.find_ballots(standing.contest.id, form.labels),
        "reason": form.reason.data,
        "actor": viewer_id(),
        "alone": _alone(),
    }
    if form.action is Action.VOID:
        return service.propose_void(cause=VoidReason(form.cause.data), **known)
    return service.propose_unvoid(**known)


def _proposal_page(standing: Standing, number: uuid.UUID, form: WordForm, decline_form: ReasonForm) -> Page:
    found = queries.get_proposal(standing.contest.id, number)
    people = {person for person in (found.proposed_by, found.decided_by) if person}
    title, word = map(translated, rules.ACT_WORDS[Action(found.action)])
    page = _page(
        "canvass/proposal.html",
        standing,
        proposal=found,
        title=title,
        word=word,
        spread=queries.spread_of_proposal(found),
        own=found.proposed_by == viewer_id(),
        names=addresses_of(people),
        form=form,
        decline_form=decline_form,
        **_words(),
    )
    return page, 422 if form.errors or decline_form.errors else 200


def _closed(award: str, year: int) -> Standing:
    """The contest, if its votes can be reviewed now. Raises NotInThisPhase."""
    standing = contests.get_contest(award, year)
    phase_after(standing.phase, Action.VOID)
    if standing.contest.closed_at is None:
        raise NotInThisPhase
    return standing


def _alone() -> bool:
    return count_admins() < 2


def _words() -> dict[str, Any]:
    return {
        "ages": {age: translated(text) for age, text in rules.AGE_WORDS.items()},
        "paces": {pace: translated(text) for pace, text in rules.PACE_WORDS.items()},
    }


def _page(template: str, standing: Standing, **values: Any) -> str:
    return render_template(
        template,
        contest=standing.contest,
        phase=standing.phase.value,
        causes=contests.void_words(),
        acts=queries.act_titles(),
        alone=_alone(),
        viewer=viewer(),
        **values,
    )
