"""A server that is stopped or loses a worker in the middle of voting: what it has acknowledged is stored.

Voters cast and change their votes from several processes, each voter one click after the other. The table must then
hold each voter's last acknowledged click, or a later one of which no answer came.
"""

import os
import signal

from tests.acts import act
from tests.concurrency.clicks import clicks, sending
from tests.concurrency.crew import results
from tests.concurrency.patience import wait_until
from tests.concurrency.server import Server
from tests.concurrency.voters import ballots_of, pseudonym, sign_in
from tests.ledgers import kinds_of, misfits
from tests.site import Site
from voting.contests.rules import Action

VOTERS = 60
CASTS = 6  # by each voter
FIRST = 10  # voters have a ballot when it happens


def test_whatever_was_acknowledged_before_sigterm_is_stored(site: Site) -> None:
    vote, voters = site.make_vote(), sign_in(site, VOTERS)
    queues = clicks(vote, voters, CASTS)
    with Server(site.environ) as server:
        with sending(server, queues) as calls:
            wait_until(lambda: len(ballots_of(site, vote)) >= FIRST, "too few ballots")
            status = server.stop()
            answered = {answer.label: answer.status for answers in results(calls) for answer in answers}
        assert (status, "Traceback" in server.output()) == (0, False)

    # A quick or a busy machine may have answered everything by then: what counts is that nobody was told a lie.
    assert 303 in answered.values()
    assert set(answered.values()) <= {303, 503, 0}
    stored = ballots_of(site, vote)
    for voter, queue in zip(voters, queues, strict=True):
        mine = stored.pop(pseudonym(site, vote, voter), None)
        acknowledged = [at for at, click in enumerate(queue) if answered[click.label] == 303]
        if acknowledged:
            assert mine is not None
            assert mine.nonce.hex() in [click.label for click in queue[acknowledged[-1] :]]
    assert stored == {}


def test_a_killed_worker_loses_nothing_and_a_repeat_of_the_click_is_answered(site: Site) -> None:
    vote, voters = site.make_vote(batch="5"), sign_in(site, VOTERS)
    queues = clicks(vote, voters, CASTS)
    with Server(site.environ) as server:
        with sending(server, queues, tries=40) as calls:
            wait_until(lambda: len(ballots_of(site, vote)) >= FIRST, "too few ballots")
            killed = server.workers()[0]
            os.kill(killed, signal.SIGKILL)
            answered = [answer.status for answers in results(calls) for answer in answers]
        wait_until(lambda: len(server.workers()) == 2 and killed not in server.workers(), "no new worker")
        assert server.stop() == 0

    assert answered == [303] * (VOTERS * CASTS)
    stored = {whose: (ballot.nonce.hex(), ballot.changes) for whose, ballot in ballots_of(site, vote).items()}
    assert stored == {
        pseudonym(site, vote, voter): (queue[-1].label, CASTS - 1) for voter, queue in zip(voters, queues, strict=True)
    }
    act(site, vote, Action.CLOSE)
    assert kinds_of(site, vote) == ["announce"] + ["ballot"] * (VOTERS * CASTS) + ["close"]
    with site.app.app_context():
        assert misfits(vote.id) == []
