"""The share pictures at their addresses: kept for ever, drawn for nobody who invents an address, silent about votes."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.acts import act, cast_votes, set_contest
from tests.sharing.heads import picture_path
from tests.site import Browser, Site, Vote
from voting.contests import queries as contests
from voting.contests.rules import Action, Phase
from voting.nominees.queries import list_nominees
from voting.results.rules import count
from voting.sharing import views
from voting.sharing.queries import card_of_result
from voting.text import LocalText
from voting.web import cards
from voting.web.headers import ALWAYS, FOREVER

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def pictures(browser: Browser, vote: Vote) -> dict[str, str]:
    """The path of each picture, by the page that shows it."""
    parts = ("", "/nominees/nominee-1", "/nominees/nominee-2", "/nominees/nominee-3", "/results")
    return {part: picture_path(browser.get(f"{vote.path}{part}")) for part in parts}


def contents(browser: Browser, paths: dict[str, str]) -> dict[str, bytes]:
    return {part: browser.client.get(path).data for part, path in paths.items()}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_pictures_of_a_contest_are_different_and_may_be_kept_for_ever(site: Site, lang: str) -> None:
    vote = site.make_vote()
    browser = site.browser(lang)
    found = pictures(browser, vote)
    assert found[""] == found["/results"]
    assert len(set(found.values())) == 4
    fresh = site.app.test_client()
    for path in set(found.values()):
        answer = fresh.get(path)
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", FOREVER)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Security-Policy"] == ALWAYS["Content-Security-Policy"]
        assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    other = pictures(site.browser("en" if lang == "sv" else "sv"), vote)
    assert not set(found.values()) & set(other.values())


@only_sqlite
def test_a_wrong_digest_draws_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = site.make_vote(Phase.PUBLISHED)
    cast = site.make_vote(year=2025)
    cast_votes(site, cast, nominee_1=1)
    with site.app.app_context():
        site.move_to(cast.id, Phase.PUBLISHED)
    browser = site.browser()
    right = {*pictures(browser, vote).values(), *pictures(browser, cast).values(), picture_path(browser.get("/"))}
    drawn: list[object] = []
    monkeypatch.setattr(views, "draw", lambda *card: drawn.append(card) or b"")
    for path in right:
        wrong = re.sub(r"share-.", lambda found: found[0][:-1] + ("1" if found[0][-1] == "0" else "0"), path)
        assert browser.client.get(wrong).status_code == 404
        assert browser.client.get(f"/en{path}").status_code == 404 or path.startswith("/share-")
    assert len(drawn) <= 1  # the site's own picture is the same in both languages
    assert all(browser.client.get(path).status_code == 200 for path in right)


@only_sqlite
def test_a_corrected_text_has_an_address_of_its_own(site: Site) -> None:
    vote = site.make_vote()
    browser = site.browser()
    before = pictures(browser, vote)[""]
    set_contest(site, vote, question=LocalText("Vem ska få priset?", "Who?"))
    after = pictures(browser, vote)[""]
    assert before != after
    assert [browser.client.get(path).status_code for path in (before, after)] == [404, 200]


@only_sqlite
def test_a_draft_has_no_picture(site: Site) -> None:
    vote = site.make_vote()
    path = pictures(site.browser(), vote)[""]
    set_contest(site, vote, state=Phase.DRAFT.value)
    assert site.browser().client.get(path).status_code == 404


def test_no_picture_changes_when_people_vote_and_none_shows_a_result_before_it_is_published(site: Site) -> None:
    """Acceptance points 14 and 40."""
    site.make_vote(award="another")
    vote = site.make_vote(turnout_public="no")
    browser = site.browser()
    paths = pictures(browser, vote)
    before = contents(browser, paths)
    cast_votes(site, vote, nominee_2=3, nominee_3=1)
    for following in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        assert pictures(browser, vote) == paths, following
        cards._drawn.cache_clear()
        assert contents(browser, paths) == before, following
        assert not result_pictures(browser, vote), following
        act(site, vote, following)
    assert result_pictures(browser, vote)
    published = pictures(browser, vote)
    assert {part for part in paths if paths[part] != published[part]} == {"/results"}
    assert browser.client.get(published["/results"]).status_code == 200


def result_pictures(browser: Browser, vote: Vote) -> bool:
    """Whether the address of any winner's picture is answered, by whoever works out its digest."""
    with browser.site.app.test_request_context():
        contest = contests.get_by_id(vote.id).contest
        nominees = list_nominees(contest.id)
        cards = [card_of_result(contest, count(nominees, {winner: 1})) for winner in nominees]
    found = [browser.client.get(f"{vote.path}/results/share-{card.digest}.jpg").status_code for card in cards if card]
    assert set(found) <= {200, 404}
    assert len(found) == 3
    return 200 in found


@only_sqlite
@pytest.mark.parametrize(
    "votes", [{}, {"nominee_1": 1, "nominee_3": 1}, {"nominee_1": 1, "nominee_2": 1, "nominee_3": 1}]
)
def test_a_result_without_one_winner_has_a_picture_too(site: Site, votes: dict[str, int]) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, **votes)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    found = pictures(site.browser(), vote)
    assert ("/results/" in found["/results"]) is bool(votes)
    assert site.browser().client.get(found["/results"]).status_code == 200
