"""How the jury follows the count: over time, compared, refreshed, taken along; and each look is written down."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.acts import act, cast_votes, set_contest, take_batch
from tests.clock import DatabaseClock
from tests.ledgers import entries_of
from tests.lookups import events_of
from tests.page import main_text, parse, table_on, text_of
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.verdicts.acts import REASON, cite, note, propose, tied
from tests.words import said
from voting.accounts.rules import Role
from voting.ballots.queries import list_steps
from voting.contests.rules import Action, Phase
from voting.jury.forms import NO_MOMENT
from voting.jury.rules import NotClosedYet

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FILES = ("figures.csv", "figures.json", "minutes")


def viewings(site: Site, vote: Vote) -> int:
    return len([event for event in events_of(site, vote) if event.action == "viewed"])


def test_each_look_is_written_down_before_the_figures_are_shown(site: Site) -> None:
    clock = DatabaseClock(site)
    vote, other = site.make_vote(), site.make_vote(year=2025)
    cast_votes(site, vote, nominee_1=2)
    juror = site.staff(Role.JUROR, "en")
    juror.get(f"/jury{vote.path}")
    assert (viewings(site, vote), "<table" in juror.page.text) == (0, False)
    for _ in range(3):
        juror.count(vote)
        juror.submit(f"/jury{vote.path}")  # refreshes
    assert (viewings(site, vote), "<table" in juror.page.text) == (1, True)
    assert "<table" not in juror.get(f"/jury{other.path}").text
    clock.move(timedelta(minutes=16))
    assert "<table" not in juror.get(f"/jury{vote.path}").text
    juror.count(vote)
    assert (viewings(site, vote), viewings(site, other)) == (2, 0)


@only_sqlite
def test_looking_leaves_the_numbers_of_the_public_log_alone(site: Site) -> None:
    vote = site.make_vote()
    site.staff(Role.JUROR).count(vote)
    admin = site.staff(Role.ADMIN, "en")
    admin.get(f"/admin{vote.path}/close")
    admin.submit(word="close", reason="because")
    assert entries_of(site, vote)[-1]["by"] == [1]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_figures_carry_who_looks_and_that_it_is_recorded(site: Site, lang: str) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR, lang)
    text = main_text(juror.count(vote))
    words = "It is recorded in the audit log that you look at the figures, and your address stands behind them."
    assert said(site, words, lang) in text
    mark = next(one for one in parse(juror.page.text).iter("div") if one.get("class") == "watermark")
    assert mark.get("aria-hidden") == "true"
    assert "juror@demo.example" in mark.get("data-mark", "")


@only_sqlite
def test_lead_and_votes_over_time_and_then_and_now(site: Site) -> None:
    clock = DatabaseClock(site)
    vote = site.make_vote()
    cast_votes(site, vote, nominee_3=3, nominee_1=1)
    with site.app.app_context():
        (then,) = list_steps(vote.id)
    clock.move(timedelta(hours=2))
    cast_votes(site, vote, nominee_1=4)
    juror = site.staff(Role.JUROR, "en")
    juror.count(vote)
    tables = _tables(juror)
    assert tables[0] == [
        ["Nominee 1", "5", "62.5%", "2"],
        ["Nominee 3", "3", "37.5%", "3"],
        ["Nominee 2", "0", "0.0%", ""],
    ]
    juror.get(f"/jury{vote.path}?by=hour")
    assert [row[1:] for row in _tables(juror)[1]] == [["5", "3", "0"], ["1", "3", "0"]]
    since = f"{then.astimezone(ZoneInfo('Europe/Stockholm')):%Y-%m-%dT%H:%M}"
    juror.get(f"/jury{vote.path}?since={since}")
    assert _tables(juror)[2] == [
        ["Nominee 1", "1", "5", "+4"],
        ["Nominee 3", "3", "3", "0"],
        ["Nominee 2", "0", "0", "0"],
    ]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    "since", ["", "2020-01-01T10:00", "2999-01-01T10:00", "yesterday", "0001-01-01T00:00", "9999-12-31T23:59", "'\"<b>"]
)
def test_a_moment_that_was_not_is_refused_beside_the_field(site: Site, lang: str, since: str) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR, lang)
    juror.count(vote)
    juror.get(f"/jury{vote.path}?since={since}")
    assert juror.page.status_code == 422
    assert len(_tables(juror)) == 1
    assert said(site, NO_MOMENT, lang) in main_text(juror.page)


@only_sqlite
def test_sixty_nominees_and_none(site: Site) -> None:
    vote = site.make_vote(nominees=60)
    cast_votes(site, vote, nominee_60=2, nominee_7=1)
    juror = site.staff(Role.JUROR, "en")
    juror.count(vote)
    assert [row[0] for row in _tables(juror)[0]][:2] == ["Nominee 60", "Nominee 7"]
    assert said(site, "Only the %(number)s with most votes are drawn; the table has all.", "en").replace(
        "%(number)s", "6"
    ) in main_text(juror.page)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_jury_that_sees_turnout_only_sees_no_count_until_the_close(site: Site, lang: str) -> None:
    vote = site.make_vote()
    set_contest(site, vote, jury_live=False)
    cast_votes(site, vote, nominee_1=3, nominee_2=1)
    juror = site.staff(Role.JUROR, lang)
    for path in ("", "?by=hour", "?since=2026-01-01T10:00", "?refresh=1"):
        assert "<table" not in juror.get(f"/jury{vote.path}{path}").text
    assert "<dd>4</dd>" in juror.page.text
    assert juror.post(f"/jury{vote.path}", {"csrf_token": juror.token()}).status_code == 200
    assert "<table" not in juror.page.text
    assert viewings(site, vote) == 0
    act(site, vote, Action.CLOSE)
    assert [row[1] for row in table_on(juror.count(vote))] == ["3", "1", "0"]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_files_and_minutes_wait_for_the_close(site: Site, lang: str) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3)
    juror = site.staff(Role.JUROR, lang)
    juror.count(vote)
    for file in FILES:
        juror.get(f"/jury{vote.path}/{file}")
        assert (juror.page.status_code, said(site, NotClosedYet.message, lang) in main_text(juror.page)) == (409, True)


@only_sqlite
def test_files_say_preliminary_until_the_result_is_certified(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3, nominee_2=1)
    act(site, vote, Action.CLOSE)
    juror = site.staff(Role.JUROR, "en")
    assert juror.get(f"/jury{vote.path}/figures.csv", follow=False).status_code == 303  # nobody has asked yet
    juror.count(vote)
    sheet = juror.get(f"/jury{vote.path}/figures.csv")
    assert sheet.headers["Content-Disposition"].endswith('"testpriset-2026-preliminary.csv"')
    lines = sheet.get_data(as_text=True).split("\r\n")
    assert lines[0] == "\ufeff" + said(site, "Preliminary – do not share", "en")
    assert "1;Nominee 1;Ort 1;3;75.0;2" in lines
    told = json.loads(juror.get(f"/jury{vote.path}/figures.json").get_data())
    assert (told["preliminary"], told["rows"][0]) == (True, {"rank": 1, "nominee": "nominee-1", "votes": 3})
    assert told["steps"][-1]["votes"] == {"nominee-1": 3, "nominee-2": 1, "nominee-3": 0}
    act(site, vote, Action.CERTIFY)
    sheet = juror.get(f"/jury{vote.path}/figures.csv")
    assert "preliminary" not in sheet.headers["Content-Disposition"]
    assert "Preliminary" not in sheet.get_data(as_text=True)
    assert json.loads(juror.get(f"/jury{vote.path}/figures.json").get_data())["preliminary"] is False


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_refreshes_itself_only_when_asked_and_while_voting_is_open(site: Site, lang: str) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR, lang)
    for asked in (False, True):
        juror.count(vote)
        juror.get(f"/jury{vote.path}{'?refresh=1' if asked else ''}")
        assert ('http-equiv="refresh"' in juror.page.text) is asked
        assert ("data-renew" in juror.page.text) is asked
    act(site, vote, Action.CLOSE)
    assert "data-renew" not in juror.get(f"/jury{vote.path}?refresh=1").text


@only_sqlite
@pytest.mark.parametrize("phase", list(Phase))
def test_nobody_else_gets_any_of_it_in_any_phase(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    paths = ["", "/notes", "/tie", "/citation/nominee-1", *(f"/{file}" for file in FILES)]
    for somebody in (site.staff(Role.ADMIN), site.voter()):
        before = contents(site)
        for path in paths:
            assert somebody.get(f"/jury{vote.path}{path}").status_code == 403, path
        token = somebody.token()
        for path in ("", "/notes", "/tie", "/citation/nominee-1"):
            assert somebody.post(f"/jury{vote.path}{path}", {"csrf_token": token}).status_code == 403, path
        assert contents(site, but=("web_session",)) == {
            key: rows for key, rows in before.items() if key != "web_session"
        }


@only_sqlite
def test_an_admin_learns_of_no_count_from_the_steps(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=37)
    take_batch(site, vote)
    site.staff(Role.JUROR).count(vote)
    admin = site.staff(Role.ADMIN, "en")
    for path in (f"/admin{vote.path}", "/admin/audit", f"/admin{vote.path}/close"):
        text = main_text(admin.get(path))
        assert "Nominee 1" not in text


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_minutes_hold_what_there_is_to_sign(site: Site, lang: str) -> None:
    vote = tied(site)
    note(site, vote, "Ute *snöar* det {{ 1234*4321 }}")
    note(site, vote, "Hemligt", in_minutes=False)
    propose(site, vote, jury=frozenset())
    cite(site, vote, "nominee-2")
    juror = site.staff(Role.JUROR, lang)
    juror.count(vote)
    text = main_text(juror.get(f"/jury{vote.path}/minutes"))
    name = {"sv": "Nominerad", "en": "Nominee"}[lang]
    assert [row[:3] for row in table_on(juror.page)] == [
        ["1", f"{name} 1", "2"],
        ["1", f"{name} 2", "2"],
        ["3", f"{name} 3", "1"],
    ]
    for sentence in ("No vote was voided.", "One person was on the jury and decided it alone.", "Signatures"):
        assert said(site, sentence, lang) in text
    assert getattr(REASON, lang) in text
    assert "snöar" in text
    assert "5332114" not in text
    assert "Hemligt" not in text
    assert "/log" in text
    assert text.count(said(site, "Name, place and date", lang)) == 2


def _tables(juror: Browser) -> list[list[list[str]]]:
    """The rows of each table on the page."""
    found = []
    for table in parse(juror.page.text).iter("table"):
        rows = [row for body in table.iter("tbody") for row in body.iter("tr")]
        found.append([[text_of(cell) for cell in row] for row in rows])
    return found


@only_sqlite
def test_the_course_of_a_count_ends_when_voting_ends(site: Site) -> None:
    clock = DatabaseClock(site)
    vote, juror = site.make_vote(), site.staff(Role.JUROR, "en")
    cast_votes(site, vote, nominee_1=2)
    act(site, vote, Action.CLOSE)
    shown = []
    for later in (timedelta(), timedelta(days=30)):
        clock.move(later)
        juror = site.staff(Role.JUROR, "en")
        juror.count(vote)
        shown.append([text_of(one) for one in parse(juror.page.text).iter("figcaption")])
    assert shown[0] == shown[1] != []
