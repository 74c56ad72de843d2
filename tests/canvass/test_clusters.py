"""Which ballots stand together in the review, and what it tells of them."""

from datetime import date
from typing import Any

import pytest

from tests.acts import cast
from tests.canvass.reviews import alike, ballots_of, close, cluster_of, clusters, propose, propose_cluster, void
from tests.lookups import contest_of
from tests.site import Site, Vote
from voting.ballots.rules import Age, Pace
from voting.canvass import queries
from voting.canvass.queries import Cluster
from voting.canvass.rules import NAMED_FROM, SMALLEST_CLUSTER, SPREAD_FROM, ClusterKind
from voting.config import ROOT
from voting.errors import NotFound

DOMAIN, FAMILY, NETWORK = "evil.example", "anna@evil.example", "192.0.2.0/24"
HASTY = {"network": NETWORK, "age": Age.HOUR, "pace": Pace.SECONDS}
VOTER = b"v" * 32


@pytest.fixture
def vote(site: Site) -> Vote:
    """A contest beside another one with the same signals, which must never be counted in."""
    other = site.make_vote(award="another")
    alike(site, other, 5, domain=DOMAIN, family=FAMILY, **HASTY)
    return site.make_vote()


def sizes(site: Site, vote: Vote, kind: ClusterKind) -> list[int]:
    return [cluster.ballots for cluster in clusters(site, vote, kind)]


@pytest.mark.parametrize(
    ("kind", "manner"),
    [
        (ClusterKind.DOMAIN, {"domain": DOMAIN}),
        (ClusterKind.FAMILY, {"family": FAMILY}),
        (ClusterKind.NETWORK, {"network": NETWORK}),
        (ClusterKind.HASTE, HASTY),
    ],
)
def test_ballots_with_a_signal_in_common_stand_together_from_three_on(
    site: Site, vote: Vote, kind: ClusterKind, manner: dict[str, Any]
) -> None:
    alike(site, vote, SMALLEST_CLUSTER - 1, **manner)
    alike(site, vote, 4)
    assert sizes(site, vote, kind) == []
    alike(site, vote, 1, **manner)
    assert sizes(site, vote, kind) == [SMALLEST_CLUSTER]


def test_haste_needs_a_new_account_and_a_quick_vote_on_one_network(site: Site, vote: Vote) -> None:
    alike(site, vote, 3, **(HASTY | {"pace": Pace.MINUTE}))
    alike(site, vote, 3, **(HASTY | {"age": Age.DAY}))
    alike(site, vote, 3, age=Age.HOUR, pace=Pace.SECONDS)
    assert sizes(site, vote, ClusterKind.HASTE) == []


def test_an_ordinary_mail_domain_is_no_cluster(site: Site, vote: Vote) -> None:
    alike(site, vote, 5, domain="gmail.com")
    alike(site, vote, 3, domain=DOMAIN)
    assert sizes(site, vote, ClusterKind.DOMAIN) == [5, 3]
    (found,) = clusters(site, vote, ClusterKind.DOMAIN, ordinary={"gmail.com", "duck.com"})
    assert found.ballots == 3


def test_the_largest_come_first(site: Site, vote: Vote) -> None:
    for count, name in ((3, "a"), (5, "b"), (4, "c")):
        alike(site, vote, count, family=name)
    assert sizes(site, vote, ClusterKind.FAMILY) == [5, 4, 3]


def test_a_changed_vote_is_one_ballot_as_it_came_last(site: Site, vote: Vote) -> None:
    alike(site, vote, 3, domain=DOMAIN)
    for choice in ("nominee-1", "nominee-2"):
        cast(site, vote, choice, pseudonym=VOTER, domain=DOMAIN)
    assert sizes(site, vote, ClusterKind.DOMAIN) == [4]
    cast(site, vote, "nominee-3", pseudonym=VOTER)
    assert sizes(site, vote, ClusterKind.DOMAIN) == [3]


