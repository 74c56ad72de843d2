"""Mark, review, cast, and what a voter may see afterwards."""

import uuid
from dataclasses import replace
from typing import Any

import structlog
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts import service as accounts
from voting.accounts.access import public, requires, signed_in, signed_in_for, viewer, viewer_id
from voting.accounts.rules import Permission, read_traits
from voting.ballots import queries, rules, service
from voting.ballots.forms import CountedForm, MarkForm, ReviewForm
from voting.contests import queries as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import HasClosed, NotOpenYet, Phase
from voting.errors import BadInput, NotFound, Unavailable
from voting.ledger.queries import LedgerDamaged
from voting.nominees import queries as nominees
from voting.nominees.rules import UnknownNominee, WithdrawnNominee
from voting.transaction import transaction
from voting.voters import service as voters
from voting.voters.rules import NotForYou
from voting.web import mark as marks
from voting.web import order, slip
from voting.web.i18n import translated, zone
from voting.web.limits import count, network, network_block
from voting.web.sessions import leave_no_trace

blueprint = Blueprint("ballots", __name__, url_prefix="/<award>/<int(max=9999):year>")
log = structlog.get_logger()
Page = str | Response | tuple[str, int]
LOOKUPS = 120  # receipt numbers looked up by one network in 15 minutes
blueprint.before_request(leave_no_trace)


@blueprint.errorhandler(rules.LinkDestroyed)
def on_link_destroyed(error: rules.LinkDestroyed) -> Page:
    """Whoever comes back for a vote that no longer has an owner can still look up its receipt."""
    award, year = (request.view_args or {}).values()
    standing, words = contests.get_public_contest(award, year), {"title": error.title, "message": error.message}
    told = {name: translated(text) for name, text in words.items()}
    return _page("ballots/destroyed.html", standing, **told), error.status


@blueprint.errorhandler(NotForYou)
def on_not_for_you(error: NotForYou) -> Page:
    """Whom the vote is for, and that it is not this address."""
    award, year = (request.view_args or {}).values()
    return _page("ballots/not_for_you.html", contests.get_public_contest(award, year)), error.status


@blueprint.route("/ballot", methods=["GET", "POST"])
@public
def mark(award: str, year: int) -> Page:
    """Choose a nominee. Nothing is cast here."""
    standing = contests.get_public_contest(award, year)
    if late := _not_open(standing):
        return late
    contest, voter = standing.contest, viewer()
    recorded = _recorded(contest, voter.id) if voter else None
    asks_to_change = request.method == "POST" or "change" in request.args
    if recorded and (not asks_to_change or recorded.changes >= contest.max_changes):
        return _page("ballots/voted.html", standing, **_state(recorded, standing))
    if voter and not recorded:
        voters.check(contest, voter)
    offered = nominees.list_in_order(contest, order.seed())
    form = MarkForm()
    form.offer(offered)
    if request.method == "POST":
        slug = _single("nominee")
        if form.validate():
            nominees.get_choice(contest.id, slug)
            return marks.keep(redirect(url_for(".review", award=award, year=year), 303), contest.id, slug)
    chosen = _chosen(contest, offered, voted=bool(recorded))
    page = _page("ballots/mark.html", standing, nominees=offered, form=form, chosen=chosen, voted=bool(recorded))
    return page, 422 if form.errors else 200


@blueprint.get("/review")
@requires(Permission.VOTE)
def review(award: str, year: int) -> Page:
    """Look again. The ballot is cast from here and from nowhere else."""
    standing = contests.get_public_contest(award, year)
    if late := _not_open(standing):
        return late
    contest = standing.contest
    voters.check(contest, signed_in())
    try:
        nominee = nominees.get_choice(contest.id, marks.read(contest.id))
    except (UnknownNominee, WithdrawnNominee):
        return redirect(url_for(".mark", award=award, year=year), 303)
    recorded = _recorded(contest, viewer_id())
    form = ReviewForm()
    form.prepare(nominee.slug)
    left = contest.max_changes - recorded.changes if recorded else contest.max_changes
    if recorded and left <= 0:
        return redirect(url_for(".receipt", award=award, year=year), 303)
    return _page(
        "ballots/review.html", standing, nominee=nominee, form=form, is_change=bool(recorded), changes_left=left
    )


@blueprint.post("/review")
@requires(Permission.VOTE)
def cast(award: str, year: int) -> Page:
    """Cast the ballot. A second click and a lost answer come to the same receipt."""
    standing = contests.get_public_contest(award, year)
    choice, nonce = _single("nominee"), rules.read_nonce(_single("nonce"))
    voters.check(standing.contest, signed_in())  # a yes, before the transaction and outside it
    try:
        pseudonym, signals = service.pseudonym_for(standing.contest, viewer_id()), _signals(standing)
        contest_id = standing.contest.id
        with transaction():
            accounts.keep(viewer_id())  # asked here, since the ballots know nobody
            done = service.cast(contest_id=contest_id, pseudonym=pseudonym, choice=choice, nonce=nonce, signals=signals)
    except (HasClosed, NotOpenYet, rules.LinkDestroyed):
        fresh = contests.get_public_contest(award, year)
        return _not_open(fresh) or _too_late(fresh)
    to_receipt = marks.drop(redirect(url_for(".receipt", award=award, year=year), 303))
    return slip.keep(to_receipt, done.receipt, drawn_here=_single("drawn") == "browser")


