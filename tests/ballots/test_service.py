"""Casting on the database: one ballot a voter, changes as often as the rules allow, a repeated click writes nothing."""

import os
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.acts import cast, cast_votes
from tests.site import Site, Vote
from tests.tables import contents
from voting.ballots import queries
from voting.ballots.models import Ballot, Pending
from voting.ballots.queries import Recorded
from voting.ballots.rules import NoChangesLeft, commitment, receipt_number
from voting.ballots.service import Cast
from voting.clock import now
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee
from voting.nominees.rules import UnknownNominee, WithdrawnNominee
from voting.transaction import transaction

VOTER, ANOTHER = b"v" * 32, b"a" * 32
CLICK, NEXT_CLICK = b"1" * 16, b"2" * 16


@pytest.fixture
def vote(site: Site) -> Vote:
    """An open contest that allows two changes, with another voter's ballot in it and another contest beside it."""
    cast(site, site.make_vote(award="another", nominees=4), pseudonym=VOTER)
    vote = site.make_vote(max_changes="2")
    cast(site, vote, pseudonym=ANOTHER, nonce=CLICK)
    return vote


def ballots_of(site: Site, vote: Vote, pseudonym: bytes) -> list[Ballot]:
    with site.app.app_context():
        mine = Ballot.contest_id == vote.id, Ballot.pseudonym == pseudonym
        return list(db.session.scalars(select(Ballot).where(*mine)))


def queued(site: Site, vote: Vote, pseudonym: bytes) -> list[Pending]:
    with site.app.app_context():
        mine = Pending.contest_id == vote.id, Pending.voter == pseudonym
        return list(db.session.scalars(select(Pending).where(*mine)))


def nominee_id(site: Site, vote: Vote, slug: str) -> Any:
    with site.app.app_context():
        return get_nominee(vote.id, slug).id


def test_a_first_ballot_is_one_row_and_its_receipt_is_its_commitment(site: Site, vote: Vote) -> None:
    before = contents(site)
    made = cast(site, vote, "nominee-2", pseudonym=VOTER, nonce=CLICK)
    after = contents(site)
    (ballot,), (waiting,) = ballots_of(site, vote, VOTER), queued(site, vote, VOTER)
    expected = commitment(contest=vote.id, choice="nominee-2", salt=ballot.salt, nonce=CLICK)
    assert made == Cast(receipt_number(expected), changes=0, repeated=False)
    assert (ballot.commitment, ballot.nonce, ballot.changes) == (expected, CLICK, 0)
    assert ballot.nominee_id == nominee_id(site, vote, "nominee-2")
    assert (waiting.commitment, waiting.replaced, waiting.nominee_id) == (expected, None, ballot.nominee_id)
    for table in ("ballot", "pending", "signal"):
        assert len(after[table]) == len(before[table]) + 1
        assert set(before.pop(table)) < set(after.pop(table))
    assert after == before


def test_a_change_replaces_the_ballot_and_nothing_else(site: Site, vote: Vote) -> None:
    first = cast(site, vote, "nominee-1", pseudonym=VOTER)
    (old,) = ballots_of(site, vote, VOTER)
    before = contents(site)
    second = cast(site, vote, "nominee-3", pseudonym=VOTER)
    (new,) = ballots_of(site, vote, VOTER)
    assert (second.changes, second.repeated, new.changes) == (1, False, 1)
    assert second.receipt != first.receipt
    assert new.nominee_id == nominee_id(site, vote, "nominee-3")
    assert not {new.salt, new.nonce, new.commitment} & {old.salt, old.nonce, old.commitment}
    assert (new.replaced, new.replaced_nominee_id) == (old.commitment, old.nominee_id)
    after = contents(site)
    kept = set(before["ballot"]) & set(after["ballot"])
    assert len(kept) == len(before["ballot"]) - 1 == len(after["ballot"]) - 1
    assert [len(rows["pending"]) for rows in (before, after)] == [3, 4]
    assert (old.commitment, None) in {(row.commitment, row.replaced) for row in queued(site, vote, VOTER)}
    assert (new.commitment, old.commitment) in {(row.commitment, row.replaced) for row in queued(site, vote, VOTER)}
    changed: dict[str, Any] = {"ballot": [], "pending": [], "signal": []}
    assert {**after, **changed} == {**before, **changed}


@pytest.mark.parametrize("choice", ["nominee-1", "nominee-2"])
def test_the_same_click_again_is_the_same_receipt_and_writes_nothing(site: Site, vote: Vote, choice: str) -> None:
    """Also when the choice beside the nonce is another: one click is one ballot."""
    first = cast(site, vote, "nominee-1", pseudonym=VOTER, nonce=CLICK)
    before = contents(site)
    assert cast(site, vote, choice, pseudonym=VOTER, nonce=CLICK) == Cast(first.receipt, changes=0, repeated=True)
    assert contents(site) == before


