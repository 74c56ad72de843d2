"""The closing time as a calendar file, read back by the rules of RFC 5545."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.acts import act, set_contest
from tests.lookups import contest_of
from tests.page import heading
from tests.site import Site, Vote
from tests.words import said
from voting.contests.models import Award
from voting.contests.rules import Action, Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.sharing.rules import Closing
from voting.text import LocalText
from voting.transaction import transaction

HERE = "http://127.0.0.1:8000"
NOON = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)


def fields(content: bytes) -> dict[str, str]:
    """The event's fields, unfolded and with their escapes taken out; of the alarm with ALARM- in front."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines)  # no letter is cut in two
    found, alarm = {}, ""
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        alarm = {"BEGIN:VALARM": "ALARM-", "END:VALARM": ""}.get(line, alarm)
        if name not in ("BEGIN", "END"):
            assert alarm + name not in found
            found[alarm + name] = re.sub(r"\\(.)", lambda part: "\n" if part[1] == "n" else part[1], value)
    return found


def calendar(site: Site, vote: Vote, prefix: str = "") -> dict[str, str]:
    answer = site.app.test_client().get(f"{prefix}{vote.path}/closing.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    return fields(answer.data)


def closing(**given: str) -> Closing:
    words = {"uid": "1@vote.example", "title": "T", "description": "D", "reminder": "R", "url": HERE} | given
    return Closing(closes_at=NOON, decided_at=NOON - timedelta(days=9), moved=0, **words)


def test_the_event_is_the_last_quarter_of_an_hour() -> None:
    found = fields(closing().file())
    assert (found["DTSTART"], found["DTEND"]) == ("20261203T184500Z", "20261203T190000Z")
    assert (found["ALARM-TRIGGER;RELATED=END"], found["ALARM-ACTION"]) == ("-P1D", "DISPLAY")
    assert found["DTSTAMP"] == found["LAST-MODIFIED"] == "20261124T190000Z"


@pytest.mark.parametrize("text", ["å" * 200, "a" * 67, "a" * 68, "€" * 25, "😀" * 60, "ett, två; tre\\ fyra\nfem", "x"])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    found = fields(closing(title=text, description=text, reminder=text).file())
    assert [found[name] for name in ("SUMMARY", "DESCRIPTION", "ALARM-DESCRIPTION")] == [text] * 3


@pytest.mark.parametrize(("prefix", "words"), [
    ("", "Röstningen stänger: Testpriset 2026"), ("/en", "Voting closes: The Test Award 2026"),
])  # fmt: skip
def test_the_calendar_tells_when_voting_closes_and_where(site: Site, prefix: str, words: str) -> None:
    site.make_vote(award="another")
    vote = site.make_vote()
    found = calendar(site, vote, prefix)
    closes_at = contest_of(site, vote).closes_at
    assert found["SUMMARY"] == words
    assert found["DTEND"] == f"{closes_at:%Y%m%dT%H%M%SZ}"
    assert found["URL"] == f"{HERE}{prefix}{vote.path}"
    assert found["DESCRIPTION"].endswith(found["URL"])
    assert found["UID"] == f"{vote.id}@127.0.0.1"


def test_a_moved_closing_is_the_same_event_in_a_newer_version(site: Site) -> None:
    site.make_vote(award="another")
    vote = site.make_vote()
    before = calendar(site, vote)
    assert before["SEQUENCE"] == "0"
    assert calendar(site, vote) == before
    act(site, vote, Action.EXTEND)
    after = calendar(site, vote)
    act(site, vote, Action.EXTEND)
    assert calendar(site, vote)["SEQUENCE"] == "2"
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], "1")
    assert after["LAST-MODIFIED"] >= before["LAST-MODIFIED"]
    assert after["DTEND"] > before["DTEND"]


def test_an_announcement_taken_back_and_made_again_is_a_newer_version_too(site: Site) -> None:
    vote = site.make_vote(Phase.ANNOUNCED)
    assert calendar(site, vote)["SEQUENCE"] == "0"
    act(site, vote, Action.WITHDRAW)
    act(site, vote, Action.ANNOUNCE)
    assert calendar(site, vote)["SEQUENCE"] == "1"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("phase", Phase)
def test_only_what_is_still_to_come_stands_in_a_calendar(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    answer = site.browser().get(f"{vote.path}/closing.ics")
    if phase in (Phase.ANNOUNCED, Phase.OPEN):
        assert answer.status_code == 200
    else:
        assert (answer.status_code, heading(answer)) == (404, said(site, NotFound.title, "sv"))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_name_adds_a_line_of_its_own(site: Site) -> None:
    vote = site.make_vote()
    evil = "Priset\r\nATTACH:http://evil.example\u2028X:y"
    with site.app.app_context(), transaction():
        db.session.query(Award).update({Award.name: LocalText(evil, evil)})
    set_contest(site, vote, question=LocalText(evil, evil))
    assert set(calendar(site, vote)) == set(fields(closing().file()))
