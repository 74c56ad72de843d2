"""`flask privacy …`: what people may ask of the organiser."""

import click
from flask import Blueprint

from voting.accounts.rules import read_address
from voting.admin import service
from voting.errors import DomainError
from voting.transaction import transaction

blueprint = Blueprint("privacy", __name__, cli_group="privacy")


@blueprint.cli.command("erase")
@click.argument("address")
def erase(address: str) -> None:
    """Erase the account of ADDRESS, with its roles, sessions and invitations. Results do not change."""
    try:
        with transaction():
            erased = service.erase_account(address=read_address(address))
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Erased." if erased else "Nothing is stored about that address.")
