"""An admin rehearses a draft, shows it by a private link, sets the time of publishing, and the archive has the year."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.acts import act, cast_votes
from tests.browser.actors import Admin, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK
from tests.site import Vote
from voting.accounts.rules import Role
from voting.contests.rules import Action, Phase
from voting.text import Language

NAME = "The Test Award 2026"
DRAFTED = {"opens_at": "now + 3 days", "closes_at": "now + 5 days"}


def arrives(visit: Visit, stage: Demo, vote: Vote, lang: Language = "sv") -> Admin:
    admin: Admin = visit(Admin, stage, lang=lang, size=DESK)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}", NAME)
    return admin


@pytest.mark.acceptance(22)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_preview_of_a_draft_is_the_public_page(
    visit: Visit, stage: Demo, photograph: Photograph, lang: Language
) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award=f"lank-{lang}", **DRAFTED)
    admin = arrives(visit, stage, vote, lang)
    expect(admin.page.locator(".lifecycle")).to_contain_text("öppnar om 2 dygn" if lang == "sv" else "opens in 2 days")
    admin.follows("Preview by a private link", "Preview by a private link")
    admin.presses("Make the link", "Preview by a private link")
    link = admin.page.locator(f'a[href^="{"/en" if lang == "en" else ""}/preview/"]').get_attribute("href")
    guest = visit(Voter, stage, lang=lang)
    guest.page.goto(stage.origin + str(link))
    guest.inspects()
    photograph(guest.page, "private-link")
    seen = guest.page.get_by_role("main").inner_text()
    guest.page.get_by_role("link", name=guest.say("Nominee 2"), exact=True).click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text(guest.say("Nominee 2"))
    guest.inspects()
    nominee = guest.page.get_by_role("main").inner_text()
    act(stage.site, vote, Action.ANNOUNCE)
    gone = guest.page.reload()
    assert gone
    assert gone.status == 410
    guest.inspects()
    with guest.page.expect_navigation():
        guest.link("To the vote's page").click()
    assert seen == guest.page.get_by_role("main").inner_text()
    guest.page.goto(guest.url(f"{vote.path}/nominees/nominee-2"))
    assert nominee == guest.page.get_by_role("main").inner_text()


def test_a_draft_is_rehearsed_with_a_test_voter_and_thrown_away(visit: Visit, stage: Demo) -> None:
    vote = stage.site.make_vote(Phase.DRAFT, award="prova", **DRAFTED)
    admin = arrives(visit, stage, vote)
    admin.follows("Rehearse the vote", "Rehearse the vote")
    admin.field("Test voters' e-mail addresses").fill("alla möjliga\nanna@demo.example")
    admin.field("Reason").fill("Vi provar allt en gång")
    admin.presses("Begin the rehearsal", "Rehearse the vote", status=422)
    expect(admin.field("Test voters' e-mail addresses")).to_have_value("alla möjliga\nanna@demo.example")
    admin.field("Test voters' e-mail addresses").fill("anna@demo.example")
    rehearsal = "Testpriset – generalrepetition 2026"
    with admin.page.expect_navigation():
        admin.button("Begin the rehearsal").click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(rehearsal)
    admin.inspects()
    admin.sees_step("Voting open")
    tester = visit(Voter, stage)
    tester.page.goto(tester.url("/prova-rehearsal/2026"))
    expect(tester.page.get_by_role("main")).to_contain_text("Det här är en generalrepetition.")
    with admin.page.expect_navigation():
        admin.link("Throw the rehearsal away").click()
    admin.inspects()
    admin.types(word=admin.say("throw away"), to_confirm="throw away", reason="Allt fungerade")
    admin.presses("Throw the rehearsal away", "Votes to run")
    gone = tester.page.reload()
    assert gone
    assert gone.status == 404


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_result_is_published_at_its_time_and_the_archive_has_it(visit: Visit, stage: Demo, lang: Language) -> None:
    vote = stage.site.make_vote(award=f"tid-{lang}", nominees=4)
    cast_votes(stage.site, vote, nominee_3=2, nominee_1=1)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.CERTIFIED)
    admin = arrives(visit, stage, vote, lang)
    admin.starts("Publish the result at a set time")
    at = datetime.now(ZoneInfo("Europe/Stockholm")) + timedelta(days=2, hours=1)
    for when, status in ((at - timedelta(days=10), 422), (at, 200)):
        admin.field("Time of publishing").fill(f"{when:%Y-%m-%dT%H:%M}")
        admin.types(word=admin.say("publish"), to_confirm="publish", reason="På galan")
        heading = "Publish the result at a set time" if status == 422 else NAME
        admin.presses("Publish the result at a set time", heading, status=status)
    expect(admin.page.locator(".lifecycle")).to_contain_text("publiceras om" if lang == "sv" else "is published in")
    voter = visit(Voter, stage, lang=lang)
    voter.page.goto(voter.url(vote.path))
    shown = voter.page.get_by_role("main").get_by_role("time").first
    assert re.search(f"{at:%H[.:]%M}", shown.inner_text())
    voter.inspects()
    voter.opens(vote.path + "/results", "The result is not published yet")
    act(stage.site, vote, Action.PUBLISH)
    voter.page.goto(voter.url(f"/tid-{lang}"))
    hall = voter.page.get_by_role("region", name=voter.say("Hall of fame"))
    expect(hall).to_contain_text(voter.say("Nominee 3"))
    voter.inspects()
