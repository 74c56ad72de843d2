"""`flask privacy …`: what people may ask of the organiser."""

import json
from typing import BinaryIO

import click
from flask import Blueprint

from voting.accounts.rules import read_address
from voting.privacy import queries, service
from voting.transaction import transaction
from voting.web.cli import REASON, address_argument, told_plainly
from voting.web.i18n import speaking

blueprint = Blueprint("privacy_commands", __name__, cli_group="privacy")
blueprint.cli.help = "What people may ask: their data, and that it is erased."
NOTHING = 3  # the exit code when nothing is stored


@blueprint.cli.command("export")
@address_argument
@click.option("--json", "as_json", is_flag=True, help="The data as JSON on the standard output, and no file.")
@click.option("--file", type=click.File("wb", lazy=True), default="personal-data.zip", show_default=True)
@click.option("--reason", type=REASON, required=True, help="How and when the person asked. It is recorded.")
def export(address: str, as_json: bool, file: BinaryIO, reason: str) -> None:
    """Write everything that is stored about the holder of ADDRESS into a file for that person.

    Times are days, so that nobody learns when somebody voted. It is recorded in the audit log.

    \b
    Exit codes: 0 written; 3 nothing is stored.

    Example: flask privacy export anna@example.se --reason "Mejl den 3 maj"
    """
    with told_plainly(), speaking("en"):
        read = read_address(address, throwaway=True)
        found = queries.find_data(read, coarse=True)
        with transaction():
            service.note_disclosure(address=read, found=bool(found), reason=reason, actor=None)
        if as_json:
            click.echo(json.dumps(found or {}, ensure_ascii=False))
        elif found:
            file.write(queries.archive(found, coarse=True))
            click.echo(f"Written to {file.name}.")
        else:
            click.echo("Nothing is stored about that address.")
    raise SystemExit(0 if found else NOTHING)


@blueprint.cli.command("erase")
@address_argument
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
def erase(address: str, as_json: bool) -> None:
    """Erase the account of ADDRESS, with its roles, sessions and invitations. Results do not change.

    Example: flask privacy erase anna@example.se
    """
    with told_plainly(), speaking("en"), transaction():
        erased = service.erase_account(address=read_address(address, throwaway=True))
    if as_json:
        click.echo(json.dumps({"erased": erased}))
    else:
        click.echo("Erased." if erased else "Nothing is stored about that address.")
