"""Until the set time nothing public tells anything of the result, on no route; from then on everything does."""

import pytest
from flask import url_for

from tests.clock import DatabaseClock
from tests.page import main_text
from tests.publishing.embargoes import HOUR, certified, now_in, schedule
from tests.results.test_leaks import move_votes, pages, people
from tests.sharing.test_leaks import passed_on
from tests.site import Browser, Site, Vote
from tests.words import said
from voting.contests import queries as contests
from voting.results.queries import certified_outcome
from voting.sharing.queries import card_of_result
from voting.web.i18n import iso

OPENED_BY_PUBLISHING = ("/results.csv", "/results.json", "/bundle.zip", "/bundle/SPEC.md")
HIDDEN = "The result is not published yet"


def image_of(site: Site, vote: Vote) -> str:
    """The address of the picture that says who has won: nobody can guess it, but who knows gets nothing."""
    with site.app.test_request_context():
        contest = contests.get_by_id(vote.id).contest
        card = card_of_result(contest, certified_outcome(vote.id))
        assert card
        return url_for("sharing.result_image", award=vote.award, year=vote.year, digest=card.digest)


def everything(browser: Browser, vote: Vote) -> dict[str, str]:
    """Every public page, what is passed on of it, and the public log to its end."""
    tiles = {
        f"{level}": browser.client.get(f"{vote.path}/log/tile/{level}/000.p/6").data.hex() for level in (0, "entries")
    }
    archive = {"archive": browser.client.get(f"/{vote.award}").text}
    return pages(browser, vote) | passed_on(browser, vote) | tiles | archive


def statuses(browser: Browser, vote: Vote) -> set[int]:
    addresses = [vote.path + part for part in OPENED_BY_PUBLISHING]
    return {browser.client.get(path).status_code for path in (*addresses, image_of(browser.site, vote))}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_before_the_set_time_no_route_knows_the_result_and_from_then_on_every_one_does(site: Site) -> None:
    vote = certified(site)
    plain = {path: site.browser().client.get(vote.path + path).status_code for path in ("/log", "/results", "/card")}
    at = now_in(site) + HOUR
    schedule(site, vote, at)
    clock, browser = DatabaseClock(site), people(site)["visitor"]
    clock.move(at - now_in(site) - HOUR / 60)
    assert statuses(browser, vote) == {404}
    assert plain == {"/log": 200, "/results": 200, "/card": 200}
    before = everything(browser, vote)
    move_votes(site, vote)  # somebody else has won now
    assert everything(browser, vote) == before
    assert f"/{vote.award}/{vote.year}/results<" not in before["/sitemap.xml"]
    assert "Nominee 3" not in main_text(site.browser("en").get(f"/{vote.award}"))

    clock.move(at - now_in(site) + clock.ahead)  # the very instant, and what little time has gone by since
    assert statuses(browser, vote) == {200}
    after = everything(browser, vote)
    assert f"/{vote.award}/{vote.year}/results<" in after["/sitemap.xml"]
    told = site.browser("en")
    for path in (f"/{vote.award}", f"{vote.path}/results", f"{vote.path}/card"):
        assert "Nominee 3" in main_text(told.get(path))
    assert f'"published_at":"{iso(at)}"' in told.get(f"{vote.path}/results.json").text.replace(" ", "")
    site.work()  # writes down what everybody has seen already
    assert everything(browser, vote) == after


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_everybody_sees_when_the_result_comes(site: Site, lang: str) -> None:
    vote = certified(site)
    browser = site.browser(lang)
    soon = said(site, "The result is certified and will be published soon.", lang)
    assert soon in main_text(browser.get(vote.path))
    at = now_in(site) + HOUR
    schedule(site, vote, at)
    for path in (vote.path, f"{vote.path}/results"):
        page = browser.get(path)
        assert f'<time datetime="{iso(at)}">' in page.text
        assert said(site, "The result is published %(when)s, %(zone)s", lang).partition("%")[0] in main_text(page)
        assert soon not in main_text(page)
    assert main_text(page).startswith(said(site, HIDDEN, lang))
