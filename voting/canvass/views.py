"""The review's pages, for those who run a contest. No page here shows a choice, an address or who voted."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.queries import addresses_of, admins_covering
from voting.accounts.rules import PRIVATE_RELAYS, PROVIDERS, Permission
from voting.canvass import queries, rules, service
from voting.canvass.forms import BallotsForm, VoidForm
from voting.canvass.rules import CLUSTER_WORDS, PROPOSALS, BadBallots, ClusterKind
from voting.contests import queries as contests
from voting.contests.forms import ReasonForm, WordForm
from voting.contests.queries import Standing
from voting.contests.rules import Action, Phase, VoidReason, check_closed
from voting.errors import DomainError
from voting.ledger.queries import read_head
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
        clusters={kind: _clusters(standing, kind) for kind in ClusterKind},
        words={kind: tuple(map(translated, words)) for kind, words in CLUSTER_WORDS.items()},
        states=queries.cluster_states(contest.id),
        listed=rules.LISTED,
        proposals=proposals,
        names=addresses_of({proposal.proposed_by for proposal in proposals}),
        decisions=queries.list_decisions(contest.id),
    )


@blueprint.route("/<any(domain, family, haste, network):kind>/<key>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def cluster(award: str, year: int, kind: str, key: str) -> Page:
    """One group of votes, how it is spread, and proposing to void it."""
    standing, chosen = _closed(award, year), ClusterKind(kind)
    contest = standing.contest
    found = queries.get_cluster(contest, chosen, key)
    form = VoidForm()
    form.prepare(word=translated(PROPOSALS[Action.VOID][1]), alone=_alone(standing))
    if form.validate_on_submit():
        known = read_head(contest.id)
        with transaction():
            proposal = service.propose_void_of_cluster(
                contest_id=contest.id,
                kind=chosen,
                key=key,
                void_reason=VoidReason(form.void_reason.data),
                reason=form.reason.data,
                actor=viewer_id(),
                panel=_deciders(standing),
                known=known,
            )
        return redirect(url_for(".proposal", award=award, year=year, number=proposal), 303)
    spread = queries.find_spread(contest, found)
    words = tuple(map(translated, CLUSTER_WORDS[chosen]))
    shown = {
        "kind": kind,
        "key": key,
        "cluster": found,
        "state": queries.cluster_states(contest.id).get(key),
        "spread": spread,
        "words": words,
    }
    return _page("canvass/cluster.html", standing, form=form, **shown), 422 if form.errors else 200


@blueprint.route("/<any(void, unvoid):action>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def ballots(award: str, year: int, action: str) -> Page:
    """Propose to void, or to restore, votes whose receipt numbers somebody has told."""
    standing, chosen = _closed(award, year), Action(action)
    title, word = map(translated, PROPOSALS[chosen])
    form = BallotsForm()
    form.action = chosen
    form.prepare(word=word, alone=_alone(standing))
    if form.validate_on_submit():
        try:
            proposal = _propose(standing, form)
            return redirect(url_for(".proposal", award=award, year=year, number=proposal), 303)
        except BadBallots as error:
            form.receipts.errors = [translated(error.message, error.params)]
    return _page("canvass/ballots.html", standing, title=title, action=action, form=form), 422 if form.errors else 200


@blueprint.route("/proposals/<uuid:number>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def proposal(award: str, year: int, number: uuid.UUID) -> Page:
    """What has been proposed; whoever has not proposed it may approve it here."""
    standing = contests.get_contest(award, year)
    found = queries.get_proposal(standing.contest.id, number)
    form = WordForm()
    form.expect = translated(PROPOSALS[Action(found.action)][1])
    if form.validate_on_submit():
        known = read_head(standing.contest.id)
        with transaction():
            service.approve(
                contest_id=standing.contest.id,
                proposal_id=number,
                actor=viewer_id(),
                panel=_deciders(standing),
                known=known,
            )
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    return _proposal_page(standing, number, form, ReasonForm(formdata=None))


@blueprint.post("/proposals/<uuid:number>/decline")
@requires(Permission.RUN_CONTEST)
def decline(award: str, year: int, number: uuid.UUID) -> Page:
    """Turn a proposal down, or take one's own back."""
    standing = contests.get_contest(award, year)
    form = ReasonForm()
    if form.validate():
        reason, actor, panel = form.reason.data, viewer_id(), _deciders(standing)
        with transaction():
            service.decline(contest_id=standing.contest.id, proposal_id=number, reason=reason, actor=actor, panel=panel)
        return redirect(url_for("admin.contest", award=award, year=year), 303)
    return _proposal_page(standing, number, WordForm(formdata=None), form)


