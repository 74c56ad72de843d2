"""`flask voters …`: the list of those who may vote, where not everybody may. No address is ever shown in full."""

import uuid
from typing import TextIO

import click
from flask import Blueprint

from voting.accounts.rules import read_address
from voting.contests.queries import Standing, get_contest
from voting.contests.rules import Phase
from voting.transaction import transaction
from voting.voters import queries, service
from voting.voters.rules import MOST_VOTERS, ListFull, read_list
from voting.web.cli import REASON, json_option, show, told_plainly
from voting.web.i18n import speaking, translated

blueprint = Blueprint("voters_commands", __name__, cli_group="voters")
blueprint.cli.help = "Who may vote, where a list says so."
reason_option = click.option(
    "--reason", type=REASON, default="", help="Why: needed once the vote is announced. It is recorded."
)


@blueprint.cli.command("list")
@click.argument("award")
@click.argument("year", type=int)
@json_option
def list_all(award: str, year: int, as_json: bool) -> None:
    """Show how many may vote in AWARD and YEAR, and their addresses with most of each hidden.

    Example: flask voters list arets-pris 2026 --json
    """
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        total = queries.count_invited(contest_id)
        pages = range(-(-total // queries.PAGE))
        masked = [one for page in pages for one in service.list_masked(contest_id, page=page)]
    if as_json:
        show({"voters": total, "masked": masked}, as_json=True, line=str)
        return
    show([*masked, f"{total} may vote."], as_json=False, line=str)


@blueprint.cli.command("add")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--replace", is_flag=True, help="They are the whole list. Only in a draft.")
@reason_option
@json_option
def add(award: str, year: int, file: TextIO, replace: bool, reason: str, as_json: bool) -> None:
    """Put the addresses in FILE on the list of AWARD and YEAR: one on each line, or a table with one on each line.

    With a mistake in any line nothing is stored. "-" in the place of FILE reads what is typed or piped in.

    Example: flask voters add arets-pris 2026 addresses.csv
    """
    with told_plainly(), speaking("en"):
        contest_id = _to_change(award, year, reason)
        listed = read_list(_text(file))
        if listed.too_long:
            raise ListFull(most=MOST_VOTERS)
        if listed.problems:
            raise click.ClickException("\n".join(translated(text, params) for text, params in listed.problems))
        if not listed.addresses:
            raise click.ClickException("There is no address in it. Nothing was changed.")
        with transaction():
            addresses = listed.addresses.values()
            done = service.invite(
                contest_id=contest_id, addresses=addresses, replace=replace, reason=reason, actor=None
            )
    row = {"added": done.added, "removed": done.removed, "voters": done.total, "twice": len(listed.twice)}
    show(row, as_json=as_json, line="{added} added, {removed} removed: {voters} may vote.".format_map)


@blueprint.cli.command("remove")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@reason_option
@json_option
def remove(award: str, year: int, file: TextIO, reason: str, as_json: bool) -> None:
    """Take the addresses in FILE off the list of AWARD and YEAR. Votes that they have cast stay.

    Example: echo anna@example.se | flask voters remove arets-pris 2026 - --reason "Har slutat"
    """
    with told_plainly(), speaking("en"):
        contest_id = _to_change(award, year, reason)
        addresses = [read_address(line, throwaway=True) for line in _text(file).splitlines() if line.strip()]
        with transaction():
            found = [
                service.remove(contest_id=contest_id, address=address, reason=reason, actor=None)
                for address in addresses
            ]
            total = queries.count_invited(contest_id)
    row = {"removed": sum(found), "unknown": len(found) - sum(found), "voters": total}
    show(row, as_json=as_json, line="{removed} removed, {unknown} were not on it: {voters} may vote.".format_map)


def _to_change(award: str, year: int, reason: str) -> uuid.UUID:
    standing: Standing = get_contest(award, year)
    if standing.phase is not Phase.DRAFT and not reason.strip():
        raise click.UsageError("The vote is announced: say why, with --reason.")
    return standing.contest.id


def _text(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise click.ClickException("The file is not UTF-8 text. Save it as UTF-8 and try again.") from error
