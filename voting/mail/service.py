"""Put messages in the outbox, and deliver what is due.

The words are written at delivery, so that "valid until" is counted from sending. A message is leased before it is sent:
two workers never send the same one at once, and a worker that dies gives its lease back by time.
"""

import json
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import structlog
from flask import render_template
from sqlalchemy import delete, insert, or_, select, update

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now
from voting.extensions import db, key_ring, settings
from voting.mail.models import Mail
from voting.mail.rules import (
    LEASE,
    LONGEST_TRIAL,
    Kind,
    MailState,
    NotResendable,
    Trouble,
    hide,
    mask,
    wait_after,
)
from voting.mail.transport import Refused, Transport, answer_of, send_within, transport_for, trouble_of
from voting.text import Language
from voting.transaction import after_commit, database_time, transaction
from voting.web.i18n import speaking
from voting.web.identity import identity

BATCH = 10
KEEP = timedelta(days=30)
waiting = threading.Event()  # set when this process has put something in the outbox
log = structlog.get_logger()


def enqueue(kind: Kind, *, to: str, lang: Language, **params: Any) -> uuid.UUID:
    """Put a message in the outbox of the open transaction.

    `params` are what its template needs, as plain values; `valid_minutes` among them, if any, becomes `valid_until` at
    delivery.
    """
    mail_id = uuid.uuid4()
    message = insert(Mail).values(
        id=mail_id,
        kind=kind.value,
        state=MailState.WAITING.value,
        sealed=_seal({"to": to, "lang": lang, "params": params}),
        recipient_masked=hide(to) if kind is Kind.CODE else mask(to),
        created_at=database_now(),
        next_attempt_at=database_now(),
    )
    db.session.execute(message)
    after_commit(waiting.set)
    return mail_id


def deliver_due(transport: Transport, *, most: int = BATCH) -> int:
    """Try to deliver what is due, each message on a lease of its own. Returns how many were sent."""
    sent = 0
    with transaction():
        mail_id = _lease()
    for left in reversed(range(most)):
        if mail_id is None:
            return sent
        content, failure = _send(mail_id, transport)
        sent += failure is None
        with transaction():
            _remember(mail_id, content, failure)
            mail_id = _lease() if left else None
    waiting.set()  # there may be more: no pause before the next round
    return sent


def resend(*, mail_id: uuid.UUID, actor: uuid.UUID | None) -> None:
    """Try a message again from the start: one that was given up, or now instead of later. Raises NotResendable."""
    row = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state != MailState.SENT.value, Mail.sealed.is_not(None))
        .values(state=MailState.WAITING.value, attempts=0, next_attempt_at=database_now(), error=None)
        .returning(Mail.kind, Mail.recipient_masked)
    ).one_or_none()
    if row is None:
        raise NotResendable
    after_commit(waiting.set)
    audit.record(Act.RESENT, actor=actor, kind=row.kind, address=row.recipient_masked)


class NotSent(Exception):
    """A message that was to be sent at once was not taken. `trouble` says why, `answer` is the server's number."""

    def __init__(self, trouble: Trouble, answer: str) -> None:
        super().__init__(f"{trouble} ({answer})")
        self.trouble, self.answer = trouble, answer


def send_now(kind: Kind, *, to: str, lang: Language, **params: Any) -> None:
    """Send a message while its sender waits, outside any transaction, and note that it was sent. Raises NotSent.

    For trying the mail out: everything else goes by the outbox, which nobody has to wait for.
    """
    mail_id = uuid.uuid4()
    content: dict[str, Any] = {"to": to, "lang": lang, "params": params}
    message = write(kind, content, message_id=mail_id, sent_at=database_time())
    content["text"] = _text_of(message)
    db.session.rollback()  # no transaction stays open while the mail server thinks
    failure = send_within(LONGEST_TRIAL, transport_for(settings()), message, to=to)
    if failure:
        log.warning("mail not delivered", kind=kind.value, error=type(failure).__name__, again=False)
        raise NotSent(trouble_of(failure), answer_of(failure))
    now = {name: database_now() for name in ("created_at", "next_attempt_at", "sent_at")}
    sent = {"kind": kind.value, "state": MailState.SENT.value, "attempts": 1, "recipient_masked": mask(to)}
    sealed = _seal(content) if settings().demo else None
    with transaction():
        db.session.execute(insert(Mail).values(id=mail_id, sealed=sealed, **sent, **now))


