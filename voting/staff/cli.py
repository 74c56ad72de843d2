"""`flask account …`: how the first admin comes in, and what is done about staff when no page can be reached."""

import json
import uuid
from typing import Any

import click
from flask import Blueprint

from voting.accounts import rules
from voting.accounts.queries import list_sessions
from voting.accounts.scopes import Scopes, read_scope, write_scopes
from voting.contests.queries import get_award, get_contest
from voting.staff import queries, service
from voting.staff.rules import Deed
from voting.text import Language
from voting.transaction import transaction
from voting.web.cli import REASON, address_argument, told_plainly
from voting.web.i18n import language

blueprint = Blueprint("account", __name__, cli_group="account")
blueprint.cli.help = "Who runs the votes and who follows the count."
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
reason_option = click.option(
    "--reason", type=REASON, default="by command", show_default=True, help="Why; kept in the audit log."
)


@blueprint.cli.command("invite")
@address_argument
@click.option("--role", type=click.Choice([role.value for role in rules.Role]), required=True)
@click.option(
    "--for", "scopes", multiple=True, metavar="AWARD[/YEAR]", help="Only for this award or vote; may be given again."
)
@click.option("--language", "lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def invite(address: str, role: str, scopes: tuple[str, ...], lang: Language) -> None:
    """Invite ADDRESS to be admin or juror. The role is theirs once they have signed in with that address.

    \b
    flask account invite eva@example.org --role admin
    flask account invite bo@example.org --role juror --for best-book/2026
    """
    with told_plainly(), transaction():
        covered: Scopes = frozenset(map(read_scope, scopes)) if scopes else None
        for scope in covered or ():
            get_contest(scope.award, scope.year) if scope.year else get_award(scope.award)
        to = rules.read_address(address)
        service.invite(address=to, role=rules.Role(role), scopes=covered, lang=lang, actor=None)
    click.echo(f"Invited as {role}. The invitation holds for {rules.INVITATION_DAYS} days.")


@blueprint.cli.command("revoke")
@address_argument
def revoke(address: str) -> None:
    """Take the role or the open invitation from ADDRESS, and end its sessions, at once.

    Example: flask account revoke anna@example.se
    """
    with told_plainly(), transaction():
        taken = service.revoke(address=rules.read_address(address), actor=None)
    click.echo("Taken back." if taken else "That address holds no role.")


@blueprint.cli.command("list")
@as_json
def list_accounts(as_json: bool) -> None:
    """List the people with roles, and the invitations that wait.

    Example: flask account list --json
    """
    with told_plainly():
        staff, invitations = queries.list_staff(), queries.list_invitations()
    rows = [_staff_row(person) for person in staff]
    rows += [
        {"address": offer.address, "role": offer.role.value, "for": write_scopes(offer.scopes), "invited": True}
        | {"expired": offer.expired}
        for offer in invitations
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        marks = [mark for mark in ("invited", "expired", "disabled") if row.get(mark)]
        scopes = "  for " + ", ".join(row["for"]) if row["for"] is not None else ""
        said = f" ({', '.join(marks)})" if marks else ""
        click.echo(f"{row['address']}  {row['role'] or 'no role'}{scopes}{said}")


def _staff_row(person: queries.StaffRow) -> dict[str, Any]:
    return {
        "address": person.address,
        "role": person.role.value if person.role else None,
        "for": write_scopes(person.scopes),
        "second_factor": person.second_factor.value if person.second_factor else None,
        "signed_in_at": person.signed_in_at.isoformat() if person.signed_in_at else None,
        "disabled": person.disabled_at is not None,
    }


@blueprint.cli.command("sessions")
@address_argument
@click.option("--end", is_flag=True, help="Sign the account out everywhere; for staff alone.")
@reason_option
@as_json
def sessions(address: str, end: bool, reason: str, as_json: bool) -> None:
    """Show in which browsers ADDRESS is signed in, or end all of that.

    Example: flask account sessions anna@example.se --end --reason "Borttappad telefon"
    """
    with told_plainly(), transaction():
        account_id = service.find_account(rules.read_address(address))
        rows = list_sessions(account_id)
        if end:
            _carry_out(Deed.END, account_id, reason)
    if as_json:
        known = [{"browser": row.browser, "system": row.system, "began_at": row.began_at.isoformat()} for row in rows]
        click.echo(json.dumps(known, indent=2))
        return
    for row in rows:
        click.echo(f"{row.began_at:%Y-%m-%d %H:%M}Z  {row.browser or '?'} on {row.system or '?'}")
    click.echo(f"{len(rows)} ended" if end else f"{len(rows)} signed in")


def _carry_out(deed: Deed, account_id: uuid.UUID, reason: str) -> None:
    """Raises NotFound for a voter too: what these acts record would tell about voters."""
    service.do(deed, account_id=account_id, actor=None, reason=reason, lang=language())


def _deed(deed: Deed, name: str, why: str, done: str, told: str) -> None:
    """A command for one of the acts that the pages have too. `why`: a reason for the example."""

    example = f'Example: flask account {name} anna@example.se --reason "{why}"'

    @blueprint.cli.command(name, help=f"{told}\n\n{example}")
    @address_argument
    @reason_option
    def command(address: str, reason: str) -> None:
        with told_plainly(), transaction():
            _carry_out(deed, service.find_account(rules.read_address(address)), reason)
        click.echo(done)


_deed(
    Deed.DISABLE,
    "disable",
    "Har slutat",
    "Disabled.",
    "Keep ADDRESS out: its sessions end, and it cannot sign in or vote.",
)
_deed(Deed.ENABLE, "enable", "Tillbaka igen", "Enabled.", "Let ADDRESS sign in again, with the role that it had.")
_deed(
    Deed.RESET,
    "reset-factor",
    "Borttappad telefon",
    "Reset. The person sets up a new one after signing in.",
    "Forget the second factor and the recovery codes of ADDRESS, who has lost them. Make sure whom you talk to.",
)
