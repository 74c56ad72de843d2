"""`flask mail …`: what waits, and sending it, for installations that prefer a timer to the built-in worker."""

import sys
import uuid

import click
from flask import Blueprint

from voting.extensions import settings
from voting.mail import queries, service
from voting.mail.rules import MailState
from voting.mail.transport import transport_for
from voting.transaction import transaction
from voting.web.cli import json_option, show, told_plainly

blueprint = Blueprint("mail", __name__, cli_group="mail")
blueprint.cli.help = "The outbox: what waits, and sending it."


@blueprint.cli.command("deliver")
def deliver() -> None:
    """Send everything that is due now.

    Example: flask mail deliver
    """
    with told_plainly():
        sent = service.deliver_due(transport_for(settings()), most=sys.maxsize)
    click.echo(f"{sent} sent")


@blueprint.cli.command("queue")
@json_option
def queue(as_json: bool) -> None:
    """Show how many messages wait, were sent or failed.

    Example: flask mail queue --json
    """
    with told_plainly():
        counts = queries.count_by_state()
    rows = counts if as_json else list(counts.items())
    show(rows, as_json=as_json, line=lambda row: f"{row[1]:6} {row[0]}")


@blueprint.cli.command("list")
@click.option("--state", type=click.Choice([state.value for state in MailState]), help="Only those in this state.")
@json_option
def list_all(state: str | None, as_json: bool) -> None:
    """List the newest messages, with masked addresses and the number that `resend` wants.

    Example: flask mail list --state failed
    """
    with told_plainly():
        found = [
            {
                "number": mail.id,
                "kind": mail.kind,
                "to": mail.recipient_masked,
                "state": mail.state,
                "attempts": mail.attempts,
                "written_at": mail.created_at,
                "error": mail.error or "",
            }
            for mail in queries.list_mail(state=MailState(state) if state else None)
        ]
    show(found, as_json=as_json, line=lambda row: "{number}  {state:8} {kind:10} {to}  {error}".format_map(row))


@blueprint.cli.command("resend")
@click.argument("number", type=click.UUID)
def resend(number: uuid.UUID) -> None:
    """Try message NUMBER again now: one that waits, or one that was given up.

    Example: flask mail resend 0b8e2a5c-1f0e-4c43-9d8e-2f6d5a7c1b90
    """
    with told_plainly(), transaction():
        service.resend(mail_id=number, actor=None)
    click.echo("It is being sent again.")
