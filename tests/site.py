"""An application under test, and the people who use it.

`Site` starts an application on a database and offers what tests need over and over: contests in any phase, and actors
who walk through the pages over HTTP as a browser without JavaScript would.
"""

import re
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from flask import Flask, session
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests import page
from tests.factories import contest_file, picture
from voting import worker
from voting.accounts import service as accounts
from voting.accounts.access import sign_in as start_session
from voting.accounts.rules import Role, read_address
from voting.app import create_app
from voting.ballots import service as ballots
from voting.contests import queries as contests
from voting.contests.models import Contest
from voting.contests.rules import Phase
from voting.extensions import db
from voting.importing import service as importing
from voting.importing.rules import ContestFile
from voting.nominees import service as nominee_service
from voting.publishing import service as publishing
from voting.results import service as results
from voting.transaction import transaction
from voting.web.sessions import DatabaseSessions, ServerSession


class Compiled(BytecodeCache):
    """Compiles each template once a run, not once for each application."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def migrate(url: str) -> None:
    """Bring an empty database to the newest version, and leave no connection open."""
    with tempfile.TemporaryDirectory() as keys:
        app = create_app({"VOTING_DATABASE_URL": url, "VOTING_KEY_DIR": keys})
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()


@dataclass(frozen=True)
class Vote:
    """A contest that a test made. `path` is its address in Swedish, without the trailing slash."""

    id: Any
    award: str
    year: int

    @property
    def path(self) -> str:
        return f"/{self.award}/{self.year}"


class Site:
    """An application on `database_url`. `settings` are passed on as VOTING_<NAME>."""

    def __init__(self, database_url: str, key_dir: Path, **settings: str) -> None:
        environ = {"VOTING_DATABASE_URL": database_url, "VOTING_KEY_DIR": str(key_dir), "VOTING_LOG_LEVEL": "ERROR"}
        self.environ = environ | {f"VOTING_{name}": value for name, value in settings.items()}
        self.app: Flask = create_app(self.environ)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.database_url = database_url

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def make_vote(
        self,
        phase: Phase = Phase.OPEN,
        *,
        award: str = "testpriset",
        year: int = 2026,
        nominees: int = 3,
        file: ContestFile | None = None,
        **contest: str,
    ) -> Vote:
        """A contest in `phase`, made by the same services that the screens call. Nominees are `nominee-1`, …

        With `file`, what that says instead.
        """
        with self.app.app_context():
            file = file or contest_file(award=award, year=year, nominees=nominees, **contest)
            with transaction():
                pictures = importing.Pictures({entry.slug: picture() for entry in file.nominees})
                contest_id = importing.import_contest(file=file, pictures=pictures, actor=None)
                if phase is not Phase.DRAFT:
                    nominee_service.announce(contest_id=contest_id, reason="test", actor=None)
            self.move_to(contest_id, phase)
            db.session.remove()
        return Vote(contest_id, file.award_slug, file.year)

    def move_to(self, contest_id: Any, phase: Phase) -> None:
        """Bring an announced, open or closed contest on to `phase`. Needs an application context."""
        if phase is Phase.ANNOUNCED:
            now = datetime.now(UTC)
            with transaction():
                dates = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)}
                db.session.execute(update(Contest).where(Contest.id == contest_id).values(**dates))
        if phase in (Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED):
            with transaction():
                ballots.close(contest_id=contest_id, reason="test", actor=None)
        if phase in (Phase.CERTIFIED, Phase.PUBLISHED):
            with transaction():
                results.certify(contest_id=contest_id, reason="test", actor=None)
        if phase is Phase.PUBLISHED:
            with transaction():
                publishing.publish(contest_id=contest_id, reason="test", actor=None)

    def phase(self, vote: Vote) -> Phase:
        with self.app.app_context():
            return contests.get_contest(vote.award, vote.year).phase

    def browser(self, lang: str = "sv") -> "Browser":
        """A fresh browser, not signed in."""
        return Browser(self, "" if lang == "sv" else "/en")

    def voter(self, address: str = "voter@demo.example", lang: str = "sv") -> "Browser":
        """A browser that is signed in."""
        return self.browser(lang).be(address)

    def staff(self, role: Role, lang: str = "sv") -> "Browser":
        """A browser of a new admin or juror."""
        address = f"{role.value}@demo.example"
        with self.app.app_context(), transaction():
            account_id = accounts.ensure_account(read_address(address))
            accounts.grant(account_id=account_id, role=role, actor=None)
        return self.browser(lang).be(address)

    def work(self) -> None:
        """One round of what goes on beside the requests: mail is delivered, closings are written down."""
        worker._seals_rest_until = 0.0  # one test's slow round must not keep the next test's waiting
        with self.app.app_context():
            worker.once(self.app)

    def last_code(self) -> str:
        """The newest code in the demo's outbox, delivered first."""
        self.work()
        found = re.search(r"\b\d{4} \d{4}\b", self.browser().get("/demo/outbox").text)
        assert found, "no code in the outbox"
        return found.group()


