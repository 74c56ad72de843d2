"""The outbox: written with the transaction that causes a letter, sealed, wiped when dealt with, masked for staff."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.mail.letters import deliver, post, row
from tests.mail.smtp import MailServer
from tests.page import parse, text_of
from tests.site import Site
from tests.tables import contents, let_pass, row_counts
from tests.words import said
from voting.accounts.rules import Role
from voting.extensions import db
from voting.mail import service
from voting.mail.models import Mail
from voting.mail.rules import Kind
from voting.mail.transport import transport_for
from voting.transaction import transaction


def enqueue() -> None:
    service.enqueue(
        Kind.CODE, to="anna@demo.example", lang="sv", code="1234 5678", valid_minutes=10, contest_title=None
    )


STATES = ("Waiting", "Delivered", "Given up")


def test_a_letter_belongs_to_the_transaction_that_causes_it(site: Site) -> None:
    service.waiting.clear()

    def enqueue_and_fail() -> None:
        with transaction():
            enqueue()
            raise ZeroDivisionError

    with site.app.app_context(), pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert row_counts(site) == {}
    assert not service.waiting.is_set()


def test_the_worker_is_woken_once_the_letter_is_stored(site: Site) -> None:
    service.waiting.clear()
    with site.app.app_context(), transaction():
        enqueue()
        assert not service.waiting.is_set()
    assert service.waiting.is_set()
    assert row_counts(site) == {"mail": 1}


def test_a_waiting_letter_is_sealed(site: Site) -> None:
    post(site)
    stored = repr(contents(site)["mail"])
    assert "a…@…" in stored
    assert [word for word in ("anna", "1234 5678", "12345678") if word in stored] == []


def test_what_a_delivered_letter_said_is_wiped(site: Site, server: MailServer) -> None:
    server.replies.append("550 no such mailbox")
    refused, sent, waiting = post(site), post(site), post(site)
    with site.app.app_context():
        service.deliver_due(transport_for(site.app.extensions["voting_settings"]), most=2)
    assert [row(site, mail).state for mail in (refused, sent, waiting)] == ["failed", "sent", "waiting"]
    assert [row(site, mail).sealed is None for mail in (refused, sent, waiting)] == [True, True, False]


def test_the_demo_keeps_it_sealed_for_its_page(demo_site: Site) -> None:
    mail = post(demo_site, code="8642 9753")
    deliver(demo_site)
    kept = row(demo_site, mail)
    assert kept.state == "sent"
    assert kept.sealed
    assert b"8642" not in kept.sealed
    assert "8642 9753" in demo_site.browser().get("/demo/outbox").text


def test_no_letter_leaves_a_demo(database_url: str, tmp_path: Path, server: MailServer) -> None:
    with Site(database_url, tmp_path, **server.settings) as demo:
        post(demo)
        assert deliver(demo) == 1
    assert (server.tried, server.messages) == (0, [])


def test_old_letters_are_thrown_away_and_waiting_ones_are_not(site: Site, server: MailServer) -> None:
    server.replies.append("550 no such mailbox")
    old_failed, old_sent = post(site), post(site)
    deliver(site)
    old_waiting = post(site)
    let_pass(site, timedelta(days=29, hours=23))
    young_sent = post(site, "bo@demo.example")
    with site.app.app_context(), transaction():
        db.session.execute(update(Mail).where(Mail.id == young_sent).values(state="sent"))
    with site.app.app_context():
        service.purge()
        assert set(db.session.scalars(db.select(Mail.id))) == {old_failed, old_sent, old_waiting, young_sent}
    let_pass(site, timedelta(hours=1, seconds=1))
    with site.app.app_context():
        service.purge()
        assert set(db.session.scalars(db.select(Mail.id))) == {old_waiting, young_sent}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_admin_sees_states_and_masked_addresses_only(demo_site: Site, lang: str) -> None:
    admin = demo_site.staff(Role.ADMIN, lang)
    mails = [post(demo_site, f"{name}.person@demo.example", code="8642 9753") for name in ("anna", "bo", "cilla")]
    with demo_site.app.app_context(), transaction():
        for mail, state, error in zip(mails, ("waiting", "failed", "sent"), (None, "refused 550", None), strict=True):
            db.session.execute(update(Mail).where(Mail.id == mail).values(state=state, error=error, attempts=3))
    text = text_of(parse(admin.get("/admin/mail").text))
    shown = ["a…@…", "b…@…", "c…@…", *(said(demo_site, word, lang) for word in STATES)]
    refused = said(demo_site, "The mail server refused it (%(code)s)", lang).replace("%(code)s", "550")
    assert [word for word in (*shown, refused) if word not in text] == []
    assert [word for word in ("person", "a…@demo", "8642", "9753") if word in text] == []


def test_a_juror_does_not_see_the_queue(demo_site: Site) -> None:
    assert demo_site.staff(Role.JUROR).get("/admin/mail").status_code == 403


def test_the_commands_deliver_and_count(site: Site, server: MailServer) -> None:
    server.replies.extend(["451 later"] * 11 + ["550 never"])
    for n in range(14):
        post(site, f"{n}@demo.example")
    run = site.app.test_cli_runner()
    assert run.invoke(args=["mail", "queue"]).output.split() == ["14", "waiting", "0", "sent", "0", "failed"]
    assert run.invoke(args=["mail", "deliver"]).output == "2 sent\n"
    assert run.invoke(args=["mail", "queue"]).output.split() == ["11", "waiting", "2", "sent", "1", "failed"]
