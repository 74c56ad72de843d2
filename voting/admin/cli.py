"""`flask privacy …`: what people may ask of the organiser."""

import click
from flask import Blueprint

from voting.accounts.rules import read_address
from voting.admin import service
from voting.transaction import transaction
from voting.web.cli import address_argument, told_plainly

blueprint = Blueprint("privacy", __name__, cli_group="privacy")


@blueprint.cli.command("erase")
@address_argument
def erase(address: str) -> None:
    """Erase the account of ADDRESS, with its roles, sessions and invitations. Results do not change."""
    with told_plainly(), transaction():
        erased = service.erase_account(address=read_address(address))
    click.echo("Erased." if erased else "Nothing is stored about that address.")
