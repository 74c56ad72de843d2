"""An award's page: what is under way, and who has won before."""

import pytest

from tests.acts import cast_votes, set_contest
from tests.page import main_text, parse, text_of
from tests.pages.test_query_counts import asked
from tests.site import Site
from voting.contests.rules import Phase

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def published(site: Site, year: int, **counts: int) -> None:
    vote = site.make_vote(year=year)
    cast_votes(site, vote, **counts)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)


def years_on(site: Site, lang: str = "en") -> list[str]:
    tree = parse(site.browser(lang).get("/testpriset").text)
    return [text_of(item) for item in tree.iter("li") if item.get("class") == "hall-year"]


def test_it_tells_of_every_year_with_a_result_newest_first(site: Site) -> None:
    site.make_vote(award="another", phase=Phase.PUBLISHED)
    published(site, 2023, nominee_1=2, nominee_2=1)
    published(site, 2025, nominee_2=1, nominee_3=1)
    published(site, 2024)
    site.make_vote(Phase.DRAFT, year=2027)
    site.make_vote(Phase.CERTIFIED, year=2022)
    site.make_vote(year=2026)
    shared, nobody, first = years_on(site)
    assert shared.startswith("2025 Nominee 2 Line 2 Ort 2")
    assert "Nominee 3 Line 3" in shared
    assert nobody.startswith("2024 No vote was counted, so there is no winner.")
    assert first.startswith("2023 Nominee 1 Line 1 Ort 1")
    assert first.endswith("The result of 2023")
    page = site.browser().get("/testpriset")
    for path in ("/testpriset/2025/results", "/testpriset/2026", "/testpriset/2022"):
        assert f'href="{path}"' in page.text
    assert "2027" not in page.text
    assert "/another/" not in page.text


def test_it_is_linked_from_the_pages_of_its_years(site: Site) -> None:
    published(site, 2025, nominee_1=1)
    for path in ("/testpriset/2025", "/testpriset/2025/results"):
        assert 'href="/testpriset"' in site.browser().get(path).text


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.OPEN])
def test_drafts_and_rehearsals_make_no_award_public(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    set_contest(site, vote, rehearsal=phase is not Phase.DRAFT)
    browser = site.browser()
    assert browser.get("/testpriset").status_code == 404
    assert browser.get("/nothing-here").status_code == 404
    if phase is Phase.OPEN:
        assert 'href="/testpriset"' not in browser.get(vote.path).text


def test_before_the_first_result_it_says_so(site: Site) -> None:
    site.make_vote()
    assert "Nobody has received the award here yet." in main_text(site.browser("en").get("/testpriset"))


def test_it_does_not_ask_more_for_more_years(site: Site) -> None:
    counts = set()
    for years in ((2001,), range(2002, 2005)):
        for year in years:
            published(site, year, nominee_1=2, nominee_2=1)
        counts.add(asked(site.browser(), "/testpriset"))
    assert len(counts) == 1
