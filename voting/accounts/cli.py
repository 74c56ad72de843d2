"""`flask account …`: how the first admin comes in."""

import click
from flask import Blueprint

from voting.accounts import queries, rules, service
from voting.text import Language
from voting.transaction import transaction
from voting.web.cli import address_argument, told_plainly

blueprint = Blueprint("account", __name__, cli_group="account")


@blueprint.cli.command("invite")
@address_argument
@click.option("--role", type=click.Choice([role.value for role in rules.Role]), required=True)
@click.option("--language", "lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def invite(address: str, role: str, lang: Language) -> None:
    """Invite ADDRESS to be admin or juror. The role is theirs once they have signed in with that address."""
    with told_plainly(), transaction():
        service.invite(address=rules.read_address(address), role=rules.Role(role), lang=lang, actor=None)
    click.echo(f"Invited as {role}. The invitation holds for {rules.INVITATION_DAYS} days.")


@blueprint.cli.command("revoke")
@address_argument
def revoke(address: str) -> None:
    """Take the role or the open invitation from ADDRESS, and end its sessions, at once."""
    with told_plainly(), transaction():
        taken = service.revoke(address=rules.read_address(address), actor=None)
    click.echo("Taken back." if taken else "That address holds no role.")


@blueprint.cli.command("list")
def list_accounts() -> None:
    """List the people with roles, and the invitations that wait."""
    with told_plainly():
        staff, invitations = queries.list_staff(), queries.list_invitations()
    for person in staff:
        click.echo(f"{person.address}  {person.role}")
    for waiting in invitations:
        click.echo(f"{waiting.address}  {waiting.role} (invited{', expired' if waiting.expired else ''})")
