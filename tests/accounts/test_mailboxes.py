"""Addresses that mail programs read as somebody else's, and an application key that is not the database's own."""

import pytest
from sqlalchemy import func, select

from tests.site import Site
from voting.accounts import service as accounts
from voting.accounts.models import Account
from voting.accounts.rules import BadAddress, read_address
from voting.extensions import db
from voting.keys import KeyProblem, write_secret
from voting.mail.models import Mail
from voting.transaction import transaction

ENCODED = (
    "=?utf-8?q?anna?=@gmail.com",
    "=?utf-8?q?ann=61?=@gmail.com",
    "=?iso-8859-1?q?anna?=@gmail.com",
    "=?utf-8?q?a=0D=0A?=@demo.example",
    "=?utf-8?q?a=00?=@demo.example",
    "a|b@demo.example",
    "a{b}@demo.example",
    "a`b@demo.example",
)


@pytest.mark.parametrize("typed", ENCODED)
def test_an_address_that_reads_as_another_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        read_address(typed)


@pytest.mark.parametrize(
    "typed", ["anna.berg@demo.example", "a+b@demo.example", "o'neil@demo.example", "A_1-2@demo.example"]
)
def test_an_ordinary_address_is_taken(typed: str) -> None:
    assert read_address(typed).mail_to == typed


def test_an_encoded_address_is_sent_no_mail(site: Site) -> None:
    visitor = site.browser()
    visitor.get("/sign-in")
    visitor.submit(address=ENCODED[0])
    assert visitor.page.status_code == 422
    with site.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_another_application_key_signs_nobody_in(site: Site, database_url: str) -> None:
    site.voter("anna@demo.example").vote(site.make_vote())
    key = site.app.extensions["voting_keys"].directory / "app.key"
    key.unlink()
    write_secret(key)
    with Site(database_url, key.parent) as other:
        assert other.browser().get("/readyz").json == {"ok": False, "problems": ["keys"]}
        with other.app.app_context(), pytest.raises(KeyProblem), transaction():
            accounts.ensure_account(read_address("anna@demo.example"))
        with other.app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Account)) == 1
