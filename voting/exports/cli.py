"""`flask export …`: the files that staff take away from a vote, when they can be had."""

from typing import BinaryIO

import click
from flask import Blueprint

from voting.contests.queries import get_contest
from voting.exports import queries, service
from voting.exports.rules import KINDS, NotYet, What
from voting.transaction import transaction
from voting.web.cli import told_plainly
from voting.web.i18n import speaking

blueprint = Blueprint("export_commands", __name__, cli_group="export")
blueprint.cli.help = "Files to take away: the turnout, and the certified result."


def _command(what: What, told: str) -> None:
    """A command for one kind of file; `--json` is short for its format for programs."""
    endings = KINDS[what].endings
    example = f"Example: flask export {what.value} arets-pris 2026 {what.value}.csv"

    @blueprint.cli.command(what.value, help=f"{told} That it was taken is recorded.\n\n{example}")
    @click.argument("award")
    @click.argument("year", type=int)
    @click.argument("file", type=click.File("wb", atomic=True), default="-")
    @click.option("--format", "ending", type=click.Choice(endings), default="csv", show_default=True)
    @click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
    def command(award: str, year: int, file: BinaryIO, ending: str, as_json: bool) -> None:
        ending = "json" if as_json else ending
        with told_plainly(), speaking("en"):
            standing = get_contest(award, year)
            if standing.phase not in KINDS[what].phases:
                raise NotYet
            with transaction():
                service.note_export(contest_id=standing.contest.id, what=what, ending=ending, actor=None)
            file.write(queries.write(get_contest(award, year), what, ending))


_command(What.TURNOUT, "Write how many have voted in AWARD and YEAR by hour and day into FILE, or print it.")
_command(What.RESULTS, "Write the certified result of AWARD and YEAR into FILE, or print it.")
