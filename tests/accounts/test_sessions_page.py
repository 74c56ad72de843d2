"""Where somebody is signed in, on their own page: voters too, and nobody else's."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.accounts.codes import signed_in
from tests.page import main_text
from tests.site import Browser, Site
from tests.tables import row_counts
from tests.words import said
from voting.accounts.rules import Role
from voting.web.browsers import describe

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
EDGE = CHROME.replace("X11; Linux x86_64", "Windows NT 10.0") + " Edg/140.0"


@pytest.mark.parametrize(
    ("claimed", "device"),
    [
        (FIREFOX, "Firefox/Windows"),
        (SAFARI, "Safari/iPhone"),
        (CHROME, "Chrome/Linux"),
        (EDGE, "Edge/Windows"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15"), "Chrome/Android"),
        ("Lynx/2.9", "/"),
        ("", "/"),
        ("<script>" * 5000, "/"),
    ],
)
def test_a_browser_is_named_without_its_version(claimed: str, device: str) -> None:
    assert describe(claimed) == device


def arrives(site: Site, claimed: str, address: str = "anna@demo.example", lang: str = "sv") -> Browser:
    browser = site.browser(lang)
    browser.client.environ_base["HTTP_USER_AGENT"] = claimed
    return browser.sign_in(address)


def ends(page: TestResponse) -> list[str]:
    return re.findall(r'name="session" value="([^"]+)"', page.text)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_voter_sees_her_browsers_and_signs_one_of_them_out(site: Site, lang: str) -> None:
    phone, lost = arrives(site, SAFARI, lang=lang), arrives(site, FIREFOX)
    phone.get("/account")
    text = main_text(phone.page)
    assert text.index(said(site, "this one", lang)) < text.index("Firefox")
    assert ("Safari på iPhone" if lang == "sv" else "Safari on iPhone") in text
    assert said(site, "Last seen %(when)s.", lang).partition(" %")[0] not in text  # it would tell when she voted
    [one, others] = ends(phone.page)
    assert others == "others"
    phone.post("/account/sessions/end", {"csrf_token": phone.token(), "session": one})
    assert (signed_in(phone), signed_in(lost)) == (True, False)


def test_all_others_are_signed_out_at_once(site: Site) -> None:
    browsers = [arrives(site, FIREFOX) for _ in range(3)]
    stranger = arrives(site, FIREFOX, "bo@demo.example")
    browsers[1].post("/account/sessions/end", {"csrf_token": browsers[1].token(), "session": "others"})
    assert [signed_in(browser) for browser in browsers] == [False, True, False]
    assert signed_in(stranger)
    assert ends(browsers[1].get("/account")) == []


def test_nobody_ends_somebody_elses(site: Site) -> None:
    bo, anna = arrives(site, FIREFOX, "bo@demo.example"), arrives(site, SAFARI)
    arrives(site, SAFARI)
    number = ends(anna.get("/account"))[0]
    for which in (number, "", "x" * 64, "0" * 64, "0" * 10_000, "\N{CARE OF}"):
        bo.post("/account/sessions/end", {"csrf_token": bo.token(), "session": which})
    assert ends(anna.get("/account"))[0] == number


def test_of_staff_it_is_recorded_and_of_a_voter_never(site: Site) -> None:
    """The log says to the second when somebody was here, and who: of a voter, while a vote is open, when they voted."""
    site.make_vote()
    for role, address in ((None, "anna@demo.example"), (Role.JUROR, "juror@demo.example")):
        browser = site.staff(role) if role else arrives(site, FIREFOX, address)
        before = row_counts(site)["audit_event"]
        for which in ("one", "others"):
            arrives(site, SAFARI, address)
            chosen = which if which == "others" else ends(browser.get("/account"))[0]
            browser.post("/account/sessions/end", {"csrf_token": browser.token(), "session": chosen})
            assert ends(browser.get("/account")) == []
        assert row_counts(site)["audit_event"] - before == (2 if role else 0)


def test_staff_see_when_each_was_last_used(site: Site) -> None:
    juror = site.staff(Role.JUROR)
    juror.get("/account")
    assert "Senast här" in main_text(juror.page)
