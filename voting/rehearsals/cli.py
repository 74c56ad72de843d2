"""`flask rehearsal …`: a draft is tried out. `discard` is with what it throws away, in results."""

import click
from flask import Blueprint

from voting.contests.queries import get_by_id, get_contest
from voting.rehearsals import service
from voting.rehearsals.rules import MOST_HOURS, read_testers
from voting.transaction import transaction
from voting.web.cli import json_option, reason_option, show, told_plainly
from voting.web.i18n import speaking

blueprint = Blueprint("rehearsal_commands", __name__, cli_group="rehearsal")
blueprint.cli.help = "A draft is tried out at an address of its own, and thrown away."
testers_argument = click.argument("testers", nargs=-1, metavar="[ADDRESS]...")
language_option = click.option(
    "--language", "lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of the invitations."
)


@blueprint.cli.command("start")
@click.argument("award")
@click.argument("year", type=int)
@testers_argument
@click.option("--hours", type=click.IntRange(1, MOST_HOURS), default=24, show_default=True, help="How long it is open.")
@language_option
@reason_option
@json_option
def start(award: str, year: int, testers: tuple[str, ...], hours: int, lang: str, reason: str, as_json: bool) -> None:
    """Copy the draft of AWARD and YEAR, open voting there at once, and invite each ADDRESS to try it.

    Example: flask rehearsal start arets-pris 2026 anna@example.se --hours 3 --reason "Vi provar"
    """
    with told_plainly(), speaking("en"):
        contest_id = get_contest(award, year).contest.id
        invited = read_testers(" ".join(testers))
        with transaction():
            number = service.start(
                contest_id=contest_id,
                hours=hours,
                testers=invited,
                lang="en" if lang == "en" else "sv",
                reason=reason,
                actor=None,
            )
        slug = get_by_id(number).contest.award.slug
    row = {"award": slug, "year": year, "invited": len(invited)}
    show(row, as_json=as_json, line="Voting is open in {award} {year}. {invited} invited.".format_map)


@blueprint.cli.command("invite")
@click.argument("award")
@click.argument("year", type=int)
@testers_argument
@language_option
def invite(award: str, year: int, testers: tuple[str, ...], lang: str) -> None:
    """Invite each ADDRESS to try the rehearsal of AWARD and YEAR, while it is open.

    Example: flask rehearsal invite arets-pris-rehearsal 2026 bo@example.se
    """
    with told_plainly(), speaking("en"):
        contest_id = get_contest(award, year).contest.id
        invited = read_testers(" ".join(testers))
        if not invited:
            raise click.UsageError("Write at least one address.")
        with transaction():
            service.invite(contest_id=contest_id, testers=invited, lang="en" if lang == "en" else "sv", actor=None)
    click.echo(f"{len(invited)} invited.")
