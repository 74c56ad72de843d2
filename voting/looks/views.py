"""The page where an award gets its look, and what browsers fetch of it."""

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import ask_afresh, public, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests.queries import get_award, is_public
from voting.looks import queries, service
from voting.looks.forms import LookForm
from voting.looks.rules import accent_of
from voting.looks.service import NewLook
from voting.transaction import transaction
from voting.web.headers import AN_HOUR, FOREVER, answer
from voting.web.images import MAX_BYTES

blueprint = Blueprint("looks", __name__)
UPLOAD_BYTES = 2 * MAX_BYTES + 64 * 1024
READ_BYTES = 1024 * 1024  # of a file at a time: what one read brings must fit beside what is left of the last
Page = str | BaseResponse | tuple[str, int]


@blueprint.route("/admin/<award>/look", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def edit(award: str) -> Page:
    """The award's colour, logo and picture."""
    shown = get_award(award)
    if is_public(shown.id) and (asked := ask_afresh()):
        return asked
    look = queries.find_look(shown.id) or queries.PLAIN
    form = LookForm()
    if form.validate_on_submit():
        with transaction():
            new = NewLook(form.colour, form.new_hero, form.new_logo)
            service.change(award_id=shown.id, slug=shown.slug, look=new, actor=viewer_id())
        return redirect(url_for(".edit", award=award, saved=1), 303)
    if request.method != "POST":
        form.accent.data = look.accent or ""
    page = render_template(
        "looks/edit.html",
        award=shown,
        form=form,
        own=look,
        shades=accent_of(look.accent) if look.accent else None,
        saved="saved" in request.args and not form.errors,
        viewer=viewer(),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/looks/<digits>.css")
@public
def sheet(digits: str) -> Response:
    """The style sheet of an accent colour. Its shades are worked out anew by each version of the program."""
    return answer(queries.sheet_of(digits), "text/css", AN_HOUR)


@blueprint.get("/looks/<picture>-<int(max=9999):width>.webp")
@public
def picture(picture: str, width: int) -> Response:
    """A logo or an award's picture, in one width."""
    return answer(queries.get_picture(picture, width), "image/webp", FOREVER)


def _allow_pictures(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here, and only from who runs the vote, may a request be as large as two pictures.

    This runs before anything reads the form: of everybody else's, no more is taken than of any form.
    """
    if endpoint == f"{blueprint.name}.{edit.__name__}" and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.RUN_CONTEST):
            request.max_content_length = UPLOAD_BYTES
            request.max_form_memory_size = READ_BYTES


def init_app(app: Flask) -> None:
    """Give templates `look_for(contest)`."""
    app.url_value_preprocessor(_allow_pictures)
    app.jinja_env.globals.update(look_for=queries.look_for, plain_look=queries.PLAIN)
