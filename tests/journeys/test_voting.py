"""A voter's way, from the start page to the receipt and back, over HTTP without JavaScript."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.page import heading, main_text, parse, text_of
from tests.site import Browser, Site
from tests.words import said
from voting.contests.rules import Phase

RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){5}")


def receipt_on(response: TestResponse) -> str:
    found = RECEIPT.search(text_of(parse(response.text)))
    assert found, "no receipt number on the page"
    return found.group()


@pytest.mark.parametrize(("lang", "thanks"), [("sv", "Tack för din röst"), ("en", "Thank you for your vote")])
def test_a_choice_made_before_signing_in_is_kept(site: Site, lang: str, thanks: str) -> None:
    vote = site.make_vote()
    voter = site.browser(lang)
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-2")
    assert voter.page.request.path.endswith("/sign-in")
    voter.submit(address="anna@demo.example")
    voter.submit(code=site.last_code())
    assert ("Nominerad 2" if lang == "sv" else "Nominee 2") in voter.page.text
    voter.submit()
    assert heading(voter.page) == thanks
    receipt_on(voter.page)
    assert "Nomine" not in voter.page.text.partition("<main")[2].partition("</main")[0]


def test_a_vote_can_be_changed_until_close(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter()
    first = receipt_on(voter.vote(vote, "nominee-1"))
    second = receipt_on(voter.vote(vote, "nominee-2"))
    assert first != second
    voter.get(f"{vote.path}/ballot")
    assert heading(voter.page) == "Du har röstat"
    assert receipt_on(voter.page) == second


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_signing_in_first_works_as_well(site: Site, lang: str) -> None:
    vote = site.make_vote()
    voter = site.voter(lang=lang)
    voter.get("/")
    voter.get(f"{vote.path}/nominees/nominee-3")
    voter.get(f"{vote.path}/ballot?nominee=nominee-3")
    voter.submit()
    assert ("Nominerad 3" if lang == "sv" else "Nominee 3") in voter.page.text
    voter.submit(f"{vote.path}/review")
    assert heading(voter.page) == said(site, "Thank you for your vote", lang)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_has_voted_is_told_so_and_by_when_it_can_be_changed(site: Site, lang: str) -> None:
    vote = site.make_vote(closes_at="2090-01-10 20:00", max_changes="2")
    voter = site.voter(lang=lang)
    receipt = receipt_on(voter.vote(vote))
    for path in (f"{vote.path}/ballot", f"{vote.path}/receipt"):
        voter.get(path)
        assert receipt_on(voter.page) == receipt
        until = {"sv": "tisdag 10 januari 2090 kl. 20.00", "en": "Tuesday 10 January 2090 at 20:00"}[lang]
        assert until in main_text(voter.page)
        assert {"sv": "2 gånger till", "en": "2 more times"}[lang] in main_text(voter.page)


def test_a_voter_with_two_devices_has_one_vote(site: Site) -> None:
    vote = site.make_vote()
    phone, desk = site.voter("anna@demo.example"), site.voter("Anna@Demo.example")
    phone.vote(vote, "nominee-1")
    desk.get(f"{vote.path}/ballot")
    assert heading(desk.page) == said(site, "You have voted", "sv")
    changed = receipt_on(desk.vote(vote, "nominee-2"))
    assert receipt_on(phone.get(f"{vote.path}/receipt")) == changed
    assert "1 röst hittills" in main_text(site.browser().get(vote.path))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_two_voters_at_one_device_have_a_vote_each(site: Site) -> None:
    vote = site.make_vote()
    browser = site.voter("anna@demo.example")
    first = receipt_on(browser.vote(vote, "nominee-1"))
    browser.get("/account")
    browser.submit("/sign-out")
    browser.sign_in("bert@demo.example")
    browser.get(f"{vote.path}/ballot")
    assert heading(browser.page) == said(site, "Choose one nominee", "sv")
    assert " checked" not in browser.page.text
    assert receipt_on(browser.vote(vote, "nominee-2")) != first
    assert "2 röster hittills" in main_text(site.browser().get(vote.path))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_voter_may_change_language_on_the_way(site: Site) -> None:
    vote = site.make_vote()
    voter = site.browser()
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-2")
    english = Browser(site, "/en")
    english.client = voter.client
    english.get(f"{vote.path}/review")
    assert english.page.request.path.endswith("/sign-in")
    english.submit(address="anna@demo.example")
    english.submit(code=site.last_code())
    assert "Nominee 2" in english.page.text
    english.submit()
    assert heading(english.page) == said(site, "Thank you for your vote", "en")


def test_a_voter_in_two_contests_has_a_vote_in_each(site: Site) -> None:
    votes = [site.make_vote(), site.make_vote(award="another")]
    voter = site.voter()
    receipts = [receipt_on(voter.vote(vote, "nominee-1")) for vote in votes]
    assert receipts[0] != receipts[1]
    assert [receipt_on(voter.get(f"{vote.path}/receipt")) for vote in votes] == receipts


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_is_still_looking_it_over_when_voting_closes_is_too_late(site: Site, lang: str) -> None:
    vote = site.make_vote()
    early, late = site.voter("anna@demo.example", lang), site.voter("bert@demo.example", lang)
    early.vote(vote)
    late.get(f"{vote.path}/ballot")
    late.submit(nominee="nominee-1")
    with site.app.app_context():
        site.move_to(vote.id, Phase.CLOSED)
    late.submit(f"{vote.path}/review")
    assert (late.page.status_code, heading(late.page)) == (409, said(site, "Voting has closed", lang))
    assert receipt_on(early.get(f"{vote.path}/receipt"))
    assert {"sv": "1 röst kom in", "en": "1 vote cast"}[lang] in main_text(site.browser(lang).get(vote.path))
