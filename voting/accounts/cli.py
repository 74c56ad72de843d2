"""`flask account …`: how the first admin comes in."""

import click
from flask import Blueprint

from voting.accounts import queries, rules, service
from voting.errors import DomainError
from voting.extensions import settings
from voting.text import Language
from voting.transaction import transaction

blueprint = Blueprint("account", __name__, cli_group="account")


@blueprint.cli.command("invite")
@click.argument("address")
@click.option("--role", type=click.Choice([role.value for role in rules.Role]), required=True)
@click.option("--language", "lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def invite(address: str, role: str, lang: Language) -> None:
    """Invite ADDRESS to be admin or juror. The role is theirs once they have signed in with that address."""
    prefix = "/en" if lang == "en" else ""
    try:
        with transaction():
            service.invite(
                address=rules.read_address(address),
                role=rules.Role(role),
                lang=lang,
                actor=None,
                sign_in_url=f"{settings().base_url}{prefix}/sign-in",
            )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Invited as {role}. The invitation holds for {rules.INVITATION_DAYS} days.")


@blueprint.cli.command("revoke")
@click.argument("address")
def revoke(address: str) -> None:
    """Take every role and open invitation from ADDRESS, and end its sessions, at once."""
    try:
        with transaction():
            taken = service.revoke(address=rules.read_address(address), actor=None)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Taken back." if taken else "That address holds no role.")


@blueprint.cli.command("list")
def list_accounts() -> None:
    """List the people with roles, and the invitations that wait."""
    for person in queries.list_staff():
        click.echo(f"{person.address}  {', '.join(person.roles)}")
    for waiting in queries.list_invitations():
        click.echo(f"{waiting.address}  {waiting.role} (invited{', expired' if waiting.expired else ''})")
