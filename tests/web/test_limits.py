"""Limits are exact whoever counts, say how long to wait, and never stop an office that votes together."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from tests.accounts.codes import ask, at_once, code_for
from tests.concurrency.crew import crew, together
from tests.page import form_on
from tests.production import production
from tests.site import Site
from tests.tables import let_pass, row_counts
from tests.words import said
from voting.app import create_app
from voting.extensions import db
from voting.web.limits import TooMany, count, network, purge_counters

ALLOWED = 20


def hit(app: Flask, who: str = "anna", kind: str = "code to address") -> bool:
    """Whether one more is let through."""
    with app.app_context():
        try:
            count(kind, who, allowed=ALLOWED)
        except TooMany:
            return False
        return True


def hit_in_a_process(environ: dict[str, str], times: int) -> int:
    """How many of `times` are let through in a process of its own."""
    app = create_app(environ)
    together()
    let_through = sum(hit(app) for _ in range(times))
    with app.app_context():
        db.engine.dispose()
    return let_through


def ask_from(site: Site, address: str, **environ: str) -> int:
    """The status of asking for a code from a browser that the server sees like this."""
    client = site.app.test_client()
    path, hidden = form_on(client.get("/sign-in"))
    return client.post(path, data=hidden | {"address": address}, environ_overrides=environ).status_code


def test_a_limit_is_exact_across_threads(site: Site) -> None:
    let_through = at_once([partial(hit, site.app) for _ in range(3 * ALLOWED)] + [partial(hit, site.app, "bo")] * 4)
    assert sum(let_through) == ALLOWED + 4


def test_a_limit_is_exact_across_processes(site: Site) -> None:
    hit(site.app, "bo")
    with crew(2) as processes:
        let_through = processes.run(hit_in_a_process, [(site.environ, ALLOWED)] * 2)
    assert sum(let_through) == ALLOWED
    assert hit(site.app) is False


def test_kinds_and_people_are_counted_apart(site: Site) -> None:
    assert [hit(site.app) for _ in range(ALLOWED + 1)] == [True] * ALLOWED + [False]
    assert hit(site.app, "bo")
    assert hit(site.app, kind="try")


def test_a_window_passes(site: Site) -> None:
    assert [hit(site.app) for _ in range(ALLOWED + 1)][-1] is False
    let_pass(site, timedelta(minutes=14, seconds=30))
    assert hit(site.app) is False
    let_pass(site, timedelta(seconds=31))
    assert [hit(site.app) for _ in range(ALLOWED + 1)] == [True] * ALLOWED + [False]


def test_a_counter_names_nobody(site: Site) -> None:
    ask(site, "anna@demo.example")
    with site.app.app_context(), db.engine.connect() as connection:
        stored = repr(connection.exec_driver_sql("SELECT * FROM rate_counter").all())
    assert "code to address" in stored
    assert [word for word in ("anna", "demo.example", "127.0.0.1") if word in stored] == []


@pytest.mark.parametrize(
    ("lang", "after", "minutes"), [(lang, *times) for lang in ("sv", "en") for times in ((0, 15), (12, 3), (14, 1))]
)
def test_who_is_stopped_is_told_how_long(site: Site, lang: str, after: int, minutes: int) -> None:
    browser = site.browser(lang)
    for _ in range(5):
        browser.get("/sign-in")
        assert browser.submit(address="anna@demo.example", follow=False).status_code == 303
    let_pass(site, timedelta(minutes=after))
    browser.get("/sign-in")
    page = browser.submit(address="anna@demo.example")
    assert page.status_code == 429
    assert (minutes - 1) * 60 < int(page.headers["Retry-After"]) <= minutes * 60
    words = TooMany.todo if minutes > 1 else "Wait a little and try again in a minute."
    assert said(site, words, lang).replace("%(minutes)s", str(minutes)) in page.text
    assert row_counts(site)["mail"] == 5
    assert ask_from(site, "bo@demo.example") == 303
    let_pass(site, timedelta(minutes=minutes, seconds=1))
    browser.get("/sign-in")
    assert browser.submit(address="anna@demo.example", follow=False).status_code == 303


def test_asking_again_on_the_codes_page_counts_too(site: Site) -> None:
    browser = ask(site)
    for _ in range(4):
        let_pass(site, timedelta(seconds=31))
        assert browser.submit("/sign-in/resend", follow=False).status_code == 303
        browser.get("/sign-in/code")
    let_pass(site, timedelta(seconds=31))
    assert browser.submit("/sign-in/resend").status_code == 429


def test_an_office_behind_one_address_signs_in(site: Site) -> None:
    """Thirty people, one network, ten minutes: nobody is refused."""
    people = {f"colleague-{n}@demo.example": site.app.test_client() for n in range(30)}
    forms = {address: form_on(client.get("/sign-in"))[1] for address, client in people.items()}
    for address, client in people.items():
        assert client.post("/sign-in", data=forms[address] | {"address": address}).status_code == 303
    for address, client in people.items():
        code = {"code": code_for(site, address)}
        assert client.post("/sign-in/code", data=forms[address] | code).status_code == 303
    assert row_counts(site)["account"] == len(people)
    assert all(client.get("/account").status_code == 200 for client in people.values())


def test_codes_to_one_network_have_their_own_limit(database_url: str, tmp_path: Path) -> None:
    with Site(database_url, tmp_path, CODES_PER_NETWORK="3") as site:
        asked = [ask_from(site, f"{n}@demo.example", REMOTE_ADDR="192.0.2.1") for n in range(4)]
        assert asked == [303, 303, 303, 429]
        assert ask_from(site, "5@demo.example", REMOTE_ADDR="192.0.2.2") == 303


def test_typed_codes_of_one_network_have_their_own_limit(database_url: str, tmp_path: Path) -> None:
    with Site(database_url, tmp_path, TRIES_PER_NETWORK="3") as site:
        browser = ask(site)
        right = code_for(site)
        statuses = [browser.submit("/sign-in/code", code="0000 0000", follow=False).status_code for _ in range(3)]
        refused = browser.submit("/sign-in/code", code=right)
        assert (statuses, refused.status_code) == ([422] * 3, 429)


FORGED = [{"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}"} for n in range(4)]


@pytest.mark.parametrize(("proxies", "statuses"), [("0", [303, 303, 303, 429]), ("1", [303] * 4)])
def test_a_forwarded_address_counts_only_when_a_proxy_is_configured(
    database_url: str, tmp_path: Path, proxies: str, statuses: list[int]
) -> None:
    with production(database_url, tmp_path, CODES_PER_NETWORK="3", PROXIES=proxies) as site:
        assert [ask_from(site, f"{n}@demo.example", **FORGED[n]) for n in range(4)] == statuses


def test_only_the_address_that_our_own_proxy_saw_counts(database_url: str, tmp_path: Path) -> None:
    with production(database_url, tmp_path, CODES_PER_NETWORK="3", PROXIES="1") as site:
        chains = [f"198.51.100.{n}, 203.0.113.7" for n in range(4)]
        asked = [ask_from(site, f"{n}@demo.example", HTTP_X_FORWARDED_FOR=chain) for n, chain in enumerate(chains)]
        assert asked == [303, 303, 303, 429]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.7:4711", "192.0.2.7:4711"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_counts_as_one_network(site: Site, address: str, counted_as: str) -> None:
    with site.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == counted_as


def test_windows_that_have_passed_are_thrown_away(site: Site) -> None:
    hit(site.app, "old")
    let_pass(site, timedelta(minutes=15, seconds=1))
    hit(site.app, "young")
    with site.app.app_context():
        purge_counters()
    assert row_counts(site) == {"rate_counter": 1}
    assert sum(hit(site.app, "young") for _ in range(ALLOWED)) == ALLOWED - 1


def test_a_wait_is_said_in_whole_minutes() -> None:
    assert [TooMany(retry_after=seconds).params["minutes"] for seconds in (1, 60, 61, 900)] == [1, 1, 2, 15]
