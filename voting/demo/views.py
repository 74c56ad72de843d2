"""The demo's outbox: everybody's mail on one page. Registered in demo mode only."""

import re
from typing import Any

from flask import Blueprint, render_template

from voting.accounts.access import public
from voting.mail.models import Mail
from voting.mail.queries import list_mail
from voting.mail.rules import Kind
from voting.mail.service import read_demo

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
SHOWN = 20
CODE = re.compile(r"\b\d{4} \d{4}\b")


@blueprint.get("/outbox")
@public
def outbox() -> str:
    """The newest messages, each with its code picked out."""
    mails = [_shown(mail, content) for mail in list_mail(SHOWN) if (content := read_demo(mail))]
    return render_template("demo/outbox.html", mails=mails)


def _shown(mail: Mail, content: dict[str, Any]) -> dict[str, Any]:
    code = CODE.search(content["text"]["body"]) if mail.kind == Kind.CODE else None
    return {
        "to": content["to"],
        "lang": content["lang"],
        "subject": content["text"]["subject"],
        "text": content["text"]["body"],
        "code": code.group() if code else None,
        "created_at": mail.created_at,
        "sent_at": mail.sent_at,
    }
