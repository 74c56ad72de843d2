"""Knowing when somebody clicked does not tell what they voted, beyond the batch they were in."""

from tests.site import Site
from tests.timing import attack

K = 10


def test_who_knows_the_time_of_every_click_guesses_no_better_than_chance(site: Site) -> None:
    """1,000 voters: chance is right for 100 of them, give or take 10; a limit of 150 is five times that away."""
    result = attack(site, voters=1000, k=K)
    assert result.batches == 100
    public = {name: right for name, right in result.right.items() if "ballot" not in name}
    assert len(public) == 5
    assert {name: right for name, right in public.items() if right > 1.5 / K} == {}


def test_the_attack_would_see_an_order_that_is_not_shuffled(site: Site) -> None:
    """With batches of one voter the log is in the order of the clicks, and every guess by it is right."""
    assert attack(site, voters=12, k=1).right["log"] == 1
