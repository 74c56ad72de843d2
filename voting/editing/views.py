"""The editor: awards, their years, and the texts, dates and rules of a vote."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug import Response
from wtforms import RadioField

from voting.accounts.access import ask_afresh, requires, viewer, viewer_id
from voting.accounts.rules import Permission
from voting.contests import queries as contests
from voting.contests.models import Award, Contest
from voting.contests.queries import Standing, get_award
from voting.contests.rules import NotInThisPhase, Phase
from voting.editing import queries, service
from voting.editing.forms import (
    AwardForm,
    ContestForm,
    CorrectionForm,
    Edited,
    NewAwardForm,
    NewContestForm,
    offer_years,
    shown,
)
from voting.editing.rules import BesideField, differing
from voting.errors import N_, DomainError, EditedMeanwhile
from voting.text import LANGUAGES, LocalText
from voting.transaction import transaction
from voting.web.i18n import date_only, local, speaking, translated

blueprint = Blueprint("editing", __name__, url_prefix="/admin")
Page = str | Response | tuple[str, int]
BYTES = 1024 * 1024  # two long texts in two languages, each letter å as six signs
SAVED_ELSE = N_("Something else is saved here now: see below. What you wrote has been kept.")
Saved = dict[str, list[tuple[str, str]]]  # field -> what is saved now: (language or "", text)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS)
def new_award() -> Page:
    """An award that returns every year."""
    form = NewAwardForm()
    if form.validate_on_submit() and "preview" not in request.form:
        try:
            with transaction():
                service.begin_award(slug=form.slug.data, values=form.values(), actor=viewer_id())
            return redirect(url_for(".new_contest", award=form.slug.data), 303)
        except BesideField as error:
            _beside(form, error)
    page = render_template("editing/new_award.html", form=form, previews=_award_previews(form), viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.route("/<award>", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def award(award: str) -> Page:
    """An award: its years, and its texts."""
    found, trouble = get_award(award), None
    public = contests.is_public(found.id)
    saves = request.method == "POST" and "preview" not in request.form  # whoever comes for the years is let through
    if public and saves and (asked := ask_afresh()):
        return asked
    form = AwardForm(data=queries.stored_award(found) | {"revision": found.revision})
    if form.validate_on_submit() and "preview" not in request.form:
        try:
            with transaction():
                service.edit_award(award_id=found.id, **form.change(), actor=viewer_id())
            return redirect(url_for(".award", award=award, saved=1), 303)
        except BesideField as error:
            _beside(form, error)
        except EditedMeanwhile as error:
            trouble = error
    found = get_award(award)
    saved = _compare(form, queries.stored_award(found), found.revision) if trouble else {}
    page = render_template(
        "editing/award.html",
        award=found,
        form=form,
        trouble=_told(trouble),
        saved=saved,
        cards=[{"contest": each.contest, "phase": each.phase.value} for each in queries.list_years(found)],
        public=public,
        previews=_award_previews(form),
        done="saved" in request.args,
        viewer=viewer(),
    )
    return page, 409 if trouble else 422 if form.errors else 200


@blueprint.route("/<award>/new", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def new_contest(award: str) -> Page:
    """A new year: from an earlier one, or from the beginning."""
    found = get_award(award)
    years = {standing.contest.year: standing.contest for standing in queries.list_years(found)}
    form = NewContestForm(data=offer_years(years))
    form.earlier.choices = offer_years(years)["choices"]
    if form.validate_on_submit():
        begun: dict[str, Any] = {"year": form.year.data, "values": form.values(), "actor": viewer_id()}
        earlier = years.get(int(form.earlier.data))
        try:
            with transaction():
                service.begin_contest(award=found, earlier=earlier, with_nominees=form.with_nominees.data, **begun)
            return redirect(url_for(".contest", award=award, year=form.year.data, begun=1), 303)
        except BesideField as error:
            _beside(form, error)
    page = render_template("editing/new_contest.html", award=get_award(award), form=form, viewer=viewer())
    return page, 422 if form.errors else 200


@blueprint.route("/<award>/<int(max=9999):year>/edit", methods=["GET", "POST"])
@requires(Permission.RUN_CONTEST)
def contest(award: str, year: int) -> Page:
    """A draft's texts, dates and rules. Once it is announced its texts can be corrected, for a reason."""
    standing, trouble = contests.get_contest(award, year), None
    if standing.phase is not Phase.DRAFT and (asked := ask_afresh()):
        return asked
    form, previewing = _form_of(standing), "preview" in request.form
    valid = form.validate_on_submit()
    if valid and not previewing:
        try:
            with transaction():
                service.edit_contest(contest_id=standing.contest.id, **form.change(), actor=viewer_id())
            return redirect(url_for(".contest", award=award, year=year, saved=1), 303)
        except BesideField as error:
            _beside(form, error)
        except (EditedMeanwhile, NotInThisPhase) as error:
            trouble = error
    if trouble:
        standing = contests.get_contest(award, year)
        form = _form_of(standing)
        form.validate()
    again = contests.get_contest(award, year)
    saved = _compare(form, queries.stored_contest(again.contest), again.contest.revision) if trouble else {}
    values = form.values() if valid and previewing else {}
    page = _page("editing/contest.html", again, form, trouble, saved, values)
    return page, 409 if trouble else 422 if form.errors else 200


