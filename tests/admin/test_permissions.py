"""Who may do what, as docs/permissions.md says: every person, every address, to look and to send, in every phase.

Whoever is refused has changed nothing, and is told why.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.admin import world
from tests.admin.permissions import Key, name_of, read
from tests.admin.world import PEOPLE, STANDINGS, Person
from tests.architecture.routes import addresses
from tests.page import form_on
from tests.site import Browser, Site, Vote, migrate
from tests.tables import contents
from tests.words import said
from voting.accounts.scopes import NotCovered
from voting.extensions import db
from voting.web.errors import WORDS

# Where an empty form would be refused before anybody asks for the phase.
FILLED: dict[str, dict[str, str]] = {
    "auditing.export_contest": {"ending": "csv"},
    "consent.tell": {"address": "eva@demo.example", "lang": "sv", "seen": "0"},
    "consent.turn_down": {"reply": "test", "seen": "1"},
    "ballots.cast": {"nominee": "nominee-1", "nonce": "0" * 32},
    "ballots.mark": {"nominee": "nominee-1"},
    "canvass.decline": {"reason": "test"},
    "exports.download": {"what": "turnout", "ending": "csv"},
    "nominating.move": {"slug": "nominee-2", "to": "up"},
    "verdicts.note": {"text": "test", "revision": "1"},
    "verdicts.notes": {"text": "test"},
    "verdicts.tie": {"nominee": "nominee-1", "sv": "test", "en": "test"},
    "voters.edit": {"addresses": "eva@demo.example", "reason": "test"},
    "voters.remove": {"remove-address": "eva@demo.example", "remove-reason": "test"},
}
# What would be another answer the next time, where nothing is put back. An empty form is told what it lacks.
ONCE = frozenset({"consent.tell"})
LEADS_TO = {
    "/sign-in?next=": ("sign in", "/sign-in"),
    "/account/verify?next=": ("second factor again", "/account/verify"),
    "/account/factors": ("set up a second factor", "/account"),
}  # where to, what that says, and the pages from which it says nothing
ROWS = read()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Vote]]:
    """A folder with a database and keys, in which there is a vote in every standing."""
    folder = tmp_path_factory.mktemp("world")
    migrate(f"sqlite:///{folder}/test.db")
    with open_site(f"sqlite:///{folder}/test.db", folder) as site:
        return folder, world.build(site)


def open_site(url: str, folder: Path) -> Site:
    return Site(url, folder / "keys", SECOND_FACTOR="required")


def routes(site: Site, vote: Vote, standing: str) -> Iterator[tuple[str, str, str, Key]]:
    """(method, endpoint, path, key of the row) of all routes, the one that ends the session last."""
    adapter = site.app.url_map.bind("localhost")
    named = world.named(site, vote, standing)
    for method in ("GET", "POST"):
        for endpoint, path in sorted(addresses(site, vote, method, named), key=lambda it: it[0] == "accounts.sign_out"):
            rule, arguments = adapter.match(path, method=method, return_rule=True)
            yield method, endpoint, path, (method, name_of(str(rule), dict(arguments)))


def explanations_of(site: Site) -> list[list[str]]:
    """What a page that refuses says: that it does, why, and what to do."""
    scoped = (NotCovered.title, NotCovered.message, NotCovered.todo)
    return [[said(site, text, "sv") for text in words] for words in (WORDS[403], scoped)]


def answer_of(response: TestResponse, explanations: list[list[str]]) -> str:
    """What happened, in the words of the table."""
    status = response.status_code
    if status == 403:
        assert any(all(text in response.text for text in words) for words in explanations), response.text
        return "refused"
    if status in (404, 409, 410):
        return str(status)
    assert status in (200, 303, 400, 422), status
    to, path = response.location or "", response.request.path
    for begin, (said_by_it, from_there) in LEADS_TO.items():
        if to.startswith(begin) and not path.startswith(from_there):
            return said_by_it
    return "yes"


def token_of(browser: Browser) -> str:
    browser.get("/sign-in")
    return form_on(browser.page)[1]["csrf_token"]


class Watched:
    """An SQLite database that tells whether something was stored in it, and that can be put back as it was."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.path = Path(site.database_url.removeprefix("sqlite:///"))
        self.kept = self.path.with_suffix(".kept")
        self._let_go()
        shutil.copy(self.path, self.kept)
        self._begin()

    def changed(self) -> bool:
        """Whether anybody has committed something since it was last asked. Where so, it is all put back."""
        if self._version() == self.known:
            return False
        self.connection.close()
        self._let_go()
        shutil.copy(self.kept, self.path)
        self._begin()
        return True

    def _begin(self) -> None:
        self.connection = sqlite3.connect(self.path)
        self.known = self._version()

    def _version(self) -> int:
        """SQLite's own count of what others have committed, as this connection sees it."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def _let_go(self) -> None:
        with self.site.app.app_context():
            db.session.remove()
            db.engine.dispose()


class Compared:
    """Any other database: all its rows are compared. Nothing is put back."""

    def __init__(self, site: Site) -> None:
        self.site, self.known = site, contents(site)

    def changed(self) -> bool:
        before, self.known = self.known, contents(self.site)
        return self.known != before


def tried(site: Site, vote: Vote, standing: str, person: Person, *, everywhere: bool) -> list[str]:
    """Each address that does not do as the page says, for this person: all, or those that name a vote."""
    browser = world.comes(site, person)
    token, explanations, wrong = token_of(browser), explanations_of(site), []
    watch = Watched(site) if site.database_url.startswith("sqlite") else Compared(site)
    for method, endpoint, path, key in routes(site, vote, standing):
        row = ROWS[key]
        if not (row.answers or everywhere):
            continue
        filled = {} if endpoint in ONCE and isinstance(watch, Compared) else FILLED.get(endpoint, {})
        data = {"csrf_token": token} | filled if method == "POST" else None
        with browser.client.open(path, method=method, data=data) as response:
            answer, expected = answer_of(response, explanations), row.expected(person, standing)
        if not row.answers and answer in ("404", "409"):
            answer = "yes"  # the page is open to this person, and what it is asked for does not exist
        told = [] if answer == expected else [f"{expected} expected, {answer} came"]
        if watch.changed() and (expected != "yes" or method == "GET"):
            told.append("something was stored")
        wrong += [f"{method} {key[1]}: {', '.join(told)}"] if told else []
    return wrong


def test_the_page_has_every_address_and_no_other(site: Site) -> None:
    vote = site.make_vote()
    assert {key for *_, key in routes(site, vote, "open")} == set(ROWS)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
@pytest.mark.parametrize("standing", STANDINGS)
def test_everybody_may_do_what_the_page_says_and_nothing_else(
    made: tuple[Path, dict[str, Vote]], tmp_path: Path, standing: str, person: Person
) -> None:
    folder, votes = made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with open_site(f"sqlite:///{tmp_path}/test.db", tmp_path) as site:
        assert not tried(site, votes[standing], standing, person, everywhere=standing == "open")


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_same_holds_on_the_other_database(database_url: str, tmp_path: Path, subtests: pytest.Subtests) -> None:
    with open_site(database_url, tmp_path) as site:
        vote = world.build(site, ("open",))["open"]
        for person in PEOPLE:
            with subtests.test(person=person.name):
                assert not tried(site, vote, "open", person, everywhere=False)
