"""Whoever runs one award, or one year of it, rehearses it from the beginning to the end."""

import pytest

from tests.contests.cells import NOT_YET_OPEN
from tests.factors.phones import give
from tests.site import Site, Vote
from voting.accounts.rules import Role
from voting.accounts.scopes import Scope
from voting.contests.rules import Phase

AWARD = "testpriset-rehearsal"
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize("scope", [Scope("testpriset"), Scope("testpriset", 2026)])
def test_a_limited_admin_begins_invites_closes_and_throws_away(site: Site, scope: Scope) -> None:
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    give(site, "anna@demo.example", scopes=frozenset({scope}))
    admin = site.browser("en").sign_in("anna@demo.example")
    for _again in range(2):
        admin.get(f"/admin{vote.path}/rehearse")
        admin.submit(hours="3", reason="We try it", testers="bo@demo.example")
        assert (admin.page.status_code, admin.page.request.path) == (200, f"/en/admin/{AWARD}/2026")
        assert f"/en/admin/{AWARD}/2026" in admin.get("/admin/").text
        admin.get(f"/admin/{AWARD}/2026/test-voters")
        admin.submit(testers="cilla@demo.example")
        assert admin.page.status_code == 200
        admin.get(f"/admin/{AWARD}/2026/close")
        admin.submit(word="close", reason="Enough")
        assert site.phase(Vote(None, AWARD, 2026)) is Phase.CLOSED
        admin.get(f"/admin/{AWARD}/2026/discard")
        admin.submit(word="throw away", reason="Done")
        assert (admin.page.status_code, admin.page.request.path) == (200, "/en/admin/")
        assert AWARD not in admin.page.text


@only_sqlite
def test_no_other_award_is_covered(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    admin = site.staff(Role.ADMIN)
    admin.get(f"/admin{vote.path}/rehearse")
    admin.submit(hours="3", reason="x", testers="")
    give(site, "anna@demo.example", scopes=frozenset({Scope("another"), Scope("testpriset", 2027)}))
    limited = site.browser().sign_in("anna@demo.example")
    assert limited.get(f"/admin/{AWARD}/2026").status_code == 403
