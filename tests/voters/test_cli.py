"""`flask voters …`: the list of those who may vote, added to, shown without addresses, and shortened."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.acts import act
from tests.lookups import events_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.contests.rules import Action, Phase
from voting.voters import rules

LISTED = "E-post\nanna@demo.example\nbo@demo.example\nanna@demo.example\n"


def run(site: Site, *words: object, typed: str | None = None) -> Result:
    return site.app.test_cli_runner().invoke(args=["voters", *map(str, words)], input=typed)


def told(site: Site, act: str, vote: Vote, *words: object, typed: str | None = None) -> object:
    done = run(site, act, vote.award, vote.year, *words, "--json", typed=typed)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_list_is_made_shown_and_shortened(site: Site, tmp_path: Path) -> None:
    vote, other = (site.make_vote(Phase.DRAFT, voters="invited", year=year) for year in (2026, 2025))
    file = tmp_path / "listed.csv"
    file.write_text(LISTED, encoding="utf-8-sig")
    assert told(site, "add", vote, file) == {"added": 2, "removed": 0, "voters": 2, "twice": 1}
    assert told(site, "add", vote, "-", "--replace", typed="bo@demo.example\n") == {
        "added": 0, "removed": 1, "voters": 1, "twice": 0,
    }  # fmt: skip
    assert told(site, "list", vote) == {"voters": 1, "masked": ["b…@demo.example"]}
    assert told(site, "list", other) == {"voters": 0, "masked": []}
    gone = told(site, "remove", vote, "-", typed="bo@demo.example\neva@demo.example\n")
    assert gone == {"removed": 1, "unknown": 1, "voters": 0}


def test_a_mistake_in_one_line_stores_nothing(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote(Phase.DRAFT, voters="invited")
    before = contents(site)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("Åsa;asa@demo.example".encode("latin-1"))
    for typed, said in (("bo@demo.example\nnobody\n", "Line 2"), ("", "no address"), ("eva@mailinator.com", "Line 1")):
        done = run(site, "add", vote.award, vote.year, "-", typed=typed)
        assert (done.exit_code, said in done.output) == (1, True), done.output
    assert run(site, "add", vote.award, vote.year, latin).exit_code == 1
    assert run(site, "add", vote.award, 1999, "-", typed="bo@demo.example").exit_code == 1
    assert run(site, "add", vote.award, vote.year, tmp_path / "missing.csv").exit_code == 2
    assert contents(site) == before


def test_a_file_that_is_far_too_long_stores_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = site.make_vote(Phase.DRAFT, voters="invited")
    before = contents(site)
    monkeypatch.setattr(rules, "MOST_VOTERS", 3)
    done = run(site, "add", vote.award, vote.year, "-", typed="bo@demo.example\n" * 9)
    assert (done.exit_code, "which a list cannot hold" in done.output) == (1, True), done.output
    assert contents(site) == before


def test_once_announced_a_change_needs_a_reason_and_only_a_draft_is_replaced(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT, voters="invited")
    told(site, "add", vote, "-", typed="anna@demo.example")
    act(site, vote, Action.ANNOUNCE)
    before = contents(site)
    assert run(site, "add", vote.award, vote.year, "-", typed="bo@demo.example").exit_code == 2
    assert run(site, "remove", vote.award, vote.year, "-", typed="bo@demo.example").exit_code == 2
    replaced = run(site, "add", vote.award, vote.year, "-", "--replace", "--reason", "x", typed="bo@demo.example")
    assert replaced.exit_code == 1
    assert contents(site) == before
    told(site, "add", vote, "-", "--reason", "Kom till", typed="bo@demo.example")
    assert events_of(site, vote)[-1].details["reason"] == "Kom till"
