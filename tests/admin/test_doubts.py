"""What is said before an act that is hardly meant: a late opening, a ceremony before the closing, an empty jury."""

from datetime import datetime, timedelta

import pytest

from tests.acts import act, set_contest
from tests.admin.test_cli import run
from tests.contests.cells import NOT_YET_OPEN
from tests.lookups import contest_of
from tests.page import main_text
from tests.site import Browser, Site, Vote
from tests.verdicts.acts import tied
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import Scope
from voting.admin.queries import CEREMONY_BEFORE, NO_JURY, OPENS_AT_ONCE
from voting.contests.rules import Action, Phase, Tie
from voting.transaction import transaction
from voting.verdicts import rules as verdicts

AT_ONCE = {
    "sv": "Röstningen öppnar genast, och det går inte att ångra.",
    "en": "Voting opens at once, and that cannot be undone.",
}
STEP = "opens at once when the vote is announced"
both = pytest.mark.parametrize("lang", ["sv", "en"])
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def links(browser: Browser, words: str) -> str | None:
    """Where the link with these words leads; None where it is plain text."""
    assert words in browser.page.text
    before, _, rest = browser.page.text.partition(f">{words}</a>")
    return before.rpartition('href="')[2].rstrip('"') if rest else None


@both
def test_a_draft_whose_opening_has_passed_opens_at_once_and_every_page_says_so(site: Site, lang: str) -> None:
    vote, admin = site.make_vote(Phase.DRAFT), site.staff(Role.ADMIN, lang)
    prefix = "/en" if lang == "en" else ""
    admin.get(f"/admin{vote.path}")
    assert links(admin, said(site, OPENS_AT_ONCE, lang)) == f"{prefix}/admin{vote.path}/edit#opens_at"
    assert said(site, STEP, lang) in main_text(admin.page)
    text = main_text(admin.get(f"/admin{vote.path}/announce"))
    assert AT_ONCE[lang] in text
    assert said(site, "Once voting has opened, the announcement cannot be withdrawn.", lang) not in text
    admin.submit(word={"sv": "utlys", "en": "announce"}[lang], reason="because")
    assert site.phase(vote) is Phase.OPEN
    assert said(site, OPENS_AT_ONCE, lang) not in main_text(admin.page)


@pytest.mark.parametrize(
    ("lang", "times"),
    [
        (
            "sv",
            "öppnar av sig själv %s 1 november 2032 kl. 08.00 och stänger av sig själv %s 15 november 2032",
        ),
        ("en", "opens by itself %s 1 November 2032 at 08:00, and closes by itself %s 15 November 2032"),
    ],
)
def test_announcing_tells_both_times_in_words(site: Site, lang: str, times: str) -> None:
    vote = site.make_vote(Phase.DRAFT, opens_at="2032-11-01 08:00", closes_at="2032-11-15 20:00")
    admin = site.staff(Role.ADMIN, lang)
    text = main_text(admin.get(f"/admin{vote.path}/announce")).replace("\u00a0", " ")
    day = {"sv": "måndag", "en": "Monday"}[lang]
    assert times % (day, day) in text
    assert AT_ONCE[lang] not in text
    assert said(site, STEP, lang) not in main_text(admin.get(f"/admin{vote.path}"))