def purge() -> None:
    """Forget messages that were dealt with a month ago."""
    with transaction():
        old = Mail.created_at < database_time() - KEEP
        db.session.execute(delete(Mail).where(old, Mail.state != MailState.WAITING.value))


def _lease() -> uuid.UUID | None:
    """Take the message that has waited longest, for as long as its delivery may last. None: nothing is due."""
    now = database_time()
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


@dataclass(frozen=True)
class _Failure:
    """Why a message did not leave. `permanent`: it never will."""

    error: str
    permanent: bool = False


def _send(mail_id: uuid.UUID, transport: Transport) -> tuple[dict[str, Any], _Failure | None]:
    """Send one leased message. Returns what it held, with its text once that was written, and how it failed, if so."""
    mail = db.session.get_one(Mail, mail_id)
    content: dict[str, Any] = {}
    try:
        content = _unseal(mail.sealed)
        message = write(Kind(mail.kind), content, message_id=mail.id, sent_at=database_time())
        content["text"] = _text_of(message)
        db.session.rollback()  # no transaction stays open while the mail server thinks
        transport.send(message, to=content["to"])
    except Refused as refused:
        return content, _Failure(f"refused {refused}", permanent=True)
    except Exception as failure:  # noqa: BLE001 whatever the server or the network did: try again later
        return content, _Failure(type(failure).__name__)
    return content, None


def _remember(mail_id: uuid.UUID, content: dict[str, Any], failure: _Failure | None) -> None:
    mail = db.session.get_one(Mail, mail_id)
    if mail.state != MailState.WAITING.value:
        return  # so slow that the lease ran out, and another worker has dealt with it
    now = database_time()
    mail.attempts += 1
    mail.leased_until = None
    if failure is None:
        mail.state, mail.sent_at, mail.error = MailState.SENT.value, now, None
        mail.sealed = _seal(content) if settings().demo else None
        return
    mail.error = failure.error
    wait = None if failure.permanent else wait_after(mail.attempts)
    log.warning("mail not delivered", kind=mail.kind, attempts=mail.attempts, error=mail.error, again=wait is not None)
    if wait is None:
        mail.state = MailState.FAILED.value
        if mail.kind == Kind.CODE:  # worth nothing any more; whatever else was given up can be sent again
            mail.sealed = None
    else:
        mail.next_attempt_at = now + wait


def write(kind: Kind, content: dict[str, Any], *, message_id: uuid.UUID, sent_at: datetime) -> EmailMessage:
    """The message in its reader's language: text first, simple HTML second, no picture, no tracking."""
    lang: Language = content["lang"]
    params = dict(content["params"])
    params["valid_until"] = sent_at + timedelta(minutes=params.pop("valid_minutes", 0))
    with speaking(lang):
        text = render_template(f"mail/{kind.value}.txt", **params)
        html = render_template(f"mail/{kind.value}.html", **params)
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = identity().mail_from.get(lang)
    message["To"] = content["to"]
    message["Message-ID"] = f"<{message_id}@{settings().host}>"
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
    if not settings().demo or mail.sealed is None:
        return None
    content = _unseal(mail.sealed)
    return content if "text" in content else None


def _seal(content: dict[str, Any]) -> bytes:
    return key_ring().seal(json.dumps(content).encode(), purpose="mail")


def _unseal(sealed: bytes | None) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(key_ring().unseal(sealed or b"", purpose="mail"))
    return content
