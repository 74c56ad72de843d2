"""Which ballots stand together in the review, and what it tells of them."""

from datetime import date, timedelta

import pytest

from tests.acts import cast, signals_like
from tests.canvass.reviews import alike, ballots_of, close, propose, void
from tests.lookups import contest_of
from tests.site import Site, Vote
from voting.ballots import service as ballots
from voting.ballots.rules import Age, Pace
from voting.canvass import queries
from voting.canvass.queries import Cluster
from voting.canvass.rules import NAMED_FROM, SMALLEST_CLUSTER, ClusterKind
from voting.errors import NotFound

DOMAIN, FAMILY, NETWORK = b"d" * 16, b"f" * 16, b"n" * 16
VOTER = b"v" * 32


@pytest.fixture
def vote(site: Site) -> Vote:
    """A contest beside another one with the same signals, which must never be counted in."""
    other = site.make_vote(award="another")
    alike(site, other, 5, domain=DOMAIN, family=FAMILY, network=NETWORK)
    return site.make_vote()


def clusters(site: Site, vote: Vote, kind: ClusterKind) -> list[Cluster]:
    with site.app.app_context():
        return queries.list_clusters(contest_of(site, vote), kind)


def sizes(site: Site, vote: Vote, kind: ClusterKind) -> dict[str, int]:
    return {cluster.key: cluster.ballots for cluster in clusters(site, vote, kind)}


@pytest.mark.parametrize(
    ("kind", "signal"),
    [
        (ClusterKind.DOMAIN, {"domain": DOMAIN}),
        (ClusterKind.FAMILY, {"family": FAMILY}),
        (ClusterKind.NETWORK, {"network": NETWORK}),
        (ClusterKind.HASTE, {"network": NETWORK, "age": Age.HOUR, "pace": Pace.SECONDS}),
    ],
)
def test_ballots_with_a_signal_in_common_stand_together_from_three_on(
    site: Site, vote: Vote, kind: ClusterKind, signal: dict[str, bytes]
) -> None:
    key = next(value for value in signal.values() if isinstance(value, bytes) and len(value) == 16).hex()
    alike(site, vote, SMALLEST_CLUSTER - 1, **signal)
    alike(site, vote, 4)
    assert sizes(site, vote, kind) == {}
    alike(site, vote, 1, **signal)
    assert sizes(site, vote, kind) == {key: SMALLEST_CLUSTER}


def test_haste_needs_a_new_account_and_a_quick_vote_on_one_network(site: Site, vote: Vote) -> None:
    alike(site, vote, 3, network=NETWORK, age=Age.HOUR)
    alike(site, vote, 3, network=NETWORK, pace=Pace.SECONDS)
    alike(site, vote, 3, age=Age.HOUR, pace=Pace.SECONDS)
    assert sizes(site, vote, ClusterKind.HASTE) == {}


def test_a_big_mail_provider_is_no_cluster(site: Site, vote: Vote) -> None:
    alike(site, vote, 5, domain=DOMAIN, domain_kind="provider")
    assert sizes(site, vote, ClusterKind.DOMAIN) == {}
    alike(site, vote, 3, domain=NETWORK, domain_kind="hidden")
    assert sizes(site, vote, ClusterKind.DOMAIN) == {NETWORK.hex(): 3}


def test_the_largest_come_first(site: Site, vote: Vote) -> None:
    for count, name in ((3, b"a"), (5, b"b"), (4, b"c")):
        alike(site, vote, count, family=name * 16)
    assert list(sizes(site, vote, ClusterKind.FAMILY).values()) == [5, 4, 3]


def test_a_changed_vote_is_one_ballot_as_it_came_last(site: Site, vote: Vote) -> None:
    alike(site, vote, 3, domain=DOMAIN)
    for choice in ("nominee-1", "nominee-2"):
        cast(site, vote, choice, pseudonym=VOTER, signals=signals_like(domain=DOMAIN))
    assert sizes(site, vote, ClusterKind.DOMAIN) == {DOMAIN.hex(): 4}
    cast(site, vote, "nominee-3", pseudonym=VOTER)
    assert sizes(site, vote, ClusterKind.DOMAIN) == {DOMAIN.hex(): 3}


