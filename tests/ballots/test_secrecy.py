"""What is known of a ballot afterwards: its row names no person, nothing is written beside it, and no page tells."""

import hmac
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.acts import cast, take_batch
from tests.architecture.routes import addresses
from tests.lookups import id_of
from tests.page import compared
from tests.site import Browser, Site, Vote
from tests.tables import contents, let_pass
from tests.traffic import is_write, transactions
from voting.accounts.models import Account
from voting.accounts.rules import Role
from voting.ballots.models import Ballot, Pending
from voting.extensions import db

ADDRESS = "anna@demo.example"
OF_A_CAST = ["INSERT INTO ballot", "INSERT INTO pending", "INSERT INTO signal"]
TIME = re.compile(r"\d?\d:\d\d(:\d\d)?")  # each was there at a time of their own
HALF_A_RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}")


def account_of(site: Site, address: str) -> Account:
    with site.app.app_context():
        return db.session.get_one(Account, id_of(site, address))


def key_of(site: Site, vote: Vote) -> bytes:
    return (Path(site.environ["VOTING_KEY_DIR"]) / "contests" / f"{vote.id}.key").read_bytes()


def ballots(site: Site, vote: Vote) -> list[Ballot]:
    with site.app.app_context():
        return list(db.session.scalars(select(Ballot).where(Ballot.contest_id == vote.id)))


def test_a_ballot_knows_its_voter_by_a_pseudonym_of_this_contest_alone(site: Site) -> None:
    votes = [site.make_vote(), site.make_vote(award="another")]
    voter = site.voter(ADDRESS)
    account = account_of(site, ADDRESS)
    for vote in votes:
        voter.vote(vote)
    pseudonyms = [ballot.pseudonym for vote in votes for ballot in ballots(site, vote)]
    assert pseudonyms == [hmac.digest(key_of(site, vote), account.id.bytes, "sha256") for vote in votes]
    assert pseudonyms[0] != pseudonyms[1]


def test_nothing_in_a_ballot_leads_to_the_account(site: Site) -> None:
    """Neither whole nor as text: not the account, not its address, not the session, not any other row of a person."""
    vote = site.make_vote()
    cast(site, vote)
    voter = site.voter(ADDRESS)
    voter.vote(vote)
    account = account_of(site, ADDRESS)
    cookie = voter.client.get_cookie("session")
    assert cookie is not None
    traces = {account.id.bytes, account.address_key, account.address_sealed, cookie.value.encode(), ADDRESS.encode()}
    for table in ("account", "web_session", "sign_in_code", "mail", "invitation", "role_grant", "rate_counter"):
        traces |= {as_bytes(value) for row in contents(site)[table] for value in row if len(as_bytes(value)) > 8}
    ours = contents(site)
    stored = [as_bytes(value) for table in ("ballot", "pending") for row in ours[table] for value in row]
    found = [(trace, value) for trace in traces for value in stored if trace in value or trace.hex().encode() in value]
    assert found == []


def as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.bytes if hasattr(value, "bytes") else str(value).encode()


@pytest.mark.parametrize("change", [False, True])
def test_casting_writes_the_ballot_and_nothing_else_at_all(site: Site, change: bool) -> None:
    """In its transaction or beside it: on PostgreSQL the rows of one transaction could be joined again."""
    cast(site, site.make_vote(award="another"))
    vote = site.make_vote()
    voter = site.voter(ADDRESS)
    if change:
        voter.vote(vote, "nominee-2")
    assert written_by_the_cast(site, voter, vote) == OF_A_CAST


def test_casting_writes_nothing_else_for_staff_whose_sessions_run_out(site: Site) -> None:
    """Their sessions note when they were last used, but never in the request that casts."""
    cast(site, site.make_vote(award="another"))
    vote = site.make_vote()
    for role in Role:
        assert written_by_the_cast(site, site.staff(role), vote, wait=timedelta(minutes=5)) == OF_A_CAST


def written_by_the_cast(site: Site, voter: Browser, vote: Vote, wait: timedelta = timedelta()) -> list[str]:
    """What the request that casts has written, as the first words of each statement, after a look at the choice."""
    voter.get(f"{vote.path}/ballot?change=1")
    voter.submit(nominee="nominee-1")
    let_pass(site, wait) if wait else None
    before = contents(site)
    with transactions(site) as committed:
        voter.submit(f"{vote.path}/review", follow=False)
    assert voter.page.status_code == 303
    after = contents(site)
    for table in ("ballot", "pending", "signal"):
        assert after.pop(table) != before.pop(table)
    assert after == before
    return [" ".join(sent.split()[:3]) for statements in committed for sent in statements if is_write(sent)]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_no_other_row_carries_the_transaction_of_a_ballot(site: Site) -> None:
    vote = site.make_vote()
    for at in range(3):
        site.voter(f"voter-{at}@demo.example").vote(vote, f"nominee-{at + 1}")
    with site.app.app_context(), db.engine.connect() as connection:
        numbers = {
            table: {row[0] for row in connection.exec_driver_sql(f"SELECT xmin::text FROM {table}")}
            for table in db.metadata.tables
        }
    of_ballots = numbers.pop("ballot")
    assert len(of_ballots) == 3
    assert [table for table, found in numbers.items() if found & of_ballots] == ["pending", "signal"]
    take_batch(site, vote)
    with site.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Pending)) == 0


def shown_to(browser: Browser, path: str, address: str) -> str:
    """A page without what is another for every person, whatever they chose."""
    shown = compared(browser.get(path, follow=False)).replace(address, "ADDRESS")
    return TIME.sub("TIME", HALF_A_RECEIPT.sub("RECEIPT", shown))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_after_the_receipt_no_page_depends_on_the_choice(site: Site, lang: str, subtests: pytest.Subtests) -> None:
    """Two voters who chose differently are shown the same, to the last byte, wherever they look."""
    vote = site.make_vote()
    choices = {"anna@demo.example": "nominee-1", "bert@demo.example": "nominee-3"}
    voters = {address: site.browser(lang) for address in choices}
    for address, voter in voters.items():
        voter.client.set_cookie("order", "7")
        voter.sign_in(address).vote(vote, choices[address])
    elsewhere = {"demo.outbox", "ballots.receipt_file"}  # the mail, and the file: see below and test_receipts.py
    pages = {path for endpoint, path in addresses(site, vote, "GET") if endpoint not in elsewhere}
    pages |= {f"{vote.path}/ballot?change=1"} | {f"{vote.path}/nominees/{slug}" for slug in choices.values()}
    for phase in ("open", "closed"):
        for page in sorted(pages):
            with subtests.test(page=page, phase=phase):
                first, second = (shown_to(voter, page, address) for address, voter in voters.items())
                assert first == second
        if phase == "open":
            with site.app.app_context():
                site.move_to(vote.id, site.phase(vote).CLOSED)


def test_no_mail_tells_of_a_vote(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter(ADDRESS)
    before = contents(site)["mail"]
    voter.vote(vote, "nominee-2")
    site.work()
    assert contents(site)["mail"] == before
