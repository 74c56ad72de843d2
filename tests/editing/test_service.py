"""Editing with others at it: who is second is told, what is announced is locked, and each change is recorded."""

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.acts import act, set_contest
from tests.site import Site, Vote
from tests.tables import contents
from voting.audit.models import AuditEvent
from voting.ballots.service import record_closing
from voting.contests import queries as contests
from voting.contests import years
from voting.contests.models import Award, Contest
from voting.contests.queries import get_award
from voting.contests.rules import Action, Incomplete, NotInThisPhase, Phase
from voting.editing import rules, service
from voting.errors import EditedMeanwhile
from voting.extensions import db
from voting.nominees.queries import list_nominees
from voting.text import LocalText
from voting.transaction import transaction

QUESTION = {"question": LocalText("Vem då?", "Who then?")}


def edit(site: Site, vote: Vote, revision: int, values: dict[str, Any], reason: str = "", actor: Any = None) -> None:
    with site.app.app_context(), transaction():
        service.edit_contest(contest_id=vote.id, revision=revision, values=values, reason=reason, actor=actor)


def stored(site: Site, vote: Vote) -> Contest:
    with site.app.app_context():
        found = contests.get_by_id(vote.id).contest
        db.session.expunge_all()
    return found


def events(site: Site, act_name: str) -> list[AuditEvent]:
    with site.app.app_context():
        found = list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == act_name)))
        db.session.expunge_all()
    return found


