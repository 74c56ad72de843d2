"""Many signed-in voters at once: real accounts and sessions, without walking each through the sign-in pages."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from tests.site import Site, Vote
from voting.accounts import service as accounts
from voting.accounts.rules import read_address
from voting.ballots.models import Ballot
from voting.ballots.service import pseudonym_for
from voting.clock import now
from voting.contests import queries as contests
from voting.extensions import db
from voting.transaction import transaction
from voting.web.models import WebSession
from voting.web.sessions import hash_id


@dataclass(frozen=True)
class Voter:
    """A browser that has signed in: what it sends with a form. Can be handed to another process."""

    account: uuid.UUID
    cookie: str
    csrf: str

    def ballot(self, choice: str, nonce: str) -> bytes:
        """The body that the review page posts."""
        return urlencode({"csrf_token": self.csrf, "nominee": choice, "nonce": nonce}).encode()


def sign_in(site: Site, count: int) -> list[Voter]:
    with site.app.app_context():
        with transaction():
            ids = [accounts.ensure_account(read_address(f"voter-{n}@demo.example")) for n in range(count)]
        cookies = [f"session={secrets.token_urlsafe(32)}" for _ in ids]
        at = now()
        rows = [
            {
                "id_hash": hash_id(cookie.removeprefix("session=")),
                "subject": str(account),
                "data": {},
                "began_at": at,
                "seen_at": at,
                "expires_at": at + timedelta(days=1),
            }
            for account, cookie in zip(ids, cookies, strict=True)
        ]
        with transaction():
            db.session.execute(insert(WebSession), rows)
    return [Voter(account, cookie, csrf_for(site, cookie)) for account, cookie in zip(ids, cookies, strict=True)]


def ballots_of(site: Site, vote: Vote) -> dict[bytes, Ballot]:
    """Every ballot of a contest as it lies in the table, by pseudonym."""
    with site.app.app_context():
        ballots = db.session.scalars(select(Ballot).where(Ballot.contest_id == vote.id)).all()
        db.session.expunge_all()
        return {ballot.pseudonym: ballot for ballot in ballots}


def pseudonym(site: Site, vote: Vote, voter: Voter) -> bytes:
    with site.app.app_context():
        return pseudonym_for(contests.get_by_id(vote.id).contest, voter.account)


def csrf_for(site: Site, cookie: str) -> str:
    """The token that this browser finds in its forms."""
    with site.app.test_request_context(headers={"Cookie": cookie}):
        return str(generate_csrf())
