"""Showing a second factor, and setting one up. Everything but passkeys works without JavaScript."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import requires, signed_in, verified, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.accounts.scopes import SecondFactor
from voting.errors import NotFound
from voting.factors import queries, service
from voting.factors.forms import AppForm, CodeForm, KeptForm, RecoveryForm
from voting.factors.rules import TRIES, Kind, WrongCode, WrongRecoveryCode, in_groups
from voting.transaction import transaction
from voting.web.i18n import in_this_language, language, translated
from voting.web.limits import count, forgive
from voting.web.way_back import safe_next

blueprint = Blueprint("factors", __name__, url_prefix="/account")
Page = str | BaseResponse | tuple[str, int]


@blueprint.route("/verify", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS)
def verify() -> Page:
    """Show the second factor: a code from an app here, a passkey on a page of its own."""
    kinds = {factor.kind for factor in queries.list_factors(viewer_id())}
    if Kind.APP not in kinds:
        others: dict[SecondFactor | None, str] = {SecondFactor.LOST: ".recovery", None: ".index"}
        other = others.get(signed_in().second_factor, "passkeys.verify")
        return redirect(url_for(other, next=next_page(), sent=request.args.get("sent")), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with counted_try(), transaction():
                service.verify_app(account_id=viewer_id(), typed=form.code.data or "")
            verified()
            return redirect(next_page(), 303)
        except WrongCode as error:
            form.code.errors = [translated(error.message)]
    form.next.data = next_page()
    known = {"form": form, "sent": "sent" in request.args, "viewer": viewer()}
    page = render_template("factors/verify.html", has_passkey=Kind.PASSKEY in kinds, **known)
    return page, 422 if form.errors else 200


@blueprint.route("/verify/recovery", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS)
def recovery() -> Page:
    """A recovery code in place of what is lost; then a new second factor is set up."""
    if not signed_in().second_factor:
        return redirect(url_for(".index"), 303)
    form = RecoveryForm()
    if form.validate_on_submit():
        try:
            with counted_try(), transaction():
                service.recover(account_id=viewer_id(), typed=form.code.data or "", lang=language())
            verified()
            return redirect(url_for(".index"), 303)
        except WrongRecoveryCode as error:
            form.code.errors = [translated(error.message)]
    left = queries.count_recovery_codes(viewer_id())
    page = render_template("factors/recovery.html", form=form, left=left, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.get("/factors")
@requires(Permission.HOLD_FACTORS)
def index() -> str:
    """The own second factors, and what can be added."""
    return render_template(
        "factors/index.html",
        factors=queries.list_factors(viewer_id()),
        state=signed_in().second_factor,
        codes_left=queries.count_recovery_codes(viewer_id()),
        passkeys_work=queries.passkeys_work(),
        viewer=viewer(),
    )


@blueprint.post("/factors/app/new")
@requires(Permission.HOLD_FACTORS, fresh=True)
def begin_app() -> Page:
    """Make a secret, and show it on the page that follows."""
    with transaction():
        service.begin_app(account_id=viewer_id())
    return redirect(url_for(".app"), 303)


@blueprint.route("/factors/app", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS, fresh=True)
def app() -> Page:
    """The secret as a picture and as text, and a first code to show that the app has it."""
    secret = queries.find_new_secret(viewer_id())
    if secret is None:
        return redirect(url_for(".index"), 303)
    form = AppForm()
    if form.validate_on_submit():
        try:
            typed = {"typed": form.code.data or "", "name": form.name.data or ""}
            with counted_try(), transaction():
                service.confirm_app(account_id=viewer_id(), lang=language(), **typed)
            verified()  # it has been shown by that
            return redirect(url_for(".codes"), 303)
        except WrongCode as error:
            form.code.errors = [translated(error.message)]
    page = render_template("factors/app.html", form=form, secret=in_groups(secret), viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.get("/factors/app/qr.svg")
@requires(Permission.HOLD_FACTORS, fresh=True)
def qr() -> Response:
    """The secret that is being set up, for the app's camera. Nothing keeps it."""
    secret = queries.find_new_secret(viewer_id())
    if secret is None:
        raise NotFound
    response = make_response(queries.draw_secret(secret, address=signed_in().address))
    response.mimetype = "image/svg+xml"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/factors/codes", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS, fresh=True)
def codes() -> Page:
    """The recovery codes, until the person has said that they are kept; then nobody sees them again."""
    shown = queries.list_new_codes(viewer_id())
    if not shown:
        return redirect(url_for(".index"), 303)
    form = KeptForm()
    if form.validate_on_submit():
        with transaction():
            service.keep_codes(account_id=viewer_id())
        return redirect(_to_work(), 303)
    page = render_template("factors/codes.html", form=form, codes=shown, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.post("/factors/codes/new")
@requires(Permission.HOLD_FACTORS, fresh=True)
def new_codes() -> Page:
    """Ten new ones; the old ones stop working."""
    with transaction():
        service.renew_codes(account_id=viewer_id())
    return redirect(url_for(".codes"), 303)


@blueprint.route("/factors/<uuid:factor>/remove", methods=["GET", "POST"])
@requires(Permission.HOLD_FACTORS, fresh=True)
def remove(factor: uuid.UUID) -> Page:
    """One of the own second factors is no longer used."""
    found = queries.get_factor(viewer_id(), factor)
    if request.method == "POST":
        with transaction():
            service.remove(account_id=viewer_id(), factor_id=factor, lang=language())
        return redirect(url_for(".index"), 303)
    last = len(queries.list_factors(viewer_id())) == 1
    return render_template("factors/remove.html", factor=found, last=last, viewer=viewer())


@contextmanager
def counted_try() -> Iterator[None]:
    """Inside, a second factor is checked. Wrong ones are counted, however many come at once. Raises TooMany."""
    count("second factor", str(viewer_id()), allowed=TRIES)
    yield
    forgive("second factor", str(viewer_id()), allowed=TRIES)


def next_page() -> str:
    """Where to go on to, in the language that the person reads now."""
    values: Any = request.form if request.method == "POST" else request.args
    return in_this_language(safe_next(values.get("next"), url_for("accounts.show")))


def _to_work() -> str:
    """The staff pages of the viewer's role."""
    return url_for("admin.index" if signed_in().runs_contests else "jury.index")
