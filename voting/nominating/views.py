"""The pages where an organiser writes about who stands: the list, one nominee, and taking one away."""

from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug import Response as BaseResponse

from voting.accounts.access import ask_afresh, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.forms import ActForm, PublicActForm
from voting.contests.queries import Standing
from voting.contests.rules import NotInThisPhase, Phase
from voting.errors import BadInput, EditedMeanwhile, NotFound
from voting.nominating import queries, rules, service
from voting.nominating.forms import NomineeForm
from voting.nominating.rules import AddressTaken, NoReason, Told
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee
from voting.nominees.rules import Kind
from voting.text import LANGUAGES
from voting.transaction import transaction
from voting.web.i18n import speaking, tr_plain, translated
from voting.web.images import encode_and_keep

blueprint = Blueprint("nominating", __name__, url_prefix="/admin/<award>/<int(max=9999):year>")
UPLOAD_BYTES = 64 * 1024 * 1024  # a picture that is far too large is refused beside its field, with every text kept
READ_BYTES = 1024 * 1024  # of a file at a time: what one read brings must fit beside what is left of the last
MOST_PARTS = 500
UPLOADING = frozenset({"edit", "new"})
Page = str | BaseResponse | tuple[str, int]


@blueprint.get("/nominees", endpoint="list")
@requires(Permission.RUN_CONTEST)
def show_list(award: str, year: int) -> str:
    """Everybody, in the organiser's order, and what each still lacks."""
    standing = contests.get_contest(award, year)
    rows = queries.list_rows(standing.contest.id)
    named = {row.nominee.slug: row for row in rows}
    told = {name: named.get(request.args.get(name, "")) for name in ("moved", "saved")}
    return _page("nominating/list.html", standing, rows=rows, **told)


@blueprint.post("/nominees")
@requires(Permission.RUN_CONTEST)
def move(award: str, year: int) -> Page:
    """Move one of them: up, down, or to the place that was chosen."""
    contest_id, slug = contests.get_contest(award, year).contest.id, request.form.get("slug", "")
    to = request.form.get("to", "place")
    to = request.form.get("place", "") if to == "place" else to
    if to not in ("up", "down") and not (to.isdecimal() and to.isascii() and len(to) < 5):
        raise BadInput
    with transaction():
        service.move(contest_id=contest_id, slug=slug, to=to, actor=viewer_id())
    return redirect(url_for(".list", award=award, year=year, moved=slug, _anchor=f"nominee-{slug}"), 303)


