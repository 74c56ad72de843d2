"""What stands at the head of every answer, whatever it is."""

import pytest
from sqlalchemy import update

from tests.browser.actors import Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from voting.extensions import db
from voting.nominees.models import Nominee
from voting.transaction import transaction
from voting.web.headers import ALWAYS


@pytest.mark.acceptance(37)
def test_every_kind_of_answer_carries_the_headers(visit: Visit, stage: Demo, photograph: Photograph) -> None:
    vote = stage.site.make_vote(award="trasigt")
    with stage.site.app.app_context(), transaction():  # what no page can write, so that showing it fails
        broken = update(Nominee).where(Nominee.contest_id == vote.id, Nominee.slug == "nominee-1")
        db.session.execute(broken.values(people_data=[{"nobody": 1}]))
    voter = visit(Voter, stage)
    voter.page.goto(voter.url(vote.path))
    attributes = {"link[rel=stylesheet]": "href", "script[src]": "src", "link[rel=preload]": "href", "main img": "src"}
    files = [voter.page.locator(where).first.get_attribute(name) for where, name in attributes.items()]
    expected = {vote.path: 200, **dict.fromkeys(filter(None, files), 200), "/no/such/page": 404, "/sign-out": 405}
    expected |= {"/static/none.css": 404, f"{vote.path}/results.csv": 404, f"{vote.path}/nominees/nominee-1": 500}
    assert len(expected) == 10
    for path, status in expected.items():
        answer = voter.context.request.get(stage.origin + path)
        assert answer.status == status, path
        sent = {name: answer.headers.get(name.lower()) for name in ALWAYS}
        assert sent == ALWAYS, path
        assert "unsafe" not in sent["Content-Security-Policy"]
    voter.page.goto(voter.url(f"{vote.path}/nominees/nominee-1"))
    voter.reads("Something broke on our side")
    photograph(voter.page, "a-failure-of-ours")
