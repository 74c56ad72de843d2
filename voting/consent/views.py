"""The nominee's own pages behind a private link, and the page of staff on which a nominee is told and heard.

A GET never answers anything: mail scanners open links, and some press what they find.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug import Response as BaseResponse

from voting.accounts.access import ask_afresh, public, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.consent import queries, service
from voting.consent.forms import AnswerForm, ChangeForm, NoticeForm, ReplyForm, SayNoForm, TakeForm, forms_of_staff
from voting.consent.queries import Linked
from voting.consent.rules import KEPT_DAYS, Answer, AnsweredMeanwhile, can_answer, is_news
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.errors import EditedMeanwhile, NotFound
from voting.nominating.rules import NoReason, NotWhole, is_correction
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee
from voting.transaction import transaction
from voting.web.headers import answer
from voting.web.limits import count, within

blueprint = Blueprint("consent", __name__)
LINK = "/nominated/<secret>"
OF_A_NOMINEE = "/admin/<award>/<int(max=9999):year>/nominees/<slug>/notice"
PRIVATE = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
ANSWERS, LETTERS = 40, 4  # in a quarter of an hour: a picture takes a second; mails of them in a day to each of staff
UPLOAD_BYTES, READ_BYTES, MOST_PARTS = 64 * 1024 * 1024, 1024 * 1024, 500  # as the editor of nominees takes
Page = str | BaseResponse | tuple[str, int]


@blueprint.get(LINK)
@public
def show(secret: str) -> Page:
    """What is published about the nominee, what has been answered, and the three answers there are."""
    return _page("consent/show.html", secret, queries.get_linked(secret), meanwhile=False)


@blueprint.post(LINK)
@public
def agree(secret: str) -> Page:
    linked, form = _begin_answer(secret), AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.agree(secret=secret, seen=form.seen.data, revision=form.revision.data)
            return redirect(url_for(".show", secret=secret), 303)
        except (EditedMeanwhile, AnsweredMeanwhile):
            return _page("consent/show.html", secret, queries.get_linked(secret), meanwhile=True), 409
    return _page("consent/show.html", secret, linked, meanwhile=False), 422


@blueprint.route(LINK + "/change", methods=["GET", "POST"])
@public
def change(secret: str) -> Page:
    """Other texts, another photo, or words to those who run the vote."""
    linked = _begin_answer(secret) if request.method == "POST" else queries.get_linked(secret)
    form, theirs, meanwhile = ChangeForm(), {}, False
    form.arrange(linked.nominee)
    if request.method != "POST":
        form.show_wishes(linked.contact, linked.nominee)
    elif form.asks_to_save(request.form.get("act", "save")):
        try:
            if _ask(secret, linked, form):
                return redirect(url_for(".show", secret=secret), 303)
        except (EditedMeanwhile, AnsweredMeanwhile):
            linked, meanwhile = queries.get_linked(secret), True
            theirs = form.compare(linked.contact, linked.nominee)
        form.say_that_the_photo_is_lost()
    page = _page("consent/change.html", secret, linked, form=form, theirs=theirs, meanwhile=meanwhile)
    return page, 409 if meanwhile else 422 if form.errors else 200


@blueprint.route(LINK + "/no", methods=["GET", "POST"])
@public
def decline(secret: str) -> Page:
    """Saying no, with or without a reason. It withdraws nobody: staff see it and act."""
    linked = _begin_answer(secret) if request.method == "POST" else queries.get_linked(secret)
    form, meanwhile = SayNoForm(), False
    if request.method != "POST":
        form.seen.data, form.revision.data = linked.contact.revision, linked.nominee.revision
    elif form.validate():
        try:
            mails = _may_mail(linked, Answer.DECLINED)
            with transaction():
                service.decline(secret=secret, seen=form.seen.data, words=form.words.data, mails=mails)
            return redirect(url_for(".show", secret=secret), 303)
        except AnsweredMeanwhile:
            linked, meanwhile = queries.get_linked(secret), True
            form.seen.data = linked.contact.revision
    page = _page("consent/decline.html", secret, linked, form=form, meanwhile=meanwhile)
    return page, 409 if meanwhile else 422 if form.errors else 200


@blueprint.get(LINK + "/photo.webp")
@public
def photo(secret: str) -> Response:
    """The wished photo, for who has wished it."""
    return _picture(queries.get_linked(secret).contact.shown)


@blueprint.get(OF_A_NOMINEE)
@requires(Permission.RUN_CONTEST)
def edit(award: str, year: int, slug: str) -> Page:
    """Where a nominee stands: told or not, what was answered, what is wished beside what is told now."""
    standing, nominee = _found(award, year, slug)
    contact = queries.find_contact(nominee.id)
    if contact and contact.has_wish and is_correction(standing.phase) and (asked := ask_afresh()):
        return asked
    return _staff_page(award, year, slug)


@blueprint.post(OF_A_NOMINEE)
@requires(Permission.RUN_CONTEST)
def tell(award: str, year: int, slug: str) -> Page:
    """Send the notice, or send it again with a new link."""
    form = NoticeForm()
    form.offer()
    act = partial(service.tell, seen=form.seen.data)
    return _act(award, year, slug, form, lambda **known: act(address=form.read, lang=form.chosen, **known))


@blueprint.post(OF_A_NOMINEE + "/take")
@requires(Permission.RUN_CONTEST)
def take(award: str, year: int, slug: str) -> Page:
    """Put what is wished on the page."""
    standing, nominee = _found(award, year, slug)
    correction = is_correction(standing.phase)
    if correction and (asked := ask_afresh()):
        return asked
    picture = queries.wished_photo(queries.get_asked(nominee.id))
    form = TakeForm()
    form.arrange(correction=correction)
    act = partial(service.take_over, seen=form.seen.data, revision=form.revision.data, picture=picture)
    return _act(award, year, slug, form, partial(act, reason=form.reason.data if form.reason else ""))


@blueprint.post(OF_A_NOMINEE + "/turn-down")
@requires(Permission.RUN_CONTEST)
def turn_down(award: str, year: int, slug: str) -> Page:
    """Leave the page as it is, and say why."""
    form = ReplyForm()
    return _act(award, year, slug, form, partial(service.turn_down, seen=form.seen.data, reply=form.reply.data))


@blueprint.get(OF_A_NOMINEE + "/photo.webp")
@requires(Permission.RUN_CONTEST)
def wished(award: str, year: int, slug: str) -> Response:
    """The wished photo, for staff."""
    return _picture(queries.get_asked(_found(award, year, slug)[1].id).shown)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Neither search engines nor caches keep what only the holder of the link may see.

    No header about the referrer: none of our pages tells more of its address than the host, and with `no-referrer` a
    browser would not even say of a form that it comes from here (web/origin.py).
    """
    if "secret" in (request.view_args or {}):
        response.headers.update(PRIVATE)
    return response


