"""The pages that staff look at while a vote is open, and sending a message again."""

import uuid

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from voting.accounts.access import requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.ballots.queries import count_ballots
from voting.contests.queries import get_contest, list_contests
from voting.followup import queries
from voting.followup.rules import NEWEST_HOURS
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


@blueprint.get("/follow-up/<award>/<int(max=9999):year>")
@requires(Permission.RUN_CONTEST)
def turnout(award: str, year: int) -> str:
    """How many have voted by hour and by day. Never how the votes are spread."""
    standing = get_contest(award, year)
    contest, until = standing.contest, queries.turnout_until(standing)
    found = queries.read_turnout(contest.id, until)
    recent = found.hours[-NEWEST_HOURS:]
    return render_template(
        "followup/turnout.html",
        contest=contest,
        phase=standing.phase.value,
        turnout=count_ballots(contest.id),
        days=found.days[::-1],
        hours=recent[::-1],
        course=queries.draw_course(found, contest.opens_at, until),
        by_day=queries.draw_stretches(found.days),
        by_hour=queries.draw_stretches(recent),
        all_hours=recent == found.hours,
        viewer=viewer(),
    )


@blueprint.post("/mail/<uuid:number>/resend")
@requires(Permission.READ_MAIL)
def resend(number: uuid.UUID) -> Response:
    """Try a message again now."""
    with transaction():
        mail_service.resend(mail_id=number, actor=viewer_id())
    return redirect(url_for("admin.mail", resent=1), 303)
