"""A no and a wished change reach those who run the vote, where they look and by mail, until they have acted."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.acts import act
from tests.consent.notices import answers, ask, linked, secret, tell
from tests.contests.cells import NOT_YET_OPEN
from tests.mail.letters import words
from tests.mail.smtp import MailServer
from tests.nominating.forms import send
from tests.page import main_text, parse, text_of
from tests.production import production
from tests.site import Browser, Site, Vote
from tests.tables import let_pass, statements
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import Scope
from voting.consent import service
from voting.consent.rules import WAITING_WORDS, Answer, waits
from voting.contests.rules import Action, Phase
from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.service import _unseal
from voting.nominating import service as nominating
from voting.nominees.queries import get_nominee
from voting.text import LocalText
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NAMES = {"sv": "Nominerad 1", "en": "Nominee 1"}
NOTICE = "/nominees/nominee-1/notice"


def decline(site: Site, link: str, words: str = "") -> None:
    with site.app.app_context(), transaction():
        service.decline(secret=secret(link), seen=linked(site, link).contact.revision, words=words, mails=True)


def wish(site: Site, link: str, place: str = "Lund") -> None:
    with site.app.app_context():
        ask(site, link, place=place)


def to_do(browser: Browser, path: str) -> dict[str, str]:
    """What nominees have answered, and where it is dealt with, as a page of staff lists it."""
    found = next(parse(browser.get(path).text).iter("main")).iter("a")
    return {text_of(link): str(link.get("href")) for link in found if str(link.get("href")).endswith("/notice")}


def letters(site: Site) -> list[dict[str, Any]]:
    with site.app.app_context():
        rows = db.session.query(Mail).filter_by(kind="answer").order_by(Mail.created_at).all()
        return [_unseal(row.sealed) for row in rows]


@pytest.mark.parametrize(
    ("answer", "phases"), [(Answer.DECLINED, 3), (Answer.CHANGE, 4), (Answer.AGREED, 0), (None, 0)]
)
def test_when_staff_have_something_to_act_on(answer: Answer | None, phases: int) -> None:
    assert [waits(answer, phase) for phase in Phase] == [True] * phases + [False] * (len(Phase) - phases)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("answer", [Answer.DECLINED, Answer.CHANGE])
def test_an_answer_is_to_do_until_it_is_dealt_with(site: Site, lang: str, answer: Answer) -> None:
    site.make_vote(Phase.DRAFT, award="annat-pris", **NOT_YET_OPEN)
    draft = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    link, admin = tell(site, draft), site.staff(Role.ADMIN, lang)
    places = (f"/admin{draft.path}", f"/admin{draft.path}/announce")
    assert [to_do(admin, place) for place in places] == [{}, {}]
    (decline if answer is Answer.DECLINED else wish)(site, link)
    told = said(site, WAITING_WORDS[answer], lang) % {"name": NAMES[lang]}
    here = {told: f"{admin.prefix}/admin{draft.path}{NOTICE}"}
    assert [to_do(admin, place) for place in places] == [here, here]
    assert 'name="word"' in admin.page.text  # nothing of it keeps anybody from announcing
    for place in ("/admin/", "/admin/follow-up"):
        shown = main_text(admin.get(place))
        warned = {"sv": "Testpriset 2026: nominerade som", "en": "The Test Award 2026: nominees who"}[lang]
        assert shown.count(warned) == 1, shown
    known: dict[str, Any] = {"contest_id": draft.id, "slug": "nominee-1", "actor": None}
    with site.app.app_context(), transaction():
        if answer is Answer.DECLINED:
            nominating.withdraw(reason="", **known)
        else:
            service.turn_down(seen=2, reply="Nej", **known)
    assert [to_do(admin, place) for place in places] == [{}, {}]
    assert warned not in main_text(admin.get("/admin/"))


@only_sqlite
def test_an_announced_vote_does_not_say_that_nothing_is_to_do(site: Site) -> None:
    vote = site.make_vote()
    admin, link = site.staff(Role.ADMIN, "en"), tell(site, vote)
    assert "Nothing. Voting closes" in main_text(admin.get(f"/admin{vote.path}"))
    decline(site, link)
    assert list(to_do(admin, f"/admin{vote.path}")) == ["Nominee 1 has said no."]
    assert "Nothing. Voting closes" not in main_text(admin.page)
    act(site, vote, Action.CLOSE)  # nobody is taken out of the count any more
    assert to_do(admin, f"/admin{vote.path}") == {}


@only_sqlite
def test_only_administrators_of_the_vote_get_one_short_mail_for_each_answer(site: Site) -> None:
    vote = site.make_vote()
    link = tell(site, vote)
    for role in Role:
        site.staff(role)
    for number, scope in enumerate(("testpriset/2026", "annat-pris")):
        award, _, year = scope.partition("/")
        with site.app.app_context(), transaction():
            known = accounts.ensure_account(read_address(f"only{number}@demo.example"))
            covered = frozenset({Scope(award, int(year) if year else None)})
            accounts.grant(account_id=known, role=Role.ADMIN, scopes=covered, actor=None)
    wish(site, link)
    assert [letter["to"] for letter in letters(site)] == ["admin@demo.example", "only0@demo.example"]
    wish(site, link, place="Visby")  # the same wish, written anew
    assert len(letters(site)) == 2
    for _ in range(2):
        with site.app.app_context(), transaction():
            service.decline(secret=secret(link), seen=3, words="Jag är sjuk", mails=True)  # a double press
    assert [letter["params"]["declined"] for letter in letters(site)] == [False, False, True, True]
    assert "sjuk" not in repr(letters(site))
    with site.app.app_context(), transaction():
        service.agree(secret=secret(link), seen=4, revision=0)
    assert len(letters(site)) == 4


@only_sqlite
def test_who_says_one_thing_and_then_another_again_fills_no_mailbox(site: Site) -> None:
    vote = site.make_vote()
    link, other = tell(site, vote), tell(site, vote, "nominee-2")
    admin, nominee = site.staff(Role.ADMIN), site.browser()

    def alternate(times: int) -> None:
        for _ in range(times):
            assert answers(nominee, link, "/no") == 303
            assert send(nominee, link + "/change", place="Lund") == 303

    alternate(2)
    assert [letter["params"]["declined"] for letter in letters(site)] == [True, False, True, False]
    alternate(2)
    assert answers(nominee, link, "/no") == 303  # it is stored, and staff find it where they look
    assert len(letters(site)) == 4
    assert list(to_do(admin, f"/admin{vote.path}")) == ["Nominerad 1 har tackat nej."]
    assert answers(nominee, other, "/no") == 303
    assert len(letters(site)) == 5
    let_pass(site, timedelta(days=1))
    assert send(nominee, link + "/change", place="Lund") == 303
    assert len(letters(site)) == 6


@only_sqlite
def test_the_same_no_again_and_a_yes_cost_no_mail(site: Site) -> None:
    vote = site.make_vote()
    link, nominee = tell(site, vote), site.browser()
    site.staff(Role.ADMIN)
    assert [answers(nominee, link, "/no") for _ in range(6)] == [303] * 6
    assert [answers(nominee, link), len(letters(site))] == [303, 1]
    assert send(nominee, link + "/change", place="Lund") == 303
    assert len(letters(site)) == 2


@only_sqlite
def test_the_mail_names_the_nominee_and_nothing_else_of_a_person(database_url: str, tmp_path: Any) -> None:
    with MailServer() as server, production(database_url, tmp_path / "keys", **server.settings) as site:
        vote = site.make_vote()
        link = tell(site, vote)
        with site.app.app_context(), transaction():
            admin: uuid.UUID = accounts.ensure_account(read_address("admin@demo.example"))
            accounts.grant(account_id=admin, role=Role.ADMIN, actor=None)
        decline(site, link, words="Jag är sjuk")
        site.work()
    (letter,) = [message for message in server.messages if message["To"] == "admin@demo.example"]
    assert letter["Subject"] == "Titta på svaret: Nominerad 1 har tackat nej till nomineringen"
    for kind in ("plain", "html"):
        text = words(letter, kind)
        assert f"https://localhost/admin{vote.path}{NOTICE}" in text
        assert [part for part in ("sjuk", "nominee@demo", link) if part in text] == []


@only_sqlite
def test_warnings_cost_the_same_however_many_have_answered(site: Site) -> None:
    admin, counts = site.staff(Role.ADMIN), []
    for year in (2020, 2021, 2022):
        vote = site.make_vote(Phase.DRAFT, year=year, **NOT_YET_OPEN)
        for number in (1, 2):
            decline(site, tell(site, vote, f"nominee-{number}"))
        with statements(site) as asked:
            admin.get("/admin/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


@only_sqlite
def test_a_name_that_is_markup_is_text(site: Site) -> None:
    vote: Vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    name = "<b>%(x)s {{ 7 * 7 }}</b>"
    with site.app.app_context(), transaction():
        get_nominee(vote.id, "nominee-1").name = LocalText(name, name)
    decline(site, tell(site, vote))
    assert list(to_do(site.staff(Role.ADMIN, "en"), f"/admin{vote.path}")) == [f"{name} has said no."]
