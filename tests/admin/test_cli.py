"""`flask contest announce …` and its like: the same services as the pages, refusals in a sentence, exit codes."""

import json

import pytest
from click.testing import Result

from tests.lookups import contest_of, events_of
from tests.site import Site, Vote
from tests.tables import contents
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
