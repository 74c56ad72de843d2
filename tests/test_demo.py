"""The demo: loaded once into an empty database, its mail on a page that no real site has, and what to do with it."""

import re
from functools import partial
from pathlib import Path

import pytest

from tests.accounts.codes import ask, at_once, code_for
from tests.mail.letters import deliver, post
from tests.page import heading, parse, text_of
from tests.production import production
from tests.site import Site
from tests.tables import contents, row_counts
from voting.accounts.rules import Role
from voting.demo import service as demo


def load(site: Site) -> bool:
    with site.app.app_context():
        return demo.load_if_empty()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_is_loaded_into_an_empty_database_once_and_can_be_used_at_once(site: Site) -> None:
    assert load(site)
    before = contents(site)
    assert not load(site)
    assert contents(site) == before
    counts = row_counts(site)
    assert (counts["contest"], counts["nominee"], counts["account"], counts["role_grant"]) == (1, 6, 2, 2)
    assert "ballot" not in counts
    assert site.browser().get("/").status_code == 200
    assert site.voter(demo.ADMIN).get("/admin").status_code == 200
    assert site.voter(demo.JUROR).get("/jury").status_code == 200


def test_a_database_with_an_award_is_left_alone(site: Site) -> None:
    site.make_vote()
    before = contents(site)
    assert not load(site)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_two_that_load_it_at_once_load_one(site: Site) -> None:
    assert sorted(at_once([partial(load, site)] * 2, threads=2)) == [False, True]
    assert row_counts(site)["contest"] == 1


def test_what_is_printed_names_the_people_and_addresses_that_exist(site: Site) -> None:
    told = "\n".join(demo.sign_in_help("http://127.0.0.1:8001"))
    assert (demo.ADMIN in told, demo.JUROR in told) == (True, True)
    site.staff(Role.ADMIN)
    paths = {path.rstrip("/") or "/" for path in re.findall(r"http://127\.0\.0\.1:8001(/[^\s)]*)", told)}
    statuses = {path: site.app.test_client().get(path, follow_redirects=True).status_code for path in paths}
    assert statuses == dict.fromkeys(("/", "/en", "/demo/outbox", "/jury", "/admin"), 200)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_outbox_shows_the_newest_first_with_its_code(site: Site, lang: str) -> None:
    ask(site, "anna@demo.example", lang)
    first = code_for(site, "anna@demo.example")
    ask(site, "bo@demo.example", lang)
    second = code_for(site, "bo@demo.example")
    page = site.browser(lang).get("/demo/outbox")
    letters = [text_of(article) for article in parse(page.text).iter("article")]
    assert ["bo@demo.example" in letters[0], "anna@demo.example" in letters[1], len(letters)] == [True, True, 2]
    assert [f"{code[:4]} {code[4:]}" in letter for code, letter in zip((second, first), letters, strict=True)] == [
        True
    ] * 2


def test_the_outbox_is_bounded(site: Site) -> None:
    for n in range(25):
        post(site, f"{n}@demo.example")
    while deliver(site):
        pass
    assert len(list(parse(site.browser().get("/demo/outbox").text).iter("article"))) == 20


def test_a_letter_not_yet_sent_is_not_shown(site: Site) -> None:
    post(site)
    page = site.browser().get("/demo/outbox")
    assert list(parse(page.text).iter("article")) == []
    assert heading(page)


def test_no_real_site_has_the_outbox(database_url: str, tmp_path: Path) -> None:
    with production(database_url, tmp_path) as site:
        post(site)
        deliver(site)
        assert site.browser().get("/demo/outbox").status_code == 404
        assert "/demo/" not in site.browser().get("/").text + site.browser().get("/sign-in").text
