"""What the commands of `flask` have in common: trouble is one sentence, JSON for programs, and no act by accident.

They end with 0 when it is done, with 1 when it was refused, and with 2 when the command itself was written wrong.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import click
from flask import Blueprint, Flask
from sqlalchemy.exc import SQLAlchemyError

from voting.errors import DomainError, NotFound
from voting.keys import KeyProblem
from voting.text import REASON_LENGTH, LocalText
from voting.web.fields import FORMATS, instant_of
from voting.web.i18n import zone


class Reason(click.ParamType[str]):
    """Why something is done, as long as in the pages' forms, which is what the tables hold."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        reason = str(value).strip()
        if len(reason) > REASON_LENGTH:
            self.fail(f"Write at most {REASON_LENGTH} characters: these are {len(reason)}.", param, ctx)
        return reason


REASON = Reason()
NOT_THERE = {
    "account": "Nobody with that address has a role here. Write one that `flask account list` shows.",
    "award": "There is no award {award}. Write one that `flask award list` shows.",
    "contest": "There is no contest {award} {year}. Write one that `flask contest list` shows.",
    "nominee": "There is no nominee {slug} in that contest. Write one that `flask nominee list` shows.",
}
NOTHING_THERE = "There is no such thing. Check what you wrote; --help says what the command takes."
INSTANT = click.DateTime(FORMATS)  # as it is typed; `read_instant` says when that is
# Asked for when it is left out: what stands in a command is kept by the shell, and by sudo in the system's log.
address_argument = click.argument(
    "address", required=False, callback=lambda *given: given[2] or click.prompt("Address")
)
json_option = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON document.")
reason_option = click.option(
    "--reason", type=REASON, prompt="Reason", help="Kept in the audit log and, as a digest, in public."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Say what went wrong in a sentence; nothing was stored then."""
    try:
        yield
    except NotFound as error:
        told = NOT_THERE.get(str(error.params.get("what")), NOTHING_THERE)
        raise click.ClickException(told.format_map(error.params)) from error
    except (DomainError, KeyProblem) as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        kind = type(error).__name__
        raise click.ClickException(
            f"The database does not serve this ({kind}). Has `flask db upgrade` been run?"
        ) from error


def show(found: Any, *, as_json: bool, line: Callable[[Any], str]) -> None:
    """Print rows as lines, or as one JSON list; a single mapping as a JSON object."""
    if as_json:
        click.echo(json.dumps(found, default=_plain, ensure_ascii=False, indent=2))
        return
    for row in found if isinstance(found, Sequence) else [found]:
        click.echo(line(row))


def show_done(award: str, year: int, act: str, *, as_json: bool, said: str = "", **known: object) -> None:
    """What an act on a contest has done: a sentence for people, and what is `known` of it for programs."""
    sentence = said or f"{award} {year}: {act}, done."
    show({"award": award, "year": year, "done": act, **known}, as_json=as_json, line=lambda _done: sentence)


def read_instant(typed: datetime) -> datetime:
    """A day and a time in the installation's zone, in UTC; an hour that the clocks skip or show twice is refused."""
    try:
        return instant_of(typed)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def write_instant(instant: datetime) -> str:
    """An instant as it is typed, in the installation's zone: what is printed can be given back to a command."""
    return f"{instant.astimezone(zone()):%Y-%m-%d %H:%M}"


def confirm(word: str, *, yes: bool) -> None:
    """Have `word` typed before an act that cannot be undone, unless `yes`."""
    if not yes and click.prompt(f"Type {word} to do it", default="", show_default=False) != word:
        raise click.ClickException("Nothing was done.")


def register(app: Flask, blueprint: Blueprint) -> None:
    """Add the commands of `blueprint` to the group of its name, which another package may have begun."""
    begun = app.cli.commands.get(str(blueprint.cli_group))
    app.register_blueprint(blueprint)
    if isinstance(begun, click.Group):
        blueprint.cli.help = blueprint.cli.help or begun.help
        for command in begun.commands.values():
            blueprint.cli.add_command(command)


def _plain(value: object) -> object:
    if isinstance(value, LocalText):
        return {"sv": value.sv, "en": value.en}
    if isinstance(value, date):  # an instant too
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
