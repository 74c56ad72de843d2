"""`flask rehearsal …`: what was tried out goes again."""

import click
from flask import Blueprint

from voting.contests.queries import get_contest
from voting.results import service
from voting.transaction import transaction
from voting.web.cli import told_plainly

blueprint = Blueprint("rehearsal", __name__, cli_group="rehearsal")


@blueprint.cli.command("discard")
@click.argument("award")
@click.argument("year", type=int)
def discard(award: str, year: int) -> None:
    """Throw the rehearsal of AWARD and YEAR away: its votes, its public log, its result, its nominees and its keys."""
    with told_plainly(), transaction():
        service.discard(contest_id=get_contest(award, year).contest.id, actor=None)
    click.echo(f"Thrown away: {award} {year}.")
