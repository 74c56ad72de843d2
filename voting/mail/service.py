"""Put messages in the outbox, and deliver what is due.

The words are written at delivery, so that "valid until" is counted from sending. A message is leased before it is sent:
two workers never send the same one at once, and a worker that dies gives its lease back by time.
"""

import json
import threading
import uuid
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import structlog
from flask import current_app, render_template
from sqlalchemy import delete, or_, select, update

from voting.config import Settings
from voting.database import database_now
from voting.extensions import db
from voting.keys import KeyRing
from voting.mail.models import Mail
from voting.mail.rules import LEASE, Kind, MailState, mask, wait_after
from voting.mail.transport import Refused, Transport
from voting.text import Language
from voting.transaction import after_commit, transaction
from voting.web.i18n import speaking

BATCH = 10
KEEP = timedelta(days=30)
waiting = threading.Event()  # set when this process has put something in the outbox
log = structlog.get_logger()


def enqueue(kind: Kind, *, to: str, lang: Language, **params: Any) -> uuid.UUID:
    """Put a message in the outbox of the open transaction.

    `params` are what its template needs, as plain values; `valid_minutes` among them becomes `valid_until` at delivery.
    """
    now = _database_time()
    mail = Mail(
        id=uuid.uuid4(),
        kind=kind.value,
        state=MailState.WAITING.value,
        sealed=_seal({"to": to, "lang": lang, "params": params}),
        recipient_masked=mask(to),
        created_at=now,
        next_attempt_at=now,
    )
    db.session.add(mail)
    db.session.flush()
    after_commit(waiting.set)
    return mail.id


def deliver_due(transport: Transport, *, most: int = BATCH) -> int:
    """Try to deliver what is due, each message on a lease of its own. Returns how many were sent."""
    sent = 0
    for _ in range(most):
        mail_id = _lease()
        if mail_id is None:
            break
        sent += _deliver(mail_id, transport)
    else:
        waiting.set()  # there may be more: no pause before the next round
    return sent


def purge() -> None:
    """Forget messages that were dealt with a month ago."""
    with transaction():
        old = Mail.created_at < _database_time() - KEEP
        db.session.execute(delete(Mail).where(old, Mail.state != MailState.WAITING.value))


def _lease() -> uuid.UUID | None:
    with transaction():
        now = _database_time()
        free = or_(Mail.leased_until.is_(None), Mail.leased_until < now)
        due = (
            select(Mail.id)
            .where(Mail.state == MailState.WAITING.value, Mail.next_attempt_at <= now, free)
            .order_by(Mail.next_attempt_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        mail_id = db.session.scalar(due)
        if mail_id:
            db.session.execute(update(Mail).where(Mail.id == mail_id).values(leased_until=now + LEASE))
    return mail_id


def _deliver(mail_id: uuid.UUID, transport: Transport) -> bool:
    """Send one leased message and remember how it went."""
    mail = db.session.get_one(Mail, mail_id)
    error, permanent, content = None, False, {}
    try:
        content = _unseal(mail.sealed)
        message = write(Kind(mail.kind), content, message_id=mail.id, sent_at=_database_time())
        content["text"] = _text_of(message)
        db.session.rollback()  # no transaction stays open while the mail server thinks
        transport.send(message, to=content["to"])
    except Refused as refused:
        error, permanent = f"refused {refused}", True
    except Exception as failure:  # noqa: BLE001 whatever the server or the network did: try again later
        error = type(failure).__name__
    with transaction():
        _remember(mail_id, content, error, permanent=permanent)
    return error is None


def _remember(mail_id: uuid.UUID, content: dict[str, Any], error: str | None, *, permanent: bool) -> None:
    mail = db.session.get_one(Mail, mail_id)
    if mail.state != MailState.WAITING.value:
        return  # so slow that the lease ran out, and another worker has dealt with it
    now = _database_time()
    mail.attempts += 1
    mail.leased_until = None
    mail.error = error
    if error is None:
        mail.state, mail.sent_at = MailState.SENT.value, now
        mail.sealed = _seal(content) if _settings().demo else None
        return
    wait = None if permanent else wait_after(mail.attempts)
    log.warning("mail not delivered", kind=mail.kind, attempts=mail.attempts, error=error, again=wait is not None)
    if wait is None:
        mail.state, mail.sealed = MailState.FAILED.value, None
    else:
        mail.next_attempt_at = now + wait


def write(kind: Kind, content: dict[str, Any], *, message_id: uuid.UUID, sent_at: datetime) -> EmailMessage:
    """The message in its reader's language: text first, simple HTML second, no picture, no tracking."""
    settings = _settings()
    lang: Language = content["lang"]
    params = dict(content["params"])
    params["valid_until"] = sent_at + timedelta(minutes=params.pop("valid_minutes"))
    with speaking(lang):
        text = render_template(f"mail/{kind.value}.txt", **params)
        html = render_template(f"mail/{kind.value}.html", **params)
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = settings.mail_from
    message["To"] = content["to"]
    message["Message-ID"] = f"<{message_id}@{settings.host}>"
    message["Date"] = sent_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n")
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = lang  # last: what makes the parts would move it into the first of them
    return message


def _text_of(message: EmailMessage) -> dict[str, str]:
    body = message.get_body(("plain",))
    return {"subject": message["Subject"], "body": body.get_content() if body else ""}


def read_demo(mail: Mail) -> dict[str, Any] | None:
    """What the demo kept of a message: {"to", "lang", "text": {"subject", "body"}}, or None before it was written."""
    if not _settings().demo or mail.sealed is None:
        return None
    content = _unseal(mail.sealed)
    return content if "text" in content else None


def _database_time() -> datetime:
    return db.session.scalars(select(database_now())).one()


def _settings() -> Settings:
    settings: Settings = current_app.extensions["voting_settings"]
    return settings


def _seal(content: dict[str, Any]) -> bytes:
    keys: KeyRing = current_app.extensions["voting_keys"]
    return keys.seal(json.dumps(content).encode(), purpose="mail")


def _unseal(sealed: bytes | None) -> dict[str, Any]:
    keys: KeyRing = current_app.extensions["voting_keys"]
    content: dict[str, Any] = json.loads(keys.unseal(sealed or b"", purpose="mail"))
    return content
