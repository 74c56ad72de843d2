"""Every nominee has a place of their own, whatever was copied, added and withdrawn before."""

import pytest
from sqlalchemy import select, update

from tests.editing.test_service import begin
from tests.site import Site, Vote
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominating import service
from voting.nominating.queries import told_of
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee, list_announced
from voting.sheets import service as sheets
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TABLE = "adress;namn svenska;namn engelska;rad svenska\nny;A;B;C\n"


def places(site: Site, vote: Vote) -> dict[str, int]:
    with site.app.app_context():
        return {nominee.slug: nominee.position for nominee in list_announced(vote.id)}


def test_next_years_list_is_numbered_anew_and_tells_of_no_correction(site: Site) -> None:
    vote = site.make_vote()
    with site.app.app_context(), transaction():
        service.withdraw(contest_id=vote.id, slug="nominee-1", reason="no", actor=None)
        note = [{"at": "2026-11-23T09:00:00+00:00", "reason": "Fel ort"}]
        db.session.execute(update(Nominee).where(Nominee.slug == "nominee-2").values(corrections_data=note))
    made = begin(site, 2027, vote, with_nominees=True)
    copied = Vote(made.id, vote.award, 2027)
    assert places(site, copied) == {"nominee-2": 0, "nominee-3": 1}
    with site.app.app_context():
        copies = select(Nominee.corrections_data).where(Nominee.contest_id == copied.id)
        assert list(db.session.scalars(copies)) == [None, None]


def test_whoever_is_added_comes_last_also_where_a_place_is_empty(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    with site.app.app_context(), transaction():
        db.session.execute(update(Nominee).where(Nominee.slug == "nominee-3").values(position=7))
    with site.app.app_context(), transaction():
        service.add(contest_id=vote.id, told=told_of(get_nominee(vote.id, "nominee-1")), slug="x", actor=None)
    with site.app.app_context(), transaction():
        sheets.take(contest_id=vote.id, text=TABLE, seen=None, actor=None)
    assert places(site, vote) == {"nominee-1": 0, "nominee-2": 1, "nominee-3": 7, "x": 8, "ny": 9}


def test_equal_places_have_one_order(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    with site.app.app_context(), transaction():
        db.session.execute(update(Nominee).values(position=0))
        db.session.execute(update(Nominee).where(Nominee.slug == "nominee-1").values(slug="z"))
    assert list(places(site, vote)) == ["nominee-2", "nominee-3", "z"]
