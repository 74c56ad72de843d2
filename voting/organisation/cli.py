"""`flask setup …`: how an empty installation gets its first admin."""

import click
from flask import Blueprint

from voting.extensions import settings
from voting.organisation import service
from voting.text import LANGUAGES
from voting.transaction import transaction
from voting.web.cli import told_plainly
from voting.web.i18n import prefix_of

blueprint = Blueprint("setup", __name__, cli_group="setup")
blueprint.cli.help = "The first start of an installation."


@blueprint.cli.command("link")
def link() -> None:
    """Print a link with which somebody sets the site up in a browser.

    The page behind it asks who runs the site and in which time zone and languages, sends a test message, and makes the
    person who types the code from that message the first administrator.

    The link works once and for 24 hours. Printing another one makes it worthless, and as soon as there is an
    administrator none is printed any more. Whoever has it can become administrator: give it to nobody else.

    Example: flask setup link
    """
    with told_plainly(), transaction():
        secret = service.make_link()
    click.echo("Open one of these in a browser. They are one link: it works once, and for 24 hours.")
    for lang in LANGUAGES:
        click.echo(f"  {settings().base_url}{prefix_of(lang)}/setup/{secret}")