def test_changes_run_out_and_the_last_ballot_stays(site: Site, vote: Vote) -> None:
    for changes in range(3):
        assert cast(site, vote, "nominee-2", pseudonym=VOTER, nonce=bytes([changes]) * 16).changes == changes
    before = contents(site)
    with pytest.raises(NoChangesLeft):
        cast(site, vote, "nominee-3", pseudonym=VOTER)
    assert contents(site) == before
    again = cast(site, vote, "nominee-2", pseudonym=VOTER, nonce=b"\x02" * 16)
    assert (again.changes, again.repeated) == (2, True)
    assert contents(site) == before
    assert cast(site, vote, "nominee-3", pseudonym=ANOTHER).changes == 1


def test_a_click_that_was_held_up_does_not_bring_back_an_earlier_choice(site: Site, vote: Vote) -> None:
    cast(site, vote, "nominee-1", pseudonym=VOTER, nonce=CLICK)
    changed = cast(site, vote, "nominee-2", pseudonym=VOTER, nonce=NEXT_CLICK)
    before = contents(site)
    late = cast(site, vote, "nominee-1", pseudonym=VOTER, nonce=CLICK)
    assert late == Cast(changed.receipt, changes=1, repeated=True)
    assert contents(site) == before


def test_a_vote_is_final_where_the_rules_allow_no_change(site: Site) -> None:
    vote = site.make_vote(max_changes="0")
    first = cast(site, vote, pseudonym=VOTER, nonce=CLICK)
    before = contents(site)
    with pytest.raises(NoChangesLeft):
        cast(site, vote, pseudonym=VOTER, nonce=NEXT_CLICK)
    assert cast(site, vote, pseudonym=VOTER, nonce=CLICK) == Cast(first.receipt, changes=0, repeated=True)
    assert contents(site) == before


def test_two_voters_with_the_same_nonce_are_two_ballots(site: Site, vote: Vote) -> None:
    (theirs,) = ballots_of(site, vote, ANOTHER)
    mine = cast(site, vote, "nominee-1", pseudonym=VOTER, nonce=theirs.nonce)
    assert mine.repeated is False
    assert mine.receipt != receipt_number(theirs.commitment)
    assert [len(ballots_of(site, vote, who)) for who in (VOTER, ANOTHER)] == [1, 1]


def test_a_choice_must_stand_in_this_contest(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        gone = update(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == "nominee-3")
        db.session.execute(gone.values(withdrawn_at=now()))
    cast(site, vote, pseudonym=VOTER)
    before = contents(site)
    for choice, refusal in (("nominee-4", UnknownNominee), ("nobody", UnknownNominee), ("nominee-3", WithdrawnNominee)):
        with pytest.raises(refusal):
            cast(site, vote, choice, pseudonym=VOTER)
    assert contents(site) == before


def test_what_a_voter_is_told_later_has_no_choice_in_it(site: Site, vote: Vote) -> None:
    receipt = cast(site, vote, "nominee-2", pseudonym=VOTER).receipt
    with site.app.app_context():
        assert queries.find_recorded(vote.id, VOTER) == Recorded(receipt, changes=0)
        assert queries.find_recorded(vote.id, b"nobody" + bytes(26)) is None


def test_the_turnout_counts_voters_of_this_contest_and_no_changes(site: Site, vote: Vote) -> None:
    for _ in range(2):
        cast(site, vote, pseudonym=VOTER)
    cast_votes(site, vote, nominee_2=3)
    cast(site, vote, pseudonym=VOTER)
    cast(site, vote)
    with site.app.app_context():
        assert queries.count_ballots(vote.id) == 6


def test_the_database_itself_refuses_what_the_rules_forbid(site: Site, vote: Vote, subtests: pytest.Subtests) -> None:
    (taken,) = ballots_of(site, vote, ANOTHER)
    with site.app.app_context():
        foreign = db.session.scalars(select(Nominee.id).where(Nominee.contest_id != vote.id).limit(1)).one()
    right = {"contest_id": vote.id, "pseudonym": VOTER, "nominee_id": taken.nominee_id, "changes": 0}
    right |= {"salt": os.urandom(32), "nonce": os.urandom(16), "commitment": os.urandom(32)}
    mistakes: dict[str, dict[str, Any]] = {
        "a second ballot of one voter": {"pseudonym": ANOTHER},
        "a nominee of another contest": {"nominee_id": foreign},
        "more changes than any rules allow": {"changes": 11},
        "a commitment that exists": {"commitment": taken.commitment},
    }
    before = contents(site)
    for name, wrong in mistakes.items():
        with subtests.test(name), site.app.app_context():
            with pytest.raises(IntegrityError), transaction():
                db.session.execute(insert(Ballot).values(**right | wrong))
            assert contents(site) == before
    with site.app.app_context(), transaction():
        db.session.execute(insert(Ballot).values(**right))
