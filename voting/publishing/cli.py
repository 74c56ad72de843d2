"""`flask contest publish …`: a certified result is shown to everybody, at once or at a set time."""

from datetime import datetime

import click
from flask import Blueprint

from voting.contests.queries import get_contest
from voting.publishing import service
from voting.transaction import transaction
from voting.web.cli import INSTANT, confirm, read_instant, reason_option, told_plainly, yes_option

blueprint = Blueprint("publishing_acts", __name__, cli_group="contest")


@blueprint.cli.command("publish")
@click.argument("award")
@click.argument("year", type=int)
@reason_option
@yes_option
def publish(award: str, year: int, reason: str, yes: bool) -> None:
    """Show the certified result of AWARD and YEAR to everybody.

    Example: flask contest publish arets-pris 2026 --reason "Enligt plan"
    """
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        confirm("publish", yes=yes)
        with transaction():
            service.publish(contest_id=contest_id, reason=reason, actor=None)
    click.echo(f"{award} {year}: publish, done.")


@blueprint.cli.command("schedule")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("at", type=INSTANT)
@reason_option
@yes_option
def schedule(award: str, year: int, at: datetime, reason: str, yes: bool) -> None:
    """Publish the certified result of AWARD and YEAR AT a time such as "2026-12-10 20:00" in the site's own zone.

    Example: flask contest schedule arets-pris 2026 "2026-12-10 20:00" --reason "Under galan"
    """
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        confirm("schedule", yes=yes)
        with transaction():
            publish_at = read_instant(at)
            service.schedule(contest_id=contest_id, publish_at=publish_at, reason=reason, actor=None)
    click.echo(f"{award} {year}: the result is published {at:%Y-%m-%d %H:%M}.")


@blueprint.cli.command("unschedule")
@click.argument("award")
@click.argument("year", type=int)
@reason_option
@yes_option
def unschedule(award: str, year: int, reason: str, yes: bool) -> None:
    """Take back the time at which the result of AWARD and YEAR would have been published.

    Example: flask contest unschedule arets-pris 2026 --reason "Galan flyttas"
    """
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        confirm("unschedule", yes=yes)
        with transaction():
            service.unschedule(contest_id=contest_id, reason=reason, actor=None)
    click.echo(f"{award} {year}: unschedule, done.")
