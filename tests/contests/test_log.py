"""Every act is an entry of the public log, in the transaction of its effect: never one without the other."""

import hashlib
import uuid
from datetime import timedelta
from functools import partial

import pytest

from tests.acts import act, set_contest
from tests.contests.cells import NOT_YET_OPEN
from tests.faults import nothing_is_done_by_halves
from tests.ledgers import entries_of, kinds_of
from tests.lookups import contest_of, events_of
from tests.site import Site, Vote
from tests.tables import contents
from voting.auditing.service import note_export as note_log_export
from voting.contests import queries
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.exports.rules import What
from voting.exports.service import note_export
from voting.ledger.rules import instant_text, note_digest
from voting.transaction import transaction

ENTRY: dict[Action, tuple[Phase, str]] = {
    Action.ANNOUNCE: (Phase.DRAFT, "announce"),
    Action.WITHDRAW: (Phase.ANNOUNCED, "withdraw"),
    Action.EXTEND: (Phase.OPEN, "extend"),
    Action.CLOSE: (Phase.OPEN, "close"),
    Action.CERTIFY: (Phase.CLOSED, "certify"),
}


def prepared(site: Site, action: Action, award: str = "testpriset") -> Vote:
    phase = ENTRY[action][0]
    dates = NOT_YET_OPEN if phase is Phase.DRAFT else {}
    return site.make_vote(phase, award=award, **dates)


@pytest.mark.parametrize("action", ENTRY)
def test_an_act_is_one_entry_that_says_who_and_when_and_keeps_the_reason_to_itself(site: Site, action: Action) -> None:
    vote, actor = prepared(site, action), uuid.uuid4()
    before = entries_of(site, vote)
    act(site, vote, action, actor=actor, reason="Anna Andersson rang oss")
    *old, new = entries_of(site, vote)
    assert old == before
    assert new["type"] == ENTRY[action][1]
    assert new["by"] == [1]
    assert new["at"] == instant_text(contest_of(site, vote).logged_at or pytest.fail("no time"))
    event = events_of(site, vote)[-1]
    assert new["note"] == note_digest(bytes.fromhex(event.details["salt"]), "Anna Andersson rang oss")
    assert "Anna" not in repr(new)


@pytest.mark.parametrize("action", [*ENTRY, Action.PUBLISH])
@pytest.mark.parametrize("where", ["append", "record"])
def test_no_effect_without_its_entry_and_no_entry_without_its_effect(
    site: Site, action: Action, where: str, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """Whoever dies before the entry, behind it, or between it and the audit log, has done nothing at all."""
    if action is Action.PUBLISH:
        if where == "append":
            return  # publishing is no entry: the key of the log is gone by then
        vote = site.make_vote(Phase.CERTIFIED)
    else:
        vote = prepared(site, action)
    before = contents(site)
    carry_out = partial(act, site, vote, action, actor=uuid.uuid4())
    nothing_is_done_by_halves(site, carry_out, where, monkeypatch, subtests)
    act(site, vote, action, actor=uuid.uuid4())
    assert contents(site) != before


def test_the_announcement_is_what_everybody_is_promised(site: Site) -> None:
    vote = site.make_vote(batch="7", max_changes="3", appeal_hours="12")
    (entry,) = entries_of(site, vote)
    contest = contest_of(site, vote)
    assert {name: entry[name] for name in ("contest", "award", "year", "batch", "max_changes", "appeal_hours")} == {
        "contest": vote.id.hex,
        "award": vote.award,
        "year": vote.year,
        "batch": 7,
        "max_changes": 3,
        "appeal_hours": 12,
    }
    assert entry["nominees"] == ["nominee-1", "nominee-2", "nominee-3"]
    assert (entry["opens_at"], entry["closes_at"]) == (instant_text(contest.opens_at), instant_text(contest.closes_at))
    assert (entry["rehearsal"], entry["by"]) == (False, [])
    assert "same-person" in entry["reasons"]
    with site.app.app_context():
        documents = queries.list_documents(vote.id)
    assert entry["documents"] == {name: hashlib.sha256(content).hexdigest() for name, content in documents.items()}
    assert "minst 7 röstande" in documents["rules.md"].decode()
    assert "at least 7 voters" in documents["rules.md"].decode()
    assert "Person 3" in documents["nominees.json"].decode()


def test_a_second_announcement_goes_on_in_the_same_log(site: Site) -> None:
    vote = site.make_vote(Phase.ANNOUNCED)
    first = entries_of(site, vote)[0]
    act(site, vote, Action.WITHDRAW)
    act(site, vote, Action.ANNOUNCE)
    assert kinds_of(site, vote) == ["announce", "withdraw", "announce"]
    assert entries_of(site, vote)[2]["key"] == first["key"]


def test_staff_are_numbered_as_they_first_acted_in_the_contest(site: Site) -> None:
    anna, bert = uuid.uuid4(), uuid.uuid4()
    act(site, site.make_vote(award="another"), Action.EXTEND, actor=bert)
    vote = site.make_vote()
    for actor in (anna, None, bert, anna):
        act(site, vote, Action.EXTEND, actor=actor)
    assert [entry["by"] for entry in entries_of(site, vote)] == [[], [1], [], [2], [1]]


def test_a_file_that_is_taken_away_gives_nobody_a_number(site: Site) -> None:
    """It is recorded without holding the contest: stored late, it would move numbers that are written already."""
    vote = site.make_vote()
    anna, bert = uuid.uuid4(), uuid.uuid4()
    with site.app.app_context(), transaction():
        note_export(contest_id=vote.id, what=What.TURNOUT, ending="csv", actor=anna)
        note_log_export(chosen={}, ending="csv", contest=vote.id, actor=anna)
    for actor in (bert, anna):
        act(site, vote, Action.EXTEND, actor=actor)
    assert [entry["by"] for entry in entries_of(site, vote)] == [[], [1], [2]]


def test_the_clock_of_the_log_never_goes_back(site: Site) -> None:
    vote = site.make_vote()
    with site.app.app_context():
        later = contest_of(site, vote).closes_at
    set_contest(site, vote, logged_at=later)
    act(site, vote, Action.EXTEND)
    assert entries_of(site, vote)[-1]["at"] == instant_text(later)


def test_what_was_announced_by_a_clock_that_ran_ahead_is_not_taken_back(site: Site) -> None:
    """In the log, whose instants never go back, voting has opened: taking it back would be no legal entry any more."""
    vote = site.make_vote(Phase.ANNOUNCED)
    set_contest(site, vote, logged_at=contest_of(site, vote).opens_at + timedelta(hours=3))
    before = contents(site)
    with pytest.raises(NotInThisPhase):
        act(site, vote, Action.WITHDRAW)
    assert contents(site) == before
