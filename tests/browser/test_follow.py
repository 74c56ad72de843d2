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
from voting.accounts.rules import Role
from voting.contests.rules import Action
from voting.text import Language


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
    act(stage.site, vote, Action.CLOSE, reason="Alla har röstat")
    admin.opens(f"/admin/follow-up{vote.path}", heading, **named)
    admin.opens("/admin/follow-up", "Follow-up")
    expect(
        admin.page.get_by_text(admin.say("Voting has closed, and the result is not certified yet.")).first
    ).to_be_visible()
