"""`flask nominee …`: who stands in a contest, from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask import Blueprint

from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.nominating import service as nominating
from voting.nominating.queries import find_focus, find_original, list_rows, told_of
from voting.nominating.rules import Told, leaves, mistakes, told_with
from voting.nominees.queries import get_nominee
from voting.nominees.rules import Focus
from voting.sheets import queries, service
from voting.sheets.rules import EMPTY, BadTable
from voting.text import LocalText
from voting.transaction import transaction
from voting.web.cli import REASON, told_plainly
from voting.web.i18n import speaking
from voting.web.images import BadImage, Encoded, encode_and_keep

blueprint = Blueprint("nominee", __name__, cli_group="nominee")
blueprint.cli.help = "Who stands in a vote."
TEXTS = ", ".join(leaves(EMPTY))
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@blueprint.cli.command("list")
@click.argument("award")
@click.argument("year", type=int)
@as_json
def list_all(award: str, year: int, as_json: bool) -> None:
    """List the nominees of AWARD in YEAR in their order, and what each still lacks.

    Example: flask nominee list arets-pris 2026 --json
    """
    with told_plainly(), speaking("en"):
        rows = list_rows(_standing(award, year).contest.id)
    told = [
        {"place": row.number, "slug": row.nominee.slug, "withdrawn": bool(row.nominee.withdrawn_at)}
        | {"revision": row.nominee.revision, "missing": row.missing, **leaves(told_of(row.nominee))}
        for row in rows
    ]
    if as_json:
        return click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    for row in rows:
        state = "withdrawn" if row.nominee.withdrawn_at else ", ".join(row.missing)
        click.echo(f"{row.number:>3}  {row.nominee.slug}" + (f"  ({state})" if state else ""))
    return None


@blueprint.cli.command("add", epilog=f"The texts are: {TEXTS}, and slug.")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("texts", nargs=-1, metavar="TEXT=VALUE...")
@click.option("--photo", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A JPEG, PNG or WebP file.")
@click.option(
    "--focus",
    type=click.Choice([each.value for each in Focus]),
    default=Focus.CENTRE.value,
    help="What must stay in sight.",
)
def add(award: str, year: int, texts: tuple[str, ...], photo: Path | None, focus: str) -> None:
    """Add a nominee to the draft of AWARD in YEAR. What is left out can be written later.

    Example: flask nominee add arets-omfamning 2026 name.sv="Marit Tallhed" name.en="Marit Tallhed" place=Luleå
    """
    given = _given(texts)
    slug, told = given.pop("slug", ""), _told(EMPTY, given)
    picture = _picture(photo, Focus(focus)) if photo else None
    with told_plainly():
        contest_id = _standing(award, year).contest.id
        with transaction():
            slug = nominating.add(
                contest_id=contest_id, told=told, slug=slug, picture=picture, focus=Focus(focus), actor=None
            )
    click.echo(slug)


@blueprint.cli.command("edit", epilog=f"The texts are: {TEXTS}, and slug.")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("slug")
@click.argument("texts", nargs=-1, metavar="TEXT=VALUE...")
@click.option("--photo", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A JPEG, PNG or WebP file.")
@click.option("--focus", type=click.Choice([each.value for each in Focus]), help="What must stay in sight.")
@click.option("--reason", type=REASON, default="", help="Once the contest is announced: why. Everybody can read it.")
def edit(
    award: str, year: int, slug: str, texts: tuple[str, ...], photo: Path | None, focus: str | None, reason: str
) -> None:
    """Change some texts of the nominee SLUG, or correct them once the contest is announced.

    Example: flask nominee edit arets-pris 2026 marit-tallhed place=Luleå
    """
    given = _given(texts)
    with told_plainly():
        contest_id = _standing(award, year).contest.id
        nominee = get_nominee(contest_id, slug)
        revision, kept = nominee.revision, find_focus(nominee.id)
        new_slug, told = given.pop("slug", ""), _told(told_of(nominee), given)
        chosen = Focus(focus) if focus else kept or Focus.CENTRE
        original = find_original(nominee.id)
        again = original.content if original and chosen is not kept else None
        picture = _picture(photo, chosen) if photo else encode_and_keep(again, chosen.centre) if again else None
        with transaction():
            slug = nominating.change(
                contest_id=contest_id,
                slug=slug,
                revision=revision,
                told=told,
                new_slug=new_slug,
                picture=picture,
                focus=chosen,
                reason=reason,
                actor=None,
            )
    click.echo(slug)


@blueprint.cli.command("move")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("slug")
@click.argument("place", type=click.IntRange(1))
def move(award: str, year: int, slug: str, place: int) -> None:
    """Move the nominee SLUG of a draft to PLACE, counted from 1.

    Example: flask nominee move arets-pris 2026 marit-tallhed 1
    """
    with told_plainly():
        contest_id = _standing(award, year).contest.id
        with transaction():
            place = nominating.move(contest_id=contest_id, slug=slug, to=str(place), actor=None)
    click.echo(f"{slug} has place {place}.")


@blueprint.cli.command("withdraw")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("slug")
@click.option("--reason", type=REASON, required=True, help="Why. Once the contest is announced, everybody can read it.")
def withdraw(award: str, year: int, slug: str, reason: str) -> None:
    """Take the nominee SLUG off a draft; once announced, let them stand no longer. The page then says why.

    Example: flask nominee withdraw arets-pris 2026 marit-tallhed --reason "Har tackat nej"
    """
    with told_plainly():
        contest_id = _standing(award, year).contest.id
        with transaction():
            nominating.withdraw(contest_id=contest_id, slug=slug, reason=reason, actor=None)
    click.echo(f"{slug} stands no longer.")


@blueprint.cli.command("export")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("file", type=click.File("wb"), default="-")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="The language of the headings.")
def export(award: str, year: int, file: Any, lang: Any) -> None:
    """Write the nominees of AWARD in YEAR as a table (CSV) into FILE, or to the standard output.

    Example: flask nominee export arets-pris 2026 nominees.csv
    """
    with told_plainly():
        file.write(queries.write(_standing(award, year).contest.id, lang))


@blueprint.cli.command("import")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("file", type=click.File("rb"))
@click.option("--yes", is_flag=True, help="Store it. Without this, only what would happen is told.")
@as_json
def read(award: str, year: int, file: Any, yes: bool, as_json: bool) -> None:
    """Read a table of nominees (CSV) into the draft of AWARD in YEAR. Nobody is taken away by it.

    Exit codes: 0 read, or nothing to read; 1 the table has mistakes, which are listed with their rows.

    Example: flask nominee import arets-pris 2026 nominees.csv
    """
    with told_plainly():
        contest_id = _standing(award, year).contest.id
        try:
            text = queries.decode(file.read())
            plan = queries.read(text, contest_id)
            if yes:
                with transaction():
                    plan = service.take(contest_id=contest_id, text=text, seen=None, actor=None)
        except BadTable as error:
            lines = [_in_row(row, message, params) for row, message, params in error.problems]
            raise click.ClickException("\n".join(lines)) from error
    told = {name: [row.slug for row in getattr(plan, name)] for name in ("added", "changed", "unchanged")}
    told |= {"left": list(plan.left)}
    if as_json:
        return click.echo(json.dumps({"stored": yes} | told, ensure_ascii=False, indent=1))
    for name, slugs in told.items():
        click.echo(f"{name}: {', '.join(slugs) or '–'}")
    return click.echo("Stored." if yes else "Nothing stored: say --yes to store it.")


def _standing(award: str, year: int) -> Standing:
    return contests.get_contest(award, year)


def _given(texts: tuple[str, ...]) -> dict[str, str]:
    known = {*leaves(EMPTY), "slug"}
    given = dict(text.partition("=")[::2] for text in texts)
    for name in given:
        if name not in known:
            raise click.UsageError(f"There is no text called {name}. The texts are: {TEXTS}, and slug.")
    return given


def _told(before: Told, given: dict[str, str]) -> Told:
    try:
        told = told_with(before, given)
    except ValueError as error:
        raise click.UsageError(
            "There is no such kind, or the people cannot be read: name | role sv | role en."
        ) from error
    wrong = [f"{name}: {message % params}" for name, message, params in mistakes(told)]
    if wrong:
        raise click.ClickException("\n".join(wrong))
    return told


def _picture(path: Path, focus: Focus) -> Encoded:
    try:
        return encode_and_keep(path.read_bytes(), focus.centre)
    except BadImage as error:
        raise click.ClickException(f"{path.name}: {error}") from error


def _in_row(row: int | None, message: str, params: dict[str, object]) -> str:
    whose = params.get("whose")
    name = f" ({whose.get('en')})" if isinstance(whose, LocalText) and whose else ""
    return f"row {row}{name}: {message % params}" if row else message % params
