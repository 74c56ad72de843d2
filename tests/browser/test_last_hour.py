"""The jury in the last hour and after it: figures that move by themselves, notes, minutes on paper, a tie."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acts import act, cast_votes
from tests.browser.actors import CONTEST, Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.verdicts.acts import tied
from voting.accounts.rules import Role
from voting.contests.rules import Action
from voting.text import Language

CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"
COUNT = "The count in {award}"
MINUTE = 61_000
PAGE = b"/Type /Page\n"


@pytest.mark.acceptance(39)
@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)], ids=["swedish-phone", "english-desk"])
def test_a_juror_follows_the_last_hour_and_prints_the_minutes(
    visit: Visit, own_demo: Demo, lang: Language, size: dict[str, int], photograph: Photograph
) -> None:
    site, vote = own_demo.site, own_demo.vote
    own_demo.lets_it_close_in(timedelta(hours=1))
    cast_votes(site, vote, vedasens_if=3, marit_tallhed=1)
    juror = visit(Juror, own_demo, lang=lang, size=size)
    juror.page.clock.install()
    juror.opens_the_count()
    assert juror.row(CLUB).get_by_role("cell").nth(2).inner_text() == "2"
    juror.follows("Show hour by hour", COUNT, award=CONTEST)
    juror.follows("Refresh automatically every minute", COUNT, award=CONTEST)
    cast_votes(site, vote, marit_tallhed=4)
    status = juror.page.get_by_role("main").get_by_role("status")
    juror.page.clock.fast_forward(MINUTE)
    expect(status).to_contain_text(juror.say("The figures have changed."))
    assert (juror.sees_votes(CLUB), juror.sees_votes(RUNNER)) == (3, 5)
    juror.inspects()
    with juror.page.expect_response(lambda answer: answer.request.method == "GET"):
        juror.page.clock.fast_forward(MINUTE)
    expect(status).to_have_text("")
    juror.follows("Stop refreshing automatically", COUNT, award=CONTEST)
    _compares(juror)
    _notes(juror)

    own_demo.lets_the_deadline_pass()
    act(site, vote, Action.CERTIFY)
    juror.follows("Back to the count", COUNT, award=CONTEST)
    juror.reads("Certified, but not public yet – do not share")
    with juror.page.expect_download() as download:
        juror.link("The figures for a spreadsheet (CSV)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    juror.follows("Minutes to print and sign", "Minutes of {award}", award=CONTEST)
    juror.page.emulate_media(media="print")
    for role in ("navigation", "contentinfo", "button"):
        expect(juror.page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    expect(juror.page.get_by_text("snow")).to_be_visible()
    assert juror.page.pdf(format="A4").count(PAGE) == 1
    photograph(juror.page, "minutes")


def _compares(juror: Juror) -> None:
    earliest = juror.field("Date and time").get_attribute("max") or ""
    juror.field("Date and time").fill(earliest)
    juror.presses("Compare", COUNT, award=CONTEST)
    expect(juror.page.get_by_role("table")).to_have_count(3)


def _notes(juror: Juror) -> None:
    juror.follows("The jury's notes", "The jury's notes")
    juror.field("Note").fill("It *snows*: {{ 7 * 7 }} <b>snow</b>")
    juror.field("Put the note into the minutes").check()
    juror.presses("Save the note", "The jury's notes")
    juror.follows("Change your note", "Change your note")
    juror.presses("Save the note", "The jury's notes")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_jury_chooses_between_equals(visit: Visit, stage: Demo, lang: Language) -> None:
    vote = tied(stage.site, award=f"lika-{lang}")
    eva, ola = (visit(Juror, stage, lang=lang) for _ in range(2))
    for juror in (eva, ola):
        juror.address = stage.gives(Role.JUROR)
        juror.comes_signed_in(f"/jury{vote.path}/tie", "Choose between those with most votes")
    eva.page.get_by_role("radio", name=eva.say("Nominee 2")).check()
    eva.presses("Propose", "Choose between those with most votes", status=422)
    eva.field("Why, in Swedish").fill("För modet.")
    eva.field("Why, in English").fill("For the courage.")
    eva.presses("Propose", "Choose between those with most votes")
    ola.reloads("Choose between those with most votes")
    ola.presses("Approve the choice", "Choose between those with most votes")
    ola.reads("The result can be published now.")
    ola.opens(f"/jury{vote.path}/citation/nominee-2", "The jury's citation for {name}", name="Nominee 2")
    ola.field("In Swedish").fill("Hon gick före.")
    ola.field("In English").fill("She went first.")
    ola.presses("Save the citation", "The jury's citation for {name}", name="Nominee 2")
    act(stage.site, vote, Action.PUBLISH)
    reader = visit(Voter, stage, lang=lang)
    reader.opens(f"{vote.path}/results", "{award} goes to {name}", award="The Test Award 2026", name="Nominee 2")
    reader.reads("The jury's citation")
    main = reader.page.get_by_role("main")
    for text in {"sv": ("Hon gick före.", "För modet."), "en": ("She went first.", "For the courage.")}[lang]:
        expect(main).to_contain_text(text)
