"""What tests of the mail do over and over: put a letter in the outbox, and look at the row it lies in."""

import uuid
from email.message import EmailMessage

from sqlalchemy import select

from tests.site import Site
from voting.extensions import db
from voting.mail import service
from voting.mail.models import Mail
from voting.mail.rules import Kind
from voting.mail.transport import Transport, transport_for
from voting.text import Language
from voting.transaction import transaction


def post(site: Site, to: str = "anna@demo.example", lang: Language = "sv", code: str = "1234 5678") -> uuid.UUID:
    """Put a code's letter in the outbox."""
    with site.app.app_context(), transaction():
        return service.enqueue(Kind.CODE, to=to, lang=lang, code=code, valid_minutes=10, contest_title=None)


def deliver(site: Site, transport: Transport | None = None) -> int:
    """One round of delivery; how many were sent."""
    with site.app.app_context():
        return service.deliver_due(transport or transport_for(site.app.extensions["voting_settings"]))


def row(site: Site, mail_id: uuid.UUID) -> Mail:
    """A letter's row as it lies in the database."""
    with site.app.app_context():
        found = db.session.scalars(select(Mail).where(Mail.id == mail_id)).one()
        db.session.expunge(found)
        return found


def words(message: EmailMessage, kind: str) -> str:
    """The `plain` or the `html` part."""
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())
