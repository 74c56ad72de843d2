"""Whatever may happen to a contest leaves a record that the verifier accepts: legal acts and ballots at random."""

import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acts import act, cast, set_contest, take_batch
from tests.bundles import bundle_of
from tests.clock import DatabaseClock
from tests.contests.cells import NOT_YET_OPEN
from tests.contests.test_clock import now_in
from tests.ledgers import kinds_of
from tests.lookups import contest_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.ballots.queries import find_recorded
from voting.contests import queries
from voting.contests.rules import Action, NotInThisPhase, Phase

BEFORE = (Action.EXTEND, Action.EXTEND, Action.WITHDRAW)


def finished(site: Site, vote: Vote, folder: Path) -> None:
    act(site, vote, Action.CLOSE, actor=uuid.uuid4())
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    bundle_of(site, vote, folder)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_legal_history_is_accepted(site: Site, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    vote = site.make_vote(Phase.DRAFT, batch=str(chance.choice((1, 3))), **NOT_YET_OPEN)
    staff = [uuid.uuid4(), uuid.uuid4()]
    act(site, vote, Action.ANNOUNCE, actor=staff[0])
    for _ in range(chance.randrange(5)):
        action = chance.choice(BEFORE)
        act(site, vote, action, actor=chance.choice(staff))
        if action is Action.WITHDRAW:
            act(site, vote, Action.ANNOUNCE, actor=chance.choice([*staff, None]))
    DatabaseClock(site).move(contest_of(site, vote).opens_at - now_in(site) + timedelta(minutes=1))
    voters = [bytes([at]) * 32 for at in range(chance.randrange(8))]
    for _ in range(chance.randrange(30)):
        if voters and chance.random() < 0.8:
            voter = chance.choice(voters)
            if cast_count(site, vote, voter) < 11:
                cast(site, vote, f"nominee-{chance.randrange(3) + 1}", pseudonym=voter)
        elif chance.random() < 0.5:
            take_batch(site, vote)
        else:
            act(site, vote, Action.EXTEND, actor=chance.choice(staff))
    finished(site, vote, tmp_path)


def cast_count(site: Site, vote: Vote, voter: bytes) -> int:
    with site.app.app_context():
        recorded = find_recorded(vote.id, voter)
    return recorded.changes + 1 if recorded else 0


def test_extended_and_then_taken_back_is_accepted(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote(Phase.DRAFT, turnout_public="no", **NOT_YET_OPEN)
    for action in (Action.ANNOUNCE, Action.EXTEND, Action.WITHDRAW, Action.ANNOUNCE, Action.EXTEND):
        act(site, vote, action)
    assert kinds_of(site, vote) == ["announce", "extend", "withdraw", "announce", "extend"]
    DatabaseClock(site).move(timedelta(days=1, hours=1))
    cast(site, vote)
    take_batch(site, vote)
    with site.app.app_context():
        assert queries.published_size(vote.id) == 4
    finished(site, vote, tmp_path)


def test_nothing_is_taken_back_once_somebody_has_voted(site: Site) -> None:
    """Not even when the clock of the database goes back before the opening."""
    vote = site.make_vote()
    cast(site, vote)
    set_contest(site, vote, opens_at=contest_of(site, vote).closes_at - timedelta(hours=1))
    assert site.phase(vote) is Phase.ANNOUNCED
    before = contents(site)
    with pytest.raises(NotInThisPhase):
        act(site, vote, Action.WITHDRAW)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_request_that_meets_the_certifying_is_not_told_the_count(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has looked at the contest before, and looks at the log after: each statement sees another moment."""
    vote = site.make_vote()
    cast(site, vote)
    act(site, vote, Action.CLOSE)
    client, size = site.app.test_client(), len(kinds_of(site, vote))
    look = queries.get_public_contest

    def certified_behind_it(award: str, year: int) -> queries.Standing:
        standing = look(award, year)
        monkeypatch.undo()
        act(site, vote, Action.CERTIFY)
        return standing

    monkeypatch.setattr(queries, "get_public_contest", certified_behind_it)
    assert client.get(f"{vote.path}/log/tile/entries/000.p/{size + 1}").status_code == 404
    assert kinds_of(site, vote)[size] == "certify"
