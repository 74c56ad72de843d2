"""What an admin follows while a vote is open: how many have voted and when, from the first minute past the close."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.acts import act, cast_votes
from tests.browser.actors import Admin
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE, SIDEWAYS
from tests.followup.steps import stepped
from voting.accounts.rules import Role, read_address
from voting.contests.rules import Action
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.staff import service as staff
from voting.text import Language
from voting.transaction import transaction

# What stands at the axis of each drawing and touches what stands beside it, or leaves the screen.
TICKS = """
() => [...document.querySelectorAll(".curve-lines")].map((drawing) => {
  const shown = [...drawing.querySelectorAll(".curve-tick")].map((tick) => [tick, tick.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  if (shown.length < 2) return ["too few"];
  return shown.filter(([, box], at) => box.left < 0 || box.right > innerWidth ||
    shown.slice(at + 1).some(([, other]) => other.left < box.right + 4)).map(([tick]) => tick.textContent);
})
"""


@pytest.mark.acceptance(28, 31)
@pytest.mark.parametrize(
    ("lang", "size"), [pytest.param("sv", PHONE, id="swedish-phone"), pytest.param("en", DESK, id="english-desk")]
)
def test_turnout_over_time(visit: Visit, stage: Demo, lang: Language, size: dict[str, int]) -> None:
    now = datetime.now(UTC)
    vote = stage.site.make_vote(award=f"folj-{lang}", batch="4", opens_at="now - 59 days")
    admin = visit(Admin, stage, lang=lang, size=size)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}", "The Test Award 2026")
    heading, named = "Turnout in {award}", {"award": "The Test Award 2026"}
    admin.follows("Turnout by hour and day", heading, **named)
    expect(admin.page.get_by_role("table")).to_have_count(0)
    cast_votes(stage.site, vote, nominee_1=3, nominee_2=1)
    admin.opens(f"/admin/follow-up{vote.path}", heading, **named)
    expect(admin.page.get_by_role("table")).to_have_count(2)
    stepped(stage.site, vote, *((now - timedelta(days=58 - day), 4 * day + 4) for day in range(59)))
    admin.opens(f"/admin/follow-up{vote.path}", heading, **named)
    expect(admin.page.get_by_role("table").first.get_by_role("row")).to_have_count(60)
    expect(admin.page.get_by_role("table").last.get_by_role("row")).to_have_count(49)
    assert admin.page.evaluate(SIDEWAYS) == []
    assert admin.page.evaluate(TICKS) == [[], [], []]
    act(stage.site, vote, Action.CLOSE, reason="Alla har röstat")
    admin.opens(f"/admin/follow-up{vote.path}", heading, **named)
    admin.opens("/admin/follow-up", "Follow-up")
    expect(
        admin.page.get_by_text(admin.say("Voting has closed, and the result is not certified yet.")).first
    ).to_be_visible()


LONG = "for-nagon-med-en-ovanligt-lang-adress@en-mycket-lang-doman.demo.example"
TABLES = {  # of staff
    "/admin/mail": "Mail queue",
    "/admin/accounts": "Accounts",
    "/admin/audit": "Audit log",
}


@pytest.mark.acceptance(28, 31)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_tables_of_staff_are_blocks_on_a_phone(visit: Visit, stage: Demo, lang: Language) -> None:
    vote = stage.site.make_vote(award=f"block-{lang}")
    admin = visit(Admin, stage, lang=lang)
    admin.address = stage.gives(Role.ADMIN)
    stage.site.staff(Role.JUROR)
    with stage.site.app.app_context(), transaction():
        mail.enqueue(Kind.TRIAL, to=LONG, lang=lang)
        staff.invite(address=read_address(f"inbjuden-{lang}@demo.example"), role=Role.JUROR, actor=None, lang=lang)
    act(stage.site, vote, Action.CLOSE, reason="Alla har röstat")
    admin.comes_signed_in("/admin/mail", "Mail queue")
    for path, heading in TABLES.items():
        admin.opens(path, heading)
        for table in admin.page.get_by_role("table").all():
            row = table.get_by_role("row").nth(1)
            expect(row.get_by_role("rowheader")).to_be_visible()
            cells = row.get_by_role("cell").all()
            boxes = [box for box in (cell.bounding_box() for cell in cells) if box]
            assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
            assert len({box["y"] for box in boxes}) == len(boxes) > 0
        assert admin.page.locator(".table-scroll").count() == 0
        assert admin.page.evaluate(SIDEWAYS) == []
