"""Finding nominees: those of one contest, with and without the withdrawn."""

import pytest

from tests.acts import set_contest
from tests.site import Site, Vote
from voting.contests.queries import get_by_id
from voting.contests.rules import Order
from voting.errors import NotFound
from voting.nominating import service
from voting.nominees import queries
from voting.nominees.rules import UnknownNominee, WithdrawnNominee
from voting.transaction import transaction


def withdraw(site: Site, vote: Vote, slug: str) -> None:
    with site.app.app_context(), transaction():
        service.withdraw(contest_id=vote.id, slug=slug, reason="test", actor=None)


def test_a_withdrawn_nominee_is_found_but_neither_listed_nor_chosen(site: Site) -> None:
    site.make_vote(award="another", nominees=5)
    vote = site.make_vote(nominees=4)
    withdraw(site, vote, "nominee-2")
    with site.app.app_context():
        listed = [nominee.slug for nominee in queries.list_nominees(vote.id)]
        assert listed == ["nominee-1", "nominee-3", "nominee-4"]
        assert queries.count_nominees(vote.id) == 3
        assert sorted(nominee.slug for nominee in queries.list_in_order(get_by_id(vote.id).contest, 1)) == listed
        assert queries.get_nominee(vote.id, "nominee-2").slug == "nominee-2"
        with pytest.raises(WithdrawnNominee):
            queries.get_choice(vote.id, "nominee-2")


def test_a_fixed_order_is_the_organisers_for_every_visitor(site: Site) -> None:
    vote = site.make_vote(nominees=6)
    as_given = [f"nominee-{number}" for number in range(1, 7)]

    def orders() -> set[tuple[str, ...]]:
        with site.app.app_context():
            contest = get_by_id(vote.id).contest
            return {tuple(nominee.slug for nominee in queries.list_in_order(contest, seed)) for seed in range(20)}

    assert len(orders()) > 10
    set_contest(site, vote, nominee_order=Order.FIXED.value)
    assert orders() == {tuple(as_given)}


def test_a_nominee_of_another_contest_is_not_found(site: Site) -> None:
    site.make_vote(award="another", nominees=5)
    vote = site.make_vote()
    with site.app.app_context():
        assert queries.get_choice(vote.id, "nominee-3").contest_id == vote.id
        with pytest.raises(UnknownNominee):
            queries.get_choice(vote.id, "nominee-5")
        with pytest.raises(NotFound):
            queries.get_nominee(vote.id, "nominee-5")
