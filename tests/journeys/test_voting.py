"""A voter's way, from the start page to the receipt and back, over HTTP without JavaScript."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.page import heading, parse, text_of
from tests.site import Site

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