def test_two_admins_saving_at_once_one_wins_and_the_other_is_told(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    revision = stored(site, vote).revision
    outcomes: dict[str, str] = {}
    ready = threading.Barrier(2)

    def save(name: str) -> None:
        ready.wait()
        try:
            edit(site, vote, revision, {"question": LocalText(name, name)})
            outcomes[name] = "saved"
        except EditedMeanwhile:
            outcomes[name] = "told"
        finally:
            with site.app.app_context():
                db.session.remove()

    threads = [threading.Thread(target=save, args=(name,)) for name in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes.values()) == ["saved", "told"]
    winner = next(name for name, outcome in outcomes.items() if outcome == "saved")
    after = stored(site, vote)
    assert (after.question.sv, after.revision) == (winner, revision + 1)
    assert len(events(site, "edited")) == 1


def test_saving_the_very_same_again_does_nothing_whoever_was_in_between(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    revision = stored(site, vote).revision
    edit(site, vote, revision, QUESTION)
    before = contents(site)
    edit(site, vote, revision, QUESTION)
    assert contents(site) == before
    with pytest.raises(EditedMeanwhile):
        edit(site, vote, revision, {"batch": 3})
    assert contents(site) == before


def test_importing_the_file_again_is_an_edit_too(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    revision = stored(site, vote).revision
    site.make_vote(Phase.DRAFT)
    with pytest.raises(EditedMeanwhile):
        edit(site, vote, revision, QUESTION)


def test_an_edit_is_recorded_with_what_was_and_what_is(site: Site) -> None:
    vote, actor = site.make_vote(Phase.DRAFT), uuid.uuid4()
    edit(site, vote, stored(site, vote).revision, QUESTION | {"batch": 20}, actor=actor)
    (event,) = events(site, "edited")
    assert (event.actor, event.contest) == (actor, vote.id)
    assert event.details == {
        "old": {
            "question.sv": "Vem ska få Testpriset?",
            "question.en": "Who should receive the Test Award?",
            "batch": 1,
        },
        "new": {"question.sv": "Vem då?", "question.en": "Who then?", "batch": 20},
    }


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.DRAFT])
@pytest.mark.parametrize(
    "values", [{"batch": 20}, {"tie": "lot"}, {"voters": "invited"}, QUESTION | {"max_changes": 0}]
)
def test_rules_and_dates_are_locked_once_announced(site: Site, phase: Phase, values: dict[str, Any]) -> None:
    vote = site.make_vote(phase)
    before, revision = contents(site), stored(site, vote).revision
    with pytest.raises(NotInThisPhase):
        edit(site, vote, revision, values, reason="because")
    assert contents(site) == before


def test_a_correction_needs_a_reason_and_leaves_what_was_announced_alone(site: Site) -> None:
    vote = site.make_vote(Phase.OPEN)
    with site.app.app_context():
        announced = contests.list_documents(vote.id)
        db.session.remove()
    revision, before = stored(site, vote).revision, contents(site)
    with pytest.raises(rules.ReasonMissing):
        edit(site, vote, revision, QUESTION)
    assert contents(site) == before
    edit(site, vote, revision, QUESTION, reason="A word was missing")
    after = stored(site, vote)
    assert after.question == QUESTION["question"]
    assert [reason for _, reason in after.corrected] == ["A word was missing"]
    (event,) = events(site, "corrected")
    assert event.details["old"] == {
        "question.sv": "Vem ska få Testpriset?",
        "question.en": "Who should receive the Test Award?",
    }
    assert event.details["reason"] == "A word was missing"
    with site.app.app_context():
        assert contests.list_documents(vote.id) == announced
        db.session.remove()


def test_a_public_award_is_corrected_on_the_page_of_each_public_year(site: Site) -> None:
    open_now = site.make_vote(Phase.OPEN, year=2026)
    over = site.make_vote(Phase.PUBLISHED, year=2025)
    draft = site.make_vote(Phase.DRAFT, year=2027)
    with site.app.app_context():
        award = get_award("testpriset")
        award_id, revision = award.id, award.revision
        db.session.remove()
    change = {"award_id": award_id, "revision": revision, "values": {"organiser": "Föreningen"}, "actor": None}
    with site.app.app_context(), pytest.raises(rules.ReasonMissing), transaction():
        service.edit_award(**change, reason="")
    with site.app.app_context(), transaction():
        service.edit_award(**change, reason="New name")
    told = [[reason for _, reason in stored(site, vote).corrected] for vote in (open_now, over, draft)]
    assert told == [["New name"], ["New name"], []]
    assert [event.details["reason"] for event in events(site, "corrected")] == ["New name"]
    with site.app.app_context(), pytest.raises(EditedMeanwhile), transaction():
        service.edit_award(**(change | {"values": {"organiser": "En annan"}}), reason="x")


def test_an_address_is_given_once(site: Site) -> None:
    values = {"name": LocalText("A"), "purpose": LocalText(), "criteria": LocalText(), "organiser": ""}
    site.make_vote(Phase.DRAFT)
    before = contents(site)
    with site.app.app_context(), pytest.raises(rules.SlugTaken), transaction():
        service.begin_award(slug="testpriset", values=values, actor=None)
    assert contents(site) == before


def begin(site: Site, year: int, earlier: Vote | None = None, *, with_nominees: bool = False, **values: Any) -> Contest:
    with site.app.app_context():
        with transaction():
            before = contests.get_by_id(earlier.id).contest if earlier else None
            award = db.session.scalars(select(Award).where(Award.slug == "testpriset")).one()
            made = service.begin_contest(
                award=award, year=year, values=values, earlier=before, with_nominees=with_nominees, actor=None
            ).id
        found = contests.get_by_id(made).contest
        found.slugs = [nominee.slug for nominee in list_nominees(made)]  # type: ignore[attr-defined]
        db.session.expunge_all()
    return found


def test_next_year_is_last_years_texts_and_rules_on_the_same_weekdays(site: Site) -> None:
    last = site.make_vote(
        Phase.PUBLISHED,
        year=2026,
        question='{sv: "Vem 2026?", en: "Who in 2026?"}',
        batch="25",
        opens_at="2026-11-20 08:00",
        closes_at="now + 5 days 20:00",
    )
    before = stored(site, last)
    made = begin(site, 2027, last, with_nominees=True)
    assert (made.question, made.lead) == (LocalText("Vem 2027?", "Who in 2027?"), before.lead)
    assert (made.batch, made.state, made.rehearsal, made.key_check) == (25, "draft", False, None)
    assert (made.announced_at, made.closed_at, made.corrections) == (None, None, [])
    assert made.opens_at.isoformat() == "2027-11-19T07:00:00+00:00"  # a Friday, as in 2026
    assert made.slugs == ["nominee-1", "nominee-2", "nominee-3"]  # type: ignore[attr-defined]
    assert begin(site, 2028, last).slugs == []  # type: ignore[attr-defined]
    assert stored(site, last).question == before.question
    assert [event.details.get("copied") for event in events(site, "begun")] == [2026, 2026]


def a_year_after(instant: datetime) -> datetime:
    return years.years_on(instant, 1, ZoneInfo("Europe/Stockholm"))


@pytest.mark.parametrize(
    ("acts", "days"),
    [
        ((), 0),
        ((Action.CLOSE,), 0),
        ((Action.CLOSE, Action.CERTIFY), 0),
        ((Action.EXTEND,), 1),
        ((Action.EXTEND, Action.EXTEND, Action.CLOSE), 2),
    ],
    ids=["open", "early", "certified", "extended", "extended-then-early"],
)
def test_next_year_closes_when_this_years_was_last_announced_to(
    site: Site, acts: tuple[Action, ...], days: int
) -> None:
    last, other = site.make_vote(year=2026, closes_at="now + 5 days 20:00"), site.make_vote(year=2025)
    planned = stored(site, last).closes_at
    for action in acts:
        act(site, last, action)
    act(site, other, Action.CLOSE)
    assert begin(site, 2027, last).closes_at == a_year_after(planned + timedelta(days=days))


def test_what_was_taken_back_is_copied_as_it_was_planned(site: Site) -> None:
    last = site.make_vote(Phase.ANNOUNCED, year=2026)
    planned = stored(site, last).closes_at
    act(site, last, Action.WITHDRAW)
    assert begin(site, 2027, last).closes_at == a_year_after(planned)


def test_what_the_clock_has_closed_is_copied_as_it_was_planned(site: Site) -> None:
    last = site.make_vote(year=2026)
    passed = stored(site, last).closes_at - timedelta(days=60)
    set_contest(site, last, opens_at=passed - timedelta(days=9), closes_at=passed)
    assert begin(site, 2027, last).closes_at == a_year_after(passed)
    with site.app.app_context(), transaction():
        assert record_closing(contest_id=last.id)
    assert stored(site, last).state == "closed"
    assert begin(site, 2028, last).closes_at == years.years_on(passed, 2, ZoneInfo("Europe/Stockholm"))


def test_a_year_is_begun_once_and_an_empty_one_lists_what_is_missing(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    before = contents(site)
    with pytest.raises(rules.YearTaken):
        begin(site, 2026, vote)
    assert contents(site) == before
    made = begin(site, 2027)
    assert (made.question, made.max_changes, made.batch, made.voters) == (LocalText(), 10, 10, "anyone")
    assert made.opens_at < made.closes_at
    with pytest.raises(Incomplete):
        act(site, Vote(made.id, "testpriset", 2027), Action.ANNOUNCE)
