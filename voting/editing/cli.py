"""`flask award …` and more of `flask contest …`: what the editor's pages do, by the same forms and services.

A value is set as FIELD=VALUE; the fields are those of the pages.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from flask import Blueprint
from werkzeug.datastructures import MultiDict

from voting.contests import queries as contests
from voting.contests.queries import get_award
from voting.contests.rules import Phase
from voting.editing import queries, service
from voting.editing.forms import AwardForm, ContestForm, CorrectionForm, NewAwardForm, NewContestForm, shown
from voting.editing.rules import BesideField, told
from voting.importing.cli import blueprint as contest_blueprint
from voting.text import LocalText
from voting.transaction import transaction
from voting.web.cli import REASON, json_option, told_plainly, write_instant
from voting.web.i18n import speaking, zone

blueprint = Blueprint("award", __name__, cli_group="award")
blueprint.cli.help = "Awards: their texts and years."
values_argument = click.argument("values", nargs=-1, metavar="[FIELD=VALUE]...")
reason_option = click.option(
    "--reason", type=REASON, default="", help="Why: needed, and public, once the vote is announced."
)


@blueprint.cli.command("new")
@click.argument("slug")
@values_argument
@json_option
def new_award(slug: str, values: tuple[str, ...], as_json: bool) -> None:
    """Make an award at the address SLUG, which it keeps for ever.

    \b
    FIELD is one of: name.sv name.en purpose.sv purpose.en criteria.sv
    criteria.en organiser organiser_url
    Example: flask award new arets-pris name.sv="Årets pris" name.en="Award of the Year"
    """
    with speaking("en"), told_plainly():
        form = NewAwardForm(_typed(NewAwardForm, {}, (f"slug={slug}", *values)), meta={"csrf": False})
        _validate(form)
        with _Beside(), transaction():
            service.begin_award(slug=slug, values=form.values(), actor=None)
        _say(f"Made the award {slug}.", {"award": slug}, as_json=as_json)


@blueprint.cli.command("list")
@json_option
def list_awards(as_json: bool) -> None:
    """List every award and its years. Example: flask award list --json"""
    with told_plainly():
        found = [(award.slug, award.name, queries.list_years(award)) for award in queries.list_awards()]
    rows = [
        {"award": slug, "name": vars(name), "years": [y.contest.year for y in years]} for slug, name, years in found
    ]
    _say("\n".join(f"{row['award']}  {' '.join(map(str, row['years']))}" for row in rows), rows, as_json=as_json)


@blueprint.cli.command("show")
@click.argument("award")
@json_option
def show_award(award: str, as_json: bool) -> None:
    """Show an award's texts. Example: flask award show arets-pris"""
    with told_plainly():
        found = get_award(award)
        _show({"award": found.slug, **queries.stored_award(found)}, as_json=as_json)


