"""Two voters post at the same time, over and over, through the real server: each of them has one counted ballot."""

import secrets
from collections import Counter

from tests.concurrency.clicks import click, sending
from tests.concurrency.client import Request, send
from tests.concurrency.crew import results
from tests.concurrency.server import Server
from tests.concurrency.voters import ballots_of, pseudonym, sign_in
from tests.page import parse, text_of
from tests.site import Site
from voting.ballots.rules import receipt_number

REPEATS = 1000  # of one and the same click
CHANGES = 200  # one ballot, ten changes that the rules allow, and the rest refused


def test_a_thousand_posts_by_one_voter_are_one_counted_ballot(site: Site) -> None:
    vote, elsewhere = site.make_vote(), site.make_vote(award="annat-pris")
    repeating, changing = sign_in(site, 2)
    same, foreign, *different = (secrets.token_hex(16) for _ in range(2 + CHANGES))
    queues = [[click(vote, changing, nonce, at)] for at, nonce in enumerate(different)]
    queues += [[click(vote, repeating, same, at)] for at in range(REPEATS)]
    with Server(site.environ) as server:
        assert send(server.port, click(elsewhere, repeating, foreign)).status == 303
        with sending(server, queues, tries=5) as calls:
            answers = [answer for share in results(calls) for answer in share]
        receipts = [send(server.port, Request("", f"{vote.path}/receipt", repeating.cookie)) for _ in range(4)]

        assert server.stop() == 0
        assert "Traceback" not in server.output()

    repeats = [answer for answer in answers if answer.label == same]
    assert Counter((answer.status, answer.location) for answer in repeats) == {(303, f"{vote.path}/receipt"): REPEATS}
    changes = [answer for answer in answers if answer.label != same]
    assert Counter(answer.status for answer in changes) == {303: 11, 409: CHANGES - 11}

    one, other = pseudonym(site, vote, repeating), pseudonym(site, vote, changing)
    stored = ballots_of(site, vote)
    assert {whose: ballot.changes for whose, ballot in stored.items()} == {one: 0, other: 10}
    assert stored[one].nonce.hex() == same
    assert stored[other].nonce.hex() in {answer.label for answer in changes if answer.status == 303}
    number = receipt_number(stored[one].commitment)
    assert [number in text_of(parse(page.text)) for page in receipts] == [True] * 4
    assert [ballot.nonce.hex() for ballot in ballots_of(site, elsewhere).values()] == [foreign]
