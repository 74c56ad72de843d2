"""What happens between two notices, or between looking at the page and answering, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.acts import act, set_contest
from tests.consent.notices import contact, linked, secret, tell
from tests.nominating.forms import jpeg, send
from tests.page import heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role, read_address
from voting.consent import service, views
from voting.consent.rules import LinkOver, StandsNoMore, UnknownLink
from voting.contests.rules import Action
from voting.nominating import service as nominating
from voting.nominating.queries import told_of
from voting.nominees.rules import Focus
from voting.privacy.queries import find_data
from voting.transaction import transaction
from voting.web.images import encode_and_keep

SECOND, PRIVATE = "second@demo.example", "Hemligt"
SAID = ("answer", "answered_at", "answered_to", "changes", "words", "reply", "picture", "shown", "focus")
NOTHING = [None, None, None, None, "", "", None, None, None]
MEANWHILE = {"web_session", "rate_counter"}
EACH_WAY = ("", "/change", "/no")


@pytest.fixture
def vote(site: Site) -> Vote:
    return site.make_vote()


def say(site: Site, vote: Vote, link: str, answer: str) -> None:
    """Answer by the link, with words that are private."""
    seen, revision = contact(site, vote).revision, 0
    with site.app.app_context():
        told = replace(told_of(linked(site, link).nominee), place=PRIVATE)
    wish: dict[str, Any] = {"told": told, "picture": encode_and_keep(jpeg().read()), "focus": Focus.CENTRE}
    with site.app.app_context(), transaction():
        if answer == "agreed":
            service.agree(secret=secret(link), seen=seen, revision=revision)
        elif answer == "declined":
            service.decline(secret=secret(link), seen=seen, words=PRIVATE, mails=True)
        else:
            service.ask(secret=secret(link), seen=seen, revision=revision, words=PRIVATE, mails=True, **wish)
        if answer == "kept":
            service.turn_down(contest_id=vote.id, slug="nominee-1", seen=seen + 1, reply=PRIVATE, actor=None)


def stored(site: Site, vote: Vote) -> list[Any]:
    row = contact(site, vote)
    return [getattr(row, name) for name in SAID]


@pytest.mark.parametrize("answer", ["agreed", "change", "kept", "declined"])
def test_another_mailbox_gets_nothing_of_what_the_first_one_wrote(site: Site, vote: Vote, answer: str) -> None:
    say(site, vote, tell(site, vote, to="first@demo.example"), answer)
    first = stored(site, vote)
    assert first[0] == answer
    tell(site, vote, to="First@demo.example")
    assert stored(site, vote) == first
    link = tell(site, vote, to=SECOND)
    assert stored(site, vote) == NOTHING
    browser = site.browser()
    for where in ("", "/change"):
        assert PRIVATE not in browser.get(link + where).text
    assert browser.get(link + "/photo.webp").status_code == 404
    with site.app.test_request_context():
        (about,) = (find_data(read_address(SECOND), coarse=False) or {})["nominated"]
    assert PRIVATE not in repr(about)
    tell(site, vote, to="first@demo.example")
    assert stored(site, vote) == NOTHING


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_sends_it_again_is_told_what_another_address_means(site: Site, vote: Vote) -> None:
    tell(site, vote)
    page = main_text(site.staff(Role.ADMIN).get("/admin/testpriset/2026/nominees/nominee-1/notice"))
    assert "Med en annan adress raderas det som har svarats" in page


def certify(site: Site, vote: Vote) -> None:
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY)


def withdraw(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        nominating.withdraw(contest_id=vote.id, slug="nominee-1", reason="test", actor=None)


def tell_another(site: Site, vote: Vote) -> None:
    tell(site, vote, to=SECOND)


@pytest.mark.parametrize("where", EACH_WAY)
@pytest.mark.parametrize(
    ("happens", "status", "title"),
    [
        (certify, 410, LinkOver.title),
        (withdraw, 410, StandsNoMore.title),
        (tell_another, 404, UnknownLink.title),
    ],
)
def test_an_answer_is_looked_at_again_when_its_turn_comes(
    site: Site,
    vote: Vote,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    happens: Callable[[Site, Vote], None],
    status: int,
    title: str,
) -> None:
    """A link that worked when the form came, and does not when it is to be stored: a picture takes a second."""
    set_contest(site, vote, appeal_hours=0)
    link, browser = tell(site, vote), site.browser()
    after: list[Any] = []

    def meanwhile(*_: Any, **__: Any) -> None:
        happens(site, vote)
        after.append(contents(site, but=MEANWHILE))

    monkeypatch.setattr(views, "count", meanwhile)
    assert answered(browser, link, where) == status
    assert heading(browser.page) == said(site, title, "sv")
    assert [contents(site, but=MEANWHILE)] == after


def answered(browser: Browser, link: str, where: str) -> int:
    if where == "/change":
        return send(browser, link + where, line_sv="Ny rad")
    browser.get(link + where)
    return browser.submit(link + where, follow=False).status_code