@blueprint.route("/new-nominee", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def new(award: str, year: int) -> Page:
    """Somebody more, at the end of a draft's list."""
    standing = contests.get_contest(award, year)
    if standing.phase is not Phase.DRAFT:
        raise NotInThisPhase
    form = NomineeForm()
    form.prepare(correction=False)
    if request.method != "POST":
        form.revision.data = 0
    if _is_saved(form):
        try:
            with transaction():
                slug = service.add(
                    contest_id=standing.contest.id,
                    told=form.told(Kind.PERSON),
                    slug=form.slug.data,
                    picture=form.picture,
                    focus=form.chosen_focus,
                    actor=viewer_id(),
                )
            return redirect(url_for(".list", award=award, year=year, saved=slug), 303)
        except AddressTaken as error:
            form.slug.errors = [translated(error.message)]
            form.say_that_the_photo_is_lost()
    return _editor(award, year, form, nominee=None, kind=Kind.PERSON)


@blueprint.route("/nominees/<slug>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def edit(award: str, year: int, slug: str) -> Page:
    """What is told of a nominee: written freely in a draft, corrected with a reason once it is announced."""
    standing = contests.get_contest(award, year)
    if rules.is_correction(standing.phase) and (asked := ask_afresh()):
        return asked
    contest_id, who = standing.contest.id, request.form.get("nominee", "")
    nominee = queries.get_edited(contest_id, slug, who)
    form = _form(standing)
    if request.method != "POST":
        focus = queries.find_focus(nominee.id)
        form.show(queries.told_of(nominee), slug=slug, revision=nominee.revision, focus=focus)
    theirs: dict[str, str] | None = None
    if _is_saved(form):
        try:
            now_at = _save(form, standing, nominee)
            return redirect(url_for(".list", award=award, year=year, saved=now_at), 303)
        except AddressTaken as error:
            form.slug.errors = [translated(error.message)]
            nominee = queries.get_edited(contest_id, slug, who)
        except (NoReason, NotInThisPhase, EditedMeanwhile, NotFound) as error:
            standing = contests.get_contest(award, year)
            nominee = queries.get_edited(contest_id, slug, who)
            if isinstance(error, NoReason) and form.reason:
                form.reason.errors = [translated(error.message)]
            else:  # edited, or announced, or given another address
                form, form.picture = _form(standing), form.picture
                theirs = form.differing_from(queries.told_of(nominee), nominee.slug)
                form.revision.data = nominee.revision
        form.say_that_the_photo_is_lost()
    return _editor(award, year, form, nominee=nominee, kind=Kind(nominee.kind), theirs=theirs)


@blueprint.get("/nominees/<slug>/whole.webp")
@requires(Permission.RUN_CONTEST)
def whole(award: str, year: int, slug: str) -> Response:
    """The picture that the photo was cropped from, for staff alone."""
    nominee = get_nominee(contests.get_contest(award, year).contest.id, slug)
    response = make_response(queries.get_whole(nominee.id))
    response.mimetype = "image/webp"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/nominees/<slug>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST, fresh=True)
def withdraw(award: str, year: int, slug: str) -> Page:
    """Taking a nominee away: what it does, what cannot be undone, the typed word and the reason."""
    standing = contests.get_contest(award, year)
    nominee = get_nominee(standing.contest.id, slug)
    if not rules.can_withdraw(standing.phase) or nominee.withdrawn_at:
        raise NotInThisPhase
    draft = standing.phase is Phase.DRAFT
    words, form = (rules.REMOVING, ActForm()) if draft else (rules.WITHDRAWING, PublicActForm())
    form.expect = translated(words.word)
    if form.validate_on_submit():
        with transaction():
            service.withdraw(contest_id=standing.contest.id, slug=slug, reason=form.reason.data, actor=viewer_id())
        return redirect(url_for(".list", award=award, year=year), 303)
    page = _page("nominating/withdraw.html", standing, nominee=nominee, form=form, **_in_words(words))
    return page, 422 if form.errors else 200


def _in_words(words: rules.WithdrawWords) -> dict[str, Any]:
    return {
        "title": translated(words.title),
        "word": translated(words.word),
        "consequences": [translated(text) for text in words.consequences],
        "irreversible": [translated(text) for text in words.irreversible],
    }


def _form(standing: Standing) -> NomineeForm:
    form = NomineeForm()
    form.prepare(correction=rules.is_correction(standing.phase))
    return form


def _is_saved(form: NomineeForm) -> bool:
    return request.method == "POST" and form.asks_to_save(request.form.get("act", "save"))


def _save(form: NomineeForm, standing: Standing, nominee: Nominee) -> str:
    picture, focus = form.picture, form.chosen_focus
    original = queries.find_original(nominee.id)
    if picture is None and original and original.focus != focus.value:
        picture = encode_and_keep(original.content, focus.centre)
    told, slug = form.told(Kind(nominee.kind)), nominee.slug
    with transaction():
        return service.change(
            contest_id=standing.contest.id,
            slug=slug,
            revision=form.revision.data,
            told=told,
            new_slug=form.slug.data if form.slug else "",
            picture=picture,
            focus=focus,
            reason=form.reason.data if form.reason else "",
            actor=viewer_id(),
        )


def _editor(
    award: str,
    year: int,
    form: NomineeForm,
    *,
    nominee: Nominee | None,
    kind: Kind,
    theirs: dict[str, str] | None = None,
) -> Page:
    standing = contests.get_contest(award, year)
    page = _page(
        "nominating/edit.html",
        standing,
        form=form,
        nominee=nominee,
        theirs=theirs or {},
        meanwhile=theirs is not None,
        whole=bool(nominee and queries.find_focus(nominee.id)),
        previews=_previews(form.told(kind)) if request.form.get("act") == "preview" else {},
        can_withdraw=bool(nominee) and rules.can_withdraw(standing.phase) and not (nominee and nominee.withdrawn_at),
    )
    return page, 409 if theirs is not None else 422 if form.errors else 200


def _previews(told: Told) -> dict[str, Markup]:
    """The texts as everybody would see them, in each language."""
    shown: dict[str, Markup] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            page = render_template("nominating/_preview.html", told=told)
            shown[lang] = Markup(page)  # noqa: S704 a page of our own, escaped where it was written
    return shown


def _page(template: str, standing: Standing, **values: Any) -> str:
    return render_template(template, contest=standing.contest, phase=standing.phase.value, viewer=viewer(), **values)


def _allow_uploads(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only here, and only from who runs the vote, may a request be as large as a picture chosen by mistake.

    This runs before anything reads the form: of everybody else's, no more is taken than of any form.
    """
    name = (endpoint or "").removeprefix(f"{blueprint.name}.")
    if endpoint != name and name in UPLOADING and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.RUN_CONTEST):
            request.max_content_length = UPLOAD_BYTES
            request.max_form_memory_size = READ_BYTES
            request.max_form_parts = MOST_PARTS


def init_app(app: Flask) -> None:
    """Give templates `name | name_or(slug)`: what staff call a nominee, whose name may not be written yet."""
    app.url_value_preprocessor(_allow_uploads)
    app.jinja_env.filters["name_or"] = lambda name, slug: tr_plain(name) or slug
