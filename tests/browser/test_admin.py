"""An admin moves the closing time, closes, certifies and publishes, and the public sees each of it."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.acts import cast_votes, take_batch
from tests.browser.actors import CONTEST, Admin, Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK, PHONE
from tests.browser.person import QUESTION
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.text import Language

CLUB = "Vedåsen Sports Club"
EXTENDED = "Mejlen kom fram sent"


@pytest.mark.acceptance(28, 31, 33, 35)
@pytest.mark.parametrize(
    ("backend", "lang", "size"),
    [
        pytest.param("sqlite", "sv", DESK, id="swedish-desk-sqlite"),
        pytest.param("postgresql", "en", PHONE, id="english-phone-postgresql"),
    ],
)
def test_from_the_open_vote_to_the_published_result(
    visit: Visit, own_demo_on: Demo, lang: Language, size: dict[str, int]
) -> None:
    demo = own_demo_on
    visit(Voter, demo, lang=lang).votes(CLUB)
    cast_votes(demo.site, demo.vote, vedasens_if=1, marit_tallhed=1)
    public = [visit(Voter, demo, lang="sv"), visit(Voter, demo, lang="en", size=DESK)]
    admin = visit(Admin, demo, lang=lang, size=size)
    admin.opens_the_vote_to_run()
    admin.sees_step("Voting open")
    assert _moves_the_closing_time(admin) == timedelta(days=1)
    for person in public:
        person.opens_the_start_page()
        person.reads("The closing time was moved: {reason}", reason=EXTENDED)
        person.opens(AWARD + "/results", "The result is not published yet")

    _closes_with_a_wrong_word_first(admin)
    admin.sees_step("Voting closed")
    for person in public:
        person.opens("/", "The votes are in")

    admin.does("Certify the result", "certify")
    admin.sees_step("Result certified")
    for person in public:
        person.opens("/", "The count is finished")
        person.opens(AWARD + "/results", "The result is not published yet")

    admin.does("Publish the result", "publish")
    admin.sees_step("Result published")
    admin.reads("Nothing. The vote is finished.")
    for person in public:
        person.opens("/", "The result is here")
        person.follows("See who won", "{award} goes to {name}", award=CONTEST, name=CLUB)
        table = person.page.get_by_role("table")
        expect(table.get_by_role("row")).to_have_count(1 + 6)
        share = "66,7\N{NO-BREAK SPACE}%" if person.lang == "sv" else "66.7%"
        assert re.split(r"\s*\n\s*|\t", table.get_by_role("row").nth(1).inner_text().strip()) == [
            "1", person.say(CLUB), "2", share,
        ]  # fmt: skip
    juror = visit(Juror, demo, lang=lang)
    juror.opens_the_count()
    assert juror.sees_votes(CLUB) == 2
    for path, heading in (("/mail", "Mail queue"), ("/audit", "Audit log"), ("/accounts", "Accounts")):
        admin.opens("/admin" + path, heading)


def test_the_public_page_before_the_opening_and_the_result_when_nobody_voted(visit: Visit, own_demo: Demo) -> None:
    public = [visit(Voter, own_demo, lang="sv"), visit(Voter, own_demo, lang="en", size=DESK)]
    opens_at = own_demo.moves_the_opening(timedelta(days=1))
    for person in public:
        person.opens("/", "Voting opens {day}", day=person.date(opens_at))
        person.opens(AWARD + "/ballot", "Voting has not opened yet", status=409)
    own_demo.moves_the_opening(timedelta(days=-1))
    for person in public:
        person.opens("/", QUESTION)
    admin = visit(Admin, own_demo)
    admin.opens_the_vote_to_run()
    admin.does("Close voting now", "close")
    admin.does("Certify the result", "certify")
    admin.does("Publish the result", "publish")
    for person in public:
        person.opens(AWARD + "/results", "No votes in {award}", award=CONTEST)


@pytest.mark.acceptance(2)
def test_everything_is_done_without_javascript(visit: Visit, own_demo: Demo, photograph: Photograph) -> None:
    voter = visit(Voter, own_demo, scripts=False)
    voter.votes(CLUB)
    juror = visit(Juror, own_demo, scripts=False)
    juror.opens_the_count()
    take_batch(own_demo.site, own_demo.vote)
    juror.refreshes()
    assert juror.sees_votes(CLUB) == 1
    admin = visit(Admin, own_demo, scripts=False)
    admin.opens_the_vote_to_run()
    assert _moves_the_closing_time(admin) == timedelta(days=1)
    _closes_with_a_wrong_word_first(admin)
    admin.does("Certify the result", "certify")
    admin.does("Publish the result", "publish")
    photograph(admin.page, "published")
    admin.opens("/admin/accounts", "Accounts")
    admin.follows("Invite someone", "Invite someone")
    admin.field("E-mail address").fill("ny-jury@demo.example")
    admin.page.get_by_role("main").get_by_role("combobox").select_option("juror")
    admin.page.get_by_role("radio").first.check()
    admin.presses("Send the invitation", "Accounts")
    expect(admin.page.get_by_role("rowheader", name="ny-jury@demo.example")).to_be_visible()
    voter.opens("/", "The result is here")
    voter.follows("See who won", "{award} goes to {name}", award=CONTEST, name=CLUB)


@pytest.mark.acceptance(22)
def test_the_admin_sees_the_public_figures_before_publishing(visit: Visit, stage: Demo, photograph: Photograph) -> None:
    vote = stage.site.make_vote(award="forhandsvisning", nominees=4)
    cast_votes(stage.site, vote, nominee_3=2, nominee_1=1)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.CERTIFIED)
    admin = visit(Admin, stage)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}/publish", "Publish the result")
    before = admin.page.locator(".public-page").inner_text().strip()
    assert admin.page.get_by_role("table").get_by_role("row").count() == 1 + 4
    photograph(admin.page, "before-publishing")
    admin.types(word=admin.say("publish"), to_confirm="publish", reason="Enligt schemat")
    admin.presses("Publish the result", "The Test Award 2026")
    visitor = visit(Voter, stage)
    visitor.page.goto(visitor.url(vote.path + "/results"))
    after = visitor.page.get_by_role("main").inner_text().strip()
    assert after.removesuffix("Alla år med Testpriset").strip() == before


@pytest.mark.acceptance(24)
def test_who_was_signed_out_in_another_tab_gets_the_form_back_with_its_text(
    visit: Visit, stage: Demo, photograph: Photograph
) -> None:
    vote = stage.site.make_vote(award="utloggad")
    admin = visit(Admin, stage)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}/close", "Close voting now")
    other = admin.opens_another_tab()
    other.opens("/account", "Your account")
    other.leaves()
    admin.types(word=admin.say("close"), to_confirm="close", reason="Alla i juryn är överens om det")
    admin.presses("Close voting now", "Sign in")
    admin.signs_in(then="Close voting now")
    expect(admin.field("Reason")).to_have_value("Alla i juryn är överens om det")
    expect(admin.field("Type “{word}” to confirm", word="close")).to_have_value("")
    photograph(admin.page, "the-text-is-back")
    admin.field("Type “{word}” to confirm", word="close").fill(admin.say("close"))
    admin.presses("Close voting now", "The Test Award 2026")
    admin.page.goto(admin.url(f"/admin{vote.path}/certify"))
    expect(admin.field("Reason")).to_have_value("")  # and no other form has it


def _moves_the_closing_time(admin: Admin) -> timedelta:
    """Cancels first, then moves it by a day; returns how far it moved by what the page says."""
    admin.starts("Move the closing time")
    admin.follows("Cancel", CONTEST)
    before = _closing_time(admin)
    admin.starts("Move the closing time")
    field = admin.field("New closing time")
    field.fill((datetime.fromisoformat(field.input_value()) + timedelta(days=1)).isoformat(timespec="minutes"))
    admin.field("Reason").fill(EXTENDED)
    admin.presses("Move the closing time", CONTEST)
    return _closing_time(admin) - before


def _closing_time(admin: Admin) -> datetime:
    return datetime.fromisoformat(admin.page.locator(".deadline time").get_attribute("datetime") or "")


def _closes_with_a_wrong_word_first(admin: Admin) -> None:
    admin.starts("Close voting now")
    admin.types(word="stopp", to_confirm="close", reason="Alla har röstat")
    admin.presses("Close voting now", "Close voting now", status=422)
    admin.reads_problem("Type “{word}”, exactly that word.", word="close").click()
    expect(admin.field("Type “{word}” to confirm", word="close")).to_be_focused()
    expect(admin.field("Reason")).to_have_value("Alla har röstat")
    admin.types(word=admin.say("close").upper(), to_confirm="close", reason="Alla har röstat")
    admin.presses("Close voting now", CONTEST)