def _page(
    template: str, standing: Standing, form: Edited, trouble: DomainError | None, saved: Saved, values: dict[str, Any]
) -> str:
    contest = standing.contest
    dates = {name: values.get(name, getattr(contest, name)) for name in ("opens_at", "closes_at")}
    return render_template(
        template,
        contest=contest,
        phase=standing.phase.value,
        form=form,
        trouble=_told(trouble),
        saved=saved,
        told_dates=queries.told_dates(**dates),
        rules=contests.rules_of(contest),
        previews=_previews("editing/_contest_preview.html", queries.previewed(contest, values)) if values else {},
        done=next((name for name in ("begun", "saved") if name in request.args), ""),
        viewer=viewer(),
    )


def _form_of(standing: Standing) -> CorrectionForm:
    kind = ContestForm if standing.phase is Phase.DRAFT else CorrectionForm
    return kind(data=shown(standing.contest))


def _beside(form: Any, error: BesideField) -> None:
    form[error.field].errors = [translated(error.message)]


def _told(trouble: DomainError | None) -> dict[str, str] | None:
    words = {"title": trouble.title, "message": trouble.message, "todo": trouble.todo} if trouble else {}
    return {name: translated(text) for name, text in words.items()} or None


def _compare(form: Edited, stored: Mapping[str, Any], revision: int) -> Saved:
    """What is saved now, of each field that says something else; whoever saves again has seen it."""
    values = {name: value for name, value in form.values().items() if name in stored}
    saved: Saved = {}
    for name in differing(stored, values):
        texts, typed = stored[name], values[name]
        if isinstance(texts or typed, LocalText):
            texts, typed = texts or LocalText(), typed or LocalText()
            langs = [lang for lang in LANGUAGES if getattr(texts, lang) != getattr(typed, lang)]
            saved[name] = [(lang, getattr(texts, lang) or "–") for lang in langs]
            for lang in langs:
                form[name][lang].errors = [translated(SAVED_ELSE)]
        else:
            saved[name] = [("", _in_words(form[name], texts))]
            form[name].errors = [translated(SAVED_ELSE)]
    form.revision.data = revision
    return saved


def _in_words(field: Any, value: Any) -> str:
    """A stored value as a reader knows it from the form."""
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, date):
        return date_only(value)
    if isinstance(value, list):
        return ", ".join(value)
    choices = {option.data: option.label.text for option in field} if isinstance(field, RadioField) else {}
    key = value if isinstance(value, str) else ("yes" if value else "no")
    return str(choices.get(key, "–" if value is None else value))


def _award_previews(form: AwardForm) -> dict[str, Markup]:
    if "preview" not in request.form or form.errors:
        return {}
    return _previews("editing/_award_preview.html", Contest(award=Award(**form.values()), year=0))


def _previews(template: str, contest: Contest) -> dict[str, Markup]:
    """A part of a public page in each language, with what is not stored yet."""
    drawn: dict[str, Markup] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            drawn[lang] = Markup(render_template(template, contest=contest))  # noqa: S704 escaped by the template
    return drawn


def _allow_long_texts(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Only from who runs the vote, and only here, may a form be longer than others. Runs before it is read."""
    if endpoint and endpoint.startswith(f"{blueprint.name}.") and request.method == "POST":
        somebody = viewer()
        if somebody and somebody.may(Permission.RUN_CONTEST):
            request.max_content_length = request.max_form_memory_size = BYTES


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_allow_long_texts)