def test_a_cluster_tells_how_it_is_spread_in_numbers_alone(site: Site, vote: Vote) -> None:
    alike(site, vote, 2, domain=DOMAIN, network=NETWORK, age=Age.HOUR, pace=Pace.SECONDS, day=date(2026, 12, 2))
    alike(site, vote, 2, domain=DOMAIN, age=Age.DAY, pace=Pace.LATER, domain_kind="hidden")
    close(site, vote)
    with site.app.app_context():
        contest = contest_of(site, vote)
        cluster = queries.get_cluster(contest, ClusterKind.DOMAIN, DOMAIN.hex())
        spread = queries.spread_of(vote.id, cluster)
    days = (date(2026, 12, 1), date(2026, 12, 2))
    assert cluster == Cluster(ClusterKind.DOMAIN, DOMAIN.hex(), 4, 3, *days, name=None)
    assert (spread.ages, spread.paces) == ({"day": 2, "hour": 2}, {"later": 2, "seconds": 2})
    assert (spread.days, spread.networks, spread.domains, spread.hidden) == (dict.fromkeys(days, 2), 3, 1, 2)


def test_a_domain_has_its_name_from_twenty_voters_on(site: Site, vote: Vote) -> None:
    with site.app.app_context():
        made = ballots.signals_for(
            contest_of(site, vote),
            network="192.0.2.0/24",
            domain="evil.example",
            domain_kind="other",
            family="anna@evil.example",
            age=timedelta(days=1),
            since_code=timedelta(days=1),
            day=date(2026, 12, 1),
        )
    assert b"evil" not in made.domain_sealed
    shared = {"domain": made.domain, "domain_sealed": made.domain_sealed}
    alike(site, vote, NAMED_FROM - 1, **shared)
    assert [cluster.name for cluster in clusters(site, vote, ClusterKind.DOMAIN)] == [None]
    alike(site, vote, 1, **shared)
    assert [cluster.name for cluster in clusters(site, vote, ClusterKind.DOMAIN)] == ["evil.example"]


def test_what_is_decided_or_proposed_is_not_free_any_more(site: Site, vote: Vote) -> None:
    receipts = alike(site, vote, 4, family=FAMILY)
    close(site, vote)
    first, second, *others = ballots_of(site, vote, receipts)
    void(site, vote, [first])
    propose(site, vote, [second])
    with site.app.app_context():
        cluster = queries.get_cluster(contest_of(site, vote), ClusterKind.FAMILY, FAMILY.hex())
        assert queries.free_ballots(vote.id, cluster) == sorted(others)
        assert cluster.ballots == 4


@pytest.mark.parametrize("key", ["", "zz" * 16, "00" * 15, "00" * 17, "00" * 16])
def test_what_is_no_cluster_is_not_found(site: Site, vote: Vote, key: str) -> None:
    alike(site, vote, 3, family=FAMILY)
    with site.app.app_context(), pytest.raises(NotFound):
        queries.get_cluster(contest_of(site, vote), ClusterKind.FAMILY, key)


def test_signals_of_two_contests_cannot_be_compared(site: Site) -> None:
    made = []
    for year in (2025, 2026):
        vote = site.make_vote(year=year)
        with site.app.app_context():
            known = {"network": "192.0.2.0/24", "domain": "a.example", "domain_kind": "other", "family": "a@a.example"}
            ages = {"age": timedelta(days=1), "since_code": timedelta(days=1), "day": date(2026, 12, 1)}
            made.append(ballots.signals_for(contest_of(site, vote), **known, **ages))
    one, other = made
    assert {one.network, one.domain, one.family}.isdisjoint({other.network, other.domain, other.family})
    assert len({one.network, one.domain, one.family}) == 3
