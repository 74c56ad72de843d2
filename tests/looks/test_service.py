"""What can happen to a look: also when two give one at the same time, and before the public knows the award."""

import threading

import pytest
from PIL import Image
from sqlalchemy import select

from tests.looks.test_views import file
from tests.site import Site
from voting.contests.models import Award
from voting.contests.rules import Phase
from voting.extensions import db
from voting.looks import service
from voting.looks.models import Look, LookFile
from voting.looks.service import KEPT, NewLook
from voting.transaction import transaction
from voting.web.images import encode, encode_logo

ROUNDS = 5


def give(site: Site, award: str, look: NewLook) -> None:
    with site.app.app_context(), transaction():
        award_id = db.session.scalars(select(Award.id).where(Award.slug == award)).one()
        service.change(award_id=award_id, slug=award, look=look, actor=None)
    with site.app.app_context():
        db.session.remove()


def test_two_at_once_lose_no_picture(site: Site) -> None:
    """One gives a picture and the other a logo: whoever is second keeps what the first has given."""
    for number in range(ROUNDS):
        award = f"pris-{number}"
        site.make_vote(award=award)
        hero = encode(file(Image.new("RGB", (400, 300), (number, 80, 80))).read())
        logo = encode_logo(file(Image.new("RGB", (200, 100), (number, 80, 80))).read())
        looks = (NewLook(None, hero, KEPT), NewLook(None, KEPT, logo))
        threads = [threading.Thread(target=give, args=(site, award, look)) for look in looks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with site.app.app_context():
            (row,) = db.session.scalars(select(Look).join(Award, Award.id == Look.award_id).where(Award.slug == award))
            stored = set(db.session.scalars(select(LookFile.picture_id).where(LookFile.award_id == row.award_id)))
            assert {row.hero_id, row.logo_id} == stored == {hero.id, logo.id}
            db.session.remove()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_draft_s_look_is_on_no_public_page(site: Site) -> None:
    site.make_vote(Phase.DRAFT, award="hemligt-pris")
    give(site, "hemligt-pris", NewLook("#d6006e"))
    assert "/looks/" not in site.browser().get("/how-we-count").text
    site.make_vote(award="testpriset")
    give(site, "testpriset", NewLook("#005293"))
    assert "/looks/005293.css" in site.browser().get("/how-we-count").text
