"""Casting over HTTP: what is refused, with which page in both languages, and that nothing is stored then."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from tests.acts import cast, set_contest
from tests.journeys.test_voting import receipt_on
from tests.page import heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.ballots.rules import NoChangesLeft
from voting.clock import now
from voting.contests.rules import HasClosed, NotOpenYet, Phase
from voting.errors import BadInput, NotFound
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.nominees.rules import WithdrawnNominee
from voting.transaction import transaction
from voting.web.errors import FORM_EXPIRED

NONCE = "0123456789abcdef" * 2
UNREADABLE, WITHDRAWN, STALE = BadInput.title, WithdrawnNominee.title, FORM_EXPIRED[0]
TOO_EARLY, TOO_LATE, USED_UP = NotOpenYet.title, HasClosed.title, NoChangesLeft.title
MARK = "Choose one nominee"
REVIEW = "Look over your vote"
VOTED = "You have voted"
THANKS = "Thank you for your vote"

# What differs from a right request. None: the field is missing; a list: it is there more than once.
WRONG_CHOICES: dict[str, dict[str, Any]] = {
    "of another contest": {"nominee": "nominee-4"},
    "unknown": {"nominee": "nobody"},
    "negative": {"nominee": "-1"},
    "larger than any number": {"nominee": str(2**63)},
    "a number in another spelling": {"nominee": "1e3"},
    "empty": {"nominee": ""},
    "missing": {"nominee": None},
    "repeated": {"nominee": ["nominee-1", "nominee-2"]},
    "the same one repeated": {"nominee": ["nominee-1", "nominee-1"]},
    "a list": {"nominee": None, "nominee[]": ["nominee-1", "nominee-2"]},
    "in capitals": {"nominee": "NOMINEE-1"},
    "with a space": {"nominee": " nominee-1"},
    "with a zero byte": {"nominee": "nominee-1\0"},
    "very long": {"nominee": "nominee-1" * 1000},
    "a piece of SQL": {"nominee": "' OR '1'='1"},
}
WRONG_NONCES: dict[str, dict[str, Any]] = {
    "missing": {"nonce": None},
    "empty": {"nonce": ""},
    "not hexadecimal": {"nonce": "x" * 32},
    "in capitals": {"nonce": NONCE.upper()},
    "too short": {"nonce": NONCE[1:]},
    "too long": {"nonce": NONCE + "0"},
    "with a line break": {"nonce": NONCE + "\n"},
    "repeated": {"nonce": [NONCE, NONCE]},
}
REFUSALS = [
    *((f"choice {name}", fields, UNREADABLE) for name, fields in WRONG_CHOICES.items()),
    *((f"nonce {name}", fields, UNREADABLE) for name, fields in WRONG_NONCES.items()),
    ("choice withdrawn", {"nominee": "nominee-3"}, WITHDRAWN),
    ("without a token", {"csrf_token": None}, STALE),
    ("with a made-up token", {"csrf_token": "0" * 64}, STALE),
]


@pytest.fixture
def vote(site: Site) -> Vote:
    """An open contest of four, the third withdrawn, among contests of which one has another nominee."""
    cast(site, site.make_vote(award="another", nominees=4), "nominee-4")
    vote = site.make_vote(max_changes="2")
    with site.app.app_context(), transaction():
        third = update(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == "nominee-3")
        db.session.execute(third.values(withdrawn_at=now()))
    cast(site, vote)
    return vote


def post_cast(voter: Browser, vote: Vote, fields: dict[str, Any], *, token: str | None = None) -> None:
    """Send a review form that is right but for `fields`."""
    right = {"csrf_token": token or voter.token(), "nominee": "nominee-1", "nonce": NONCE}
    sent = {name: value for name, value in (right | fields).items() if value is not None}
    voter.post(f"{vote.path}/review", sent, follow=False)


@pytest.mark.parametrize(("lang", "has_voted"), [("sv", True), ("en", False)])
def test_a_cast_that_is_not_right_is_refused_and_stores_nothing(
    site: Site, vote: Vote, lang: str, has_voted: bool, subtests: pytest.Subtests
) -> None:
    voter = site.voter(lang=lang)
    if has_voted:
        voter.vote(vote, "nominee-2")
    token, before = voter.token(), contents(site)
    for name, fields, words in REFUSALS:
        with subtests.test(name):
            post_cast(voter, vote, fields, token=token)
            assert (voter.page.status_code, heading(voter.page)) == (400, said(site, words, lang))
            assert contents(site) == before
    post_cast(voter, vote, {})
    assert voter.page.status_code == 303
    assert contents(site) != before


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_cast_outside_its_time_is_refused_and_stores_nothing(
    site: Site, vote: Vote, lang: str, subtests: pytest.Subtests
) -> None:
    voter = site.voter(lang=lang)
    voter.vote(vote)
    outside = {
        Phase.DRAFT: (404, NotFound.title),
        Phase.ANNOUNCED: (409, TOO_EARLY),
        Phase.CLOSED: (409, TOO_LATE),
        Phase.CERTIFIED: (409, TOO_LATE),
        Phase.PUBLISHED: (409, TOO_LATE),
    }
    for year, (phase, (status, words)) in enumerate(outside.items(), start=2020):
        shut = site.make_vote(phase, year=year)
        before = contents(site)
        with subtests.test(phase=phase.value):
            post_cast(voter, shut, {})
            assert (voter.page.status_code, heading(voter.page)) == (status, said(site, words, lang))
            token = voter.token()
            voter.post(f"{shut.path}/ballot", {"csrf_token": token, "nominee": "nominee-1"}, follow=False)
            assert (voter.page.status_code, heading(voter.page)) == (status, said(site, words, lang))
            for page in ("ballot", "review"):
                voter.get(f"{shut.path}/{page}")
                assert (voter.page.status_code, heading(voter.page)) == (status, said(site, words, lang))
            assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("lang", "winter", "summer", "zone"),
    [
        ("sv", "torsdag 15 januari 2026 kl. 20.00", "onsdag 15 juli 2026 kl. 20.00", "svensk tid"),
        ("en", "Thursday 15 January 2026 at 20:00", "Wednesday 15 July 2026 at 20:00", "Swedish time"),
    ],
)
def test_who_comes_too_late_is_told_when_it_closed_in_local_time(
    site: Site, vote: Vote, lang: str, winter: str, summer: str, zone: str
) -> None:
    voter = site.voter(lang=lang)
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    closings = {winter: datetime(2026, 1, 15, 19, tzinfo=UTC), summer: datetime(2026, 7, 15, 18, tzinfo=UTC)}
    for shown, closes_at in closings.items():
        set_contest(site, vote, opens_at=opened, closes_at=closes_at)
        post_cast(voter, vote, {})
        assert (voter.page.status_code, heading(voter.page)) == (409, said(site, TOO_LATE, lang))
        assert f"{shown}, {zone}" in main_text(voter.page)


def test_two_clicks_on_one_form_are_one_ballot_and_one_receipt(site: Site, vote: Vote) -> None:
    voter = site.voter()
    post_cast(voter, vote, {"nominee": "nominee-2"})
    once = contents(site)
    first = receipt_on(voter.get(voter.page.location))
    for choice in ("nominee-2", "nominee-1"):
        post_cast(voter, vote, {"nominee": choice})
        assert receipt_on(voter.get(voter.page.location)) == first
    assert contents(site) == once


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_vote_is_changed_as_often_as_allowed_and_then_no_more(site: Site, vote: Vote, lang: str) -> None:
    voter = site.voter(lang=lang)
    receipts = [receipt_on(voter.vote(vote, slug)) for slug in ("nominee-1", "nominee-2", "nominee-1")]
    assert len(set(receipts)) == 3
    before = contents(site)
    post_cast(voter, vote, {"nominee": "nominee-2"})
    assert (voter.page.status_code, heading(voter.page)) == (409, said(site, USED_UP, lang))
    for page, words in (("ballot", VOTED), ("ballot?change=1", VOTED), ("receipt", THANKS), ("review", THANKS)):
        voter.client.set_cookie("mark", f"{vote.id.hex}/nominee-2")
        voter.get(f"{vote.path}/{page}")
        assert heading(voter.page) == said(site, words, lang)
        assert receipt_on(voter.page) == receipts[-1]
        assert said(site, "Change your vote", lang) not in main_text(voter.page)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_vote_that_may_not_be_changed_is_final(site: Site, lang: str) -> None:
    site.make_vote(award="another")
    vote = site.make_vote(max_changes="0")
    voter = site.voter(lang=lang)
    receipt = receipt_on(voter.vote(vote))
    assert said(site, "Change your vote", lang) not in main_text(voter.page)
    before = contents(site)
    voter.get(f"{vote.path}/ballot")
    assert heading(voter.page) == said(site, VOTED, lang)
    assert receipt_on(voter.page) == receipt
    post_cast(voter, vote, {"nominee": "nominee-2"})
    assert (voter.page.status_code, heading(voter.page)) == (409, said(site, USED_UP, lang))
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fields", [{}, {"nominee": ""}])
@pytest.mark.parametrize(
    ("lang", "error"), [("sv", "Välj en av de nominerade."), ("en", "Choose one of the nominees.")]
)
def test_marking_nobody_says_so_beside_the_nominees(
    site: Site, vote: Vote, lang: str, error: str, fields: dict[str, str]
) -> None:
    browser = site.browser(lang)
    browser.get(f"{vote.path}/ballot")
    before = contents(site)
    browser.submit(**fields)
    assert (browser.page.status_code, heading(browser.page)) == (422, said(site, MARK, lang))
    assert error in main_text(browser.page)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_marking_who_cannot_be_chosen_is_refused(site: Site, vote: Vote, subtests: pytest.Subtests) -> None:
    browser = site.browser()
    for name, fields in (WRONG_CHOICES | {"withdrawn": {"nominee": "nominee-3"}}).items():
        if fields["nominee"] in ("", None):
            continue  # nobody: the page says so
        browser.get(f"{vote.path}/ballot")
        before = contents(site)
        with subtests.test(name):
            browser.submit(follow=False, **fields)
            assert (browser.page.status_code, browser.client.get_cookie("mark")) == (400, None)
            assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_mark_is_in_the_voters_browser_alone_and_gone_after_the_cast(site: Site, vote: Vote) -> None:
    voter = site.voter()
    before = contents(site)
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-2")
    assert heading(voter.page) == said(site, REVIEW, "sv")
    assert contents(site) == before
    cookie = voter.client.get_cookie("mark")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == (f"{vote.id.hex}/nominee-2", True, "Lax")
    voter.submit(f"{vote.path}/review")
    assert heading(voter.page) == said(site, THANKS, "sv")
    assert voter.client.get_cookie("mark") is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_signs_out_before_casting_leaves_no_mark_in_the_browser(site: Site, vote: Vote) -> None:
    voter = site.voter()
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-2")
    assert voter.client.get_cookie("mark") is not None
    voter.submit("/sign-out", follow=False)
    assert voter.client.get_cookie("mark") is None


@pytest.mark.parametrize(
    "mark", ["", "x", "{contest}/", "{contest}/nobody", "{contest}/nominee-3", "{other}/nominee-1"]
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_review_without_a_mark_for_this_contest_goes_back_to_the_nominees(site: Site, vote: Vote, mark: str) -> None:
    other = site.make_vote(year=2025)
    voter = site.voter()
    voter.client.set_cookie("mark", mark.format(contest=vote.id.hex, other=other.id.hex))
    voter.get(f"{vote.path}/review")
    assert (voter.page.request.path, heading(voter.page)) == (f"{vote.path}/ballot", said(site, MARK, "sv"))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_receipt_that_does_not_exist_leads_to_the_ballot(site: Site, vote: Vote) -> None:
    voter = site.voter()
    voter.get(f"{vote.path}/receipt")
    assert voter.page.request.path == f"{vote.path}/ballot"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(site: Site, vote: Vote) -> None:
    browser = site.browser("en")
    before = contents(site)
    for page in ("review", "receipt"):
        browser.get(f"{vote.path}/{page}", follow=False)
        assert (browser.page.status_code, browser.page.location) == (303, f"/en/sign-in?next=/en{vote.path}/{page}")
    browser.post(f"{vote.path}/review", {"nominee": "nominee-1", "nonce": NONCE}, follow=False)
    assert (browser.page.status_code, browser.page.location) == (303, f"/en/sign-in?next=/en{vote.path}/review")
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_nominees_own_page_leads_to_a_ballot_with_them_marked(site: Site, vote: Vote) -> None:
    browser = site.browser()
    browser.get(f"{vote.path}/ballot?nominee=nominee-2")
    browser.submit()
    assert browser.client.get_cookie("mark").value == f"{vote.id.hex}/nominee-2"
