"""Each award is rehearsed at an address of its own."""

import pytest

from tests.site import Site
from voting.accounts.scopes import Scope
from voting.contests.queries import get_contest
from voting.contests.rules import Phase
from voting.rehearsals import service
from voting.rehearsals.queries import find_rehearsal
from voting.text import LONGEST_SLUG, REHEARSAL, SLUG, rehearsal_slug
from voting.transaction import transaction

SAME = "a" * 50
LONG = [SAME, f"{SAME}-b", f"{SAME}-c", f"{'ab-' * 19}d", f"{'ab-' * 19}e", "a" * 60, f"{'a' * 59}b"]


def test_awards_whose_addresses_begin_the_same_are_rehearsed_at_different_ones() -> None:
    rehearsed = [rehearsal_slug(slug) for slug in LONG]
    assert len(set(rehearsed)) == len(LONG)
    assert rehearsed == [rehearsal_slug(slug) for slug in LONG]
    for slug in rehearsed:
        assert SLUG.fullmatch(slug)
        assert slug.endswith(REHEARSAL)
        assert len(slug) <= LONGEST_SLUG
    assert rehearsal_slug("arets-pris") == "arets-pris-rehearsal"
    assert rehearsal_slug(SAME) == f"{SAME}-rehearsal"


@pytest.mark.parametrize("first", [0, 1])
def test_a_rehearsal_of_one_is_none_of_the_other(site: Site, first: int) -> None:
    slugs = [f"{SAME}-b", f"{SAME}-c"]
    votes = [site.make_vote(Phase.DRAFT, award=slug) for slug in slugs]
    with site.app.test_request_context():
        with transaction():
            told = {"hours": 2, "testers": [], "lang": "sv", "reason": "Vi provar", "actor": None}
            service.start(contest_id=votes[first].id, **told)
        found = {slug: find_rehearsal(get_contest(slug, 2026).contest.award) for slug in slugs}
        assert [slug for slug, contest in found.items() if contest] == [slugs[first]]
        [rehearsal] = [contest.award.slug for contest in found.values() if contest]
        assert [Scope(slug).covers(rehearsal, 2026) for slug in slugs] == [not first, bool(first)]
