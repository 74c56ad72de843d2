"""`flask rehearsal …`: what was tried out goes again. `flask log …`: who else has signed the public log."""

from typing import BinaryIO

import click
from flask import Blueprint

from voting.contests.queries import get_contest
from voting.results import service
from voting.transaction import transaction
from voting.web.cli import told_plainly

blueprint = Blueprint("rehearsal", __name__, cli_group="rehearsal")
log_blueprint = Blueprint("log", __name__, cli_group="log")
log_blueprint.cli.help = "The public log of a vote."
LONGEST_NOTE = 100_000


@blueprint.cli.command("discard")
@click.argument("award")
@click.argument("year", type=int)
def discard(award: str, year: int) -> None:
    """Throw the rehearsal of AWARD and YEAR away: its votes, its public log, its result, its nominees and its keys.

    Example: flask rehearsal discard arets-pris-rehearsal 2026
    """
    with told_plainly(), transaction():
        service.discard(contest_id=get_contest(award, year).contest.id, actor=None)
    click.echo(f"Thrown away: {award} {year}.")


@log_blueprint.cli.command("witness")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("key")
@click.argument("file", type=click.File("rb"))
def witness(award: str, year: int, key: str, file: BinaryIO) -> None:
    """Put a witness's signature under a head of the public log of AWARD and YEAR.

    KEY is the witness's, as it publishes it; FILE is the head from /log/checkpoint with the witness's line under it.

    Example: flask log witness arets-pris 2026 tidningen.example+1a2b3c4d+AY0… head.txt
    """
    note = file.read(LONGEST_NOTE).decode("utf-8", "replace")
    with told_plainly(), transaction():
        size = service.witness(contest_id=get_contest(award, year).contest.id, note=note, key=key)
    click.echo(f"{key.partition('+')[0]} has signed the first {size} entries.")
