"""`flask ballot …`: what the worker does by itself, for installations with a timer, and to see why nothing moves."""

import click
from flask import Blueprint

from voting.ballots import service
from voting.ballots.queries import count_waiting
from voting.contests.queries import get_contest
from voting.ledger.queries import read_head
from voting.transaction import transaction
from voting.web.cli import told_plainly

blueprint = Blueprint("ballot", __name__, cli_group="ballot")
blueprint.cli.help = "What the worker does by itself with votes that wait."


@blueprint.cli.command("batch")
@click.argument("award")
@click.argument("year", type=int)
def batch(award: str, year: int) -> None:
    """Take the votes of AWARD and YEAR that wait into the public log and the count, if they are enough for a batch.

    Example: flask ballot batch arets-pris 2026
    """
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        known = read_head(contest_id)
        with transaction():
            taken = service.sequence(contest_id=contest_id, known=known)
        click.echo(f"{taken} taken, {count_waiting(contest_id)} waiting")
