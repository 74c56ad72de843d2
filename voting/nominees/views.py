"""A nominee's own page, and the pictures."""

from flask import Blueprint, Response, render_template

from voting.accounts.access import public
from voting.contests import queries as contests
from voting.nominees import queries
from voting.web import order
from voting.web.headers import FOREVER, answer

blueprint = Blueprint("nominees", __name__)


@blueprint.get("/<award>/<int(max=9999):year>/nominees/<slug>")
@public
def show(award: str, year: int, slug: str) -> str:
    """The page of one nominee, between its neighbours in this visitor's order."""
    standing = contests.get_public_contest(award, year)
    nominee = queries.get_nominee(standing.contest.id, slug)
    previous, following = queries.neighbours(standing.contest, nominee, order.seed())
    return render_template(
        "nominees/show.html",
        contest=standing.contest,
        phase=standing.phase.value,
        nominee=nominee,
        previous=previous,
        next=following,
    )


@blueprint.get("/photos/<photo>-<int(max=9999):width>.webp")
@public
def photo(photo: str, width: int) -> Response:
    """A picture in one width; its name is its content, so it may be kept for ever."""
    return answer(queries.get_photo_file(photo, width), "image/webp", FOREVER)
