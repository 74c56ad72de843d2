"""The first start of a site, by a link that works once, and its settings later."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts.access import browser_id, public, requires, signed_in, viewer, viewer_id
from voting.accounts.access import sign_in as start_session
from voting.accounts.forms import CodeForm
from voting.accounts.rules import (
    CODE_MINUTES,
    Address,
    Permission,
    RolesApart,
    WrongCode,
    read_address,
    resend_wait,
    show_code,
)
from voting.errors import EditedMeanwhile
from voting.extensions import settings
from voting.mail.rules import TROUBLE_WORDS, Kind, Trouble
from voting.mail.service import NotSent, send_now
from voting.organisation import queries, service
from voting.organisation.forms import DetailsForm, SettingsForm, SetupForm
from voting.organisation.rules import FIELD_WORDS, LANGUAGE_WORDS, Details, Link, changes, shown
from voting.transaction import transaction
from voting.web.i18n import language, translated
from voting.web.identity import as_if
from voting.web.limits import count, network

blueprint = Blueprint("organisation", __name__)
Page = str | Response | tuple[str, int]
TRIALS = 30  # test messages from one network in a quarter of an hour


@blueprint.route("/setup/<secret>", methods=["GET", "POST"])
@public
def setup(secret: str) -> Page:
    """Who runs the site, and a test message to who is going to be its first admin. Nothing is stored for good yet."""
    link = queries.get_link(secret)
    form = SetupForm()
    if request.method != "POST":
        pending = queries.find_pending(secret, browser_id())
        form.fill(pending.details if pending else queries.from_settings())
        form.address.data = pending.admin if pending else ""
    elif form.validate() and _try_out(form, link, secret, form.read, form.details):
        return redirect(url_for(".code", secret=secret), 303)
    return _setup_page(form, secret, elsewhere="elsewhere" in request.args)


@blueprint.route("/setup/<secret>/code", methods=["GET", "POST"], endpoint="code")
@public
def type_code(secret: str) -> Page:
    """The code from the test message shows that mail works and whose the mailbox is; then all is stored at once."""
    link = queries.get_link(secret)
    pending = queries.find_pending(secret, browser_id())
    if pending is None:
        return redirect(url_for(".setup", secret=secret, elsewhere=1 if link.browser else None), 303)
    form = CodeForm()
    if form.validate_on_submit():
        count("try", network(), allowed=settings().tries_per_network)
        try:
            with transaction():
                account = service.finish(secret=secret, browser=browser_id(), typed=form.code.data or "")
            if account:
                start_session(account)
                return redirect(url_for("admin.index"), 303)
            form.code.errors = [translated(WrongCode.message)]
        except RolesApart as error:
            form.code.errors = [translated(error.message)]
    page = render_template(
        "organisation/code.html",
        form=form,
        secret=secret,
        pending=pending,
        minutes=CODE_MINUTES,
        wait_seconds=resend_wait(written_at=link.sent_at or link.now, now=link.now),
        viewer=None,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/setup/<secret>/resend")
@public
def resend(secret: str) -> Page:
    """Another test message to the same address; the older code stops working."""
    link = queries.get_link(secret)
    pending = queries.find_pending(secret, browser_id())
    if pending is None:
        return redirect(url_for(".setup", secret=secret), 303)
    form = SetupForm(formdata=None)
    form.fill(pending.details)
    form.address.data = pending.admin
    if _try_out(form, link, secret, read_address(pending.admin), pending.details):
        return redirect(url_for(".code", secret=secret), 303)
    return _setup_page(form, secret)


@blueprint.route("/admin/settings", methods=["GET", "POST"], endpoint="settings")
@requires(Permission.SETTINGS, fresh=True)
def edit() -> Page:
    """The same for a site that runs. A new sender is tried out before it is stored."""
    saved, form, other = queries.get_saved(), SettingsForm(), {}
    if request.method != "POST":
        form.fill(saved.details)
        form.revision.data = saved.revision
    elif form.validate() and _sender_works(form, saved.details):
        try:
            with transaction():
                service.change(details=form.details, revision=form.revision.data, actor=viewer_id())
            return redirect(url_for(".settings", saved=1), 303)
        except EditedMeanwhile:
            saved = queries.get_saved()
            other = changes(form.details, saved.details)
            form.revision.data = saved.revision
    return _settings_page(form, saved.details, other, status=409 if other else 422 if form.errors else 200)


@blueprint.post("/admin/settings/test")
@requires(Permission.SETTINGS)
def trial() -> Page:
    """A test message to oneself, from what is stored."""
    saved, form = queries.get_saved(), SettingsForm(formdata=None)
    form.fill(saved.details)
    form.revision.data = saved.revision
    if _send(form, signed_in().address, code=""):
        return redirect(url_for(".settings", tested=1), 303)
    return _settings_page(form, saved.details, {}, status=422)


def _settings_page(form: SettingsForm, saved: Details, other: dict[str, tuple[object, object]], *, status: int) -> Page:
    words = {translated(FIELD_WORDS[field]): _in_words(now) for field, (_mine, now) in other.items()}
    page = render_template(
        "organisation/settings.html",
        form=form,
        other=words,
        conflict=EditedMeanwhile if other else None,
        saved="saved" in request.args and not form.errors,
        tested="tested" in request.args and not form.errors,
        sender=saved.sender,
        viewer=viewer(),
    )
    return page, status


def _in_words(value: object) -> str:
    return translated(LANGUAGE_WORDS[str(value)]) if value in LANGUAGE_WORDS else shown(value)


def _setup_page(form: SetupForm, secret: str, *, elsewhere: bool = False) -> Page:
    page = render_template("organisation/setup.html", form=form, secret=secret, elsewhere=elsewhere, viewer=None)
    return page, 422 if form.errors else 200


def _try_out(form: SetupForm, link: Link, secret: str, admin: Address, details: Details) -> bool:
    """Send a code as the site would, and remember it. False: `form` says what went wrong."""
    if link.browser == browser_id() and link.sent_at and resend_wait(written_at=link.sent_at, now=link.now):
        pending = queries.find_pending(secret, browser_id())
        if pending == queries.Pending(admin.mail_to, details):
            return True  # pressed twice: that message is on its way
    code = service.new_code()
    with as_if(queries.identity_of(details)):
        if not _send(form, admin.mail_to, code=show_code(code)):
            return False
    with transaction():
        service.remember(secret=secret, browser=browser_id(), admin=admin, details=details, code=code)
    return True


def _sender_works(form: SettingsForm, saved: Details) -> bool:
    """Nobody could sign in any more, admins neither, if mail had a sender that the mail server refuses."""
    if form.details.sender == saved.sender:
        return True
    with as_if(queries.identity_of(form.details)):
        return _send(form, signed_in().address, code="")


def _send(form: DetailsForm, address: str, *, code: str) -> bool:
    """Send a test message. False: `form` says what went wrong, beside the field that it is about."""
    count("test mail", network(), allowed=TRIALS)
    try:
        send_now(Kind.TRIAL, to=address, lang=language(), code=code, valid_minutes=CODE_MINUTES)
    except NotSent as failure:
        told = settings()
        params = {"host": told.smtp_host, "port": told.smtp_port, "answer": failure.answer}
        words = translated(TROUBLE_WORDS[failure.trouble], params)
        field = {Trouble.SENDER: "sender", Trouble.RECIPIENT: "address"}.get(failure.trouble, "")
        if field in form:
            form[field].errors = [words]
        else:
            form.form_errors.append(words)
        return False
    return True


def init_app(app: Flask) -> None:
    queries.init_app(app)
