"""The pages where an account is erased: by the person, and by staff for them."""

import pytest

from tests.acts import cast_votes
from tests.factors.phones import give
from tests.lookups import id_of
from tests.page import heading, main_text
from tests.privacy.test_views import ADDRESS, copy_of, only_sqlite, opened
from tests.site import Site
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.accounts.scopes import HoldsRole
from voting.audit import queries as audit
from voting.contests.rules import Phase
from voting.results.queries import iterate_bundle_file, list_bundle


def test_a_person_erases_themselves_and_no_result_changes(site: Site) -> None:
    vote = site.make_vote(nominees=2)
    browser = site.voter(ADDRESS, "en")
    browser.vote(vote)
    cast_votes(site, vote, nominee_2=2)
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    site.work()

    def published() -> dict[str, bytes]:
        with site.app.app_context():
            paths = list_bundle(vote.id)
            files = {path: b"".join(iterate_bundle_file(vote.id, path)) for path in paths}
        return files | {"results": site.browser().get(f"{vote.path}/results.json").data}

    before = published()
    assert "SHA256SUMS" in before
    browser.get("/account/erase")
    assert browser.submit(word="delete").status_code == 422
    browser.submit(word=" ERASE ")
    assert (heading(browser.page), browser.page.status_code) == ("Your account is erased", 200)
    assert browser.get("/account").request.path.endswith("/sign-in")
    assert published() == before
    site.work()
    with site.app.app_context():
        verdict = audit.verify()
        assert (verdict.wrong, verdict.waiting) == (None, 0)
        assert audit.list_events(limit=1)[0].action == "erased"
    assert ADDRESS not in repr(contents(site)["account"])
    again = site.voter(ADDRESS)  # a new account, which knows nothing of the old one
    assert "acts" not in opened(copy_of(again).data)[0]


@pytest.mark.parametrize("phase", [Phase.ANNOUNCED, Phase.OPEN])
def test_nobody_is_erased_while_a_vote_is_on_and_is_told_from_when(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase, closes_at="2090-01-10 20:00") if phase is Phase.OPEN else site.make_vote(phase)
    browser, admin = site.voter(ADDRESS, "en"), site.staff(Role.ADMIN, "en")
    tokens = browser.token(), admin.token()
    before = contents(site)
    page = browser.get("/account/erase")
    assert "It cannot be done yet" in main_text(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    answer = browser.post("/account/erase", {"csrf_token": tokens[0], "word": "erase"})
    assert answer.status_code == 409
    if phase is Phase.OPEN:
        assert "Tuesday 10 January 2090 at 20:00" in main_text(page)
        assert "Tuesday 10 January 2090 at 20:00" in main_text(answer)
    fields = {"csrf_token": tokens[1], "word": "erase", "reason": "asked", "address": ADDRESS}
    assert admin.post("/admin/privacy/erase", fields).status_code == 409
    assert contents(site) == before
    assert vote


def test_staff_erase_for_somebody_and_say_why(site: Site) -> None:
    site.voter(ADDRESS)
    admin = site.staff(Role.ADMIN, "en")
    admin.get("/admin/privacy/erase")
    assert admin.submit(address=ADDRESS, reason="asked by mail", word="no").status_code == 422
    assert f'value="{ADDRESS}"' in admin.page.text
    admin.submit(address=ADDRESS, reason="asked by mail", word="erase")
    assert "The account is erased." in main_text(admin.page)
    with site.app.app_context():
        event = audit.list_events(limit=1)[0]
        assert (event.action, event.details) == ("erased", {"reason": "asked by mail"})
    assert event.actor == id_of(site, "admin@demo.example")
    admin.get("/admin/privacy/erase")
    admin.submit(address=ADDRESS, reason="asked by mail", word="erase")  # pressed twice
    assert "Nothing is stored" in main_text(admin.page)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_staff_are_told_to_take_a_role_away_before_they_erase(site: Site, lang: str) -> None:
    give(site, ADDRESS)
    admin = site.staff(Role.ADMIN, lang)
    admin.get("/admin/privacy/erase")
    before = contents(site)
    page = admin.submit(address=ADDRESS, reason="asked by mail", word="radera" if lang == "sv" else "erase")
    assert page.status_code == 422
    assert said(site, HoldsRole.message, lang) in main_text(page)
    assert f'value="{ADDRESS}"' in page.text
    assert "asked by mail" in page.text
    assert contents(site) == before
