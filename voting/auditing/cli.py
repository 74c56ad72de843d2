"""`flask audit …`: reading the audit log from the command line, taking it away, and checking it."""

import json
from datetime import datetime, timedelta
from typing import Any, BinaryIO, TextIO

import click
from flask import Blueprint

from voting.audit import queries as audit
from voting.audit.queries import Wanted
from voting.audit.rules import Act, BadHead
from voting.audit.words import WRONG_WORDS
from voting.auditing import queries, service
from voting.contests.queries import get_contest
from voting.database import allow_long_statements
from voting.extensions import db
from voting.transaction import transaction
from voting.web.cli import told_plainly
from voting.web.i18n import local_exact, midnight, speaking

blueprint = Blueprint("audit", __name__, cli_group="audit")
blueprint.cli.help = "What staff have done: shown, taken away, and checked."
LONGEST_NOTE = 100_000


def _wanted(*, act: str | None, contest: str | None, since: datetime | None, until: datetime | None) -> Wanted:
    award, _, year = (contest or "").rpartition("/")
    return Wanted(
        act=act,
        contest=get_contest(award, int(year) if year.isdigit() else 0).contest.id if contest else None,
        since=midnight(since.date()) if since else None,
        until=midnight(until.date() + timedelta(days=1)) if until else None,
    )


def _filters(command: Any) -> Any:
    """What `list` and `export` can be asked for."""
    options = (
        click.option("--act", type=click.Choice(sorted(act.value for act in Act)), help="Only this act."),
        click.option("--contest", metavar="AWARD/YEAR", help="Only this vote, such as best-book/2026."),
        click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on."),
        click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Up to and including this day."),
    )
    for option in reversed(options):  # the help lists the outermost first
        command = option(command)
    return command


@blueprint.cli.command("list")
@_filters
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one event a line.")
def list_events(limit: int, as_json: bool, **chosen: Any) -> None:
    """Show the newest events of the audit log, newest first.

    Days are days of the installation's time zone, and so are the times that are shown; with --json they are UTC.

    \b
    flask audit list --act extended --from 2026-11-01
    flask audit list --contest best-book/2026 --json
    """
    with told_plainly(), speaking("en"):
        events = audit.find_events(_wanted(**chosen), limit=limit)
        if as_json:
            for event in queries.as_stored(events):
                click.echo(json.dumps(event, ensure_ascii=False))
            return
        for row in queries.event_rows(events):
            changed = [f"{change.name} {change.old} → {change.new}".strip() for change in row.changes]
            told = changed + [f"{key}: {value}" for key, value in row.details.items()]
            about = [row.object] if row.object else []
            click.echo("  ".join([f"{row.number:>6}", local_exact(row.at), row.actor, row.action, *about, *told]))


@blueprint.cli.command("export")
@_filters
@click.option("--json", "as_json", is_flag=True, help="JSON; without it CSV for a spreadsheet.")
@click.argument("file", type=click.File("wb", atomic=True), default="-")
def export(file: BinaryIO, as_json: bool, **chosen: Any) -> None:
    """Write the events of the audit log to FILE, oldest first; without FILE, to the standard output.

    That it was done is recorded. The JSON holds the signed head of the log too.

    \b
    flask audit export audit.csv
    flask audit export --json --contest best-book/2026 audit.json
    """
    ending = "json" if as_json else "csv"
    told = {name: value.date().isoformat() if isinstance(value, datetime) else value for name, value in chosen.items()}
    with told_plainly(), speaking("en"):
        wanted = _wanted(**chosen)
        with transaction():
            filled = {name: value for name, value in told.items() if value}
            service.note_export(chosen=filled, ending=ending, contest=None, actor=None)
        for piece in (queries.json_file if as_json else queries.csv_file)(wanted):
            file.write(piece)


@blueprint.cli.command("verify")
@click.option(
    "--head",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="A head that was kept: the log must begin with it.",
)
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
def verify(head: TextIO | None, as_json: bool) -> None:
    """Compare every event with the installation's signed log.

    Says the number of the first event that disagrees. A log that was rewritten from the beginning, signatures and all,
    is only found with --head and a head that was kept elsewhere: the audit page shows the newest.

    \b
    Exit codes: 0 all agrees; 1 something does not; 2 what was given as --head is none.

    Example: flask audit verify --head kept-last-month.txt
    """
    with told_plainly():
        allow_long_statements(db.session.connection())
        try:
            verdict = audit.verify(head.read(LONGEST_NOTE) if head else None)
        except BadHead as error:
            raise click.BadParameter(str(error), param_hint="--head") from error
    number, how = verdict.wrong or (None, None)
    if as_json:
        outcome = {"agrees": how is None, "in_log": verdict.sealed, "waiting": verdict.waiting, "late": verdict.late}
        click.echo(json.dumps(outcome | {"event": number, "how": how, "head": verdict.head}))
    elif how is None:
        click.echo(f"{verdict.sealed} events agree with the log. {verdict.waiting} wait to be taken into it.")
        for late in verdict.late:
            click.echo(f"Event {late} is dated before events that the log held already. Was the clock put back?")
        click.echo(verdict.head)
    else:
        click.echo(f"Event {number} disagrees with the log: {WRONG_WORDS[how]}.", err=True)
    raise SystemExit(1 if how else 0)
