"""The result as a page, a table for spreadsheets and one for programs: hidden until published, then all the same."""

import json
from typing import Any

import pytest
from sqlalchemy import update

from tests.acts import cast_votes
from tests.page import heading, main_text, table_on
from tests.site import Site, Vote
from tests.words import said
from voting.contests import queries as contests
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.text import LocalText
from voting.transaction import transaction
from voting.web.i18n import iso

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def finished(site: Site, *, until: Phase = Phase.PUBLISHED, **votes: int) -> Vote:
    """A contest of four with these votes, brought to `until`, after another award's contest with other votes."""
    other = site.make_vote(award="another", year=2020)
    cast_votes(site, other, nominee_3=9)
    vote = site.make_vote(nominees=4)
    cast_votes(site, vote, **votes)
    with site.app.app_context():
        site.move_to(vote.id, until)
        site.move_to(other.id, Phase.PUBLISHED)
    return vote


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nothing_is_shown_until_the_result_is_published(site: Site, lang: str, subtests: pytest.Subtests) -> None:
    browser = site.browser(lang)
    for year, phase in enumerate((Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.CERTIFIED), start=2021):
        vote = site.make_vote(Phase.OPEN, year=year)
        cast_votes(site, vote, nominee_2=7)
        with site.app.app_context():
            site.move_to(vote.id, phase)
        with subtests.test(phase=phase.value):
            browser.get(f"{vote.path}/results")
            assert heading(browser.page) == said(site, "The result is not published yet", lang)
            assert "<table" not in browser.page.text
            assert "/results." not in browser.page.text
            for ending in ("csv", "json"):
                browser.get(f"{vote.path}/results.{ending}")
                words = said(site, NotFound.title, lang)
                assert (browser.page.status_code, heading(browser.page)) == (404, words)


def test_a_draft_has_no_result_page_at_all(site: Site) -> None:
    site.make_vote(Phase.PUBLISHED, award="another")
    vote = site.make_vote(Phase.DRAFT)
    browser = site.browser()
    for ending in ("", ".csv", ".json"):
        assert browser.get(f"{vote.path}/results{ending}").status_code == 404


@pytest.mark.parametrize(
    ("lang", "name", "award", "shares"),
    [
        ("sv", "Nominerad {}", "Testpriset", ["62,5 %", "25,0 %", "12,5 %", "0,0 %"]),
        ("en", "Nominee {}", "The Test Award", ["62.5%", "25.0%", "12.5%", "0.0%"]),
    ],
)
def test_the_winner_and_everybodys_votes_are_shown(
    site: Site, lang: str, name: str, award: str, shares: list[str]
) -> None:
    vote = finished(site, nominee_3=5, nominee_1=2, nominee_4=1)
    browser = site.browser(lang)
    browser.get(f"{vote.path}/results")
    won = {"award": f"{award} 2026", "name": name.format(3)}
    assert heading(browser.page) == said(site, "%(award)s goes to %(name)s", lang) % won
    assert table_on(browser.page) == [
        ["1", name.format(3), "5", shares[0]],
        ["2", name.format(1), "2", shares[1]],
        ["3", name.format(4), "1", shares[2]],
        ["4", name.format(2), "0", shares[3]],
    ]
    in_all = {"sv": "8 röster räknade totalt.", "en": "8 votes counted in all."}
    assert in_all[lang] in main_text(browser.page)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_shared_first_place_is_shared(site: Site, lang: str) -> None:
    vote = finished(site, nominee_2=3, nominee_4=3, nominee_1=1)
    browser = site.browser(lang)
    browser.get(f"{vote.path}/results")
    award = "Testpriset 2026" if lang == "sv" else "The Test Award 2026"
    assert heading(browser.page) == said(site, "Shared first place in %(award)s", lang) % {"award": award}
    assert [row[0] for row in table_on(browser.page)] == ["1", "1", "3", "4"]
    assert said(site, "Equal votes give the same rank, and the next rank is skipped.", lang) in main_text(browser.page)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_contest_in_which_nobody_voted_has_no_winner(site: Site, lang: str) -> None:
    vote = finished(site)
    browser = site.browser(lang)
    browser.get(f"{vote.path}/results")
    award = "Testpriset 2026" if lang == "sv" else "The Test Award 2026"
    assert heading(browser.page) == said(site, "No votes in %(award)s", lang) % {"award": award}
    assert [(row[0], row[2]) for row in table_on(browser.page)] == [("1", "0")] * 4