def test_the_command_says_the_same_before_the_word_is_typed(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    told = run(site, "contest", "announce", vote.award, vote.year, "--reason", "x", typed="no\n")
    assert AT_ONCE["en"] in told.output
    later = site.make_vote(Phase.DRAFT, year=2027, opens_at="2032-11-01 08:00", closes_at="2032-11-15 20:00")
    told = run(site, "contest", "announce", later.award, later.year, "--reason", "x", typed="no\n")
    assert "Monday 1 November 2032 at 08:00" in told.output
    assert AT_ONCE["en"] not in told.output
    assert site.phase(vote) is site.phase(later) is Phase.DRAFT


@both
def test_a_vote_can_be_extended_past_its_ceremony_and_the_page_says_what_to_correct(site: Site, lang: str) -> None:
    """Extending is for emergencies, in which nobody waits for a hall."""
    vote, admin = site.make_vote(), site.staff(Role.ADMIN, lang)
    closes = contest_of(site, vote).closes_at
    set_contest(site, vote, event_date=closes.date())
    admin.get(f"/admin{vote.path}")
    assert said(site, CEREMONY_BEFORE, lang) not in main_text(admin.page)  # many are held on the same evening
    admin.get(f"/admin{vote.path}/extend")
    assert {"sv": "Prisutdelningen är den ", "en": "The ceremony is on "}[lang] in main_text(admin.page)
    act(site, vote, Action.EXTEND, closes_at=closes + timedelta(days=2))
    admin.get(f"/admin{vote.path}")
    prefix = "/en" if lang == "en" else ""
    assert links(admin, said(site, CEREMONY_BEFORE, lang)) == f"{prefix}/admin{vote.path}/edit#event_date"
    admin.get(f"/admin{vote.path}/edit")
    admin.submit(event_date=(closes + timedelta(days=3)).date().isoformat(), reason="Flyttad")
    assert said(site, CEREMONY_BEFORE, lang) not in main_text(admin.get(f"/admin{vote.path}"))


def test_the_command_that_extends_past_the_ceremony_says_what_to_correct(site: Site) -> None:
    vote = site.make_vote(closes_at="2090-01-10 20:00")
    set_contest(site, vote, event_date=datetime(2090, 1, 11).date())  # noqa: DTZ001
    words = ("contest", "extend", vote.award, vote.year)
    told = run(site, *words, "2090-01-11 20:00", "--reason", "storm", "--yes")
    assert "ceremony" not in told.output
    told = run(site, *words, "2090-01-12 20:00", "--reason", "storm", "--yes")
    assert "The ceremony, 2090-01-11, is before that day." in told.output
    assert "event_date=2090-01-12" in told.output


@both
@pytest.mark.parametrize("phase", Phase)
def test_a_jury_that_decides_and_has_nobody_on_it_is_said_until_it_is_too_late(
    site: Site, phase: Phase, lang: str
) -> None:
    """It stands in nothing's way: a tie is rare, and somebody can be invited afterwards."""
    vote = site.make_vote(phase, **NOT_YET_OPEN if phase is Phase.DRAFT else {})
    admin, words = site.staff(Role.ADMIN, lang), said(site, NO_JURY, lang)
    assert words not in main_text(admin.get(f"/admin{vote.path}"))
    set_contest(site, vote, tie=Tie.JURY.value)
    admin.get(f"/admin{vote.path}")
    if phase in (Phase.CERTIFIED, Phase.PUBLISHED):  # without a tie there is nothing left to decide
        assert words not in main_text(admin.page)
        return
    assert links(admin, words) == ("/en" if lang == "en" else "") + "/admin/accounts/invite"
    if phase is Phase.DRAFT:
        assert f"/admin{vote.path}/announce" in admin.page.text
    site.staff(Role.JUROR)
    assert words not in main_text(admin.get(f"/admin{vote.path}"))


@both
def test_what_a_tie_waits_for_fits_how_many_are_on_the_jury(site: Site, lang: str) -> None:
    vote, admin = tied(site), site.staff(Role.ADMIN, lang)
    assert links(admin_page(admin, vote), said(site, NO_JURY, lang))
    for number, refusal in enumerate((verdicts.TieWaitsForAJury, verdicts.TieWaitsForOne, verdicts.TieWaits)):
        if number:
            add_juror(site, f"juror{number}@demo.example")
            assert said(site, NO_JURY, lang) not in main_text(admin_page(admin, vote).page)
        word = said(site, "publish", lang)
        admin.post(f"/admin{vote.path}/publish", {"csrf_token": admin.token(), "word": word, "reason": "now"})
        assert admin.page.status_code == 409
        todos = {kind.todo for kind in (verdicts.TieWaitsForAJury, verdicts.TieWaitsForOne, verdicts.TieWaits)}
        told = {todo for todo in todos if said(site, todo, lang) in main_text(admin.page)}
        assert told == {refusal.todo}


def test_whoever_cannot_invite_is_given_no_link_to_it(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    set_contest(site, vote, tie=Tie.JURY.value)
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("lina@demo.example"))
        accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None, scopes=frozenset({Scope("testpriset")}))
    admin = site.browser().sign_in("lina@demo.example")
    assert links(admin_page(admin, vote), said(site, NO_JURY, "sv")) is None


def admin_page(admin: Browser, vote: Vote) -> Browser:
    admin.get(f"/admin{vote.path}")
    return admin


def add_juror(site: Site, address: str) -> None:
    with site.app.app_context(), transaction():
        accounts.grant(account_id=accounts.ensure_account(read_address(address)), role=Role.JUROR, actor=None)