@blueprint.get("/receipt")
@requires(Permission.VOTE)
def receipt(award: str, year: int) -> Page:
    """That the ballot is recorded, and its number; never the choice, however often the page is opened."""
    standing = contests.get_public_contest(award, year)
    recorded = _recorded(standing.contest, viewer_id())
    if recorded is None:
        return redirect(url_for(".mark", award=award, year=year), 303)
    whole, drawn = slip.has(recorded.receipt), slip.drawn_elsewhere(recorded.receipt)
    return _page("ballots/receipt.html", standing, whole=whole, drawn_elsewhere=drawn, **_state(recorded, standing))


@blueprint.get("/receipt.txt")
@requires(Permission.VOTE)
def receipt_file(award: str, year: int) -> Page:
    """The receipt as a file: what the voter needs to prove that the ballot is recorded."""
    standing = contests.get_public_contest(award, year)
    contest, limit = standing.contest, contests.published_size(standing.contest.id)
    pseudonym = service.pseudonym_for(contest, viewer_id())
    recorded = queries.find_recorded(contest.id, pseudonym)
    if recorded is None:
        raise NotFound
    whole = slip.has(recorded.receipt)
    try:
        text = service.receipt_file(contest_id=contest.id, pseudonym=pseudonym, whole=whole, limit=limit)
    except LedgerDamaged as damage:  # what it says is for whoever runs the server
        log.critical("the public log is damaged", contest=str(contest.id), reason=str(damage))
        raise Unavailable from damage
    response = make_response((text or "").encode())
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = f'attachment; filename="{contest.award.slug}-{recorded.receipt}.txt"'
    return response


@blueprint.route("/counted", methods=["GET", "POST"])
@public
def counted(award: str, year: int) -> Page:
    """What has become of a receipt number. Never the choice, and nothing about whose it is."""
    standing = contests.get_public_contest(award, year)
    form, found, receipt = CountedForm(), None, ""
    if form.validate_on_submit():
        count("receipt", network(), allowed=LOOKUPS)
        found, receipt = queries.find_fate(standing.contest.id, form.label), rules.receipt_number(form.label)
    if found and (found.number or 0) >= contests.published_size(standing.contest.id):
        found = replace(found, number=None)  # nobody can see that entry yet
    voided = _voided(standing, found.void_reason if found else None)
    page = _page("ballots/counted.html", standing, form=form, found=found, receipt=receipt, **voided)
    return page, 422 if form.errors else 200


def _page(template: str, standing: Standing, **values: Any) -> str:
    return render_template(template, contest=standing.contest, phase=standing.phase.value, viewer=viewer(), **values)


def _state(recorded: queries.Recorded, standing: Standing) -> dict[str, Any]:
    left = max(0, standing.contest.max_changes - recorded.changes)
    may_change = standing.phase is Phase.OPEN and left > 0
    state = {"receipt": recorded.receipt, "changes_left": left, "may_change": may_change}
    if standing.phase is not Phase.CLOSED:
        return state | _voided(standing, None)
    found = queries.find_fate(standing.contest.id, rules.read_receipt(recorded.receipt))
    return state | _voided(standing, found.void_reason)


def _voided(standing: Standing, void_reason: str | None) -> dict[str, Any]:
    """What a voter reads of a vote that has been voided, if it has: why, and until when to object."""
    end = standing.contest.appeals_end
    open_until = end if end and standing.phase is Phase.CLOSED and standing.now < end else None
    return {"void_words": void_reason and contests.void_words()[void_reason], "objections_until": open_until}


def _recorded(contest: Contest, account: uuid.UUID) -> queries.Recorded | None:
    return queries.find_recorded(contest.id, service.pseudonym_for(contest, account))


def _signals(standing: Standing) -> rules.Signals:
    """How this ballot comes, as far as the review of votes may know it."""
    voter = signed_in()
    traits = read_traits(voter.address)
    manner = rules.Manner(
        network=network_block(),
        domain=traits.domain,
        domain_kind=traits.kind,
        family=traits.family,
        age=rules.age_of(standing.now - voter.created_at),
        pace=rules.pace_of(signed_in_for()),
        day=standing.now.astimezone(zone()).date(),
    )
    return service.signals_for(standing.contest, manner)


def _not_open(standing: Standing) -> tuple[str, int] | None:
    """The page for who comes too early or too late; None while voting is open."""
    if standing.phase is Phase.OPEN:
        return None
    if standing.phase is Phase.ANNOUNCED:
        return _page("ballots/early.html", standing), 409
    return _too_late(standing)


def _too_late(standing: Standing) -> tuple[str, int]:
    voter = viewer()
    recorded = _recorded(standing.contest, voter.id) if voter and standing.phase is Phase.CLOSED else None
    state = _state(recorded, standing) if recorded else _voided(standing, None)
    return _page("ballots/late.html", standing, sent=request.method == "POST", **state), 409


def _single(field: str) -> str:
    """The one value of a field. Raises BadInput when it was sent more than once."""
    values = request.form.getlist(field)
    if len(values) > 1:
        raise BadInput
    return values[0] if values else ""


def _chosen(contest: Contest, offered: list[Any], *, voted: bool) -> str | None:
    """The card to begin with. Once a ballot is recorded no address brings a choice back: the back button has them."""
    named = request.form.get("nominee") if voted else request.values.get("nominee")
    wanted = named or marks.read(contest.id)
    return wanted if any(nominee.slug == wanted for nominee in offered) else None
