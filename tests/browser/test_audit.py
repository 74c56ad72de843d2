"""An admin chooses events of the audit log and takes them away; on a phone each event is a block of its own."""

import csv

import pytest
from playwright.sync_api import expect

from tests.acts import act
from tests.browser.actors import Admin
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE
from tests.lookups import id_of
from voting.accounts.rules import Role
from voting.contests.rules import Action
from voting.text import Language


@pytest.mark.acceptance(28, 31)
@pytest.mark.parametrize(
    ("lang", "size"), [pytest.param("sv", PHONE, id="swedish-phone"), pytest.param("en", DESK, id="english-desk")]
)
def test_events_are_chosen_read_and_taken_away(visit: Visit, stage: Demo, lang: Language, size: dict[str, int]) -> None:
    vote = stage.site.make_vote(award=f"logg-{lang}")
    admin = visit(Admin, stage, lang=lang, size=size)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in("/admin/audit", "Audit log")
    act(stage.site, vote, Action.EXTEND, actor=id_of(stage.site, admin.address), reason="Mejlen kom fram sent")
    act(stage.site, vote, Action.CLOSE, reason="Alla har röstat")
    stage.site.work()
    admin.opens(f"/admin{vote.path}/audit", "What has been done in {award}", award="The Test Award 2026")
    admin.field("Act").select_option(label=admin.say("Closing time moved"))
    admin.presses("Show", "What has been done in {award}", award="The Test Award 2026")
    row = admin.page.get_by_role("table").get_by_role("row").last
    expect(row.get_by_role("rowheader")).to_contain_text(admin.say("Closing time moved"))
    expect(row).to_contain_text("Mejlen kom fram sent")
    before = row.get_by_role("cell").nth(2)
    assert before.locator(".cell-name").is_visible() is (size == PHONE)
    width = admin.page.evaluate("document.documentElement.scrollWidth")
    assert width == size["width"]
    with admin.page.expect_download() as download:
        admin.page.get_by_role("button", name=admin.say("For a spreadsheet (CSV)")).click()
    table = csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert len(list(table)) == 2
    admin.field("From this day").fill("2026-12-02")
    admin.field("Up to and including this day").fill("2026-12-01")
    admin.presses("Show", "What has been done in {award}", status=422, award="The Test Award 2026")
    admin.reads_problem("The last day lies before the first. Change one of them.").click()
    expect(admin.field("Up to and including this day")).to_be_focused()
    admin.opens(f"/admin{vote.path}/exports", "Files of {award}", award="The Test Award 2026")
    admin.opens("/admin/audit", "Audit log")
    admin.opens("/admin/privacy", "When a person asks about their data")
    admin.opens("/admin/privacy/erase", "Erase an account")
    admin.opens("/account/erase", "Erase your account")
