"""The page of the list: pasted lists with mistakes, ten thousand lines, and never an address in full."""

from typing import Any

import pytest

from tests.acts import act
from tests.page import main_text, parse
from tests.site import Browser, Site, Vote
from tests.tables import contents, row_counts
from voting.accounts import rules as accounts
from voting.accounts.rules import Role
from voting.contests.rules import Action, Phase
from voting.voters import rules

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
PAGE = "/admin/testpriset/2026/voters"


@pytest.fixture
def vote(site: Site) -> Vote:
    return site.make_vote(Phase.DRAFT)


@pytest.fixture
def admin(site: Site, vote: Vote) -> Browser:
    return site.staff(Role.ADMIN, "en")


def paste(admin: Browser, text: str, **fields: str) -> str:
    admin.get(PAGE)
    return main_text(admin.submit(PAGE, addresses=text, **fields))


def test_a_list_is_pasted_counted_and_masked(site: Site, admin: Browser) -> None:
    text = paste(admin, "Name;Mail\nAnna;anna.berg@demo.example\nBo;bo@demo.example\nAnna;ANNA.BERG@demo.example\n")
    for told in (
        "2 addresses were added.",
        "1 line was the same address",
        "first such lines: 4.",
        "2 addresses are on",
    ):
        assert told in text
    assert "a…@demo.example" in text
    assert "anna.berg@" not in admin.page.text
    assert "The list is as it was." in paste(admin, "bo@demo.example")
    assert "2 addresses were taken away." in paste(admin, "cy@demo.example", replace="y")
    assert row_counts(site)["invited_voter"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Paste at least one address."),
        ("anna@demo.example\ninte en adress", "Line 2: there is no e-mail address"),
        ("anna@demo.example\na@b.se c@d.se\nx@mailinator.com", "Line 2: there is more than one address."),
        ("anna@demo.example\n\n\nx@mailinator.com", "Line 4: that is a throwaway address."),
        ("fine@demo.example\n" + "nej\n" * 30, "Look further down too: there are more mistakes."),
        (
            "".join(f"v{number}@demo.example\n" for number in range(10_001)),
            "There are more than 10000 addresses, which",
        ),
    ],
    ids=["empty", "no address", "several", "throwaway", "many mistakes", "too many"],
)
def test_a_list_with_a_mistake_is_not_stored_and_kept_in_the_form(
    site: Site, admin: Browser, text: str, message: str
) -> None:
    before = contents(site)
    assert message in paste(admin, text)
    assert admin.page.status_code == 422
    kept = parse(admin.page.text).find(".//textarea[@name='addresses']")
    assert (kept.text or "").splitlines() == text.splitlines()
    assert contents(site) == before


def test_ten_thousand_are_taken_and_shown_a_page_at_a_time(site: Site, admin: Browser) -> None:
    text = paste(admin, "".join(f"voter.number.{number}@some.long.demo.example\r\n" for number in range(10_000)))
    assert "10,000 addresses are on the list." in text
    assert row_counts(site)["invited_voter"] == 10_000
    assert "page=2" in admin.page.text
    assert 'start="9901"' in admin.get(f"{PAGE}?page=100").text
    assert admin.get(f"{PAGE}?page=101").status_code == 200


def test_one_is_taken_away(site: Site, admin: Browser) -> None:
    paste(admin, "anna@demo.example\nbo@demo.example")
    text = main_text(admin.submit(f"{PAGE}/remove", **{"remove-address": "Anna@demo.example"}))
    assert "1 address was taken away." in text
    text = main_text(admin.submit(f"{PAGE}/remove", **{"remove-address": "anna@demo.example"}))
    assert "The list is as it was." in text
    admin.submit(f"{PAGE}/remove", **{"remove-address": "anna"})
    assert (admin.page.status_code, "Write an e-mail address like this" in admin.page.text) == (422, True)


def test_once_announced_a_change_needs_a_reason(site: Site) -> None:
    site.make_vote(Phase.OPEN)
    admin = site.staff(Role.ADMIN, "en")
    before = contents(site)
    assert "Write why, in a sentence." in paste(admin, "anna@demo.example")
    assert contents(site) == before
    assert "1 address was added." in paste(admin, "anna@demo.example", reason="She was forgotten")
    admin.submit(f"{PAGE}/remove", **{"remove-address": "anna@demo.example"})
    assert (admin.page.status_code, row_counts(site)["invited_voter"]) == (422, 1)
    admin.submit(f"{PAGE}/remove", **{"remove-address": "anna@demo.example", "remove-reason": "She has moved"})
    assert "invited_voter" not in row_counts(site)
    assert "She was forgotten" in main_text(admin.get("/admin/audit"))


@pytest.mark.parametrize("what", ["add", "remove"])
def test_who_announces_meanwhile_makes_the_reason_needed(
    site: Site, vote: Vote, admin: Browser, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    paste(admin, "anna@demo.example")
    admin.get(PAGE)
    read, before = accounts.read_address, []

    def meanwhile(*args: Any, **options: Any) -> Any:
        monkeypatch.undo()
        act(site, vote, Action.ANNOUNCE)
        before.append(contents(site, but={"web_session"}))
        return read(*args, **options)

    monkeypatch.setattr(rules if what == "add" else accounts, "read_address", meanwhile)
    if what == "add":
        page = admin.submit(PAGE, addresses="bo@demo.example")
    else:
        page = admin.submit(f"{PAGE}/remove", **{"remove-address": "anna@demo.example"})
    assert (page.status_code, "Write why, in a sentence." in main_text(page)) == (422, True)
    assert [contents(site, but={"web_session"})] == before


def test_after_closing_there_is_nothing_to_change(site: Site) -> None:
    site.make_vote(Phase.CLOSED)
    admin = site.staff(Role.ADMIN, "en")
    assert 'name="addresses"' not in admin.get(PAGE).text
    token = admin.token()
    assert admin.post(PAGE, {"csrf_token": token, "addresses": "a@demo.example", "reason": "x"}).status_code == 409
