"""An announcement is taken back: nothing of what happened to it is left in the draft, nor comes again."""

import pytest

from tests.acts import act, set_contest
from tests.contests.cells import NOT_YET_OPEN
from tests.lookups import contest_of
from tests.page import main_text
from tests.rehearsals.test_rehearsals import begin, copy_of
from tests.site import Site, Vote
from voting.accounts.rules import Role
from voting.contests.rules import Action, Phase
from voting.extensions import db
from voting.nominating import service
from voting.nominating.queries import list_rows, told_of
from voting.nominees.queries import get_nominee, list_announced
from voting.sheets import service as sheets
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OLD = {"at": "2026-11-23T09:00:00+00:00", "reason": "Fel år i frågan"}


def slugs(site: Site, vote: Vote) -> list[str]:
    with site.app.app_context():
        return [nominee.slug for nominee in list_announced(vote.id)]


@pytest.fixture
def taken_back(site: Site) -> Vote:
    """Somebody was withdrawn, texts were corrected and the closing time was moved, before it was a draft again."""
    vote = site.make_vote(Phase.ANNOUNCED)
    with site.app.app_context(), transaction():
        service.withdraw(contest_id=vote.id, slug="nominee-1", reason="no", actor=None)
    set_contest(site, vote, corrections=[OLD], extended_reason="Mejlen kom sent")
    act(site, vote, Action.WITHDRAW)
    return vote


def test_whoever_was_withdrawn_is_gone_and_the_address_is_free(site: Site, taken_back: Vote) -> None:
    assert slugs(site, taken_back) == ["nominee-2", "nominee-3"]
    with site.app.app_context():
        assert [row.number for row in list_rows(taken_back.id)] == [1, 2]
        table = "adress;namn svenska;namn engelska;rad svenska\nnominee-1;A;B;C\n"
        with transaction():
            sheets.take(contest_id=taken_back.id, text=table, seen=None, actor=None)
        with transaction():
            told = told_of(get_nominee(taken_back.id, "nominee-2"))
            service.add(contest_id=taken_back.id, told=told, slug="nominee-4", actor=None)
        db.session.remove()
    assert slugs(site, taken_back) == ["nominee-2", "nominee-3", "nominee-1", "nominee-4"]


def test_what_was_corrected_and_moved_is_not_told_again(site: Site, taken_back: Vote) -> None:
    contest = contest_of(site, taken_back)
    assert (contest.corrections, contest.extended_reason) == ([], None)
    act(site, taken_back, Action.ANNOUNCE)
    assert OLD["reason"] not in main_text(site.browser().get(taken_back.path))


def test_a_rehearsal_knows_nothing_of_corrections(site: Site) -> None:
    vote, admin = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN), site.staff(Role.ADMIN)
    set_contest(site, vote, corrections=[OLD])
    begin(admin, vote)
    assert contest_of(site, copy_of(site)).corrections == []


def test_the_minutes_tell_of_moves_since_the_announcement_alone(site: Site) -> None:
    vote = site.make_vote()
    act(site, vote, Action.EXTEND, reason="Första flytten")
    act(site, vote, Action.EXTEND, reason="Andra flytten")
    act(site, vote, Action.CLOSE)
    juror = site.staff(Role.JUROR)
    juror.count(vote)
    minutes = main_text(juror.get(f"/jury{vote.path}/minutes"))
    assert "Första flytten" in minutes
    assert "Andra flytten" in minutes
