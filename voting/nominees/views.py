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
    ordered = queries.list_in_order(standing.contest.id, order.seed())
    at = next((index for index, other in enumerate(ordered) if other.id == nominee.id), None)
    return render_template(
        "nominees/show.html",
        contest=standing.contest,
        phase=standing.phase.value,
        nominee=nominee,
        previous=ordered[at - 1] if at else None,
        next=ordered[at + 1] if at is not None and at + 1 < len(ordered) else None,
    )


@blueprint.get("/photos/<photo>-<int(max=9999):width>.webp")
@public
def photo(photo: str, width: int) -> Response:
    """A picture in one width; its name is its content, so it may be kept for ever."""
    return answer(queries.get_photo_file(photo, width), "image/webp", FOREVER)
