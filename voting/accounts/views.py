"""Sign in with a typed code, sign out, and see one's own account."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug import Response

from voting.accounts import queries, service
from voting.accounts.access import browser_id, public, requires, viewer, viewer_id
from voting.accounts.access import sign_in as start_session
from voting.accounts.access import sign_out as end_this_session
from voting.accounts.forms import AddressForm, CodeForm
from voting.accounts.rules import (
    AccountDisabled,
    Address,
    Permission,
    Refusal,
    WrongCode,
    read_address,
    resend_wait,
)
from voting.accounts.scopes import NoOffer
from voting.extensions import settings
from voting.transaction import transaction
from voting.web import mark, refusals, slip
from voting.web.i18n import in_this_language, language, translated
from voting.web.limits import TooMany, count, network
from voting.web.way_back import safe_next

blueprint = Blueprint("accounts", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Ask for an address. A person who is signed in already goes on."""
    form = AddressForm()
    if request.method != "POST":
        form.next.data = _next()
        if viewer():
            return redirect(_next() if "next" in request.args else url_for(".show"), 303)
    if not form.validate_on_submit():
        if form.refusal:
            refusals.note(form.refusal)
        page = render_template("accounts/sign_in.html", form=form, to_vote=_to_vote(), viewer=None)
        return page, 422 if form.errors else 200
    _send_code(form.read)
    return redirect(url_for("accounts.code", next=_next()), 303)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> Page:
    """Type the code that was sent. Wrong, expired, used and foreign codes are one answer."""
    pending = queries.find_pending_code(browser_id())
    if pending is None:
        return redirect(_next() if viewer() else url_for("accounts.sign_in", next=_next()), 303)
    form = CodeForm()
    if request.method != "POST":
        form.next.data = _next()
    elif form.validate():
        with _counted():
            count("try", network(), allowed=settings().tries_per_network)
            with transaction():
                account = service.spend_code(browser=browser_id(), typed=form.code.data or "")
        if account:
            start_session(account)
            return redirect(_next(), 303)
        refusals.note(Refusal.CODE)
        form.code.errors = [translated(WrongCode.message)]
    wait = resend_wait(written_at=pending.written_at, now=pending.now)
    shown = {"address": pending.mail_to, "wait_seconds": wait, "to_vote": _to_vote()}
    page = render_template("accounts/code.html", form=form, viewer=None, **shown)
    return page, 422 if form.errors else 200


@blueprint.post("/sign-in/resend")
@public
def resend() -> Page:
    """Send another code to the same address; the older one stops working."""
    pending = queries.find_pending_code(browser_id())
    if pending is None:
        return redirect(url_for("accounts.sign_in", next=_next()), 303)
    if resend_wait(written_at=pending.written_at, now=pending.now) == 0:
        _send_code(read_address(pending.mail_to))
    return redirect(url_for("accounts.code", next=_next()), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """End the session. What is marked, and what may be seen of a receipt, is nobody else's business either."""
    end_this_session()
    return slip.drop(mark.drop(redirect(url_for("pages.start"), 303)))


@blueprint.get("/account")
@requires(Permission.VOTE)
def show() -> Page:
    """What an account is about: where it leads, where it is signed in, and what it has been offered."""
    sessions = queries.list_sessions(viewer_id(), this=browser_id())
    offer = queries.find_offer(viewer_id())
    return render_template("accounts/show.html", viewer=viewer(), offer=offer, sessions=sessions)


@blueprint.post("/account/accept")
@requires(Permission.VOTE)
def accept() -> Page:
    """Take up an offered role. Staff's sessions are shorter, so the person signs in once more."""
    offer = queries.find_offer(viewer_id())
    if offer is None or offer.expired:
        raise NoOffer
    with transaction():
        service.keep(viewer_id())
        service.accept(account_id=viewer_id())
    return redirect(url_for(".show"), 303)


@blueprint.post("/account/sessions/end")
@requires(Permission.VOTE)
def end_session() -> Page:
    """Sign one other browser of this account out, or all others."""
    which = request.form.get("session", "")
    with transaction():
        if which == "others":
            service.end_session(account_id=viewer_id(), session=None, but=browser_id())
        elif re.fullmatch("[0-9a-f]{64}", which):
            service.end_session(account_id=viewer_id(), session=bytes.fromhex(which))
    return redirect(url_for(".show"), 303)


def _send_code(address: Address) -> None:
    # From one network few, so that a neighbour cannot use up somebody's codes; from everywhere a few more.
    with _counted():
        count("code to address from network", f"{address.mailbox} {network()}", allowed=settings().codes_per_address)
        count("code to address", address.mailbox, allowed=4 * settings().codes_per_address)
        count("code to network", network(), allowed=settings().codes_per_network)
    with transaction():
        service.send_code(address=address, browser=browser_id(), lang=language())


@contextmanager
def _counted() -> Iterator[None]:
    """What is refused in here is counted for the staff's follow-up: why, and not whom."""
    try:
        yield
    except TooMany:
        refusals.note(Refusal.LIMIT)
        raise
    except AccountDisabled:
        refusals.note(Refusal.DISABLED)
        raise


def _next() -> str:
    """Where to go on to, in the language that the person reads now."""
    values: Any = request.form if request.method == "POST" else request.args
    return in_this_language(safe_next(values.get("next"), url_for("pages.start")))


def _to_vote() -> bool:
    """Whether the person stands between mark and review, and should see which step of voting this is."""
    return _next().endswith("/review")
