"""How a ballot came, as a real cast writes it down: keyed, coarse, and nothing of the address or the choice."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.lookups import contest_of
from tests.site import Browser, Site, Vote
from tests.tables import contents, let_pass
from voting.accounts.rules import DomainKind, Traits, read_traits
from voting.ballots.models import Signal
from voting.ballots.queries import contest_key, open_signal, signal_cipher
from voting.ballots.rules import Age, Coarse, Manner, Pace, age_of, pace_of, read_coarse, write_coarse
from voting.clock import now
from voting.extensions import db
from voting.web.limits import network_block

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def cast_as(site: Site, vote: Vote, address: str, network: str, *, choice: str = "nominee-1") -> None:
    voter = site.browser()
    voter.client.environ_base["REMOTE_ADDR"] = network
    voter.sign_in(address).vote(vote, choice)


def signals(site: Site, vote: Vote) -> list[Signal]:
    with site.app.app_context():
        return list(db.session.scalars(select(Signal).where(Signal.contest_id == vote.id)))


def opened(site: Site, vote: Vote) -> Coarse:
    """What is sealed of the only ballot's manner."""
    (row,) = signals(site, vote)
    with site.app.app_context():
        return open_signal(signal_cipher(contest_key(contest_of(site, vote))), row.sealed)


def local_day() -> date:
    return now().astimezone(ZoneInfo("Europe/Stockholm")).date()


def shared(site: Site, vote: Vote) -> dict[str, bool]:
    """Which signals all ballots have in common."""
    rows = signals(site, vote)
    assert len(rows) > 1
    return {name: len({getattr(row, name) for row in rows}) == 1 for name in ("network", "domain", "family")}


@pytest.mark.parametrize(
    ("other", "network", "in_common"),
    [
        ("bert@other.example", "198.51.100.7", set()),
        ("bert@other.example", "192.0.2.99", {"network"}),
        ("bert@mail.evil.example", "198.51.100.7", {"domain"}),
        ("a.nna+9@evil.example", "198.51.100.7", {"domain", "family"}),
        ("anna77@sub.evil.example", "192.0.2.99", {"network", "domain", "family"}),
        ("anna@evil.example.org", "198.51.100.7", set()),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_two_voters_have_in_common_is_seen(site: Site, other: str, network: str, in_common: set[str]) -> None:
    vote = site.make_vote()
    cast_as(site, vote, "anna@evil.example", "192.0.2.7")
    cast_as(site, vote, other, network)
    assert {name for name, same in shared(site, vote).items() if same} == in_common


def test_nothing_that_was_written_can_be_read(site: Site) -> None:
    vote = site.make_vote()
    cast_as(site, vote, "anna@evil.example", "192.0.2.7")
    written = b"\0".join(_bytes(value) for row in contents(site)["signal"] for value in row)
    for word in (b"anna", b"evil", b"192.0.2", b"nominee", b"hour", b"seconds", b"other", str(local_day()).encode()):
        assert word not in written
    assert opened(site, vote) == Coarse("evil.example", "other", Age.HOUR, Pace.SECONDS, local_day())


def test_age_and_pace_are_those_of_the_click(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter("anna@demo.example")
    let_pass(site, 2 * HOUR)
    voter.vote(vote)
    assert (opened(site, vote).age, opened(site, vote).pace) == (Age.DAY, Pace.LATER)


def test_a_repeated_click_writes_no_second_signal_and_a_change_one_of_its_own(site: Site) -> None:
    vote = site.make_vote()
    voter: Browser = site.voter("anna@demo.example")
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-1")
    sent = {"nominee": "nominee-1", "nonce": "0" * 32, "csrf_token": voter.token()}
    for _ in range(2):
        voter.post(f"{vote.path}/review", sent, follow=False)
        assert len(signals(site, vote)) == 1
    voter.vote(vote, "nominee-2")
    assert len(signals(site, vote)) == 2


@pytest.mark.parametrize(
    ("address", "traits"),
    [
        ("Anna@Example.se", Traits("example.se", DomainKind.OTHER, "anna@example.se")),
        ("a.n-n_a+tag@mail.example.co.uk", Traits("example.co.uk", DomainKind.OTHER, "anna@example.co.uk")),
        ("anna12@example.se", Traits("example.se", DomainKind.OTHER, "anna@example.se")),
        ("0701234567@example.se", Traits("example.se", DomainKind.OTHER, "0701234567@example.se")),
        ("anna12@gmail.com", Traits("gmail.com", DomainKind.PROVIDER, "anna12@gmail.com")),
        (
            "x@privaterelay.appleid.com",
            Traits("privaterelay.appleid.com", DomainKind.RELAY, "x@privaterelay.appleid.com"),
        ),
        ("x@duck.com", Traits("duck.com", DomainKind.RELAY, "x@duck.com")),
        ("x@mailinator.com", Traits("mailinator.com", DomainKind.THROWAWAY, "x@mailinator.com")),
        ("x@localhost", Traits("localhost", DomainKind.OTHER, "x@localhost")),
    ],
)
def test_what_an_address_may_share_with_others(address: str, traits: Traits) -> None:
    assert read_traits(address) == traits


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:ffff::1", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_network_is_a_block_of_addresses(site: Site, address: str, block: str) -> None:
    with site.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network_block() == block


@pytest.mark.parametrize(
    ("since", "age"),
    [
        (timedelta(), Age.HOUR),
        (HOUR, Age.DAY),
        (DAY - timedelta(seconds=1), Age.DAY),
        (DAY, Age.MONTH),
        (30 * DAY, Age.OLDER),
    ],
)
def test_ages_are_coarse(since: timedelta, age: Age) -> None:
    assert age_of(since) is age


@pytest.mark.parametrize(
    ("seconds", "pace"),
    [(-3, Pace.SECONDS), (14, Pace.SECONDS), (15, Pace.MINUTE), (60, Pace.MINUTES), (600, Pace.LATER)],
)
def test_paces_are_coarse(seconds: int, pace: Pace) -> None:
    assert pace_of(timedelta(seconds=seconds)) is pace


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def test_the_length_of_what_is_sealed_does_not_tell_the_domain() -> None:
    def sealed(domain: str) -> int:
        return len(write_coarse(Manner("n", domain, "other", "f", Age.OLDER, Pace.LATER, date(2026, 12, 1))))

    assert len({sealed("x" * length + ".se") for length in range(1, 20)}) == 1
    assert read_coarse(
        write_coarse(Manner("n", "ö.se", "relay", "f", Age.DAY, Pace.LATER, date(2026, 1, 2)))
    ) == Coarse("ö.se", "relay", Age.DAY, Pace.LATER, date(2026, 1, 2))
