"""Admins who press at the same instant: each proposal is decided once, and the log has it once."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

from tests.canvass.reviews import (
    ANNA,
    BERT,
    alike,
    approve,
    ballots_of,
    certify,
    close,
    decline,
    panel_of,
    propose,
    states,
    voided,
)
from tests.ledgers import kinds_of
from tests.site import Site, Vote
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.contests.rules import Phase
from voting.errors import DomainError
from voting.transaction import transaction

CARL = uuid.UUID(int=3)
THREE = panel_of(ANNA, BERT, CARL)
ROUNDS = 5


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Do all of it at the same instant. What came of each: "done", or the name of the refusal."""
    start, outcomes = threading.Barrier(len(calls)), [""] * len(calls)

    def run(at: int) -> None:
        start.wait(20)
        try:
            calls[at]()
            outcomes[at] = "done"
        except DomainError as error:
            outcomes[at] = type(error).__name__

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def reviewed(site: Site, year: int) -> tuple[Vote, list[bytes]]:
    vote = site.make_vote(year=year)
    receipts = alike(site, vote, 3)
    close(site, vote)
    return vote, ballots_of(site, vote, receipts)


def test_a_proposal_is_decided_once(site: Site) -> None:
    for year in range(2020, 2020 + ROUNDS):
        vote, ballots = reviewed(site, year)
        proposal = propose(site, vote, ballots, panel=THREE)
        outcomes = at_once(
            partial(approve, site, vote, proposal, actor=BERT, panel=THREE),
            partial(approve, site, vote, proposal, actor=CARL, panel=THREE),
            partial(decline, site, vote, proposal, actor=CARL, panel=THREE),
        )
        assert Counter(outcomes) == {"done": 1, "Decided": 2}
        approved = states(site, vote) == [("void", "approved")]
        assert voided(site, vote) == (set(ballots) if approved else set())
        assert kinds_of(site, vote).count("void") == (3 if approved else 0)


def test_a_ballot_is_voided_once(site: Site) -> None:
    for year in range(2020, 2020 + ROUNDS):
        vote, ballots = reviewed(site, year)
        proposals = [propose(site, vote, ballots[at : at + 2], panel=THREE) for at in (0, 1)]
        outcomes = at_once(*(partial(approve, site, vote, one, actor=BERT, panel=THREE) for one in proposals))
        assert sorted(outcomes) == ["VoidedAlready", "done"]
        assert kinds_of(site, vote).count("void") == 2
        assert len(voided(site, vote)) == 2


def test_nothing_is_voided_while_it_is_certified(site: Site) -> None:
    with site.app.app_context(), transaction():
        staff = [accounts.ensure_account(read_address(f"{at}@demo.example")) for at in range(2)]
        for account_id in staff:
            accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
    for year in range(2020, 2020 + ROUNDS):
        vote, ballots = reviewed(site, year)
        outcomes = at_once(
            partial(certify, site, vote, staff[0]),
            partial(certify, site, vote, staff[1]),
            partial(propose, site, vote, ballots, actor=staff[0], panel=panel_of(*staff)),
        )
        certified = site.phase(vote) is Phase.CERTIFIED
        assert certified is (kinds_of(site, vote)[-1] == "certify")
        assert "void" not in kinds_of(site, vote)
        if certified:
            assert outcomes[:2] == ["done", "done"]
            assert outcomes[2] in ("CertificationWaits", "NotInThisPhase")
        else:
            assert states(site, vote)[-1] == ("void", "open")
