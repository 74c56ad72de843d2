"""`flask mail …`: deliver what waits, for installations that prefer a timer to the built-in worker."""

import sys

import click
from flask import Blueprint

from voting.extensions import settings
from voting.mail import queries, service
from voting.mail.transport import transport_for
from voting.web.cli import told_plainly

blueprint = Blueprint("mail", __name__, cli_group="mail")


@blueprint.cli.command("deliver")
def deliver() -> None:
    """Send everything that is due now."""
    with told_plainly():
        sent = service.deliver_due(transport_for(settings()), most=sys.maxsize)
    click.echo(f"{sent} sent")


@blueprint.cli.command("queue")
def queue() -> None:
    """Show how many messages wait, were sent or failed."""
    with told_plainly():
        counts = queries.count_by_state()
    for state, count in counts.items():
        click.echo(f"{count:6} {state}")
