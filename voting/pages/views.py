"""The start page, a contest's page, an award's page, what we say about ourselves, and whether the process is well."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify, make_response, render_template
from flask.globals import request_ctx
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed

from voting.accounts.access import public
from voting.accounts.queries import knows_key
from voting.accounts.rules import CODE_MINUTES, INVITATION_DAYS, STAFF_IDLE, STAFF_LIFETIME, VOTER_LIFETIME
from voting.accounts.service import CODE_ROW
from voting.audit.rules import AUDIT_LOG
from voting.canvass.rules import NAMED_FROM
from voting.config import ROOT
from voting.contests import queries as contests
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.database import is_in_place
from voting.extensions import db, key_ring
from voting.ledger.queries import can_sign, find_log
from voting.mail import service as mail
from voting.organisation.queries import find_details
from voting.pages import queries, rules
from voting.retention.rules import KEEP
from voting.web import order, slip

blueprint = Blueprint("pages", __name__)
# How long things are kept, from where it is decided.
KEPT = {
    "address": KEEP,
    "code": timedelta(minutes=CODE_MINUTES),
    "code_row": CODE_ROW,
    "invitation": timedelta(days=INVITATION_DAYS),
    "mail": mail.KEEP,
    "order": timedelta(days=order.DAYS),
    "slip": timedelta(seconds=slip.SECONDS),
    "voter": VOTER_LIFETIME,
    "staff": STAFF_LIFETIME,
    "idle": STAFF_IDLE,
}
log = structlog.get_logger()


@blueprint.get("/")
@public
def start() -> str:
    """The one contest that is under way, with links to earlier ones; a list when there are several or none."""
    standings = [found for found in contests.list_public_contests() if not found.contest.rehearsal]
    current = [found for found in standings if found.phase is not Phase.PUBLISHED]
    if len(current) == 1 or len(standings) == 1:
        shown = (current or standings)[0]
        return _contest_page(shown, [found.contest for found in standings if found is not shown])
    cards = [{"contest": standing.contest, "phase": standing.phase.value} for standing in standings]
    return render_template("pages/start.html", cards=cards)


@blueprint.get("/<award>/<int(max=9999):year>")
@public
def contest(award: str, year: int) -> str:
    """A contest: the question, the deadline, the nominees and the rules."""
    return _contest_page(contests.get_public_contest(award, year))


@blueprint.get("/<award>")
@public
def award(award: str) -> str:
    """An award: what it is for, the vote that is under way, and who has won it before."""
    if request_ctx.url_adapter and request_ctx.url_adapter.test(method="POST"):
        raise MethodNotAllowed(["POST"])  # no award, but an address for forms alone
    found = queries.get_archive(award)
    newest = (found.current or [year.standing for year in found.years])[0]
    return render_template(
        "pages/award.html", award=found.award, contest=newest.contest, current=found.current, years=found.years
    )


def _contest_page(standing: Standing, earlier: Sequence[Contest] = ()) -> str:
    return render_template("pages/contest.html", earlier=earlier, **queries.contest_values(standing, order.seed()))


@blueprint.get("/how-we-count")
@public
def how() -> str:
    return render_template("pages/how.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is stored, why, how long and by whom, from the settings and from what the program does."""
    return render_template("pages/privacy.html", who=find_details(), kept=KEPT, named_from=NAMED_FROM)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    found = contests.list_public_contests()
    return render_template(
        "pages/accessibility.html",
        organisers=list(dict.fromkeys(standing.contest.award.organiser for standing in found)),
        assessed=rules.ASSESSED,
        reviewed=rules.REVIEWED,
        report_url=rules.REPORT_URL,
        who=find_details(),
    )


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """This process answers."""
    return make_response({"ok": True})


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """The database answers and has the tables that this program was written for, and every key is in place."""
    problems = _not_ready()
    if problems:
        log.warning("not ready", problems=problems)
    return make_response(jsonify(ok=not problems, problems=problems), 503 if problems else 200)


def _not_ready() -> list[str]:
    if not is_in_place(db.engine.url):
        return ["database"]
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
        standings = contests.list_contests() if current else []
        known = knows_key() and (find_log(AUDIT_LOG) is None or can_sign(AUDIT_LOG)) if current else True
    except SQLAlchemyError:
        return ["database"]
    problems = []
    if current != ScriptDirectory(str(ROOT / "migrations")).get_current_head():
        problems.append("migrations")
    if not known or not all(_has_key(found.contest) for found in standings):
        problems.append("keys")
    return problems


def _has_key(contest: Contest) -> bool:
    """Whether the keys that a contest's ballots and its log need are in place; the end of certifying destroys them."""
    if contest.key_check is None:
        return True
    signs = bool(contest.shredded_at) or can_sign(contest.id)
    return signs and (bool(contest.certified_at) or key_ring().holds(contest.id, contest.key_check))
