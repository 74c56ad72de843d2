"""What makes it pleasant: how long is left, copying, a calendar, texts that are not lost, pages that lead on."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.person import QUESTION
from voting.text import Language

CLUB = "Vedåsen Sports Club"
NOTHING = "We cannot find that page"


@pytest.mark.acceptance(34)
@pytest.mark.parametrize(("lang", "left"), [("sv", "7 minuter kvar"), ("en", "7 minutes left")])
def test_the_last_minutes_are_told_in_words_and_tick_for_the_eye_alone(
    visit: Visit, own_demo: Demo, lang: Language, left: str
) -> None:
    own_demo.lets_it_close_in(timedelta(minutes=7, seconds=40))
    voter = visit(Voter, own_demo, lang=lang)
    voter.opens_the_start_page()
    line = voter.page.locator(".time-left")
    expect(line).to_have_text(left)  # who wants less motion is shown no seconds
    voter.page.emulate_media(reduced_motion="no-preference")
    seconds = line.locator("[aria-hidden=true]")
    expect(seconds).to_have_text(re.compile(r"7:\d\d"))
    first = seconds.inner_text()
    expect(seconds).not_to_have_text(first)
    told = voter.page.get_by_role("main").aria_snapshot()
    assert left in told
    assert first.strip() not in told


def test_without_scripts_the_time_left_is_told_too(visit: Visit, own_demo: Demo) -> None:
    own_demo.lets_it_close_in(timedelta(hours=30, minutes=5))
    voter = visit(Voter, own_demo, scripts=False)
    voter.opens_the_start_page()
    expect(voter.page.locator(".time-left")).to_have_text("30 timmar kvar")


def test_the_receipt_s_number_is_copied(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.context.grant_permissions(["clipboard-read", "clipboard-write"])
    receipt = voter.votes(CLUB)
    voter.button("Copy the number").click()
    expect(voter.page.get_by_role("status")).to_have_text(voter.say("Copied"))
    assert voter.page.evaluate("navigator.clipboard.readText()") == receipt


def test_the_closing_time_goes_into_a_calendar(visit: Visit, demo: Demo) -> None:
    voter = visit(Voter, demo)
    voter.opens_the_start_page()
    address = voter.link("Put the closing time in your calendar").get_attribute("href")
    answer = voter.page.request.get(voter.url(address or ""))
    assert (answer.headers["content-type"].partition(";")[0], answer.text()[:15]) == (
        "text/calendar",
        "BEGIN:VCALENDAR",
    )


def test_a_text_that_was_typed_is_not_lost_by_a_wrong_click(visit: Visit, own_demo: Demo) -> None:
    admin = visit(Admin, own_demo)
    admin.opens_the_vote_to_run()
    admin.starts("Move the closing time")
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    admin.page.on("dialog", stays)
    admin.field("Reason").press_sequentially("Mejlen kom fram sent")
    admin.link("Cancel").click(no_wait_after=True)
    expect(admin.field("Reason")).to_have_value("Mejlen kom fram sent")
    assert asked == ["beforeunload"]
    admin.presses(
        "Move the closing time", "Move the closing time", status=422
    )  # the same time as before is not later: sent, not lost
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_nominee_that_is_not_there_leads_to_those_who_are(visit: Visit, demo: Demo, lang: Language) -> None:
    voter = visit(Voter, demo, lang=lang)
    voter.opens(f"{AWARD}/nominees/nobody", NOTHING, status=404)
    voter.follows("Back to the nominees", QUESTION)
