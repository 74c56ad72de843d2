"""A juror follows the count while people vote, and can do nothing else."""

import re

import pytest
from playwright.sync_api import expect

from tests.acts import cast_votes
from tests.architecture.routes import addresses
from tests.browser.actors import Juror, Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK, PHONE
from tests.site import Vote
from voting.accounts.access import declared_access
from voting.accounts.rules import Permission, Role, permissions_of
from voting.contests.rules import Phase
from voting.text import Language

SEND = """
([method, address]) => {
  if (method === "GET") return void (location.href = address);
  const form = document.createElement("form");
  Object.assign(form, { method, action: address });
  form.append(document.querySelector("[name=csrf_token]").cloneNode());
  document.body.append(form);
  form.submit();
}
"""
CLUB, RUNNER = "Vedåsen Sports Club", "Marit Tallhed"


@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)], ids=["swedish-phone", "english-desk"])
def test_the_numbers_rise_as_people_vote(visit: Visit, demo: Demo, lang: Language, size: dict[str, int]) -> None:
    juror = visit(Juror, demo, lang=lang, size=size)
    juror.opens_the_count()
    juror.reads("Preliminary – do not share")
    of_club, of_all = juror.sees_votes(CLUB), juror.sees_all_votes()
    visit(Voter, demo, lang=lang).votes(CLUB)
    juror.refreshes_until(of_all + 1)
    assert (juror.sees_votes(CLUB), juror.sees_all_votes()) == (of_club + 1, of_all + 1)
    assert juror.sees_share(CLUB) == _percent((of_club + 1) / (of_all + 1), lang)


def test_the_bars_are_as_long_as_the_shares(visit: Visit, own_demo: Demo) -> None:
    cast_votes(own_demo.site, own_demo.vote, vedasens_if=3, marit_tallhed=1)
    juror = visit(Juror, own_demo)
    juror.opens_the_count()
    seen = {name: juror.sees_share(name) for name in (CLUB, RUNNER, "Karlskoga and Degerfors")}
    assert list(seen.values()) == ["75,0\N{NO-BREAK SPACE}%", "25,0\N{NO-BREAK SPACE}%", "0,0\N{NO-BREAK SPACE}%"]
    bars = [juror.sees_bar(name) for name in seen]
    assert bars == [pytest.approx(1, abs=0.01), pytest.approx(1 / 3, abs=0.01), 0]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_juror_is_told_why_an_admin_s_page_stays_closed(visit: Visit, demo: Demo, lang: Language) -> None:
    juror = visit(Juror, demo, lang=lang)
    juror.opens_the_count()
    for path in ("", f"{AWARD}", f"{AWARD}/close", f"{AWARD}/extend", "/mail", "/audit", "/accounts"):
        juror.opens(f"/admin{path}", "That page is not open to you", status=403)


@pytest.mark.acceptance(23)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_juror_is_refused_every_admin_s_page_and_form_and_told_why(
    visit: Visit, stage: Demo, photograph: Photograph, lang: Language
) -> None:
    vote = stage.site.make_vote(award=f"stangt-{lang}")
    juror = visit(Juror, stage, lang=lang)
    juror.address = stage.gives(Role.JUROR)
    juror.comes_signed_in("/account", "Your account")
    refused = {method: _paths_of_admins(stage, vote, method) for method in ("GET", "POST")}
    assert min(len(paths) for paths in refused.values()) >= 10
    for method, paths in refused.items():
        for path in paths:
            if method == "POST":
                juror.page.goto(juror.url("/account"))
            with juror.page.expect_navigation() as navigation:
                juror.page.evaluate(SEND, [method, juror.url(path)])
            assert (path, navigation.value.status) == (path, 403)
            expect(juror.page.get_by_role("heading", level=1)).to_have_text(juror.say("That page is not open to you"))
            juror.reads("Your account may not see this page or do this. Nothing was changed.")
    photograph(juror.page, "not-open")
    assert stage.site.phase(vote) is Phase.OPEN


def _paths_of_admins(stage: Demo, vote: Vote, method: str) -> list[str]:
    """Every address that asks for a permission which no juror has."""
    lacks = frozenset(Permission) - permissions_of(frozenset({Role.JUROR}))
    found = addresses(stage.site, vote, method)
    return [path for endpoint, path in found if declared_access(stage.site.app, endpoint) in lacks]


def _percent(share: float, lang: Language) -> str:
    text = f"{100 * share:.1f}%"
    return text if lang == "en" else re.sub("%", "\N{NO-BREAK SPACE}%", text.replace(".", ","))
