"""Passkeys: pages with a form that a script fills in, and what it must know for that."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import browser_id, requires, signed_in, verified, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.factors.queries import list_factors, passkeys_work
from voting.factors.rules import Kind
from voting.factors.views import counted_try, next_page
from voting.passkeys import queries, service
from voting.passkeys.forms import CredentialForm, PasskeyForm
from voting.passkeys.rules import WrongPasskey
from voting.transaction import transaction
from voting.web.i18n import language, translated

blueprint = Blueprint("passkeys", __name__, url_prefix="/account")
Page = str | BaseResponse | tuple[str, int]


@blueprint.route("/verify/passkey", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS)
def verify() -> Page:
    """Show one of the own passkeys."""
    kinds = {factor.kind for factor in list_factors(viewer_id())}
    if Kind.PASSKEY not in kinds:
        return redirect(url_for("factors.verify" if kinds else "factors.recovery", next=next_page()), 303)
    form = CredentialForm()
    if form.validate_on_submit():
        try:
            with _challenged() as challenge:
                service.verify(account_id=viewer_id(), challenge=challenge, credential=form.credential.data or "")
            verified()
            return redirect(next_page(), 303)
        except WrongPasskey as error:
            form.credential.errors = [translated(error.message)]
    form.next.data = next_page()
    known = {"form": form, "sent": "sent" in request.args, "viewer": viewer()}
    page = render_template("passkeys/verify.html", has_app=Kind.APP in kinds, **known)
    return page, 422 if form.errors else 200


@blueprint.post("/verify/passkey/challenge")
@requires(Permission.HOLD_FACTORS)
def challenge() -> Response:
    """What a passkey is to sign."""
    with transaction():
        new = service.begin_challenge(browser=browser_id())
    return _json(queries.request_options(viewer_id(), challenge=new))


@blueprint.route("/factors/passkey", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS, fresh=True)
def new() -> Page:
    """Name a new passkey, and have the browser make it."""
    if not passkeys_work():
        return redirect(url_for("factors.index"), 303)
    form = PasskeyForm()
    if form.validate_on_submit():
        given = {"credential": form.credential.data or "", "name": form.name.data or ""}
        try:
            with _challenged() as challenge:
                service.add(account_id=viewer_id(), challenge=challenge, lang=language(), **given)
            verified()
            return redirect(url_for("factors.codes"), 303)
        except WrongPasskey as error:
            form.credential.errors = [translated(error.message)]
    page = render_template("passkeys/new.html", form=form, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.post("/factors/passkey/challenge")
@requires(Permission.HOLD_FACTORS, fresh=True)
def new_challenge() -> Response:
    """What a new passkey is to be made for."""
    with transaction():
        new = service.begin_challenge(browser=browser_id())
    return _json(queries.creation_options(viewer_id(), address=signed_in().address, challenge=new))


@contextmanager
def _challenged() -> Iterator[bytes]:
    """A transaction in which an answer to this browser's challenge is checked. It is gone then, whatever comes."""
    with counted_try():
        with transaction():
            challenge = service.take_challenge(browser=browser_id())
        with transaction():
            yield challenge


def _json(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "application/json"
    return response
