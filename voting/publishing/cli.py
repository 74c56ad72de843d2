"""`flask contest publish …`: a certified result is shown to everybody, at once or at a set time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from voting.contests.queries import get_contest
from voting.publishing import service
from voting.transaction import transaction
from voting.web.cli import (
    INSTANT,
    confirm,
    json_option,
    read_instant,
    reason_option,
    show_done,
    told_plainly,
    yes_option,
)

blueprint = Blueprint("publishing_acts", __name__, cli_group="contest")


@blueprint.cli.command("publish")
@click.argument("award")
@click.argument("year", type=int)
@reason_option
@yes_option
@json_option
def publish(award: str, year: int, reason: str, yes: bool, as_json: bool) -> None:
    """Show the certified result of AWARD and YEAR to everybody.

    Example: flask contest publish arets-pris 2026 --reason "Enligt plan"
    """
    _carry_out("publish", service.publish, award, year, reason=reason, yes=yes)
    show_done(award, year, "publish", as_json=as_json)


@blueprint.cli.command("schedule")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("at", type=INSTANT)
@reason_option
@yes_option
@json_option
def schedule(award: str, year: int, at: datetime, reason: str, yes: bool, as_json: bool) -> None:
    """Publish the certified result of AWARD and YEAR AT a time such as "2026-12-10 20:00" in the site's own zone.

    Example: flask contest schedule arets-pris 2026 "2026-12-10 20:00" --reason "Under galan"
    """
    publish_at = read_instant(at)
    _carry_out("schedule", service.schedule, award, year, reason=reason, yes=yes, publish_at=publish_at)
    said = f"{award} {year}: the result is published {at:%Y-%m-%d %H:%M}."
    show_done(award, year, "schedule", as_json=as_json, said=said, publish_at=publish_at)


@blueprint.cli.command("unschedule")
@click.argument("award")
@click.argument("year", type=int)
@reason_option
@yes_option
@json_option
def unschedule(award: str, year: int, reason: str, yes: bool, as_json: bool) -> None:
    """Take back the time at which the result of AWARD and YEAR would have been published.

    Example: flask contest unschedule arets-pris 2026 --reason "Galan flyttas"
    """
    _carry_out("unschedule", service.unschedule, award, year, reason=reason, yes=yes)
    show_done(award, year, "unschedule", as_json=as_json)


def _carry_out(name: str, act: Callable[..., Any], award: str, year: int, *, yes: bool, **known: Any) -> None:
    with told_plainly():
        contest_id = get_contest(award, year).contest.id
        confirm(name, yes=yes)
        with transaction():
            act(contest_id=contest_id, actor=None, **known)
