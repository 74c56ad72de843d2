"""Closing while six processes cast: nothing is counted after the close, and nothing acknowledged is missing."""

from dataclasses import asdict

from tests.concurrency import races
from tests.concurrency.crew import crew
from tests.concurrency.voters import ballots_of
from tests.site import Site

RACES = 20


def test_twenty_closing_races_lose_and_add_nothing(site: Site) -> None:
    other = site.make_vote(award="annat-pris")
    site.voter().vote(other)
    unrelated = [ballot.commitment for ballot in ballots_of(site, other).values()]
    with crew(races.WRITERS) as writers:
        ran = [races.run(site, writers, site.make_vote(award=f"pris-{at}", batch="5")) for at in range(RACES)]

    assert [asdict(race) for race in ran if not race.clean] == []
    assert all(race.acknowledged for race in ran)
    assert sum(race.met for race in ran) >= RACES, "the writers hardly met the close: this was no race"
    assert [ballot.commitment for ballot in ballots_of(site, other).values()] == unrelated
    assert len(unrelated) == 1
