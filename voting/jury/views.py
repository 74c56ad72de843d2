"""What the jury sees: the count, as it stands. Nothing here can change anything."""

from flask import Blueprint, render_template

from voting.accounts.access import requires, viewer
from voting.accounts.rules import Permission
from voting.ballots.queries import count_voided, count_waiting
from voting.contests import queries as contests
from voting.contests.rules import Phase
from voting.results.queries import find_certified, live_outcome

blueprint = Blueprint("jury", __name__, url_prefix="/jury")


@blueprint.get("/")
@requires(Permission.FOLLOW_COUNT)
def index() -> str:
    cards = [{"contest": found.contest, "phase": found.phase.value} for found in contests.list_public_contests()]
    return render_template("jury/index.html", cards=cards, viewer=viewer())


@blueprint.get("/<award>/<int(max=9999):year>")
@requires(Permission.FOLLOW_COUNT)
def show(award: str, year: int) -> str:
    """Votes, shares and turnout, and the time they are from."""
    standing = contests.get_public_contest(award, year)
    outcome = find_certified(standing) or live_outcome(standing.contest.id)
    return render_template(
        "jury/show.html",
        contest=standing.contest,
        phase=standing.phase.value,
        rows=outcome.rows,
        turnout=outcome.total,
        waiting=count_waiting(standing.contest.id),
        voided=sum(count_voided(standing.contest.id).values()) if standing.phase is Phase.CLOSED else 0,
        as_of=standing.now,
        viewer=viewer(),
    )
