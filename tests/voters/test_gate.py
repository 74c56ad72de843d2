"""Who may not vote is told so before the review and again when casting, and leaves no trace but a page."""

import pytest

from tests.acts import set_contest
from tests.page import form_on, heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents, row_counts, statements
from tests.voters.test_service import invite, remove
from tests.words import said
from voting.contests.words import FOR_WHOM
from voting.voters.rules import NotForYou

NO = NotForYou.title


def limited(site: Site, *domains: str) -> Vote:
    """A vote for those at `domains`; without any, for an invited list that is empty."""
    vote = site.make_vote()
    set_contest(site, vote, voters="domains" if domains else "invited", voter_domains=list(domains))
    return vote


def tries(site: Site, vote: Vote, address: str) -> tuple[int, int]:
    """(what the review answers, what a cast sent past it answers) to a voter with this address."""
    browser = site.voter(address)
    review = browser.client.post(f"{vote.path}/ballot", data={"nominee": "nominee-1"})
    token = browser.token()
    review = browser.client.get(f"{vote.path}/review")
    fields = {"csrf_token": token, "nominee": "nominee-1", "nonce": "ab" * 16, "drawn": "server"}
    return review.status_code, browser.client.post(f"{vote.path}/review", data=fields).status_code


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("anna@demo.example", True),
        ("anna@DEMO.Example", True),
        ("anna+pris@demo.example", True),
        ("anna@mail.demo.example", False),
        ("anna@demo.example.org", False),
        ("anna@notdemo.example", False),
        ("anna@räksmörgås.se", True),
        ("anna@xn--rksmrgs-5wao1o.se", True),
        ("anna@googlemail.com", True),
        ("a.n.n.a@gmail.com", True),
        ("anna@outlook.com", False),
    ],
)
def test_a_vote_for_certain_domains_takes_those_and_no_others(site: Site, address: str, may: bool) -> None:
    vote = limited(site, "demo.example", "gmail.com", "xn--rksmrgs-5wao1o.se")
    assert tries(site, vote, address) == ((303, 303) if may else (403, 403))
    assert row_counts(site).get("ballot", 0) == int(may)


@pytest.mark.parametrize("address", ["annaberg+1@gmail.com", "Anna.Berg@googlemail.com", "bo@demo.example"])
def test_a_vote_for_a_list_takes_any_spelling_of_what_is_on_it(site: Site, address: str) -> None:
    vote = limited(site)
    other = site.make_vote(award="annat-pris")
    invite(site, vote, "anna.berg@gmail.com", reason="x")
    invite(site, vote, "BO@demo.example", reason="x")
    invite(site, other, "eve@demo.example", reason="x")
    assert tries(site, vote, address)[1] == 303
    assert tries(site, vote, "eve@demo.example") == (403, 403)
    assert row_counts(site)["ballot"] == 1


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_may_not_vote_reads_whom_the_vote_is_for(site: Site, lang: str) -> None:
    vote = limited(site)
    browser = site.voter("eve@demo.example", lang)
    before = contents(site)
    page = browser.get(f"{vote.path}/ballot")
    assert (page.status_code, heading(page)) == (403, said(site, NO, lang))
    assert said(site, FOR_WHOM["invited"], lang) in page.text  # type: ignore[index]
    assert "eve@demo.example" in main_text(page)
    assert said(site, FOR_WHOM["invited"], lang) in site.browser(lang).get(vote.path).text  # type: ignore[index]
    assert contents(site) == before


def test_who_is_taken_off_the_list_between_review_and_cast_casts_nothing(site: Site) -> None:
    vote = limited(site)
    invite(site, vote, "anna@demo.example", reason="x")
    browser = site.voter("anna@demo.example")
    browser.get(f"{vote.path}/ballot")
    browser.submit(nominee="nominee-1")
    assert browser.page.status_code == 200
    assert remove(site, vote, "anna@demo.example")
    page = browser.submit(f"{vote.path}/review")
    assert (page.status_code, heading(page)) == (403, said(site, NO, "sv"))
    assert "ballot" not in row_counts(site)


def test_who_has_voted_before_keeps_the_receipt_and_cannot_change(site: Site) -> None:
    vote = limited(site)
    invite(site, vote, "anna@demo.example", reason="x")
    browser = site.voter("anna@demo.example")
    browser.vote(vote)
    assert remove(site, vote, "anna@demo.example")
    assert browser.get(f"{vote.path}/receipt").status_code == 200
    assert browser.client.get(f"{vote.path}/review").status_code == 403
    path, hidden = form_on(browser.get(f"{vote.path}/ballot?change=1"))
    browser.client.post(path, data=hidden | {"nominee": "nominee-2"})
    assert browser.client.get(f"{vote.path}/review").status_code == 403


def test_signing_in_tells_nobody_who_is_on_a_list(site: Site) -> None:
    vote = limited(site)
    invite(site, vote, "anna@demo.example", reason="x")
    answers = [asked(site.browser(), vote, address) for address in ("anna@demo.example", "eve@demo.example")]
    assert answers[0] == answers[1]


def asked(browser: Browser, vote: Vote, address: str) -> tuple[int, str]:
    browser.get(f"/sign-in?next={vote.path}/review")
    page = browser.submit(address=address)
    return page.status_code, main_text(page).replace(address, "X")


def test_a_vote_for_everybody_asks_the_database_nothing_more(site: Site) -> None:
    vote = site.make_vote()
    browser = site.voter("anna@demo.example")
    browser.vote(vote)
    sent = {}
    for voters in ("anyone", "domains", "invited"):
        set_contest(site, vote, voters=voters, voter_domains=["demo.example"])
        if voters == "invited":
            invite(site, vote, "anna@demo.example", reason="x")
        with statements(site) as asked_for:
            assert browser.client.get(f"{vote.path}/review").status_code == 303
        sent[voters] = len(asked_for)
    assert (sent["domains"], sent["invited"]) == (sent["anyone"], sent["anyone"] + 1)
