"""The public page of what is deleted when, and the choice to be kept."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts.access import public, requires, signed_in, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.retention import queries, service
from voting.retention.forms import DELETE, STAY, StayForm
from voting.retention.rules import KEEP_DAYS
from voting.transaction import transaction

blueprint = Blueprint("retention", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/retention")
@public
def show() -> str:
    """One line for each deletion, done or due."""
    return render_template("retention/show.html", votes=queries.list_deletions(), days=KEEP_DAYS)


@blueprint.route("/account/address", methods=["GET", "POST"])
@requires(Permission.VOTE)
def choose() -> Page:
    """Whether one's own address is kept."""
    form = StayForm()
    if form.validate_on_submit():
        with transaction():
            service.choose(account_id=viewer_id(), stay=form.choice.data == STAY)
        return redirect(url_for(".choose", saved=1), 303)
    if request.method != "POST":
        form.choice.data = STAY if queries.wants_to_stay(viewer_id()) else DELETE
    page = render_template(
        "retention/choose.html",
        form=form,
        days=KEEP_DAYS,
        staff=bool(signed_in().roles),
        saved="saved" in request.args and not form.errors,
        viewer=viewer(),
    )
    return page, 422 if form.errors else 200
