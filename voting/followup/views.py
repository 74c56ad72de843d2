"""The page that staff look at while a vote is open, and sending a message again."""

import uuid

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests.queries import list_contests
from voting.followup import queries
from voting.mail import queries as mail
from voting.mail import service as mail_service
from voting.transaction import transaction

blueprint = Blueprint("followup", __name__, url_prefix="/admin")


@blueprint.get("/follow-up")
@requires(Permission.READ_MAIL)
def index() -> str:
    """Warnings, the turnout of what is open, the mail and refused sign-ins. Never how the votes are spread."""
    standings = list_contests()
    return render_template(
        "followup/index.html",
        warnings=queries.list_warnings(standings),
        followed=queries.follow(standings),
        mail=mail.count_by_state(),
        refusals=queries.list_refusals(),
        viewer=viewer(),
    )


@blueprint.post("/mail/<uuid:number>/resend")
@requires(Permission.READ_MAIL)
def resend(number: uuid.UUID) -> Response:
    """Try a message again now."""
    with transaction():
        mail_service.resend(mail_id=number, actor=viewer_id())
    return redirect(url_for("admin.mail", resent=1), 303)
