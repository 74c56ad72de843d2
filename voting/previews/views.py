"""The page on which a private link is made and withdrawn, and what it shows to whoever has it."""

from typing import Any

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from werkzeug import Response as BaseResponse

from voting.accounts.access import public, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.models import Contest
from voting.contests.rules import Action, phase_after
from voting.nominees.queries import get_nominee, neighbours
from voting.pages.queries import contest_values
from voting.previews import queries, service
from voting.text import LANGUAGES
from voting.transaction import transaction
from voting.web import order
from voting.web.i18n import in_language

blueprint = Blueprint("previews", __name__)
PRIVATE = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
SHOWN = {"pages.contest": "previews.contest", "nominees.show": "previews.nominee"}
BAR = "#preview"
OF_A_CONTEST = "/admin/<award>/<int(max=9999):year>/preview-link"


@blueprint.get(OF_A_CONTEST)
@requires(Permission.RUN_CONTEST)
def edit(award: str, year: int) -> str:
    """The draft's private link, if it has one."""
    standing = contests.get_contest(award, year)
    phase_after(standing.phase, Action.ANNOUNCE)
    link = queries.find_link(standing.contest.id)
    path = in_language(url_for(".contest", secret=queries.secret_of(link)), "sv") if link else ""
    paths = [(lang, in_language(path, lang)) for lang in LANGUAGES] if path else []
    return render_template("previews/edit.html", contest=standing.contest, link=link, paths=paths, viewer=viewer())


@blueprint.post(OF_A_CONTEST)
@requires(Permission.RUN_CONTEST, fresh=True)
def make(award: str, year: int) -> BaseResponse:
    """Make the link, or another one, with which the old one stops working."""
    standing = contests.get_contest(award, year)
    with transaction():
        service.make(contest_id=standing.contest.id, actor=viewer_id())
    return redirect(url_for(".edit", award=award, year=year), 303)


@blueprint.post(OF_A_CONTEST + "/withdraw")
@requires(Permission.RUN_CONTEST)
def withdraw(award: str, year: int) -> BaseResponse:
    standing = contests.get_contest(award, year)
    with transaction():
        service.withdraw(contest_id=standing.contest.id, actor=viewer_id())
    return redirect(url_for(".edit", award=award, year=year), 303)


@blueprint.get("/preview/<secret>")
@public
def contest(secret: str) -> Response:
    """The draft's page as it will be."""
    link, standing = queries.get_preview(secret)
    _begin(secret, standing.contest)
    page = render_template("pages/contest.html", preview=link, earlier=(), **contest_values(standing, order.seed()))
    return Response(page)


@blueprint.get("/preview/<secret>/nominees/<nominee>")
@public
def nominee(secret: str, nominee: str) -> Response:
    """A nominee's page as it will be."""
    link, standing = queries.get_preview(secret)
    contest, shown = standing.contest, get_nominee(standing.contest.id, nominee)
    _begin(secret, contest)
    previous, following = neighbours(contest, shown, order.seed())
    told = {"contest": contest, "phase": standing.phase.value, "nominee": shown}
    return Response(render_template("nominees/show.html", preview=link, previous=previous, next=following, **told))


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Neither search engines nor caches nor the next page learn the address; refusals say the same.

    Not on the admin's page: without a referrer a browser does not say where a form comes from (web/origin.py).
    """
    if "secret" in (request.view_args or {}):
        response.headers.update(PRIVATE)
    return response


def _begin(secret: str, contest: Contest) -> None:
    g.preview = secret, contest.award.slug, contest.year


def _address(endpoint: str, **values: Any) -> str:
    """`url_for` of templates. In a preview the draft's pages lead to each other, and what is not there yet to the bar
    that says so.
    """
    secret, award, year = g.get("preview", ("", "", 0))
    if not secret or values.get("award") != award or values.get("year", year) != year:
        return url_for(endpoint, **values)
    if endpoint not in SHOWN:
        return BAR
    named = {"nominee": values["slug"]} if "slug" in values else {}
    return url_for(SHOWN[endpoint], secret=secret, **named)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["url_for"] = _address
