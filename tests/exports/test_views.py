"""Files that are taken away from a vote: what is in them, who gets them, and when."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import delete, insert, update

from tests.acts import act, cast, cast_votes, set_contest, take_batch
from tests.lookups import events_of, id_of
from tests.page import heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.ballots.models import TallyStep
from voting.contests.rules import Action, Phase
from voting.exports.rules import NotYet
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.text import LocalText
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def take(browser: Browser, vote: Vote, what: str, ending: str) -> Any:
    return browser.post(f"/admin{vote.path}/exports", {"csrf_token": browser.token(), "what": what, "ending": ending})


def cells_of(workbook: bytes) -> list[list[Any]]:
    """The first sheet, read back as Excel reads it: texts are str, numbers float; a formula would be an error."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as files:
        shared = ElementTree.fromstring(files.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in item.iter(f"{SHEET}t")) for item in shared]
        sheet = ElementTree.fromstring(files.read("xl/worksheets/sheet1.xml"))
        assert not list(sheet.iter(f"{SHEET}f"))
        return [[_value(cell, texts) for cell in row] for row in sheet.iter(f"{SHEET}row")]


def _value(cell: ElementTree.Element, texts: list[str]) -> Any:
    found = cell.find(f"{SHEET}v")
    raw = found.text if found is not None else ""
    return texts[int(raw or 0)] if cell.get("t") == "s" else float(raw or 0)


def named(site: Site, vote: Vote, **names: str) -> None:
    """Give nominees other names, and places, behind the services' back."""

    with site.app.app_context(), transaction():
        for slug, name in names.items():
            this = (Nominee.contest_id == vote.id, Nominee.slug == slug.replace("_", "-"))
            db.session.execute(update(Nominee).where(*this).values(name=LocalText(name, name), place=name))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_published_workbook_has_the_table_with_names_as_text(site: Site, lang: str) -> None:
    vote = site.make_vote(Phase.OPEN, nominees=4)
    named(site, vote, nominee_1="=1+1", nominee_2="@SUM(A1)", nominee_3="+46 8", nominee_4="-2 åäö")
    cast_votes(site, vote, nominee_1=5, nominee_2=2, nominee_3=1)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    browser = site.browser(lang)
    answer = browser.get(f"{vote.path}/results.xlsx")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="testpriset-2026.xlsx"'
    head = ["Placering", "Nominerad", "Ort", "Röster", "Andel"] if lang == "sv" else None
    rows = cells_of(answer.data)
    assert rows[0] == (head or ["Rank", "Nominee", "Place", "Votes", "Share"])
    assert rows[1:] == [
        [1.0, "=1+1", "=1+1", 5.0, 0.625],
        [2.0, "@SUM(A1)", "@SUM(A1)", 2.0, 0.25],
        [3.0, "+46 8", "+46 8", 1.0, 0.125],
        [4.0, "-2 åäö", "-2 åäö", 0.0, 0.0],
    ]
    assert f"{vote.path}/results.xlsx" in browser.get(f"{vote.path}/results").text


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.PUBLISHED])
def test_nobody_gets_the_workbook_before_it_is_published(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    for browser in (site.browser(), site.staff(Role.ADMIN)):
        assert browser.get(f"{vote.path}/results.xlsx").status_code == 404


PHASES = {
    Phase.DRAFT: set(),
    Phase.ANNOUNCED: set(),
    Phase.OPEN: {"turnout"},
    Phase.CLOSED: {"turnout"},
    Phase.CERTIFIED: {"turnout", "results"},
    Phase.PUBLISHED: {"turnout", "results"},
}


@only_sqlite
@pytest.mark.parametrize("phase", Phase)
def test_each_file_exists_from_its_phase_on(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    admin = site.staff(Role.ADMIN, "en")
    admin.get(f"/admin{vote.path}/exports")
    offered = {what for what in ("turnout", "results") if f'name="what" value="{what}"' in admin.page.text}
    assert offered == PHASES[phase]
    for what, endings in (("turnout", ("csv", "json")), ("results", ("csv", "json", "xlsx"))):
        for ending in endings:
            before = contents(site)
            answer = take(admin, vote, what, ending)
            if what in PHASES[phase]:
                assert answer.status_code == 200
                assert events_of(site, vote)[-1].details == {"what": what, "ending": ending}
                assert events_of(site, vote)[-1].actor == id_of(site, "admin@demo.example")
            else:
                assert (answer.status_code, heading(answer)) == (409, NotYet.title)
                assert contents(site) == before


@only_sqlite
def test_what_our_page_does_not_offer_is_refused(site: Site) -> None:
    vote = site.make_vote(Phase.CERTIFIED)
    admin = site.staff(Role.ADMIN)
    for what, ending in (("ballots", "csv"), ("turnout", "xlsx"), ("results", "exe"), ("", ""), ("x" * 10_000, "csv")):
        assert take(admin, vote, what, ending).status_code == 400
    assert admin.get("/admin/testpriset/1999/exports").status_code == 404
    juror = site.staff(Role.JUROR)
    assert take(juror, vote, "results", "csv").status_code == 403


@only_sqlite
def test_staffs_result_is_the_one_that_is_published_later(site: Site) -> None:
    vote = site.make_vote(nominees=2)
    cast_votes(site, vote, nominee_1=1, nominee_2=3)
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    admin = site.staff(Role.ADMIN, "en")
    before = {ending: take(admin, vote, "results", ending).data for ending in ("csv", "xlsx", "json")}
    act(site, vote, Action.PUBLISH)
    after = {ending: site.browser("en").get(f"{vote.path}/results.{ending}").data for ending in ("csv", "xlsx", "json")}
    assert before["csv"] == after["csv"]
    assert cells_of(before["xlsx"]) == cells_of(after["xlsx"])
    same = ("total", "rows", "winners", "voided")
    assert {name: json.loads(before["json"])[name] for name in same} == {
        name: json.loads(after["json"])[name] for name in same
    }


def test_turnout_says_how_many_by_hour_and_day_and_nothing_else(site: Site) -> None:
    vote = site.make_vote(nominees=2)
    with site.app.app_context(), db.engine.begin() as connection:
        one, other = (nominee.id for nominee in list_nominees(vote.id))
        steps = [
            (datetime(2026, 3, 28, 22, 10, tzinfo=UTC), one, 10),
            (datetime(2026, 3, 28, 22, 50, tzinfo=UTC), one, 12),
            (datetime(2026, 3, 28, 22, 50, tzinfo=UTC), other, 9),
            (datetime(2026, 3, 29, 1, 5, tzinfo=UTC), one, 20),
            (datetime(2026, 3, 29, 1, 5, tzinfo=UTC), other, 12),
        ]
        rows = [{"contest_id": vote.id, "at": at, "nominee_id": who, "votes": votes} for at, who, votes in steps]
        connection.execute(delete(TallyStep))
        connection.execute(insert(TallyStep), rows)
    admin = site.staff(Role.ADMIN, "en")
    whole = json.loads(take(admin, vote, "turnout", "json").data)
    assert set(whole) == {"award", "year", "phase", "time_zone", "cast", "days", "hours"}
    assert whole["days"] == [{"day": "2026-03-28", "votes": 21}, {"day": "2026-03-29", "votes": 11}]
    assert [(hour["from"], hour["votes"], hour["so_far"]) for hour in whole["hours"]] == [
        ("2026-03-28T22:00:00+00:00", 21, 21),
        ("2026-03-28T23:00:00+00:00", 0, 21),
        ("2026-03-29T00:00:00+00:00", 0, 21),
        ("2026-03-29T01:00:00+00:00", 11, 32),
    ]
    table = take(admin, vote, "turnout", "csv").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table), delimiter=";")) == [
        ["Day", "Hour (Europe/Stockholm)", "UTC", "Votes", "Votes so far"],
        ["2026-03-28", "23:00", "2026-03-28 22:00", "21", "21"],
        ["2026-03-29", "00:00", "2026-03-28 23:00", "0", "21"],
        ["2026-03-29", "01:00", "2026-03-29 00:00", "0", "21"],
        ["2026-03-29", "03:00", "2026-03-29 01:00", "11", "32"],
    ]


