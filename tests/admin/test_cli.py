"""`flask contest announce …` and its like: the same services as the pages, refusals in a sentence, exit codes."""

import json
from datetime import timedelta

import pytest
from click.testing import Result

from tests.lookups import contest_of, events_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.clock import now
from voting.contests.rules import Phase


def run(site: Site, *words: object, typed: str | None = None) -> Result:
    return site.app.test_cli_runner().invoke(args=[str(word) for word in words], input=typed)


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("announce", Phase.DRAFT, Phase.OPEN),
        ("withdraw", Phase.ANNOUNCED, Phase.DRAFT),
        ("close", Phase.OPEN, Phase.CLOSED),
        ("publish", Phase.CERTIFIED, Phase.PUBLISHED),
    ],
)
def test_an_act_is_carried_out_with_its_reason(site: Site, act: str, before: Phase, after: Phase) -> None:
    site.make_vote(award="another")
    vote = site.make_vote(before)
    done = run(site, "contest", act, vote.award, vote.year, "--reason", "the board said so", typed=f"{act}\n")
    assert (done.exit_code, site.phase(vote)) == (0, after), done.output
    event = events_of(site, vote)[-1]
    assert (event.actor, event.details["reason"]) == (None, "the board said so")


def test_nothing_is_done_by_accident_or_in_the_wrong_phase(site: Site) -> None:
    vote = site.make_vote()
    before = contents(site)
    for words, typed, code in (
        (("close", vote.award, vote.year, "--reason", "x"), "yes\n", 1),
        (("close", vote.award, vote.year, "--reason", "x"), "\n", 1),
        (("publish", vote.award, vote.year, "--reason", "x", "--yes"), None, 1),
        (("announce", vote.award, vote.year, "--reason", "x", "--yes"), None, 1),
        (("extend", vote.award, vote.year, "2020-01-01 12:00", "--reason", "x", "--yes"), None, 1),
        (("close", "nothing", vote.year, "--reason", "x", "--yes"), None, 1),
        (("extend", vote.award, vote.year, "tomorrow", "--reason", "x", "--yes"), None, 2),
        (("close", vote.award), None, 2),
    ):
        done = run(site, "contest", *words, typed=typed)
        assert (done.exit_code, "Traceback" in done.output) == (code, False), done.output
        assert contents(site) == before


def test_closing_later_is_written_in_the_sites_own_zone(site: Site) -> None:
    vote = site.make_vote(closes_at="2090-01-10 20:00")
    run(site, "contest", "extend", vote.award, vote.year, "2090-01-11 20:00", "--reason", "storm", "--yes")
    assert contest_of(site, vote).closes_at.isoformat() == "2090-01-11T19:00:00+00:00"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_programs_are_told_what_an_act_has_done(site: Site) -> None:
    vote = site.make_vote(closes_at="2090-01-10 20:00")

    def done(act: str, *words: object) -> dict[str, object]:
        told = run(site, "contest", act, vote.award, vote.year, *words, "--reason", "x", "--yes", "--json")
        assert (told.exit_code, told.stderr) == (0, "")
        return {name: value for name, value in json.loads(told.stdout).items() if name not in ("award", "year")}

    later = done("extend", "2090-01-11 20:00")
    assert (later["done"], later["closes_at"]) == ("extend", "2090-01-11T19:00:00+00:00")
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    day = (now() + timedelta(days=2)).date()
    set_time = done("schedule", f"{day} 12:00")
    assert set_time["done"] == "schedule"
    assert str(set_time["publish_at"]).startswith(f"{day}T1")
    assert done("unschedule") == {"done": "unschedule"}
    assert done("publish") == {"done": "publish"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_keeps_a_draft_from_being_announced_is_listed(site: Site) -> None:
    run(site, "award", "new", "nytt", "name.sv=Nytt")
    run(site, "contest", "new", "nytt", 2027)
    site.app.test_cli_runner().invoke(args=["nominee", "add", "nytt", "2027", "name.sv=Eva"])
    lacks = json.loads(run(site, "contest", "show", "nytt", 2027, "--json").output)["missing"]
    before = contents(site)
    words = ("contest", "announce", "nytt", 2027, "--reason", "x", "--yes")
    done = run(site, *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1:] == lacks
    assert "There must be at least two nominees." in lacks
    told = run(site, *words, "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (1, {"award": "nytt", "year": 2027, "missing": lacks})
    assert told.stderr == done.stderr
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_act_tells_a_program_that_it_is_done(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    done = run(site, "contest", "announce", vote.award, vote.year, "--reason", "x", "--yes", "--json")
    assert json.loads(done.output) == {"award": vote.award, "year": vote.year, "done": "announce"}


def test_a_program_reads_where_it_stands(site: Site) -> None:
    vote: Vote = site.make_vote()
    told = json.loads(run(site, "contest", "status", vote.award, vote.year, "--json").output)
    assert (told["award"], told["year"], told["phase"]) == (vote.award, vote.year, "open")
    assert told["closes_at"] == contest_of(site, vote).closes_at.isoformat()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_group_and_command_teaches(site: Site, subtests: pytest.Subtests) -> None:
    others = ("db", "run", "shell", "routes")
    groups = {name: group for name, group in site.app.cli.commands.items() if name not in others}
    assert {"account", "ballot", "contest", "log", "mail", "privacy", "rehearsal"} <= set(groups)
    for name, group in groups.items():
        for command in getattr(group, "commands", {}):
            with subtests.test(f"{name} {command}"):
                told = run(site, name, command, "--help")
                assert told.exit_code == 0
                assert len(told.output.split("Options:")[0].split()) > 8, told.output
