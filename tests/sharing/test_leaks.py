"""Nothing that is made to be passed on changes while people vote, to the last byte: acceptance point 14."""

import pytest

from tests.acts import cast_votes
from tests.page import compared
from tests.sharing.heads import data, graph
from tests.site import Browser, Site, Vote

HERE = "http://127.0.0.1:8000"
FILES = ("/robots.txt", "/sitemap.xml", "/site.webmanifest")
OF_A_VOTE = ("/card", "/poster", "/table-tent", "/qr.svg", "/closing.ics", "/results", "/nominees/nominee-1")


def passed_on(browser: Browser, vote: Vote) -> dict[str, str]:
    """Status, headers and content of everything that is passed on, pictures and heads too."""
    found = {}
    for prefix in ("", "/en"):
        for path in (*FILES, *(vote.path + part for part in OF_A_VOTE)):
            found[prefix + path] = compared(browser.client.get(prefix + path))
        for part in ("", "/card", "/results"):
            address = f"/oembed?url={HERE}{prefix}{vote.path}{part}"
            found[address] = compared(browser.client.get(address))
        for part in ("", "/nominees/nominee-1", "/results"):
            page = browser.client.get(prefix + vote.path + part)
            found[f"head of {prefix}{part}"] = f"{graph(page)}{data(page)}"
            picture = browser.client.get(graph(page)["og:image"].removeprefix(HERE))
            found[f"picture of {prefix}{part}"] = f"{picture.status_code}{picture.headers}{picture.data!r}"
    return found


@pytest.mark.parametrize("turnout_public", ["yes", "no"])
def test_nothing_that_is_passed_on_changes_while_people_vote(site: Site, turnout_public: str) -> None:
    site.make_vote(award="another")
    vote = site.make_vote(turnout_public=turnout_public)
    browser = site.browser()
    browser.client.set_cookie("order", "7")
    before = passed_on(browser, vote)
    assert not [where for where, answer in before.items() if answer.startswith("404")]
    cast_votes(site, vote, nominee_1=3, nominee_2=1)
    assert passed_on(browser, vote) == before
    cast_votes(site, vote, nominee_3=5)
    assert passed_on(browser, vote) == before
