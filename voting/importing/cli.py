"""`flask contest …`: an award year from a file, and into one."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from voting.contests import queries as contests
from voting.importing import queries, service
from voting.importing.mistakes import BadFile
from voting.importing.queries import BadArchive, Fetch
from voting.importing.rules import ContestFile, as_rehearsal
from voting.transaction import transaction
from voting.web.cli import json_option, show, told_plainly

blueprint = Blueprint("contest", __name__, cli_group="contest")
blueprint.cli.help = "Votes: made, moved from phase to phase, in and out of files."


@blueprint.cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rehearsal", is_flag=True, help="Under an address of its own, to be tried out and thrown away.")
def import_file(file: Path, rehearsal: bool) -> None:
    """Load an award year from FILE as a draft: a contest file with its pictures beside it, or an export (.zip).

    Mistakes are listed with their lines, and then nothing is stored. A draft of the same year is replaced.

    Example: flask contest import arets-pris-2026.zip
    """
    try:
        contest, fetch = _read(file)
        contest = as_rehearsal(contest) if rehearsal else contest
        pictures = service.read_pictures(contest, fetch, _note)
        with told_plainly(), transaction():
            service.import_contest(file=contest, pictures=pictures, actor=None)
    except BadFile as error:
        raise click.ClickException("\n".join(f"{file.name}, {problem}" for problem in error.problems)) from error
    click.echo(f"Imported {contest.award_slug} {contest.year} as a draft with {len(contest.nominees)} nominees.")


@blueprint.cli.command("export")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
def export_file(award: str, year: int, file: Path, force: bool) -> None:
    """Write the contest of AWARD in YEAR, with its pictures, into FILE (.zip), which `import` reads as the same again.

    Votes are not in it. Example: flask contest export arets-omfamning 2026 omfamning-2026.zip
    """
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists already. Choose another name, or say --force.")
    with told_plainly():
        contest = contests.get_contest(award, year).contest
        content = queries.write_archive(contest, _note)
    file.write_bytes(content)
    click.echo(f"Exported {award} {year} to {file}.")


@blueprint.cli.command("list")
@json_option
def list_all(as_json: bool) -> None:
    """List every contest and its phase.

    Example: flask contest list --json
    """
    with told_plainly():
        standings = contests.list_contests()
    rows = [{"award": s.contest.award.slug, "year": s.contest.year, "phase": s.phase} for s in standings]
    show(rows, as_json=as_json, line="{award} {year}  {phase}".format_map)


def _read(file: Path) -> tuple[ContestFile, Fetch]:
    if file.suffix.lower() != ".zip":
        return service.read_file(file), queries.from_folder(file.parent)
    try:
        raw, fetch = queries.open_archive(file.read_bytes())
    except BadArchive as error:
        raise click.ClickException(f"{file.name} is not a zip file with a contest.yaml in it.") from error
    return service.read_text(raw), fetch


def _note(name: str) -> None:
    """Who waits at a terminal sees how far it has come."""
    if sys.stderr.isatty():
        click.echo(f"  {name}", err=True)
