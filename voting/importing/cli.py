"""`flask contest …`: an award year from a file."""

from pathlib import Path

import click
from flask import Blueprint

from voting.contests import queries as contests
from voting.importing import service
from voting.importing.document import BadFile
from voting.importing.rules import as_rehearsal
from voting.transaction import transaction
from voting.web.cli import told_plainly

blueprint = Blueprint("contest", __name__, cli_group="contest")


@blueprint.cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rehearsal", is_flag=True, help="Under an address of its own, to be tried out and thrown away.")
def import_file(file: Path, rehearsal: bool) -> None:
    """Load an award year from FILE as a draft. Mistakes are listed with their lines, and then nothing is stored."""
    try:
        contest = service.read_file(file)
        contest = as_rehearsal(contest) if rehearsal else contest
        pictures = service.read_pictures(contest, file.parent)
        with told_plainly(), transaction():
            service.import_contest(file=contest, pictures=pictures, actor=None)
    except BadFile as error:
        raise click.ClickException("\n".join(f"{file.name}, {problem}" for problem in error.problems)) from error
    click.echo(f"Imported {contest.award_slug} {contest.year} as a draft with {len(contest.nominees)} nominees.")


@blueprint.cli.command("list")
def list_all() -> None:
    """List every contest and its phase."""
    with told_plainly():
        standings = contests.list_contests()
    for standing in standings:
        click.echo(f"{standing.contest.award.slug} {standing.contest.year}  {standing.phase}")