@dataclass
class Browser:
    """One person's browser without JavaScript: cookies, links and forms. Every page it gets is checked."""

    site: Site
    prefix: str
    client: FlaskClient = field(init=False)
    page: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.site.app.test_client()

    def get(self, path: str, *, follow: bool = True) -> TestResponse:
        """GET a path (the language is put in front of it), following redirects unless told not to."""
        return self._keep(self.client.get(self._address(path), follow_redirects=follow))

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True) -> TestResponse:
        """POST fields as they are, without the page's own hidden ones, saying from which site, as browsers do."""
        came_from = getattr(self, "page", None)
        headers = {"Referer": came_from.request.host_url} if came_from else {}
        sent = self.client.post(self._address(path), data=data or {}, headers=headers, follow_redirects=follow)
        return self._keep(sent)

    def submit(self, path: str | None = None, *, follow: bool = True, **fields: Any) -> TestResponse:
        """Fill in and send the form on the present page (the one that posts to `path`, if it has several)."""
        action, hidden = page.form_on(self.page, self._address(path) if path else None)
        return self.post(action, hidden | fields, follow=follow)

    def token(self) -> str:
        """This browser's CSRF token, as its forms carry it."""
        self.get("/account")
        return page.form_on(self.page)[1]["csrf_token"]

    def sign_in(self, address: str) -> "Browser":
        """Type an address, fetch the code from the outbox, type it."""
        self.get("/sign-in")
        self.submit(address=address)
        self.submit("/sign-in/code", code=self.site.last_code())
        return self

    def be(self, address: str) -> "Browser":
        """Signed in as the holder of a mailbox, as if the mailed code had been typed."""
        app = self.site.app
        with app.test_request_context(self._address("/sign-in/code"), method="POST"):
            with transaction():
                account = accounts._sign_in(read_address(address))
            start_session(account)
            app.process_response(app.response_class())
            interface = cast(DatabaseSessions, app.session_interface)
            self.client.set_cookie(interface.cookie, cast(ServerSession, session).id)
        return self

    def vote(self, vote: Vote, nominee: str = "nominee-1") -> TestResponse:
        """Mark, review and cast, from the ballot's page to the receipt."""
        self.get(f"{vote.path}/ballot?change=1")
        self.submit(nominee=nominee)
        return self.submit(f"{vote.path}/review")

    def count(self, vote: Vote) -> TestResponse:
        """A juror's page of a contest, with the figures asked for where that has not been done yet."""
        self.get(f"/jury{vote.path}")
        asked = "<table" in self.page.text or "<form" not in self.page.text.partition("<main")[2]
        return self.page if asked else self.submit(f"/jury{vote.path}")

    def _address(self, path: str) -> str:
        return path if not self.prefix or path.startswith(self.prefix + "/") else self.prefix + path

    def _keep(self, response: TestResponse) -> TestResponse:
        self.page = response
        page.check(response)
        return response
