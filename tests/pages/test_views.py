"""The pages that everybody sees: the start page, a contest in each of its phases, what we say of ourselves, health."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.acts import act, cast_votes, set_contest
from tests.page import heading, main_text, parse
from tests.site import Site
from tests.words import said
from voting.contests.rules import Action, Phase
from voting.contests.words import RULE_CHANGE, RULE_FINAL
from voting.errors import NotFound
from voting.extensions import db
from voting.transaction import side_transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
HEADINGS = {
    Phase.ANNOUNCED: None,  # the question of the day: see below
    Phase.OPEN: None,
    Phase.CLOSED: "The votes are in",
    Phase.CERTIFIED: "The count is finished",
    Phase.PUBLISHED: "The result is here",
}


def links_on(response: object) -> set[str]:
    return {link.get("href", "") for link in next(parse(response.text).iter("main")).iter("a")}  # type: ignore[attr-defined]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_start_page_is_the_one_contest_or_a_list(site: Site, lang: str) -> None:
    browser, prefix = site.browser(lang), "/en" if lang == "en" else ""
    browser.get("/")
    assert said(site, "There is no vote to show right now. Come back soon.", lang) in main_text(browser.page)
    site.make_vote(Phase.DRAFT, award="drafted")
    browser.get("/")
    assert said(site, "There is no vote to show right now. Come back soon.", lang) in main_text(browser.page)
    first = site.make_vote(Phase.PUBLISHED, year=2025)
    question = {"sv": "Vem ska få Testpriset?", "en": "Who should receive the Test Award?"}[lang]
    assert heading(browser.get("/")) == heading(browser.get(first.path)) == said(site, "The result is here", lang)
    second = site.make_vote(Phase.OPEN)
    for path in ("/", second.path):
        assert heading(browser.get(path)) == question
        assert f"{prefix}{second.path}/ballot" in links_on(browser.page)
        assert (f"{prefix}{first.path}/results" in links_on(browser.page)) is (path == "/")
    third = site.make_vote(Phase.OPEN, award="another")
    browser.get("/")
    assert heading(browser.page) not in (question, said(site, "The result is here", lang))
    assert {f"{prefix}{vote.path}" for vote in (first, second, third)} <= links_on(browser.page)
    assert not any("drafted" in link for link in links_on(browser.page))


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_contest_says_what_is_true_now(site: Site, lang: str, subtests: pytest.Subtests) -> None:
    browser, prefix = site.browser(lang), "/en" if lang == "en" else ""
    for year, phase in enumerate(Phase, start=2020):
        vote = site.make_vote(phase, year=year)
        with subtests.test(phase=phase.value):
            browser.get(vote.path)
            if phase is Phase.DRAFT:
                assert (browser.page.status_code, heading(browser.page)) == (
                    404,
                    said(site, NotFound.title, lang),
                )
                continue
            assert browser.page.status_code == 200
            if words := HEADINGS[phase]:
                assert heading(browser.page) == said(site, words, lang)
            links = links_on(browser.page)
            assert (f"{prefix}{vote.path}/ballot" in links) is (phase is Phase.OPEN)
            assert (f"{prefix}{vote.path}/results" in links) is (phase is Phase.PUBLISHED)
            assert {link for link in links if "/nominees/" in link} == {
                f"{prefix}{vote.path}/nominees/nominee-{at}" for at in (1, 2, 3)
            }


@only_sqlite
def test_between_two_votes_the_start_page_lists_what_was(site: Site) -> None:
    votes = [site.make_vote(Phase.PUBLISHED, year=year) for year in (2024, 2025)]
    site.make_vote(Phase.DRAFT)
    page = site.browser().get("/")
    assert {vote.path for vote in votes} <= links_on(page)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_each_move_of_the_closing_time_is_shown_with_its_reason_and_the_former_time(site: Site, lang: str) -> None:
    vote, other = site.make_vote(), site.make_vote(year=2025)
    days = [datetime(2027, 1, day, 19, tzinfo=UTC) for day in (11, 12, 13)]
    set_contest(site, vote, closes_at=days[0])
    act(site, other, Action.EXTEND, reason="Another contest's reason")
    page = main_text(site.browser(lang).get(vote.path))
    assert "reason" not in page
    for closes_at, reason in ((days[1], "Mail was late {{ 7 * 7 }}"), (days[2], "<b>Snow</b>")):
        act(site, vote, Action.EXTEND, closes_at=closes_at, reason=reason)
    told = main_text(site.browser(lang).get(vote.path)).casefold()
    places = [told.index(words) for words in ("mail was late {{ 7 * 7 }}", "11 januar", "<b>snow</b>", "12 januar")]
    assert places == sorted(places)
    assert told.index("13 januar") < places[0]
    assert "another contest" not in told
    act(site, vote, Action.CLOSE)
    assert "<b>Snow</b>" in main_text(site.browser(lang).get(vote.path))


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_contest_tells_its_rules_in_plain_words(site: Site, lang: str) -> None:
    strict = site.make_vote(year=2025, max_changes="0", turnout_public="no")
    kind = site.make_vote(year=2026, max_changes="7", turnout_public="yes")
    final, change = said(site, RULE_FINAL, lang), said(site, RULE_CHANGE, lang) % {"times": 7}
    browser = site.browser(lang)
    shown = [main_text(browser.get(vote.path)) for vote in (strict, kind)]
    assert [(final in text, change in text) for text in shown] == [(True, False), (False, True)]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", ["how-we-count", "privacy", "accessibility"])
def test_what_we_say_of_ourselves_is_there_in_both_languages(site: Site, lang: str, name: str) -> None:
    answer = site.browser(lang).get(f"/{name}")
    assert answer.status_code == 200
    assert len(main_text(answer)) > 500


def test_a_running_process_is_well_even_without_its_database(site: Site) -> None:
    with site.app.app_context(), side_transaction() as connection:
        connection.execute(text("ALTER TABLE contest RENAME TO lost"))
    answer = site.browser().client.get("/healthz")
    assert (answer.status_code, json.loads(answer.data)) == (200, {"ok": True})


def readiness(site: Site) -> tuple[int, list[str]]:
    answer = site.browser().client.get("/readyz")
    body = json.loads(answer.data)
    assert body["ok"] is (answer.status_code == 200)
    return answer.status_code, body["problems"]


def change(site: Site, statement: str) -> None:
    with site.app.app_context(), side_transaction() as connection:
        connection.execute(text(statement))


def test_an_installation_is_ready_when_nothing_is_missing(site: Site) -> None:
    assert readiness(site) == (200, [])
    site.make_vote(Phase.DRAFT, award="another")
    site.make_vote()
    assert readiness(site) == (200, [])


def test_an_installation_is_not_ready_without_a_key(site: Site) -> None:
    site.make_vote(award="another")
    vote, certified = site.make_vote(), site.make_vote(Phase.CERTIFIED, year=2025)
    keys = Path(site.environ["VOTING_KEY_DIR"]) / "contests"
    (keys / f"{certified.id}.key").unlink()
    assert readiness(site) == (200, [])
    (keys / f"{vote.id}.key").unlink()
    assert readiness(site) == (503, ["keys"])


def test_an_installation_is_not_ready_with_tables_of_another_version(site: Site) -> None:
    site.make_vote()
    change(site, "UPDATE alembic_version SET version_num = '0000'")
    assert readiness(site) == (503, ["migrations"])
    change(site, "DROP TABLE alembic_version")
    assert readiness(site) == (503, ["migrations"])


def test_an_installation_is_not_ready_without_its_tables(site: Site) -> None:
    change(site, "ALTER TABLE contest RENAME TO lost")
    assert readiness(site) == (503, ["database"])
    change(site, "ALTER TABLE lost RENAME TO contest")
    assert readiness(site) == (200, [])


@only_sqlite
def test_an_installation_is_not_ready_without_its_database(site: Site) -> None:
    with site.app.app_context():
        db.engine.dispose()
    path = Path(site.database_url.removeprefix("sqlite:///"))
    for part in path.parent.glob("test.db*"):
        part.unlink()
    path.mkdir()
    assert readiness(site) == (503, ["database"])


@only_sqlite
def test_the_turnout_of_one_contest_is_not_anothers(site: Site) -> None:
    cast_votes(site, site.make_vote(award="another"), nominee_1=3)
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=1)
    assert "1 röst hittills" in main_text(site.browser().get(vote.path))
