"""Signing in as people do it: at the wrong address first, with a late letter, on two devices, and out again."""

from datetime import timedelta

import pytest

from tests.accounts.codes import code_for, signed_in, wrong
from tests.page import form_on, heading, title
from tests.site import Site
from tests.tables import let_pass
from tests.words import said
from voting.accounts.rules import BadAddress, Role, WrongCode

WELCOME = "Your account"


def pasted(code: str) -> str:
    """As a mail program shows it, with what a paste brings along."""
    return f" {code[:4]}\N{NO-BREAK SPACE}{code[4:]} \n"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_person_who_mistypes_everything_once_gets_in(site: Site, lang: str) -> None:
    anna = site.browser(lang)
    anna.get("/account")
    anna.submit(address="anna@demo")
    assert said(site, BadAddress.message, lang) in anna.page.text
    assert title(anna.page).startswith(f"{said(site, 'Error', lang)}: ")
    assert form_on(anna.page)[1]["address"] == "anna@demo"
    anna.submit(address="anna@demo.example")
    assert "anna@demo.example" in anna.page.text
    code = code_for(site)
    anna.submit("/sign-in/code", code=wrong(code))
    assert said(site, WrongCode.message, lang) in anna.page.text
    anna.submit("/sign-in/code", code=pasted(code))
    assert heading(anna.page) == said(site, WELCOME, lang)


def test_a_person_who_asked_with_the_wrong_address_changes_it(site: Site) -> None:
    anna = site.browser()
    anna.get("/sign-in")
    anna.submit(address="ana@demo.example")
    anna.get("/sign-in?next=/account")
    anna.submit(address="anna@demo.example")
    anna.submit("/sign-in/code", code=code_for(site, "anna@demo.example"))
    assert "anna@demo.example" in anna.page.text


def test_a_person_whose_letter_does_not_come_asks_again(site: Site) -> None:
    anna = site.browser()
    anna.get("/account")
    anna.submit(address="anna@demo.example")
    let_pass(site, timedelta(minutes=2))
    anna.get("/sign-in/code?next=/account")
    anna.submit("/sign-in/resend")
    anna.submit("/sign-in/code", code=code_for(site))
    assert heading(anna.page) == said(site, WELCOME, "sv")


def test_a_person_who_comes_back_after_half_an_hour_asks_again(site: Site) -> None:
    anna = site.browser()
    anna.get("/account")
    anna.submit(address="anna@demo.example")
    old = code_for(site)
    let_pass(site, timedelta(minutes=30))
    anna.submit("/sign-in/code", code=old)
    assert said(site, WrongCode.message, "sv") in anna.page.text
    anna.submit("/sign-in/resend")
    anna.submit("/sign-in/code", code=code_for(site))
    assert heading(anna.page) == said(site, WELCOME, "sv")


def test_a_person_who_reads_the_letter_on_another_device_types_it_on_the_first(site: Site) -> None:
    computer, telephone = site.browser(), site.browser()
    for device in (computer, telephone):
        device.get("/sign-in")
        device.submit(address="anna@demo.example")
    for_the_telephone = code_for(site)
    assert computer.submit("/sign-in/code", code=for_the_telephone).status_code == 422
    telephone.submit("/sign-in/code", code=for_the_telephone)
    assert (signed_in(computer), signed_in(telephone)) == (False, True)


def test_signing_out_on_one_device_leaves_the_other_signed_in(site: Site) -> None:
    computer, telephone = site.voter("anna@demo.example"), site.voter("anna@demo.example")
    computer.get("/account")
    computer.submit("/sign-out")
    assert (signed_in(computer), signed_in(telephone)) == (False, True)
    computer.get("/account")
    assert computer.page.request.path == "/sign-in"


def test_a_signed_in_person_is_not_asked_again(site: Site) -> None:
    anna = site.voter("anna@demo.example")
    for path in ("/sign-in?next=/account", "/sign-in/code?next=/account"):
        assert heading(anna.get(path)) == said(site, WELCOME, "sv")


def test_a_person_without_a_code_to_type_begins_at_the_beginning(site: Site) -> None:
    stranger = site.browser()
    stranger.get("/sign-in/code")
    assert stranger.page.request.path == "/sign-in"


def test_a_public_computer_is_left_safely(site: Site) -> None:
    """After signing out the back button finds nothing, and the next person is nobody."""
    anna = site.voter("anna@demo.example")
    assert anna.get("/account").headers["Cache-Control"] == "no-store"
    anna.submit("/sign-out")
    next_person = anna
    next_person.get("/account")
    assert "anna@demo.example" not in next_person.page.text


def test_staff_who_went_to_lunch_come_back_to_the_page_they_left(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN)
    page = "/admin/testpriset/2026"
    admin.get(page)
    let_pass(site, timedelta(minutes=31))
    admin.get(page)
    admin.submit(address="admin@demo.example")
    admin.submit("/sign-in/code", code=code_for(site, "admin@demo.example"))
    assert admin.page.request.path == page
