"""The accessibility statement says what the Swedish law wants it to say, and is reached from every page."""

import pytest

from tests.page import main_text, parse
from tests.site import Site
from tests.words import said
from voting.contests.rules import Phase
from voting.pages import rules

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
CONFORMANCE = {"sv": "delvis förenlig med lagen (2018:1937)", "en": "partially compliant with the law (2018:1937)"}


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_statement_has_all_that_the_law_asks_for(site: Site, lang: str) -> None:
    """Who is behind the site, how well it conforms, what does not work, when and how that was found, whom to tell."""
    site.make_vote(Phase.OPEN)
    browser = site.browser(lang)
    text = main_text(browser.get("/accessibility"))
    for part in (CONFORMANCE[lang], "Testföreningen", "EN 301 549 V3.2.1", "WCAG", "Digg"):
        assert part in text
    for section in (
        "If a part of the site does not work for you",
        "Tell us what does not work",
        "Who supervises us",
        "What is not accessible, or not yet known to be",
        "How we tested",
        "We claim no exception for a disproportionate burden, and no part of the site is outside the law.",
    ):
        assert said(site, section, lang) in text
    links = {link.get("href") for link in next(parse(browser.page.text).iter("main")).iter("a")}
    assert rules.REPORT_URL in links


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_statement_s_dates_are_those_when_somebody_looked(
    site: Site, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not today's."""
    monkeypatch.setattr(rules, "ASSESSED", rules.ASSESSED.replace(year=2024, month=2, day=1))
    monkeypatch.setattr(rules, "REVIEWED", rules.REVIEWED.replace(year=2025, month=3, day=2))
    text = main_text(site.browser(lang).get("/accessibility"))
    days = {"sv": ("1 februari 2024", "2 mars 2025"), "en": ("1 February 2024", "2 March 2025")}[lang]
    assert all(day in text for day in days)
    assert rules.ASSESSED <= rules.REVIEWED


@only_sqlite
def test_the_statement_stands_without_a_vote(site: Site) -> None:
    assert "Digg" in main_text(site.browser().get("/accessibility"))


@only_sqlite
@pytest.mark.parametrize("path", ["/", "/sign-in", "/how-we-count", "/privacy", "/no-such-page"])
def test_every_page_leads_to_the_statement(site: Site, path: str) -> None:
    footer = next(parse(site.browser().get(path).text).iter("footer"))
    assert "/accessibility" in {link.get("href") for link in footer.iter("a")}
