"""What people may ask: a copy of what is stored about them, and that it is erased. By themselves, or through staff."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import public, requires, sign_out, signed_in, viewer, viewer_id
from voting.accounts.rules import Permission, read_address
from voting.accounts.scopes import HoldsRole
from voting.contests.forms import WordForm
from voting.privacy import queries, service
from voting.privacy.forms import DataForm, EraseForm
from voting.privacy.rules import COPIES, ERASE_WORD, FILE
from voting.transaction import transaction
from voting.web import mark, slip
from voting.web.i18n import translated
from voting.web.limits import count

blueprint = Blueprint("privacy", __name__)
Page = str | BaseResponse | tuple[str, int]


@blueprint.post("/account/data")
@requires(Permission.VOTE, fresh=True)
def data() -> Response:
    """The person's own copy. A form's answer, because it is counted, and GET writes nothing."""
    _count_copy()
    found = queries.find_data(read_address(signed_in().address, throwaway=True), coarse=False)
    return _archive(queries.archive(found or {}, coarse=False))


@blueprint.route("/account/erase", methods=["GET", "POST"])
@requires(Permission.VOTE, fresh=True)
def erase() -> Page:
    """Erase one's own account, and be signed out."""
    form = WordForm()
    form.expect = translated(ERASE_WORD)
    if form.validate_on_submit():
        with transaction():
            service.erase_account(address=read_address(signed_in().address, throwaway=True), own=True)
        sign_out()
        return slip.drop(mark.drop(redirect(url_for(".erased"), 303)))
    page = render_template(
        "privacy/erase.html", form=form, word=form.expect, open_until=queries.open_until(), viewer=viewer()
    )
    return page, 422 if form.errors else 200


@blueprint.get("/account/erased")
@public
def erased() -> str:
    """Where somebody comes whose account is gone."""
    return render_template("privacy/erased.html", viewer=None)


@blueprint.route("/admin/privacy", methods=["GET", "POST"])
@requires(Permission.ANSWER_PEOPLE, fresh=True)
def answer() -> Page:
    """What is stored about somebody who has written to us: a file for them, or that there is nothing."""
    form = DataForm()
    if form.validate_on_submit():
        _count_copy()
        found = queries.find_data(form.read, coarse=True)
        with transaction():
            service.note_disclosure(address=form.read, found=bool(found), reason=form.reason.data, actor=viewer_id())
        if found:
            return _archive(queries.archive(found, coarse=True))
        return redirect(url_for(".answer", nothing=1), 303)
    page = render_template("privacy/answer.html", form=form, nothing="nothing" in request.args, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.route("/admin/privacy/erase", methods=["GET", "POST"])
@requires(Permission.ANSWER_PEOPLE, fresh=True)
def erase_for() -> Page:
    """Erase the account of somebody who has written to us."""
    form = EraseForm()
    form.expect = translated(ERASE_WORD)
    if form.validate_on_submit():
        try:
            with transaction():
                done = service.erase_account(address=form.read, actor=viewer_id(), reason=form.reason.data)
            return redirect(url_for(".erase_for", outcome="erased" if done else "nothing"), 303)
        except HoldsRole as error:
            form.address.errors = [translated(error.message)]
    page = render_template(
        "privacy/erase_for.html",
        form=form,
        word=form.expect,
        outcome=request.args.get("outcome", "") if not form.errors else "",
        open_until=queries.open_until(),
        viewer=viewer(),
    )
    return page, 422 if form.errors else 200


def _count_copy() -> None:
    """Raises TooMany: a copy costs far more than any other page that a voter can ask for."""
    count("personal data", str(viewer_id()), allowed=COPIES)


def _archive(content: bytes) -> Response:
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
