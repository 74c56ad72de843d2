"""Every form works only in the browser that opened it: each POST route, without a token and with somebody else's."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.page import form_on, heading
from tests.site import Site
from tests.tables import contents, row_counts
from tests.words import said
from voting.accounts.rules import Role
from voting.errors import BadInput
from voting.web.errors import FORM_EXPIRED

# What would be done if the form were taken: each field that any form has.
FIELDS = {
    "address": "eve@demo.example",
    "code": "1234 5678",
    "nominee": "nominee-2",
    "nonce": "0" * 32,
    "role": "admin",
    "reach": "all",
    "session": "others",
    "reason": "because",
    "closes_at": f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%dT12:00}",
}
NO_PROPOSAL = uuid.UUID(int=0)
WORDS = {"sv": "stäng", "en": "close"}


def forms(site: Site) -> list[str]:
    """The path of every route that takes a POST, for the contest in `make_vote`."""
    given = {"award": "testpriset", "year": 2026, "kind": "domain", "key": "00" * 16, "number": NO_PROPOSAL}
    given |= {"secret": "x", "slug": "nominee-1"}
    given |= {"factor": NO_PROPOSAL, "person": NO_PROPOSAL, "deed": "end"}
    rules = [rule for rule in site.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    actions = {rule.endpoint: "void" if "canvass" in rule.endpoint else "close" for rule in rules}
    built = [
        rule.build(
            {name: (given | {"action": actions[rule.endpoint]})[name] for name in rule.arguments}, append_unknown=False
        )
        for rule in rules
    ]
    return [path for _, path in filter(None, built)]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_form_without_the_browsers_own_token_is_refused(site: Site, lang: str) -> None:
    site.make_vote()
    other = site.voter("bo@demo.example")
    browser, juror = site.staff(Role.ADMIN, lang), site.staff(Role.JUROR, lang)
    own = browser.token()
    tokens = {
        "none": {},
        "empty": {"csrf_token": ""},
        "somebody else's": {"csrf_token": other.token()},
        "cut short": {"csrf_token": own[:-5]},
    }
    before = contents(site)
    paths = forms(site)
    assert len(paths) >= 8
    for path in paths:
        for whose, field in tokens.items():
            fields = FIELDS | {"word": WORDS[lang]} | field
            client = (juror if path.startswith("/jury") else browser).client
            page = client.post(browser.prefix + path, data=fields)
            assert page.status_code == 400, (path, whose)
            assert all(said(site, text, lang) in page.text for text in FORM_EXPIRED), (path, whose)
    assert contents(site) == before


def test_those_very_forms_are_taken_with_the_browsers_own_token(site: Site) -> None:
    """Otherwise the refusals above would show nothing."""
    site.make_vote()
    admin, juror = site.staff(Role.ADMIN, "sv"), site.staff(Role.JUROR, "sv")
    tokens = {id(browser): {"csrf_token": browser.token()} for browser in (admin, juror)}
    who = {path: juror if path.startswith("/jury") else admin for path in forms(site)}
    statuses = {
        path: who[path].client.post(path, data=FIELDS | {"word": "stäng"} | tokens[id(who[path])]).status_code
        for path in sorted(forms(site), key=lambda path: (path == "/sign-out", "close" in path))
    }
    assert statuses == dict.fromkeys(statuses, 303) | {
        "/sign-in/code": 422,  # a wrong code, but taken
        "/jury/testpriset/2026/tie": 409,  # nothing is certified yet, but taken
        f"/jury/testpriset/2026/tie/{NO_PROPOSAL}/approve": 409,
        "/jury/testpriset/2026/citation/nominee-1": 409,
        "/jury/testpriset/2026/notes": 422,  # no text, but taken
        f"/jury/testpriset/2026/notes/{NO_PROPOSAL}": 404,  # no such note, but taken
        "/testpriset/2026/counted": 422,  # no receipt number, but taken
        "/admin/new": 422,  # no name, but taken
        "/admin/testpriset/new": 422,  # would close before it opens, but taken
        "/admin/testpriset/2026/voters": 422,  # no address, but taken
        "/admin/testpriset/2026/voters/remove": 422,
        "/admin/audit": 400,  # no kind of file, but taken
        "/admin/testpriset/2026/audit": 400,
        "/admin/testpriset/2026/exports": 400,
        "/admin/privacy": 200,  # a code waits for that address: the file comes at once
        "/admin/privacy/erase": 422,  # another word than this one's, but taken
        "/account/erase": 422,
        "/admin/testpriset/2026/canvass/void": 409,  # voting is open, but taken
        f"/admin/mail/{NO_PROPOSAL}/resend": 409,  # no such message, but taken
        **{f"/admin/testpriset/2026/{act}": 409 for act in ("publish", "schedule", "unschedule", "stage")},
        **{f"/admin/testpriset/2026/{act}": 409 for act in ("preview-link", "rehearse", "test-voters", "discard")},
        f"/admin/testpriset/2026/canvass/domain/{'00' * 16}": 409,
        "/admin/testpriset/2026/new-nominee": 409,  # the nominees are announced, but taken
        "/admin/import": 422,  # no file, but taken
        "/admin/testpriset/2026/nominee-table": 409,  # the nominees are announced, but taken
        "/admin/testpriset/2026/nominee-table/store": 409,
        "/admin/testpriset/2026/nominees": 400,  # to no place, but taken
        "/admin/testpriset/2026/nominees/nominee-1": 422,  # nothing is told, but taken
        "/admin/testpriset/2026/nominees/nominee-1/withdraw": 422,  # the word of another act, but taken
        f"/admin/testpriset/2026/canvass/proposals/{NO_PROPOSAL}": 404,  # no such proposal, but taken
        f"/admin/testpriset/2026/canvass/proposals/{NO_PROPOSAL}/decline": 404,
        "/admin/settings": 422,  # with none of its fields, but taken
        "/account/address": 422,
        "/nominated/x": 404,  # no such link, but taken
        "/nominated/x/change": 404,
        "/nominated/x/no": 404,
        "/admin/testpriset/2026/nominees/nominee-1/notice": 422,  # without what was on the page, but taken
        "/admin/testpriset/2026/nominees/nominee-1/notice/take": 404,  # nobody was told, but taken
        "/admin/testpriset/2026/nominees/nominee-1/notice/turn-down": 422,
        "/setup/x": 404,  # no such link, but taken
        "/setup/x/code": 404,
        "/setup/x/resend": 404,
        "/account/accept": 409,  # nothing has been offered, but taken
        "/account/data": 200,  # a file
        "/account/factors/app": 422,  # no code of the app, but taken
        f"/account/factors/{NO_PROPOSAL}/remove": 404,
        "/account/factors/passkey/challenge": 200,  # for a script
        "/account/verify/passkey/challenge": 200,
        "/admin/accounts/invite": 303,
        f"/admin/accounts/{NO_PROPOSAL}/end": 404,  # nobody there, but taken
        f"/admin/accounts/{NO_PROPOSAL}/scope": 404,
        f"/admin/accounts/invitations/{NO_PROPOSAL}/send": 409,
        f"/admin/accounts/invitations/{NO_PROPOSAL}/take-back": 409,
    }
    assert site.browser().get("/testpriset/2026/ballot").status_code == 409


@pytest.mark.parametrize("origin", ["null", "", "http://[", "https://evil.example", "https://localhost.evil.example"])
def test_over_https_a_form_from_another_origin_is_refused(production_site: Site, origin: str) -> None:
    browser = production_site.browser()
    browser.get("/sign-in")
    path, hidden = form_on(browser.page)
    before = contents(production_site)
    page = send(browser.client, path, hidden | {"address": "anna@demo.example"}, origin)
    assert (page.status_code, heading(page)) == (400, said(production_site, BadInput.title, "sv"))
    assert contents(production_site) == before
    assert send(browser.client, path, hidden | {"address": "anna@demo.example"}, "https://localhost").status_code == 303


def send(client: FlaskClient, path: str, data: dict[str, str], origin: str) -> TestResponse:
    return client.post(path, data=data, headers={"Origin": origin})


@pytest.mark.parametrize(
    ("where", "status"), [("same-origin", 303), ("none", 303), ("same-site", 400), ("cross-site", 400)]
)
def test_a_form_is_refused_when_the_browser_says_that_another_site_sent_it(site: Site, where: str, status: int) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    path, hidden = form_on(browser.page)
    fields = hidden | {"address": "anna@demo.example"}
    assert browser.client.post(path, data=fields, headers={"Sec-Fetch-Site": where}).status_code == status
    assert ("mail" in row_counts(site)) == (status == 303)
