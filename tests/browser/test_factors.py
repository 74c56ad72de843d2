"""Staff and their second factor in a browser: an app without JavaScript, a passkey, a lost phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import update

from tests.browser.actors import CONTEST, Admin
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo, copy_template, serve
from tests.browser.inspection import DESK
from tests.browser.person import Person
from tests.factors.phones import Phone
from tests.site import Site
from voting.accounts.rules import Role
from voting.extensions import db
from voting.text import Language
from voting.transaction import transaction
from voting.web.models import WebSession

REFUSES = "() => { navigator.credentials.create = async () => { throw new DOMException('', 'NotAllowedError') } }"


@pytest.fixture
def strict_demo(demo_template: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo that asks its staff for a second factor, as an installation for real does."""
    with serve(*copy_template(demo_template, tmp_path), SECOND_FACTOR="required") as served:
        yield served


@pytest.fixture
def named_demo(demo_template: Path, tmp_path: Path) -> Iterator[Demo]:
    """The same at an address with a name, which passkeys need."""
    with serve(*copy_template(demo_template, tmp_path), named=True, SECOND_FACTOR="required") as served:
        yield served


def sets_up_an_app(admin: Person, *, aside: int = -1) -> tuple[Phone, list[str]]:
    """From the page of the own second factor to the tick; the phone and the recovery codes."""
    admin.presses("Set up an app", "Set up an app")
    found = re.search(r"(?:\b[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b", admin.page.get_by_role("main").inner_text())
    assert found
    phone = Phone(found.group().replace(" ", ""))
    admin.field("Name").fill("Min telefon")
    admin.field("Code from the app").fill(phone.wrong())
    admin.presses("Continue", "Set up an app", status=422)
    admin.reads_problem("That code does not work. Check that it is the newest one, and type it again.")
    admin.field("Code from the app").fill(phone.code(aside))
    admin.presses("Continue", "Keep your recovery codes")
    codes = admin.page.locator(".recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    admin.presses("Continue", "Keep your recovery codes", status=422)
    admin.field("I have kept the codes where I find them without my phone").check()
    admin.presses("Continue", "Votes to run")
    return phone, codes


def lets_pass(site: Site, time: timedelta) -> None:
    """Let every second factor have been shown that much longer ago."""
    with site.app.app_context(), transaction():
        db.session.execute(update(WebSession).values(verified_at=datetime.now(UTC) - time))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_admin_loses_the_phone(visit: Visit, strict_demo: Demo, lang: Language) -> None:
    admin = visit(Admin, strict_demo, lang=lang, scripts=False)
    admin.address = strict_demo.gives(Role.ADMIN)
    admin.comes_signed_in("/admin/", "Your second step")
    old, codes = sets_up_an_app(admin)
    admin.signs_out()

    other = visit(Admin, strict_demo, lang=lang, size=DESK)
    other.address = admin.address
    strict_demo.waits_for_a_new_code()
    other.comes_signed_in("/admin/mail", "Show that it is you")
    other.follows("I have lost it: use a recovery code", "Use a recovery code")
    other.field("Recovery code").fill("ABCDE-FGHJK")
    other.presses("Continue", "Use a recovery code", status=422)
    other.field("Recovery code").fill(codes[0].lower())
    other.presses("Continue", "Your second step")
    other.opens("/admin/", "Your second step")
    new, fresh = sets_up_an_app(other)
    assert not set(codes) & set(fresh)

    lets_pass(strict_demo.site, timedelta(minutes=10))
    other.opens(f"/admin{AWARD}", CONTEST)
    other.follows("Close voting now", "Show that it is you")
    other.field("Code from the app").fill(old.code(1))
    other.presses("Continue", "Show that it is you", status=422)
    other.field("Code from the app").fill(new.code())
    other.presses("Continue", "Close voting now")
    other.opens("/account", "Your account")
    other.opens("/account/factors", "Your second step")
    other.follows("Remove {name}", "Remove {name}?", name="Min telefon")


def test_an_admin_signs_in_with_a_passkey(visit: Visit, named_demo: Demo) -> None:
    admin = visit(Admin, named_demo)
    admin.address = named_demo.gives(Role.ADMIN)
    admin.comes_signed_in("/admin/", "Your second step")
    admin.page.bring_to_front()  # from reading the mail in another tab: a key is asked for only where somebody looks
    admin.follows("Set up a passkey", "Set up a passkey")
    admin.presses("Set up a passkey", "Set up a passkey", status=422)
    admin.reads_problem("Write a name, so that you recognise it in the list.")
    admin.field("Name").fill("Nyckelknippan")
    credential = uses_a_key(admin, "Set up a passkey")
    admin.meets("Keep your recovery codes")
    admin.field("I have kept the codes where I find them without my phone").check()
    admin.presses("Continue", "Votes to run")

    admin.opens("/account/factors/passkey", "Set up a passkey")  # in the same place once more
    admin.field("Name").fill("En till")
    plugs_in_a_key(admin.page, credential)
    admin.button("Set up a passkey").click()
    admin.reads("That phone, computer or key has a passkey for this site already.")
    admin.inspects()

    lets_pass(named_demo.site, timedelta(minutes=10))
    admin.opens(f"/admin{AWARD}/close", "Show your passkey")
    uses_a_key(admin, "Use a passkey", credential)
    admin.meets("Close voting now")


def test_whoever_has_no_passkey_at_hand_reads_so(visit: Visit, named_demo: Demo) -> None:
    admin = visit(Admin, named_demo)
    admin.address = named_demo.gives(Role.ADMIN)
    admin.comes_signed_in("/admin/", "Your second step")
    admin.follows("Set up a passkey", "Set up a passkey")
    admin.page.evaluate(REFUSES)
    admin.field("Name").fill("Nyckelknippan")
    admin.button("Set up a passkey").click()
    admin.reads("Nothing came of it. Try again, or take another way.")
    expect(admin.field("Name")).to_have_value("Nyckelknippan")
    admin.inspects()


def plugs_in_a_key(page: Page, credential: Any = None) -> tuple[CDPSession, str]:
    """A security key of Chromium's own, which confirms whatever it is asked. Looking closely at a page unplugs it."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    key = str(browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])
    if credential:
        browser.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": credential})
    return browser, key


def uses_a_key(admin: Admin, button: str, credential: Any = None) -> Any:
    """Press the button and have the key answer; what it holds then."""
    browser, key = plugs_in_a_key(admin.page, credential)
    with admin.page.expect_navigation() as navigation:
        admin.button(button).click()
    admin._note_status(navigation.value)
    return browser.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]


def test_an_admin_limits_and_keeps_out_another(visit: Visit, stage: Demo) -> None:
    admin = visit(Admin, stage, lang="en", size=DESK)
    admin.address = stage.gives(Role.ADMIN)
    other = stage.gives(Role.ADMIN)
    admin.comes_signed_in("/admin/accounts", "Accounts")
    admin.follows("Invite someone", "Invite someone")
    admin.presses("Send the invitation", "Invite someone", status=422)
    admin.reads_problem("Choose which votes the role is for.")
    admin.field("E-mail address").fill("new-here@demo.example")
    admin.page.get_by_role("radio").first.check()
    admin.presses("Send the invitation", "Accounts")
    admin._press(admin.page.get_by_role("link", name=other), other)
    admin.follows("Change which votes the role is for", "Change which votes the role is for")
    admin.page.get_by_role("radio").nth(1).check()
    admin.page.get_by_role("checkbox").first.check()
    admin.types(word=admin.say("change"), to_confirm="change", reason="One award alone")
    admin._press(admin.button("Change which votes the role is for"), other)
    admin.follows("Disable the account", "Disable the account")
    admin.types(word="no", to_confirm="disable", reason="Has left")
    admin.presses("Disable the account", "Disable the account", status=422)
    admin.types(word=admin.say("disable"), to_confirm="disable", reason="Has left")
    admin._press(admin.button("Disable the account"), other)
    expect(admin.link("Enable the account again")).to_be_visible()
