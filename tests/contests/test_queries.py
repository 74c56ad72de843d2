"""Which contests the public and staff find, and in which order."""

import pytest

from tests.site import Site
from voting.contests import queries
from voting.contests.rules import Phase
from voting.errors import NotFound


def test_a_contest_that_does_not_exist_is_not_found(site: Site) -> None:
    site.make_vote()
    site.make_vote(award="another", year=2025)
    for award, year in (("testpriset", 2025), ("annat", 2026), ("", 2026), ("testpriset", 0)):
        with site.app.app_context(), pytest.raises(NotFound):
            queries.get_contest(award, year)


def test_everything_but_a_draft_is_public(site: Site, subtests: pytest.Subtests) -> None:
    for year, phase in enumerate(Phase, start=2020):
        vote = site.make_vote(phase, year=year)
        with subtests.test(phase=phase.value), site.app.app_context():
            assert queries.get_contest(vote.award, year).contest.id == vote.id
            if phase is Phase.DRAFT:
                with pytest.raises(NotFound):
                    queries.get_public_contest(vote.award, year)
            else:
                assert queries.get_public_contest(vote.award, year).phase is phase


def test_open_contests_come_first_and_then_the_newest(site: Site) -> None:
    phases = {2022: Phase.OPEN, 2023: Phase.PUBLISHED, 2024: Phase.DRAFT, 2025: Phase.OPEN, 2026: Phase.ANNOUNCED}
    for year, phase in phases.items():
        site.make_vote(phase, year=year)
    with site.app.app_context():
        assert [found.contest.year for found in queries.list_contests()] == [2026, 2025, 2024, 2023, 2022]
        assert [found.contest.year for found in queries.list_public_contests()] == [2025, 2022, 2026, 2023]
