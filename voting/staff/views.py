"""Who runs the votes and who follows the count: inviting people, and what can be done about their roles."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.queries import list_sessions
from voting.accounts.rules import Permission, Role, RolesApart
from voting.contests.forms import ActForm
from voting.staff import queries, service
from voting.staff.forms import InviteForm, RescopeForm
from voting.staff.rules import DEEDS, RESCOPE, Deed, DeedWords, HasRole, InvitedAlready, OwnAddress
from voting.transaction import transaction
from voting.web.i18n import language, translated

blueprint = Blueprint("staff", __name__, url_prefix="/admin/accounts")
Page = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.INVITE)
def index() -> str:
    """Who has a role, and who has been invited to one."""
    choices = queries.scope_choices()
    people, invitations = queries.list_staff(), queries.list_invitations()
    covered = {row.id: queries.name_scopes(row.scopes, choices) for row in people}
    covered |= {row.id: queries.name_scopes(row.scopes, choices) for row in invitations}
    return _page("staff/index.html", people=people, invitations=invitations, covered=covered)


@blueprint.route("/invite", methods=["GET", "POST"])
@requires(Permission.INVITE, fresh=True)
def invite() -> Page:
    """Offer somebody a role, for all votes or for some."""
    form = InviteForm()
    form.offer(queries.scope_choices())
    if form.validate_on_submit():
        offered, covered = Role(form.role.data), form.chosen
        try:
            with transaction():
                service.invite(address=form.read, role=offered, scopes=covered, lang=language(), actor=viewer_id())
            return redirect(url_for(".index"), 303)
        except RolesApart as error:
            form.role.errors = [translated(error.message)]
        except (HasRole, InvitedAlready, OwnAddress) as error:
            form.address.errors = [translated(error.message)]
    return _page("staff/invite.html", form=form), 422 if form.errors else 200


@blueprint.post("/invitations/<uuid:number>/send")
@requires(Permission.INVITE, fresh=True)
def resend(number: uuid.UUID) -> Page:
    """Send an invitation once more; it holds for another two weeks."""
    with transaction():
        seen = request.form.get("seen", "")
        service.resend(invitation_id=number, seen=seen, lang=language(), actor=viewer_id())
    return redirect(url_for(".index"), 303)


@blueprint.post("/invitations/<uuid:number>/take-back")
@requires(Permission.INVITE)
def take_back(number: uuid.UUID) -> Page:
    """Take back an invitation that nobody has accepted."""
    with transaction():
        service.take_back(invitation_id=number, actor=viewer_id())
    return redirect(url_for(".index"), 303)


@blueprint.get("/<uuid:person>")
@requires(Permission.INVITE)
def show(person: uuid.UUID) -> str:
    """One person: what the role covers, where they are signed in, and what can be done."""
    found = queries.get_person(person)
    deeds = {deed: translated(DEEDS[deed].title) for deed in queries.possible_deeds(found, viewer_id())}
    return _page(
        "staff/show.html",
        person=found,
        covered=queries.name_scopes(found.scopes, queries.scope_choices()),
        sessions=list_sessions(person),
        deeds=deeds,
        rescope=translated(RESCOPE.title),
    )


@blueprint.route("/<uuid:person>/<any(revoke, disable, enable, reset, end):deed>", methods=["GET", "POST"])
@requires(Permission.INVITE, fresh=True)
def act(person: uuid.UUID, deed: str) -> Page:
    """One act about a person: what it does, the typed word and the reason."""
    found, chosen = queries.get_person(person), Deed(deed)
    form = ActForm()
    form.expect = translated(DEEDS[chosen].word)
    if form.validate_on_submit():
        with transaction():
            service.do(chosen, account_id=person, actor=viewer_id(), reason=form.reason.data, lang=language())
        return redirect(url_for(".index") if chosen is Deed.REVOKE else url_for(".show", person=person), 303)
    page = _page("staff/act.html", person=found, deed=deed, form=form, **_words(DEEDS[chosen]))
    return page, 422 if form.errors else 200


@blueprint.route("/<uuid:person>/scope", methods=["GET", "POST"])
@requires(Permission.INVITE, fresh=True)
def rescope(person: uuid.UUID) -> Page:
    """Which votes a role is for."""
    found = queries.get_person(person)
    form = RescopeForm()
    form.offer(queries.scope_choices())
    form.expect = translated(RESCOPE.word)
    if request.method != "POST":
        form.show(found.scopes)
    if form.validate_on_submit():
        with transaction():
            service.rescope(account_id=person, scopes=form.chosen, actor=viewer_id(), reason=form.reason.data)
        return redirect(url_for(".show", person=person), 303)
    page = _page("staff/rescope.html", person=found, form=form, **_words(RESCOPE))
    return page, 422 if form.errors else 200


def _words(words: DeedWords) -> dict[str, Any]:
    consequences = [translated(text) for text in words.consequences]
    return {"title": translated(words.title), "word": translated(words.word), "consequences": consequences}


def _page(template: str, **values: Any) -> str:
    return render_template(template, viewer=viewer(), **values)
