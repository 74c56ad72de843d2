"""`flask export …`: the same files as on the page, in the same phases, and it is recorded."""

import json

from click.testing import Result

from tests.acts import cast_votes
from tests.lookups import events_of
from tests.site import Site
from tests.tables import contents
from voting.contests.rules import Phase


def run(site: Site, *words: object) -> Result:
    return site.app.test_cli_runner().invoke(args=["export", *map(str, words)])


def test_the_turnout_is_taken_while_open_and_the_result_is_not(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=2)
    done = run(site, "turnout", vote.award, vote.year, "--json")
    assert (done.exit_code, json.loads(done.output)["cast"]) == (0, 2)
    event = events_of(site, vote)[-1]
    assert (event.actor, event.details) == (None, {"what": "turnout", "ending": "json"})
    before = contents(site)
    assert run(site, "results", vote.award, vote.year).exit_code == 1
    assert run(site, "turnout", vote.award, 1999).exit_code == 1
    assert run(site, "turnout", vote.award, vote.year, "--format", "xlsx").exit_code == 2
    assert contents(site) == before


def test_the_certified_result_is_taken(site: Site) -> None:
    vote = site.make_vote(Phase.CERTIFIED)
    done = run(site, "results", vote.award, vote.year)
    assert (done.exit_code, "Nominee 1" in done.output) == (0, True)
