"""How long who may keep what: each kind of answer, by the header that says so; and which pages are packed."""

import gzip
import re

import pytest

from tests.page import form_on
from tests.site import Browser, Site
from tests.tables import statements
from tests.web.answers import plant
from voting.accounts.rules import Role
from voting.contests.rules import Phase

FOREVER = "public, max-age=31536000, immutable"  # its content is in its name
AN_HOUR = "public, max-age=3600"
AGAIN = "private, no-cache"  # asked for anew, but the back button may show it as it was
NEVER = "no-store"
PACKED = {"Accept-Encoding": "gzip, deflate, br"}

PUBLIC = ("/", "{vote}", "{vote}/nominees/nominee-1", "{vote}/results", "{vote}/log")
ABOUT = ("/how-we-count", "/privacy", "/accessibility")
PERSONAL = ("/account", "{vote}/ballot", "{vote}/review", "{vote}/receipt", "/sign-in", "/sign-in/code")


@pytest.fixture
def backend() -> str:
    """One is enough: no header comes from a database."""
    return "sqlite"


def caching(browser: Browser, path: str) -> str:
    return browser.client.get(path, buffered=True).headers["Cache-Control"]


def files_on(browser: Browser, path: str) -> dict[str, str]:
    """The first file of each kind that a page names, by its ending."""
    named = re.findall(r'(/(?:static|photos)/[^" ]+\.([a-z0-9]+))', browser.client.get(path).text)
    return {ending: address for address, ending in reversed(named)}


@pytest.mark.parametrize("page", [*PUBLIC, *ABOUT])
@pytest.mark.parametrize("who", ["a first visit", "a second visit", "signed in"])
def test_the_back_button_may_show_a_public_page_as_it_was(site: Site, page: str, who: str) -> None:
    vote = site.make_vote()
    browser = site.voter() if who == "signed in" else site.browser()
    if who == "a second visit":
        browser.client.get("/")
    assert caching(browser, page.format(vote=vote.path)) == AGAIN


def test_a_first_visit_gets_its_order_and_nothing_else(site: Site) -> None:
    site.make_vote()
    cookies = site.app.test_client().get("/").headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["order"]


@pytest.mark.parametrize("page", PERSONAL)
def test_a_personal_page_is_never_kept(site: Site, page: str) -> None:
    vote = site.make_vote()
    voter = site.voter()
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-1", follow=False)  # there is a mark to review
    if page.endswith("/receipt"):
        voter.vote(vote)
    assert caching(voter, page.format(vote=vote.path)) == NEVER


def test_what_staff_see_is_never_kept(site: Site) -> None:
    vote = site.make_vote(Phase.CLOSED)
    admin, juror = site.staff(Role.ADMIN), site.staff(Role.JUROR)
    pages = [(admin, "/admin/"), (admin, f"/admin{vote.path}"), (juror, "/jury/"), (juror, f"/jury{vote.path}")]
    assert {path: caching(staff, path) for staff, path in pages} == {path: NEVER for _, path in pages}


def test_the_answer_to_a_form_is_never_kept(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    path, hidden = form_on(browser.page)
    answers = [browser.client.post(path, data=hidden | {"address": typed}) for typed in ("anna@demo.example", "anna@")]
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [
        (303, NEVER),
        (422, NEVER),
    ]


def test_an_error_is_asked_for_anew(site: Site) -> None:
    plant(site)
    browser = site.browser()
    pages = ("/no/such/page", "/breaks", "/incomplete", "/static/none.css", "/photos/none-480.webp")
    assert {path: caching(browser, path) for path in pages} == dict.fromkeys(pages, NEVER)


def test_a_result_in_numbers_is_asked_for_anew(site: Site) -> None:
    vote = site.make_vote(Phase.PUBLISHED)
    pages = [f"{vote.path}/results{kind}" for kind in ("", ".csv", ".json")]
    assert {path: caching(site.browser(), path) for path in pages} == dict.fromkeys(pages, AGAIN)


def test_what_has_its_content_in_its_name_may_be_kept_for_ever(site: Site) -> None:
    vote = site.make_vote()
    browser = site.browser()
    files = files_on(browser, f"{vote.path}/nominees/nominee-1")
    assert {"css", "js", "woff2", "svg", "png", "webp"} <= set(files)
    assert {ending: caching(browser, path) for ending, path in files.items()} == dict.fromkeys(files, FOREVER)


@pytest.mark.parametrize("path", ["/favicon.ico", "/favicon.svg"])
def test_an_icon_without_its_content_in_its_address_may_change(site: Site, path: str) -> None:
    assert caching(site.browser(), path) == AN_HOUR


def test_a_picture_comes_with_one_question_and_knows_nobody(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter()
    picture = files_on(voter, f"{vote.path}/nominees/nominee-1")["webp"]
    with statements(site) as sent:
        answer = voter.client.get(picture, headers=PACKED)
    assert [statement.split()[0] for statement in sent] == ["BEGIN", "SELECT"]
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert {"Set-Cookie", "Vary", "Content-Encoding"}.isdisjoint(answer.headers.keys())
    assert answer.headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("page", [*PUBLIC, *ABOUT, "/no/such/page"])
def test_a_page_that_holds_no_secret_is_packed(site: Site, page: str) -> None:
    vote = site.make_vote()
    voter = site.voter()
    voter.client.get("/")
    path = page.format(vote=vote.path)
    plain, packed = voter.client.get(path), voter.client.get(path, headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("page", PERSONAL)
def test_a_page_with_a_token_or_a_choice_is_never_packed(site: Site, page: str) -> None:
    vote = site.make_vote()
    voter = site.voter()
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-1", follow=False)
    answer = voter.client.get(page.format(vote=vote.path), headers=PACKED)
    assert "Content-Encoding" not in answer.headers


def test_no_page_names_its_version(site: Site) -> None:
    """A tag would change with each vote that is counted; a page is small enough to be sent again."""
    vote = site.make_vote()
    browser = site.browser()
    for page in (*PUBLIC, *ABOUT):
        answer = browser.client.get(page.format(vote=vote.path))
        assert {"ETag", "Last-Modified"}.isdisjoint(answer.headers.keys()), page
