"""`flask contest announce …`: what an admin does on the lifecycle page.

Certifying is no command: two admins agree to it, each signed in.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from voting.admin import queries, service
from voting.ballots import service as ballots
from voting.contests import service as contests
from voting.contests.queries import Standing, get_contest
from voting.contests.rules import Action, Incomplete, is_before_closing, phase_after
from voting.editing.queries import list_lacking
from voting.nominees import service as nominees
from voting.transaction import transaction
from voting.web.cli import (
    INSTANT,
    confirm,
    json_option,
    read_instant,
    reason_option,
    show,
    show_done,
    told_plainly,
    write_instant,
    yes_option,
)
from voting.web.i18n import language, speaking, zone

contest_blueprint = Blueprint("contest_acts", __name__, cli_group="contest")


@contest_blueprint.cli.command("status")
@click.argument("award")
@click.argument("year", type=int)
@json_option
def status(award: str, year: int, as_json: bool) -> None:
    """Show where the contest of AWARD and YEAR stands, and until when.

    Example: flask contest status arets-pris 2026 --json
    """
    with told_plainly():
        found = get_contest(award, year)
    row = {
        "award": award,
        "year": year,
        "phase": found.phase,
        "opens_at": found.contest.opens_at,
        "closes_at": found.contest.closes_at,
        "now": found.now,
    }
    opens, closes = write_instant(found.contest.opens_at), write_instant(found.contest.closes_at)
    line = f"{award} {year}: {found.phase}, opens {opens}, closes {closes} ({zone()})"
    show(row, as_json=as_json, line=lambda _row: line)


def _say_what_happens(action: Action, standing: Standing) -> None:
    """The act's own page says the same, before the word is typed."""
    with speaking("en"):
        words = queries.words_of(action, standing)
    for sentence in (*words.consequences, *words.irreversible):
        click.echo(sentence)


def _act(name: str, carry_out: Callable[..., Any], told: str) -> None:
    """A command for one act on a contest: reason, the typed word, and what has been done in a sentence."""

    example = f'Example: flask contest {name} arets-pris 2026 --reason "Enligt plan"'

    @contest_blueprint.cli.command(name, help=f"{told}\n\n{example}")
    @click.argument("award")
    @click.argument("year", type=int)
    @reason_option
    @yes_option
    @json_option
    def act(award: str, year: int, reason: str, yes: bool, as_json: bool) -> None:
        with told_plainly():
            standing = get_contest(award, year)
            phase_after(standing.phase, Action(name))
            if not yes:
                _say_what_happens(Action(name), standing)
            confirm(name, yes=yes)
            try:
                with transaction():
                    carry_out(contest_id=standing.contest.id, reason=reason, actor=None)
            except Incomplete as error:
                raise _lacking(award, year, error, as_json=as_json) from error
        show_done(award, year, name, as_json=as_json)


def _lacking(award: str, year: int, refusal: Incomplete, *, as_json: bool) -> click.ClickException:
    """The refusal with what is missing, a line each; for programs also on the standard output."""
    with speaking("en"):
        lacks = list_lacking(get_contest(award, year))
    if as_json:
        show({"award": award, "year": year, "missing": lacks}, as_json=True, line=str)
    return click.ClickException("\n".join([str(refusal), *lacks]))


_act("announce", nominees.announce, "Make the draft of AWARD and YEAR public; nominees, rules and dates are frozen.")
_act("withdraw", ballots.withdraw, "Take the announcement of AWARD and YEAR back, before voting opens.")


def _close(**known: Any) -> None:
    service.close(lang=language(), **known)


_act("close", _close, "Close the voting of AWARD and YEAR now. It cannot be opened again.")


@contest_blueprint.cli.command("extend")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("until", type=INSTANT)
@reason_option
@yes_option
@json_option
def extend(award: str, year: int, until: datetime, reason: str, yes: bool, as_json: bool) -> None:
    """Move the closing time of AWARD and YEAR later, UNTIL a time such as "2026-12-03 20:00" in the site's own zone.

    Example: flask contest extend arets-pris 2026 "2026-12-04 20:00" --reason "Mejlen kom fram sent"
    """
    with told_plainly():
        contest = get_contest(award, year).contest
        contest_id, event_date = contest.id, contest.event_date
        confirm("extend", yes=yes)
        closes_at = read_instant(until)
        with transaction():
            contests.extend(contest_id=contest_id, closes_at=closes_at, reason=reason, actor=None)
    said = f"{award} {year}: voting closes {until:%Y-%m-%d %H:%M}."
    if is_before_closing(event_date, closes_at, zone()):
        example = f"flask contest edit {award} {year} event_date={until:%Y-%m-%d} --reason …"
        said += f"\nThe ceremony, {event_date}, is before that day. Correct it, as with: {example}"
    show_done(award, year, "extend", as_json=as_json, said=said, closes_at=closes_at, event_date=event_date)