@blueprint.cli.command("edit")
@click.argument("award")
@values_argument
@reason_option
@json_option
def edit_award(award: str, values: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Change an award's texts. The fields are those of `flask award new`; what is not named stays.

    Example: flask award edit arets-pris organiser="Malmö stad" --reason "Ny arrangör"
    """
    with speaking("en"), told_plainly():
        found = get_award(award)
        revision, award_id = found.revision, found.id
        form = AwardForm(_typed(AwardForm, queries.stored_award(found), values), meta={"csrf": False})
        _validate(form)
        change: dict[str, Any] = {"revision": revision, "values": form.values(), "reason": reason, "actor": None}
        with _Beside(), transaction():
            service.edit_award(award_id=award_id, **change)
        _say(f"Saved {award}.", {"award": award}, as_json=as_json)


@contest_blueprint.cli.command("new")
@click.argument("award")
@click.argument("year", type=int)
@values_argument
@json_option
def new_contest(award: str, year: int, values: tuple[str, ...], as_json: bool) -> None:
    """Make an empty draft with the usual rules. Dates that are not given are proposed.

    Times are written such as "2027-11-01 08:00", in the site's own zone.

    \b
    FIELD is one of: question.sv question.en lead.sv lead.en opens_at closes_at
    Example: flask contest new arets-pris 2027 opens_at="2027-11-01 08:00" closes_at="2027-11-15 20:00"
    """
    _begin(award, year, None, values, with_nominees=False, as_json=as_json)


@contest_blueprint.cli.command("copy")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("new_year", type=int)
@values_argument
@click.option("--nominees", is_flag=True, help="Copy the nominees too.")
@json_option
def copy(award: str, year: int, new_year: int, values: tuple[str, ...], nominees: bool, as_json: bool) -> None:
    """Make a draft for NEW_YEAR with the texts and rules of YEAR, and its dates on the same days of the week.

    Example: flask contest copy arets-pris 2026 2027 --nominees
    """
    _begin(award, new_year, year, values, with_nominees=nominees, as_json=as_json)


@contest_blueprint.cli.command("edit")
@click.argument("award")
@click.argument("year", type=int)
@values_argument
@reason_option
@json_option
def edit_contest(award: str, year: int, values: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Change a draft; once it is announced, correct its texts. What is not named stays.

    Times are written such as "2027-11-01 08:00", in the site's own zone.

    \b
    FIELD is one of: question.sv question.en lead.sv lead.en notice.sv notice.en
    event_name.sv event_name.en event_place event_date opens_at closes_at
    voters (anyone, domains, invited) voter_domains max_changes jury_live (yes, no)
    turnout_public (yes, no) batch tie (shared, jury, lot) nominee_order (random,
    fixed) appeal_hours
    Example: flask contest edit arets-pris 2027 voters=domains voter_domains=example.se
    """
    with speaking("en"), told_plainly():
        standing = contests.get_contest(award, year)
        kind = ContestForm if standing.phase is Phase.DRAFT else CorrectionForm
        revision, contest_id = standing.contest.revision, standing.contest.id
        form = kind(_typed(kind, shown(standing.contest), values), meta={"csrf": False})
        _validate(form)
        change: dict[str, Any] = {"revision": revision, "values": form.values(), "reason": reason, "actor": None}
        with _Beside(), transaction():
            service.edit_contest(contest_id=contest_id, **change)
        _say(f"Saved {award} {year}.", {"award": award, "year": year}, as_json=as_json)


@contest_blueprint.cli.command("show")
@click.argument("award")
@click.argument("year", type=int)
@json_option
def show_contest(award: str, year: int, as_json: bool) -> None:
    """Show a vote's phase, texts, dates and rules, and what is missing before it can be announced.

    Example: flask contest show arets-pris 2026 --json
    """
    with speaking("en"), told_plainly():
        standing = contests.get_contest(award, year)
        values = {"award": award, "year": year, "phase": standing.phase.value}
        values |= {**queries.stored_contest(standing.contest), "missing": queries.list_lacking(standing)}
        _show(values, as_json=as_json)


def _begin(
    award: str, year: int, earlier: int | None, values: Sequence[str], *, with_nominees: bool, as_json: bool
) -> None:
    with speaking("en"), told_plainly():
        found = get_award(award)
        before = contests.get_contest(award, earlier).contest if earlier is not None else None
        form = NewContestForm(_typed(NewContestForm, {"year": year, "earlier": "0"}, values), meta={"csrf": False})
        form.earlier.choices = [("0", "")]
        _validate(form)
        begun: dict[str, Any] = {"values": form.values(), "with_nominees": with_nominees, "actor": None}
        with _Beside(), transaction():
            service.begin_contest(award=found, year=year, earlier=before, **begun)
        _say(f"Made a draft of {award} {year}.", {"award": award, "year": year}, as_json=as_json)


def _typed(kind: type[Any], stored: Mapping[str, Any], values: Sequence[str]) -> MultiDict[str, str]:
    """The form as it would be sent: what is stored, and what the command says instead. Wrong fields end it here."""
    fields = {field.name.replace("-", "."): field.name for field in _single(kind(MultiDict(), meta={"csrf": False}))}
    sent = {name: _written(value) for name, value in _flat(stored).items() if name in fields}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or name not in fields or name in ("revision", "reason"):
            raise click.UsageError(f"{name} is not a field here. Write FIELD=VALUE; --help names the fields.")
        sent[name] = text
    return MultiDict({fields[name]: text for name, text in sent.items()})


def _single(form: Any) -> list[Any]:
    """Every field that is sent by itself; a text in both languages is two."""
    return [each for field in form for each in (field.form if hasattr(field, "form") else [field])]


def _flat(stored: Mapping[str, Any]) -> dict[str, Any]:
    texts = {n: v for n, v in stored.items() if isinstance(v, LocalText)}
    parts = {f"{name}.{lang}": text for name, value in texts.items() for lang, text in vars(value).items()}
    return {name: value for name, value in stored.items() if name not in texts} | parts


def _written(value: Any) -> str:
    """A stored value as a person would type it."""
    return write_instant(value) if isinstance(value, datetime) else "" if value is None else str(value)


def _validate(form: Any) -> None:
    if form.validate():
        return
    lines = [f"{field.name.replace('-', '.')}: {error}" for field in _single(form) for error in field.errors]
    raise click.ClickException("\n".join(lines))


class _Beside:
    """A refusal that belongs to a field names it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, BesideField):
            raise click.ClickException(f"{error.field}: {error}") from error


def _show(values: Mapping[str, Any], *, as_json: bool) -> None:
    """Instants in UTC for programs; for people as `edit` takes them back, with the zone behind."""
    plain = told(values)
    lines = {name: f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in plain.items()}
    times = {name: value for name, value in values.items() if isinstance(value, datetime)}
    lines |= {name: f'{name}: "{write_instant(value)}" ({zone()})' for name, value in times.items()}
    _say("\n".join(lines.values()), plain, as_json=as_json)


def _say(words: str, value: object, *, as_json: bool) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else words)
