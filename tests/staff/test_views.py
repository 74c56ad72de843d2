"""The pages about staff: the list, inviting, one person, and each act with its word and reason."""

import re
import uuid

import pytest
from sqlalchemy import select

from tests.factors.phones import give
from tests.page import heading, main_text
from tests.site import Browser, Site
from tests.tables import contents, row_counts
from tests.words import said
from voting.accounts.models import Account, RoleGrant
from voting.accounts.rules import Role
from voting.accounts.scopes import NotCovered, Scope, Scopes
from voting.extensions import db
from voting.staff import rules
from voting.staff.forms import NOTHING_TICKED
from voting.staff.queries import get_person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BOOKS: Scopes = frozenset({Scope("books", 2026)})


@pytest.fixture
def admin(site: Site) -> Browser:
    site.make_vote(award="books", year=2026)
    site.make_vote(award="music", year=2026)
    return site.staff(Role.ADMIN)


def person(site: Site, address: str = "bo@demo.example", role: Role = Role.ADMIN, scopes: Scopes = None) -> str:
    return f"/admin/accounts/{give(site, address, role, scopes)}"


def test_nobody_gets_everything_because_nothing_was_chosen(site: Site, admin: Browser) -> None:
    before = row_counts(site)
    admin.get("/admin/accounts/invite")
    assert admin.submit(address="eva@demo.example", role="juror").status_code == 422
    assert 'value="eva@demo.example"' in admin.page.text
    assert admin.submit(address="eva@demo.example", role="juror", reach="some").status_code == 422
    assert said(site, NOTHING_TICKED, "sv") in admin.page.text
    for nonsense in ("books/1999", "../", "<b>", "{{ 7 * 7 }}", "b" * 10_000):
        sent = {"address": "eva@demo.example", "role": "juror", "reach": "some", "scopes": nonsense}
        assert admin.submit(**sent).status_code == 422
    assert row_counts(site) == before


def test_an_invitation_for_one_vote_stands_in_the_list_and_is_sent_again_and_taken_back(
    site: Site, admin: Browser
) -> None:
    admin.get("/admin/accounts/invite")
    admin.submit(address="eva@demo.example", role="juror", reach="some", scopes="books/2026")
    assert admin.page.request.path == "/admin/accounts"
    assert re.search(r"eva@demo\.example ?jury.+? 2026", main_text(admin.page))
    [again, back] = re.findall(r'action="(/admin/accounts/invitations/[^"]+)"', admin.page.text)
    before = row_counts(site)["mail"]
    admin.submit(again)
    assert row_counts(site)["mail"] == before + 1
    admin.submit(back)
    assert "eva@demo.example" not in admin.page.text
    admin.submit("/sign-out")
    assert site.voter("eva@demo.example").client.get("/jury/").status_code == 403


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("deed", [rules.Deed.REVOKE, rules.Deed.DISABLE, rules.Deed.END])
def test_an_act_asks_for_its_word_and_a_reason(site: Site, lang: str, deed: rules.Deed) -> None:
    admin = site.staff(Role.ADMIN, lang)
    path = person(site)
    bo = site.voter("bo@demo.example")
    words = rules.DEEDS[deed]
    admin.get(path)
    admin.get(f"{path}/{deed.value}")
    assert heading(admin.page) == said(site, words.title, lang)
    before = contents(site)
    assert admin.submit(word="nej", reason="Slutat <script>").status_code == 422
    assert "Slutat &lt;script&gt;" in admin.page.text
    assert admin.submit(word=said(site, words.word, lang), reason=" ").status_code == 422
    assert contents(site) == before
    admin.submit(word=said(site, words.word, lang).upper(), reason="Slutat")
    assert admin.page.status_code == 200
    assert bo.client.get("/account").status_code == 303
    admin.get("/admin/audit")
    assert "Slutat" in admin.page.text


def test_pressed_twice_it_is_done_once(site: Site, admin: Browser) -> None:
    path = person(site)
    admin.get(f"{path}/disable")
    admin.submit(word="stäng av", reason="Slutat")
    fields = {"csrf_token": admin.token(), "word": "stäng av", "reason": "Slutat"}
    assert admin.post(f"{path}/disable", fields).status_code == 409
    admin.get(path)
    assert said(site, rules.DEEDS[rules.Deed.ENABLE].title, "sv") in admin.page.text


def test_changing_which_votes_a_role_is_for_shows_what_it_is_for_now(site: Site, admin: Browser) -> None:
    path = person(site, scopes=BOOKS)
    admin.get(f"{path}/scope")
    assert re.search(r'<input[^>]* checked[^>]* value="books/2026"|value="books/2026"[^>]* checked', admin.page.text)
    admin.submit(reach="some", scopes="music", word="ändra", reason="Bytte")
    with site.app.app_context():
        assert get_person(uuid.UUID(path.rpartition("/")[2])).scopes == {Scope("music")}
    admin.get("/admin/audit")
    assert re.search(r"books/2026.+music", main_text(admin.page))


def test_who_does_not_exist_or_only_votes_has_no_page(site: Site, admin: Browser) -> None:
    site.voter("anna@demo.example")
    with site.app.app_context():
        voters = db.session.scalars(select(Account.id).where(Account.id.not_in(select(RoleGrant.account_id))))
        numbers = [*voters, uuid.UUID(int=0)]
    assert len(numbers) == 2
    for number in numbers:
        for ending in ("", "/revoke", "/scope"):
            assert admin.get(f"/admin/accounts/{number}{ending}").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.JUROR])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_limited_role_sees_its_own_votes_alone(site: Site, admin: Browser, role: Role, lang: str) -> None:
    person(site, "eva@demo.example", role, BOOKS)
    eva = site.voter("eva@demo.example", lang)
    home = "/admin/" if role is Role.ADMIN else "/jury/"
    eva.get(home)
    assert ("books/2026" in eva.page.text, "music/2026" in eva.page.text) == (True, False)
    assert "/admin/mail" not in eva.page.text
    assert eva.get(f"{home}books/2026").status_code == 200
    refused = eva.get(f"{home}music/2026")
    assert (refused.status_code, heading(refused)) == (403, said(site, NotCovered.title, lang))
    assert said(site, NotCovered.todo, lang) in refused.text
    assert eva.get(f"{home}nowhere/2026").status_code == 403
    if role is Role.ADMIN:
        assert eva.get("/admin/books/look").status_code == 403  # which would change other years too
        assert "/admin/books/look" not in eva.get("/admin/books/2026").text
        assert "/admin/audit" not in eva.page.text