def test_a_cluster_tells_how_it_is_spread_in_numbers_alone(site: Site, vote: Vote) -> None:
    alike(site, vote, 6, domain=DOMAIN, day=date(2026, 12, 2), **HASTY)
    alike(site, vote, 4, domain=DOMAIN, age=Age.DAY, pace=Pace.LATER, domain_kind="relay")
    close(site, vote)
    with site.app.app_context():
        contest = contest_of(site, vote)
        (cluster,) = queries.list_clusters(contest, ClusterKind.DOMAIN)
        spread = queries.find_spread(contest, cluster)
    assert cluster == Cluster(ClusterKind.DOMAIN, cluster.key, 10, 5, name=None)
    assert spread
    assert (spread.ages, spread.paces) == ({"day": 4, "hour": 6}, {"later": 4, "seconds": 6})
    assert list(spread.days.items()) == [(date(2026, 12, 1), 4), (date(2026, 12, 2), 6)]
    assert (spread.networks, spread.domains, spread.hidden) == (5, 1, 4)


def test_of_a_small_cluster_nobody_learns_how_it_is_spread(site: Site, vote: Vote) -> None:
    """Whoever knows all but one of its ballots would learn that one's."""
    alike(site, vote, SPREAD_FROM - 1, domain=DOMAIN)
    with site.app.app_context():
        assert queries.find_spread(contest_of(site, vote), cluster_of(site, vote, ClusterKind.DOMAIN)) is None


def test_a_domain_has_its_name_from_twenty_voters_on(site: Site, vote: Vote) -> None:
    alike(site, vote, NAMED_FROM - 1, domain=DOMAIN, family=FAMILY)
    assert cluster_of(site, vote, ClusterKind.DOMAIN).name is None
    alike(site, vote, 1, domain=DOMAIN, family=FAMILY)
    assert cluster_of(site, vote, ClusterKind.DOMAIN).name == DOMAIN
    assert cluster_of(site, vote, ClusterKind.FAMILY).name is None


def test_nothing_that_is_shown_moves_with_what_is_proposed_or_voided(site: Site, vote: Vote) -> None:
    """Otherwise whoever types the numbers of votes could watch in which cluster they are."""
    receipts = alike(site, vote, SPREAD_FROM, family=FAMILY)
    close(site, vote)
    first, second, *_ = ballots_of(site, vote, receipts)

    def shown() -> list[Any]:
        with site.app.app_context():
            contest, cluster = contest_of(site, vote), cluster_of(site, vote)
            return [cluster, queries.find_spread(contest, cluster), queries.cluster_states(vote.id)]

    before = shown()
    void(site, vote, [first])
    propose(site, vote, [second])
    assert shown() == before
    propose_cluster(site, vote, cluster_of(site, vote))
    assert shown()[:2] == before[:2]
    assert list(shown()[2].values()) == ["open"]


@pytest.mark.parametrize("key", ["", "zz" * 16, "00" * 15, "00" * 17, "00" * 16, "upper", "spaced"])
def test_what_is_no_cluster_is_not_found(site: Site, vote: Vote, key: str) -> None:
    alike(site, vote, 3, family=FAMILY)
    real = cluster_of(site, vote).key
    key = {"upper": real.upper(), "spaced": f"{real[:2]} {real[2:]}"}.get(key, key)
    with site.app.app_context(), pytest.raises(NotFound):
        queries.get_cluster(contest_of(site, vote), ClusterKind.FAMILY, key)


def test_the_same_signal_of_two_contests_cannot_be_compared(site: Site) -> None:
    keys = []
    for year in (2025, 2026):
        vote = site.make_vote(year=year)
        alike(site, vote, 3, domain=DOMAIN, network=DOMAIN)
        keys += [cluster_of(site, vote, kind).key for kind in (ClusterKind.DOMAIN, ClusterKind.NETWORK)]
    assert len(set(keys)) == 4


def test_nothing_in_the_package_knows_whom_a_ballot_is_for() -> None:
    sources = {path.name: path.read_text() for path in (ROOT / "voting" / "canvass").glob("*.py")}
    assert len(sources) >= 6
    assert [name for name, text in sources.items() if "nominee" in text.lower() or "tally" in text.lower()] == []
