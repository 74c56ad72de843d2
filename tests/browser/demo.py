"""The demo as ./run serves it, with its award, on a database of the tests' own."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from tests.acts import act, cast
from tests.concurrency.server import Server
from tests.site import Site, Vote, migrate
from tools.serve import ADDRESS
from voting.accounts import service as accounts
from voting.accounts.models import SignInCode
from voting.accounts.rules import CODE_MINUTES, RESEND_SECONDS, Role, read_address
from voting.contests import queries as contests
from voting.contests.models import Contest
from voting.contests.rules import Action, Phase
from voting.demo import service as demo
from voting.extensions import db
from voting.mail.models import Mail
from voting.transaction import transaction

AWARD = "/arets-omfamning/2026"


@dataclass(frozen=True)
class Demo:
    """A demo that is being served. `site` is an application on the same database, for what no page can do."""

    origin: str
    site: Site
    vote: Vote

    def moves_the_opening(self, later: timedelta) -> datetime:
        """Let voting open at this distance from now, as if the award had been loaded so; returns when."""
        opens_at = datetime.now(UTC) + later
        with self.site.app.app_context(), transaction():
            db.session.execute(update(Contest).where(Contest.id == self.vote.id).values(opens_at=opens_at))
        return opens_at

    def lets_the_deadline_pass(self) -> None:
        """Let the announced closing time have been a moment ago."""
        self.lets_it_close_in(timedelta(seconds=-1))

    def lets_it_close_in(self, time: timedelta) -> None:
        """Let the announced closing time be so soon."""
        closes_at = datetime.now(UTC) + time
        with self.site.app.app_context(), transaction():
            db.session.execute(update(Contest).where(Contest.id == self.vote.id).values(closes_at=closes_at))

    def announces(self, award: str) -> Vote:
        """Announce the draft of this award, as it was imported."""
        with self.site.app.app_context():
            standing: Any = next(found for found in contests.list_contests() if found.contest.award.slug == award)
            vote = Vote(standing.contest.id, award, standing.contest.year)
        act(self.site, vote, Action.ANNOUNCE)
        return vote

    def gives(self, role: Role) -> str:
        """A new account with this role; returns its address."""
        address = f"{role.value}-{secrets.token_hex(4)}@demo.example"
        with self.site.app.app_context(), transaction():
            account_id = accounts.ensure_account(read_address(address))
            accounts.grant(account_id=account_id, role=role, actor=None)
        return address

    def lets_codes_run_out(self) -> None:
        """Let every code have been sent longer ago than it is good for."""
        sent_at = datetime.now(UTC) - timedelta(minutes=CODE_MINUTES)
        with self.site.app.app_context(), transaction():
            db.session.execute(update(Mail).where(Mail.sent_at.is_not(None)).values(sent_at=sent_at))

    def waits_for_a_new_code(self) -> None:
        """Let every code be as old as one must be before another may be asked for."""
        asked_at = datetime.now(UTC) - timedelta(seconds=RESEND_SECONDS)
        with self.site.app.app_context(), transaction():
            db.session.execute(update(SignInCode).values(written_at=asked_at))

    def publishes(self, votes: dict[str, int]) -> None:
        """Let so many people vote for each, close, certify and publish."""
        for nominee, number in votes.items():
            for _ in range(number):
                cast(self.site, self.vote, nominee)
        with self.site.app.app_context():
            self.site.move_to(self.vote.id, Phase.PUBLISHED)

    @contextmanager
    def key_missing(self) -> Iterator[None]:
        """Without the key that the ballots need, as after a restore that forgot it."""
        path = Path(self.site.environ["VOTING_KEY_DIR"]) / "contests" / f"{self.vote.id}.key"
        away = path.with_suffix(".away")
        path.rename(away)
        try:
            yield
        finally:
            away.rename(path)


def load(database_url: str, keys: Path) -> None:
    """Fill a database that has the tables in it with the demo award and its two members of staff."""
    with Site(database_url, keys) as site, site.app.app_context():
        demo.load_if_empty()


@contextmanager
def serve(database_url: str, keys: Path, *, named: bool = False, **settings: str) -> Iterator[Demo]:
    """Serve a loaded database. `named`: at an address with a name, as passkeys need it."""
    with Site(database_url, keys, **settings) as site, _server(site, named=named) as server:
        with site.app.app_context():
            contest: Any = contests.list_contests()[0].contest
        host = "localhost" if named else ADDRESS
        yield Demo(f"http://{host}:{server.port}", site, Vote(contest.id, contest.award.slug, contest.year))


def _server(site: Site, *, named: bool) -> Server:
    server = Server(site.environ)
    if named:
        server._environ["VOTING_BASE_URL"] = f"http://localhost:{server.port}"
    return server


def make_template(home: Path) -> Path:
    """A folder with a loaded SQLite database and its keys, to be copied."""
    url = f"sqlite:///{home}/demo.db"
    migrate(url)
    load(url, home / "keys")
    return home


def copy_template(template: Path, home: Path) -> tuple[str, Path]:
    """A copy of the template: (database address, key folder)."""
    shutil.copytree(template, home, dirs_exist_ok=True)
    return f"sqlite:///{home}/demo.db", home / "keys"


def shared_folder(base: Path) -> Path:
    """The folder that all processes of one test run have in common."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
