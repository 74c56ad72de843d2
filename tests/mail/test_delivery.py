"""Delivery by a real mail server that accepts, refuses, dawdles or is down, and workers that share the work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.accounts.codes import ask, signed_in, wrong
from tests.mail.letters import deliver, post, row, words
from tests.mail.smtp import MailServer, nobody_may_sign_in
from tests.page import heading
from tests.production import production
from tests.site import Site
from tests.tables import let_pass
from tests.words import said
from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.rules import ATTEMPTS, LEASE
from voting.transaction import transaction


def receivers(server: MailServer) -> list[str]:
    return sorted(message["To"] for message in server.messages)


def test_a_letter_is_delivered_once(site: Site, server: MailServer) -> None:
    mail, other = post(site), post(site, "bo@demo.example")
    assert [deliver(site), deliver(site)] == [2, 0]
    assert receivers(server) == ["anna@demo.example", "bo@demo.example"]
    for sent in (row(site, mail), row(site, other)):
        assert (sent.state, sent.attempts, sent.leased_until, sent.error) == ("sent", 1, None, None)
        assert sent.sent_at


@pytest.mark.parametrize("reply", ["451 try later", "RCPT 450 mailbox busy", "RCPT 452 too many", "421 going down"])
def test_a_passing_refusal_is_tried_again_later(site: Site, server: MailServer, reply: str) -> None:
    server.replies.append(reply)
    mail = post(site)
    other = post(site, "bo@demo.example")
    assert deliver(site) == 1
    waiting = row(site, mail)
    assert (waiting.state, waiting.attempts, waiting.leased_until) == ("waiting", 1, None)
    assert timedelta(seconds=4) < waiting.next_attempt_at - waiting.created_at < timedelta(minutes=1)
    assert deliver(site) == 0
    let_pass(site, timedelta(minutes=1))
    assert deliver(site) == 1
    assert (row(site, mail).state, row(site, mail).attempts, row(site, other).attempts) == ("sent", 2, 1)
    assert receivers(server) == ["anna@demo.example", "bo@demo.example"]


@pytest.mark.parametrize("goodbye", ["421 too busy to say goodbye", "500 what?"])
def test_a_letter_that_was_taken_is_sent_however_the_server_says_goodbye(
    site: Site, server: MailServer, goodbye: str
) -> None:
    server.goodbye = goodbye
    mail = post(site)
    assert [deliver(site), deliver(site)] == [1, 0]
    assert (row(site, mail).state, receivers(server)) == ("sent", ["anna@demo.example"])


@pytest.mark.parametrize("reply", ["550 no such mailbox", "RCPT 550 no such mailbox", "RCPT 553 refused", "554 spam"])
def test_a_refusal_for_good_is_final(site: Site, server: MailServer, reply: str) -> None:
    server.replies.append(reply)
    mail, other = post(site), post(site, "bo@demo.example")
    assert deliver(site) == 1
    failed = row(site, mail)
    assert (failed.state, failed.sealed, failed.error) == ("failed", None, f"refused {reply.removeprefix('RCPT ')[:3]}")
    let_pass(site, timedelta(days=1))
    assert deliver(site) == 0
    assert (row(site, other).state, receivers(server)) == ("sent", ["bo@demo.example"])


def test_a_letter_that_never_gets_through_is_given_up_after_an_hour_and_a_half(site: Site, server: MailServer) -> None:
    server.down()
    mail = post(site)
    for _ in range(ATTEMPTS):
        assert row(site, mail).state == "waiting"
        deliver(site)
        let_pass(site, timedelta(minutes=16))
    assert (row(site, mail).state, row(site, mail).attempts, row(site, mail).sealed) == ("failed", ATTEMPTS, None)
    assert row(site, mail).error == "ConnectionRefusedError"


def test_a_server_that_was_down_delivers_later_and_the_codes_time_counts_from_then(
    site: Site, server: MailServer
) -> None:
    server.down()
    anna = ask(site)
    site.work()
    assert (anna.page.status_code, heading(anna.page)) == (200, said(site, "Check your mail", "sv"))
    let_pass(site, timedelta(minutes=40))
    server.up()
    site.work()
    [message] = server.messages
    code = words(message, "plain").split(": ", 1)[1][:9]
    let_pass(site, timedelta(minutes=9, seconds=30))
    assert anna.submit("/sign-in/code", code=wrong(code.replace(" ", ""))).status_code == 422
    anna.submit("/sign-in/code", code=code)
    assert signed_in(anna)


def test_a_server_that_wants_no_password_of_ours_is_tried_again(database_url: str, tmp_path: Path) -> None:
    """A mistake in the password is the operator's, and mended in an hour: no voter's letter is thrown away for it."""
    options = {"authenticator": nobody_may_sign_in, "auth_require_tls": False}
    with MailServer(**options) as server:
        settings = server.settings | {"SMTP_USER": "vote", "SMTP_PASSWORD": "wrong"}
        with production(database_url, tmp_path, **settings) as site:
            mail = post(site)
            assert deliver(site) == 0
            assert (row(site, mail).state, row(site, mail).error) == ("waiting", "SMTPAuthenticationError")


def test_without_the_promised_encryption_nothing_is_sent(database_url: str, tmp_path: Path, server: MailServer) -> None:
    settings = server.settings | {"SMTP_SECURITY": "starttls"}
    with production(database_url, tmp_path, **settings) as site:
        mail = post(site)
        assert deliver(site) == 0
        assert (row(site, mail).state, row(site, mail).error) == ("waiting", "SMTPNotSupportedError")
        assert server.tried == 0


def test_two_workers_at_once_never_send_a_letter_twice(site: Site, server: MailServer) -> None:
    server.open.clear()
    people = [f"{n}@demo.example" for n in range(6)]
    for address in people:
        post(site, address)
    with ThreadPoolExecutor(3) as workers:
        rounds = [workers.submit(deliver, site) for _ in range(3)]
        server.wait_for(3)  # each of them has a letter in its hands
        server.open.set()
        assert sum(made.result(30) for made in rounds) == len(people)
    assert receivers(server) == people


class Hands:
    """A transport that lets the test look around while a letter is in its hands."""

    def __init__(self, look: object) -> None:
        self.look = look
        self.sent: list[str] = []

    def send(self, message: EmailMessage, *, to: str) -> None:
        self.sent.append(message["To"])
        self.look()  # type: ignore[operator]


def test_only_the_letter_that_is_being_sent_is_leased(site: Site) -> None:
    """A slow server must not use up the lease of the letters behind it."""
    first, second = post(site), post(site, "bo@demo.example")
    leased: list[list[bool]] = []
    hands = Hands(lambda: leased.append([row(site, mail).leased_until is not None for mail in (first, second)]))
    assert deliver(site, hands) == 2
    assert leased == [[True, False], [False, True]]


def test_a_dead_workers_letter_is_sent_by_another_when_its_lease_has_run_out(site: Site, server: MailServer) -> None:
    class Died(BaseException):
        pass

    def die() -> None:
        raise Died

    mail = post(site)
    with pytest.raises(Died):
        deliver(site, Hands(die))
    assert row(site, mail).leased_until
    let_pass(site, LEASE - timedelta(seconds=20))
    assert deliver(site) == 0
    let_pass(site, timedelta(seconds=21))
    assert deliver(site) == 1
    assert receivers(server) == ["anna@demo.example"]


def test_a_worker_slower_than_its_lease_changes_nothing_of_what_another_did(site: Site, server: MailServer) -> None:
    mail = post(site)

    def slow_and_then_broken() -> None:
        let_pass(site, LEASE + timedelta(seconds=1))
        assert deliver(site) == 1
        raise OSError("the line broke")

    assert deliver(site, Hands(slow_and_then_broken)) == 0
    assert (row(site, mail).state, row(site, mail).attempts, row(site, mail).error) == ("sent", 1, None)


def test_a_letter_that_cannot_be_read_does_not_stop_the_others(site: Site, server: MailServer) -> None:
    unreadable = post(site)
    with site.app.app_context(), transaction():
        db.session.execute(update(Mail).values(sealed=b"sealed by another key, long ago"))
    others = [post(site, f"{n}@demo.example") for n in range(3)]
    assert deliver(site) == 3
    assert {row(site, mail).state for mail in others} == {"sent"}
    assert (row(site, unreadable).state, row(site, unreadable).error) == ("waiting", "KeyProblem")


def test_no_transaction_is_open_while_the_server_thinks(site: Site) -> None:
    """Otherwise a slow mail server would keep every voter from writing."""

    def write_beside() -> None:
        post(site, "bo@demo.example")

    post(site)
    hands = Hands(lambda: None if len(hands.sent) > 1 else write_beside())
    assert deliver(site, hands) == 2
    assert hands.sent == ["anna@demo.example", "bo@demo.example"]