def test_turnout_moves_by_whole_batches_alone(site: Site) -> None:
    vote = site.make_vote(batch="3")
    admin = site.staff(Role.ADMIN)

    def hours() -> list[int]:
        return [hour["votes"] for hour in json.loads(take(admin, vote, "turnout", "json").data)["hours"]]

    for _ in range(2):
        cast(site, vote)
    take_batch(site, vote)
    assert hours() == []
    cast(site, vote)
    take_batch(site, vote)
    assert sum(hours()) == 3
    cast(site, vote)
    act(site, vote, Action.CLOSE)
    assert sum(hours()) == 4
    with site.app.app_context():
        steps = db.session.query(TallyStep.at).distinct().count()
    assert steps == 1  # the last vote alone has no step of its own


@only_sqlite
def test_the_same_files_whatever_the_choices_were(site: Site) -> None:
    """Who runs an open vote learns nothing of how it is spread."""
    told = []
    for award, choices in (("one", {"nominee_1": 4}), ("two", {"nominee_1": 1, "nominee_2": 3})):
        vote = site.make_vote(award=award)
        set_contest(site, vote, batch=4)
        cast_votes(site, vote, **choices)
        admin = site.staff(Role.ADMIN, "en")
        told.append(take(admin, vote, "turnout", "csv").data)
    assert told[0] == told[1]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_says_in_words_what_there_is_and_when(site: Site, lang: str) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN, lang)
    admin.get(f"/admin{vote.path}/exports")
    assert said(site, "Can be had once the result is certified.", lang) in main_text(admin.page)
    assert f"/admin{vote.path}/exports" in admin.get(f"/admin{vote.path}").text
