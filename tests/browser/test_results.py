"""The published result on other media than a screen: without style sheets, in a spreadsheet, on paper."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.acts import cast_votes
from tests.browser.actors import Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK
from tests.factories import contest_file
from tests.site import Vote
from voting.contests.rules import Phase
from voting.text import LocalText

FORMULA = "=1+1"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DRAWN = "() => [...document.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def published(stage: Demo) -> Vote:
    """Three votes for the nominee called `=1+1`, one for the next, none for four others."""
    file = contest_file(award="klart", nominees=6)
    first, *others = file.nominees
    vote = stage.site.make_vote(
        file=replace(file, nominees=(replace(first, name=LocalText(FORMULA, FORMULA)), *others))
    )
    cast_votes(stage.site, vote, nominee_1=3, nominee_2=1)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.PUBLISHED)
    return vote


@pytest.mark.acceptance(17)
def test_the_result_can_be_read_without_style_sheets(
    visit: Visit, stage: Demo, published: Vote, photograph: Photograph
) -> None:
    voter = visit(Voter, stage)
    voter.page.route("**/*.css", _answer_nothing)
    voter.page.goto(voter.url(published.path + "/results"))
    assert voter.page.evaluate("() => [...document.styleSheets].every((sheet) => sheet.cssRules.length === 0)")
    lines = [line.strip() for line in voter.page.get_by_role("main").inner_text().splitlines() if line.strip()]
    assert lines[0] == "Testpriset 2026 går till =1+1"
    assert [line.split("\t") for line in lines if "\t" in line][:3] == [
        ["Placering", "Nominerad", "Röster", "Andel"],
        ["1", FORMULA, "3", "75,0\N{NO-BREAK SPACE}%"],
        ["2", "Nominerad 2", "1", "25,0\N{NO-BREAK SPACE}%"],
    ]
    expect(voter.page.get_by_role("table").get_by_role("caption")).to_be_visible()
    assert max(voter.page.evaluate(DRAWN)) <= 48  # no drawing grows over the words
    photograph(voter.page, "bare")


@pytest.mark.acceptance(18)
@pytest.mark.parametrize(("lang", "share"), [("sv", "75,0"), ("en", "75.0")])
def test_the_table_opens_right_in_a_spreadsheet(
    visit: Visit, stage: Demo, published: Vote, tmp_path: Path, lang: str, share: str
) -> None:
    voter = visit(Voter, stage, lang=lang)
    voter.page.goto(voter.url(published.path + "/results"))
    with voter.page.expect_download() as download:
        voter.link("The table for a spreadsheet (CSV)").click()
    assert download.value.suggested_filename == "klart-2026.csv"
    download.value.save_as(tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(BYTE_ORDER_MARK)
    head, first, *others = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert len(head) == 5
    assert first == ["1", f"'{FORMULA}", "Ort 1", "3", share]  # the apostrophe says that it is text
    assert len(others) == 5
    assert not any(cell.startswith("=") for row in others for cell in row)


@pytest.mark.acceptance(39)
def test_a_printed_result_is_one_page_without_navigation(
    visit: Visit, stage: Demo, published: Vote, photograph: Photograph
) -> None:
    voter = visit(Voter, stage, size=DESK)
    voter.page.goto(voter.url(published.path + "/results"))
    voter.page.emulate_media(media="print")
    for role in ("navigation", "contentinfo", "button"):
        expect(voter.page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    expect(voter.page.get_by_role("table").get_by_role("row")).to_have_count(1 + 6)
    photograph(voter.page, "on-paper")
    assert voter.page.pdf(format="A4").count(b"/Type /Page\n") == 1


def _answer_nothing(route: Route) -> None:
    route.fulfill(body="", content_type="text/css")