def _begin_answer(secret: str) -> Linked:
    linked = queries.get_linked(secret)
    count("answer", str(linked.nominee.id), allowed=ANSWERS)
    return linked


def _may_mail(linked: Linked, answer: Answer) -> bool:
    """Whether administrators get a mail of an answer: of news, and no more than LETTERS."""
    news = is_news(answer, linked.contact.answer, linked.standing.phase)
    return news and within("answer mailed", str(linked.nominee.id), allowed=LETTERS, minutes=24 * 60)


def _ask(secret: str, linked: Linked, form: ChangeForm) -> bool:
    """Store the wish. False: there is none."""
    picture = form.choose_photo(linked.contact)
    if not form.has_wishes(picture):
        return False
    seen = {"seen": form.seen.data, "revision": form.revision.data, "words": form.words.data}
    seen["mails"] = _may_mail(linked, Answer.CHANGE)
    with transaction():
        service.ask(secret=secret, told=form.typed, picture=picture, focus=form.chosen_focus, **seen)
    return True


def _page(template: str, secret: str, linked: Linked, **values: Any) -> str:
    contact, nominee = linked.contact, linked.nominee
    known: dict[str, Any] = {"contest": linked.standing.contest, "phase": linked.standing.phase.value}
    known |= {"nominee": nominee, "contact": contact, "secret": secret, "days": KEPT_DAYS, "viewer": None}
    return render_template(template, wishes=queries.wishes_of(contact, nominee), **known, **values)


def _found(award: str, year: int, slug: str) -> tuple[Standing, Nominee]:
    standing = contests.get_contest(award, year)
    return standing, get_nominee(standing.contest.id, slug)


def _act(award: str, year: int, slug: str, form: FlaskForm, act: Callable[..., None]) -> Page:
    """What all the forms of staff do: carry it out, or show the page again with what is wrong."""
    try:
        if form.validate_on_submit():
            with transaction():
                act(contest_id=_found(award, year, slug)[0].contest.id, slug=slug, actor=viewer_id())
            return redirect(url_for(".edit", award=award, year=year, slug=slug), 303)
    except NotWhole as error:  # of texts that are written on another page
        form.form_errors.append(queries.in_words(error))
    except (AnsweredMeanwhile, EditedMeanwhile, NoReason):  # without a reason: announced meanwhile
        return _staff_page(award, year, slug, form, meanwhile=True)
    return _staff_page(award, year, slug, form)


def _staff_page(award: str, year: int, slug: str, form: FlaskForm | None = None, *, meanwhile: bool = False) -> Page:
    standing, nominee = _found(award, year, slug)
    contact = queries.find_contact(nominee.id)
    known = forms_of_staff(form, contact, nominee, correction=is_correction(standing.phase))
    known |= {"form": form or known["notice"], "contest": standing.contest, "phase": standing.phase.value}
    known |= {"nominee": nominee, "contact": contact, "meanwhile": meanwhile, "viewer": viewer()}
    can_tell = can_answer(standing.phase) and not nominee.withdrawn_at and not standing.contest.rehearsal
    wishes = queries.wishes_of(contact, nominee) if contact else []
    page = render_template("consent/edit.html", wishes=wishes, can_tell=can_tell, **known)
    return page, 409 if meanwhile else 422 if form and form.errors else 200


def _picture(content: bytes | None) -> Response:
    if content is None:
        raise NotFound
    return answer(content, "image/webp", "private, no-store")


def _allow_uploads(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Only whoever has a link that works may send as much as a picture."""
    if endpoint == "consent.change" and request.method == "POST" and queries.is_link((values or {})["secret"]):
        request.max_content_length, request.max_form_memory_size = UPLOAD_BYTES, READ_BYTES
        request.max_form_parts = MOST_PARTS


def init_app(app: Flask) -> None:
    """Give templates `contacts_of(contest.id)`: where the nominees in the list of staff stand."""
    app.url_value_preprocessor(_allow_uploads)
    app.jinja_env.globals["contacts_of"] = queries.contacts_of
