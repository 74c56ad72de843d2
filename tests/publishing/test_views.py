"""An admin publishes, sets the time and opens the stage: what the pages show, and what they refuse."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, tostring

import pytest
from sqlalchemy import func, select

from tests.acts import act
from tests.lookups import contest_of, events_of
from tests.page import main_text, parse
from tests.publishing.embargoes import HOUR, certified, now_in, schedule
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.contests.rules import Action, BadPublishTime, Phase, TooFarAway
from voting.extensions import db
from voting.typed import DOUBLED_HOUR, SKIPPED_HOUR
from voting.web.fields import NO_SUCH_DAY

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FORMAT = "%Y-%m-%dT%H:%M"


def fill(admin: Browser, vote: Vote, **fields: str) -> None:
    admin.get(f"/admin{vote.path}/schedule")
    later = (datetime.now(UTC) + timedelta(days=2)).strftime(FORMAT)
    word = "publish" if admin.prefix else "publicera"
    admin.submit(**({"publish_at": later, "reason": "Enligt schemat", "word": word} | fields), follow=False)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Write the day and the time at which the result is published."),
        ("i morgon", "Write the day and the time at which the result is published."),
        ("0001-01-01T00:00", NO_SUCH_DAY),
        ("2020-01-01T12:00", BadPublishTime.message),
        ("2027-03-28T02:30", SKIPPED_HOUR),
        ("2027-10-31T02:30", DOUBLED_HOUR),
        ("9998-12-31T23:59", TooFarAway.message),
    ],
)
def test_a_wrong_time_is_told_beside_the_field_and_nothing_is_lost(
    site: Site, lang: str, typed: str, message: str
) -> None:
    vote, admin = certified(site), site.staff(Role.ADMIN, lang)
    before = contents(site, but=("rate_counter", "web_session"))
    fill(admin, vote, publish_at=typed, reason="<b>{{ 7 * 7 }}</b>")
    assert admin.page.status_code == 422
    told = "Not a valid" if typed == "i morgon" else said(site, message, lang)
    if typed != "i morgon":
        assert told in main_text(admin.page)
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in admin.page.text
    assert contents(site, but=("rate_counter", "web_session")) == before


def test_the_time_is_the_organisers_own_and_can_be_looked_at_again(site: Site) -> None:
    vote, admin = certified(site), site.staff(Role.ADMIN, "en")
    fill(admin, vote, publish_at="2027-01-15T20:00")
    assert (admin.page.status_code, admin.page.location) == (303, f"/en/admin{vote.path}")
    assert contest_of(site, vote).publish_at == datetime(2027, 1, 15, 19, tzinfo=UTC)
    assert 'value="2027-01-15T20:00"' in admin.get(f"/admin{vote.path}/schedule").text
    admin.get(f"/admin{vote.path}")
    assert "is published in" in main_text(admin.page)
    assert f'href="/en/admin{vote.path}/unschedule"' in admin.page.text


def test_who_comes_second_is_told_that_it_is_done(site: Site) -> None:
    """Two tabs, both with the page open: one publishes, the other sets a time, takes it back, publishes."""
    vote, admin = certified(site), site.staff(Role.ADMIN)
    schedule(site, vote, now_in(site) + HOUR)
    token = admin.token()
    act(site, vote, Action.PUBLISH)
    before = contents(site)
    for path, word in (("publish", "publicera"), ("schedule", "publicera"), ("unschedule", "ta tillbaka")):
        fields = {"csrf_token": token, "word": word, "reason": "x", "publish_at": "2027-01-15T20:00"}
        assert admin.post(f"/admin{vote.path}/{path}", fields).status_code == 409
    assert contents(site) == before


def part_of(tree: Element, tag: str, name: str) -> list[str]:
    """Text, pictures and links of the parts with this class, in order; nothing else tells two pages apart."""
    found = [part for part in tree.iter(tag) if name in part.get("class", "").split()]
    return [re.sub(r"<(/?)h[1-6]>", r"<\1h>", tostring(part, "unicode").strip()) for part in found]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("votes", [{"nominee_2": 3}, {"nominee_1": 2, "nominee_3": 2}, {}], ids=["won", "tie", "none"])
def test_the_preview_is_the_result_page(site: Site, lang: str, votes: dict[str, int]) -> None:
    vote = certified(site, **votes) if votes else site.make_vote(Phase.CERTIFIED)
    admin = site.staff(Role.ADMIN, lang)
    pages = [parse(admin.get(f"/admin{vote.path}/{path}").text) for path in ("publish", "schedule")]
    act(site, vote, Action.PUBLISH)
    public = parse(site.browser(lang).get(f"{vote.path}/results").text)
    for kind in ("result-hero", "count"):
        assert len(part_of(public, "section", kind)) == 1
        for page in pages:
            assert part_of(page, "section", kind) == part_of(public, "section", kind)


def test_the_stage_is_opened_knowingly_before_the_result_is_public(site: Site) -> None:
    vote, admin = certified(site), site.staff(Role.ADMIN, "en")
    path = f"/admin{vote.path}/stage"
    admin.get(path)
    assert "Nominee 2" not in admin.page.text
    recorded = len(events_of(site, vote))
    admin.submit(path)
    assert "Nominee 2" in admin.page.text
    admin.get(path)  # reloaded: she has said so
    assert "Nominee 2" in admin.page.text
    assert [event.action for event in events_of(site, vote)[recorded:]] == ["staged"]
    other = site.browser("en").sign_in("other@demo.example")
    assert other.get(path).status_code == 403
    act(site, vote, Action.PUBLISH)
    recorded = len(events_of(site, vote))
    assert "Nominee 2" in admin.get(path).text
    admin.post(path, {"csrf_token": admin.token()})
    assert len(events_of(site, vote)) == recorded + 0


def test_there_is_no_stage_before_the_result_is_certified(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    token = admin.token()
    for year, phase in enumerate((Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED), start=2020):
        vote = site.make_vote(phase, year=year)
        assert admin.get(f"/admin{vote.path}/stage").status_code == 409
        assert admin.post(f"/admin{vote.path}/stage", {"csrf_token": token}).status_code == 409
    with site.app.app_context():
        staged = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "staged")
        assert db.session.scalar(staged) == 0


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_stage_tells_ties_and_a_vote_without_votes(site: Site, lang: str) -> None:
    admin = site.staff(Role.ADMIN, lang)
    tied = certified(site, nominee_1=2, nominee_3=2, nominee_2=1)
    act(site, tied, Action.PUBLISH)
    admin.get(f"/admin{tied.path}/stage")
    text = main_text(admin.page)
    assert said(site, "Shared first place", lang) in text
    assert said(site, "Third place", lang) in text
    assert said(site, "Second place", lang) not in text
    nobody = site.make_vote(Phase.PUBLISHED, year=2025)
    assert said(site, "No vote was counted, so there is no winner.", lang) in main_text(
        admin.get(f"/admin{nobody.path}/stage")
    )