def _clusters(standing: Standing, kind: ClusterKind) -> list[queries.Cluster]:
    return queries.list_clusters(standing.contest, kind, ordinary=PROVIDERS | PRIVATE_RELAYS)


def _propose(standing: Standing, form: BallotsForm) -> uuid.UUID:
    contest_id = standing.contest.id
    known: dict[str, Any] = {
        "contest_id": contest_id,
        "ballots": queries.get_ballots(contest_id, form.labels),
        "reason": form.reason.data,
        "actor": viewer_id(),
        "panel": _deciders(standing),
        "known": read_head(contest_id),
    }
    with transaction():
        if form.action is Action.VOID:
            return service.propose_void(void_reason=VoidReason(form.void_reason.data), **known)
        return service.propose_unvoid(**known)


def _proposal_page(standing: Standing, number: uuid.UUID, form: WordForm, decline_form: ReasonForm) -> Page:
    contest = standing.contest
    found = queries.get_proposal(contest.id, number)
    title, word = map(translated, PROPOSALS[Action(found.action)])
    spread = None
    if found.cluster_kind and found.cluster_key and standing.phase is Phase.CLOSED and not found.decided_at:
        cluster = queries.get_cluster(contest, ClusterKind(found.cluster_kind), found.cluster_key)
        spread = queries.find_spread(contest, cluster)
    page = _page(
        "canvass/proposal.html",
        standing,
        proposal=found,
        title=title,
        word=word,
        spread=spread,
        receipts=queries.list_receipts(found),
        own=found.proposed_by == viewer_id(),
        refusal=_refusal(standing, found.proposed_by),
        names=addresses_of({person for person in (found.proposed_by, found.decided_by) if person}),
        form=form,
        decline_form=decline_form,
    )
    return page, 422 if form.errors or decline_form.errors else 200


def _refusal(standing: Standing, proposer: uuid.UUID) -> str:
    """Why the viewer cannot approve what `proposer` has proposed; empty when they can."""
    try:
        rules.check_decider(proposer, viewer_id(), _panel(standing))
    except DomainError as error:
        return f"{translated(error.message)} {translated(error.todo)}"
    return ""


def _closed(award: str, year: int) -> Standing:
    """The contest, if its votes can be reviewed now. Raises NotInThisPhase."""
    standing = contests.get_contest(award, year)
    check_closed(standing.phase, standing.contest.closed_at)
    return standing


def _panel(standing: Standing) -> frozenset[uuid.UUID]:
    return _deciders(standing)(standing.contest.closed_at or standing.now)


def _deciders(standing: Standing) -> Callable[[datetime], frozenset[uuid.UUID]]:
    return admins_covering(standing.contest.award.slug, standing.contest.year)


def _alone(standing: Standing) -> bool:
    return rules.is_alone(viewer_id(), _panel(standing))


def _page(template: str, standing: Standing, **values: Any) -> str:
    return render_template(
        template,
        contest=standing.contest,
        phase=standing.phase.value,
        void_words=contests.void_words(),
        acts=queries.act_titles(),
        ages={age: translated(text) for age, text in rules.AGE_WORDS.items()},
        paces={pace: translated(text) for pace, text in rules.PACE_WORDS.items()},
        alone=_alone(standing),
        viewer=viewer(),
        **values,
    )
