"""What only the demo has: everybody's mail on one page, and every component of the screens on another."""

import re
from typing import Any

from flask import Blueprint, render_template

from voting.accounts.access import public
from voting.contests import queries as contests
from voting.demo.forms import SampleForm
from voting.errors import N_, NotFound
from voting.mail.models import Mail
from voting.mail.queries import list_mail
from voting.mail.rules import Kind
from voting.mail.service import read_demo
from voting.nominees.queries import list_nominees
from voting.results.rules import count
from voting.web.i18n import translated

blueprint = Blueprint("demo", __name__)
SHOWN = 20
EXAMPLE_VOTES = (5120, 2048, 2048, 87, 0)  # of nominees that are invented
EXAMPLE_STEPS = (
    (N_("Draft"), "done"),
    (N_("Announced"), "done"),
    (N_("Voting open"), "current"),
    (N_("Voting closed"), "todo"),
)
CODE = re.compile(r"\b\d{4} \d{4}\b")


@blueprint.get("/demo/outbox")
@public
def outbox() -> str:
    """The newest messages, each with its code picked out."""
    mails = [_shown(mail, content) for mail in list_mail(SHOWN) if (content := read_demo(mail))]
    return render_template("demo/outbox.html", mails=mails)


@blueprint.get("/styleguide", endpoint="styleguide")
@public
def style_guide() -> str:
    """Every component in every state, with the demo's own award for an example."""
    standing = next(iter(contests.list_public_contests()), None)
    if standing is None:
        raise NotFound
    nominees = [nominee for nominee in list_nominees(standing.contest.id) if nominee.invented]
    form = SampleForm()
    wrong = SampleForm(prefix="wrong-")
    wrong.validate()
    return render_template(
        "demo/styleguide.html",
        contest=standing.contest,
        nominees=nominees,
        rows=count(nominees, dict(zip(nominees, EXAMPLE_VOTES, strict=False))).rows,
        steps=[{"title": translated(word), "state": state, "at": None} for word, state in EXAMPLE_STEPS],
        sample=form,
        wrong=wrong,
    )


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
