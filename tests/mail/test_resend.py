"""Sending a message again: by hand, of what was given up or waits, and never a code that is too old."""

import json
import uuid

import pytest
from sqlalchemy import select

from tests.mail.letters import deliver, row
from tests.mail.smtp import MailServer
from tests.page import main_text
from tests.site import Site
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.extensions import db
from voting.mail import service
from voting.mail.rules import Kind, NotResendable
from voting.transaction import transaction


def invite(site: Site, to: str = "bo@demo.example") -> uuid.UUID:
    with site.app.app_context(), transaction():
        return service.enqueue(
            Kind.INVITATION, to=to, lang="sv", role="juror", sign_in_url="https://x.example/", valid_minutes=9
        )


def resend(site: Site, mail_id: uuid.UUID) -> None:
    with site.app.app_context(), transaction():
        service.resend(mail_id=mail_id, actor=None)


def test_what_was_given_up_is_sent_again(site: Site, server: MailServer) -> None:
    server.replies.append("550 no such mailbox")
    mail, other = invite(site), invite(site, "cia@demo.example")
    deliver(site)
    assert (row(site, mail).state, row(site, other).state) == ("failed", "sent")
    resend(site, mail)
    assert (row(site, mail).state, row(site, mail).attempts, row(site, mail).error) == ("waiting", 0, None)
    assert deliver(site) == 1
    assert [message["To"] for message in server.messages] == ["cia@demo.example", "bo@demo.example"]
    assert row(site, mail).sealed is None


def test_what_waits_for_its_next_try_is_tried_now(site: Site, server: MailServer) -> None:
    server.replies.append("451 later")
    mail = invite(site)
    assert (deliver(site), deliver(site)) == (0, 0)
    resend(site, mail)
    assert (deliver(site), row(site, mail).state) == (1, "sent")


def test_a_code_that_was_given_up_and_what_has_been_delivered_stay(site: Site, server: MailServer) -> None:
    server.replies.append("550 no such mailbox")
    with site.app.app_context(), transaction():
        code = service.enqueue(Kind.CODE, to="a@demo.example", lang="sv", code="1", valid_minutes=1, contest_title=None)
    deliver(site)
    sent = invite(site)
    deliver(site)
    before = contents(site)
    for mail in (code, sent, uuid.uuid4()):
        with pytest.raises(NotResendable):
            resend(site, mail)
    assert contents(site) == before
    assert row(site, code).sealed is None


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_admins_do_it_on_the_page_of_the_queue(demo_site: Site, lang: str) -> None:
    mail, now_and_then = invite(demo_site), f"/admin/mail/{uuid.uuid4()}/resend"
    admin = demo_site.staff(Role.ADMIN, lang)
    demo_site.work()
    with demo_site.app.app_context(), transaction():
        stuck = give_up()
    page = admin.get("/admin/mail?state=failed")
    assert "d…@demo.example" in main_text(page)
    assert "b…@demo.example" not in main_text(page)
    admin.submit(f"/admin/mail/{stuck}/resend")
    assert said(demo_site, "The message is being sent again.", lang) in main_text(admin.page)
    assert row(demo_site, stuck).state == "waiting"
    with demo_site.app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Act.RESENT)).one()
    assert event.details == {"kind": "invitation", "address": "d…@demo.example"}
    admin.post(now_and_then, {"csrf_token": admin.token()})
    assert admin.page.status_code == 409
    assert row(demo_site, mail).state == "sent"


def give_up() -> uuid.UUID:
    """A message that the mail server has refused for good."""
    mail_id = service.enqueue(
        Kind.INVITATION,
        to="dan@demo.example",
        lang="sv",
        role="juror",
        sign_in_url="https://x.example/",
        valid_minutes=9,
    )
    service._remember(mail_id, {}, service._Failure("refused 550", permanent=True))
    return mail_id


def test_an_unknown_state_shows_everything(demo_site: Site) -> None:
    invite(demo_site)
    admin = demo_site.staff(Role.ADMIN, "en")
    assert "b…@demo.example" in main_text(admin.get("/admin/mail?state=nonsense"))


def test_an_operator_lists_and_resends_by_command(site: Site, server: MailServer) -> None:
    server.replies.append("550 no such mailbox")
    mail = invite(site)
    deliver(site)
    run = site.app.test_cli_runner()
    listed = json.loads(run.invoke(args=["mail", "list", "--state", "failed", "--json"]).output)
    assert [(found["number"], found["to"], found["error"]) for found in listed] == [
        (str(mail), "b…@demo.example", "refused 550")
    ]
    assert run.invoke(args=["mail", "resend", str(mail)]).exit_code == 0
    assert row(site, mail).state == "waiting"
    refused = run.invoke(args=["mail", "resend", str(uuid.uuid4())])
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert json.loads(run.invoke(args=["mail", "queue", "--json"]).output) == {"waiting": 1, "sent": 0, "failed": 0}