def rename(site: Site, vote: Vote, slug: str, **values: Any) -> None:
    with site.app.app_context(), transaction():
        db.session.execute(update(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == slug).values(**values))


@pytest.mark.parametrize(
    ("lang", "head", "shares"),
    [
        ("sv", "Placering;Nominerad;Ort;Röster;Andel (%)", ["62,5", "25,0", "12,5", "0,0"]),
        ("en", "Rank;Nominee;Place;Votes;Share (%)", ["62.5", "25.0", "12.5", "0.0"]),
    ],
)
def test_the_table_for_spreadsheets_opens_as_it_is_meant(site: Site, lang: str, head: str, shares: list[str]) -> None:
    """A byte order mark, semicolons, the language's decimals, and no name that becomes a formula."""
    vote = finished(site, nominee_3=5, nominee_1=2, nominee_4=1)
    rename(site, vote, "nominee-3", name=LocalText("=1+1", "=1+1"), place="@SUM(A1)")
    rename(site, vote, "nominee-1", name=LocalText("-2", "-2"), place='Å;"ort"')
    rename(site, vote, "nominee-4", name=LocalText("+46 8", "+46 8"), place="\tflik")
    rename(site, vote, "nominee-2", name=LocalText("a=b", "a=b"), place="Malmö")
    answer = site.browser(lang).get(f"{vote.path}/results.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="testpriset-2026.csv"'
    lines = [
        head,
        f"1;'=1+1;'@SUM(A1);5;{shares[0]}",
        f'2;\'-2;"Å;""ort""";2;{shares[1]}',
        f"3;'+46 8;'\tflik;1;{shares[2]}",
        f"4;a=b;Malmö;0;{shares[3]}",
        "",
    ]
    assert answer.data == b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


def test_the_table_for_spreadsheets_rounds_as_the_page_does(site: Site) -> None:
    """23 of 80 is 28.75 %: one rule decides, not two."""
    vote = finished(site, nominee_1=23, nominee_2=57)
    browser = site.browser("en")
    shown = [row[3].rstrip("%") for row in table_on(browser.get(f"{vote.path}/results"))]
    downloaded = [line.split(";")[4] for line in browser.get(f"{vote.path}/results.csv").text.splitlines()[1:]]
    assert shown == downloaded


def test_the_table_for_programs_is_complete_and_the_same_in_both_languages(site: Site) -> None:
    vote = finished(site, nominee_3=2, nominee_1=2)
    with site.app.app_context():
        contest = contests.get_by_id(vote.id).contest
        instants = {name: iso(getattr(contest, name)) for name in ("closed_at", "certified_at", "published_at")}
    answers = [site.browser(lang).get(f"{vote.path}/results.json") for lang in ("sv", "en")]
    assert [answer.mimetype for answer in answers] == ["application/json"] * 2
    assert answers[0].data == answers[1].data

    def row(rank: int, number: int, votes: int) -> dict[str, Any]:
        names = {"sv": f"Nominerad {number}", "en": f"Nominee {number}"}
        return {"rank": rank, "nominee": f"nominee-{number}", "name": names, "votes": votes}

    assert json.loads(answers[0].data) == instants | {
        "award": "testpriset",
        "year": 2026,
        "assurance": "verified e-mail",
        "total": 4,
        "voided": {},
        "certified_jointly": False,
        "winners": ["nominee-1", "nominee-3"],
        "tie": None,
        "citations": {},
        "rows": [row(1, 1, 2), row(1, 3, 2), row(3, 2, 0), row(3, 4, 0)],
    }
    assert all(value.endswith("+00:00") for value in instants.values())
