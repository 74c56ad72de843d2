"""`flask nominee notify`: the notice to a nominee, from the command line."""

from typing import Any

import click
from flask import Blueprint

from voting.accounts.rules import read_address
from voting.consent import queries, service
from voting.consent.models import Contact
from voting.contests import queries as contests
from voting.errors import DomainError
from voting.mail.rules import mask
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee, list_announced
from voting.text import Language
from voting.transaction import transaction
from voting.web.cli import json_option, show, told_plainly

blueprint = Blueprint("nominee_notices", __name__, cli_group="nominee")
NOT_TOLD, NO_ANSWER = "not told", "no answer yet"


@blueprint.cli.command("notify")
@click.argument("award")
@click.argument("year", type=int)
@click.argument("slug", required=False, metavar="[NOMINEE]")
@click.option("--to", "address", help="The e-mail address. Without it: the one known, or it is asked for.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="The mail's language.")
@json_option
def notify(award: str, year: int, slug: str | None, address: str | None, lang: Language, as_json: bool) -> None:
    """Send the nominee NOMINEE of AWARD in YEAR the notice, with a link by which it is answered.

    Whoever has been told gets a new link; the old one stops working, and with another address what was answered is
    deleted. Without NOMINEE nothing is sent: it is listed who has been told, and what they have answered.

    \b
    flask nominee notify arets-omfamning 2026
    flask nominee notify arets-omfamning 2026 marit-tallhed --to marit@example.se
    """
    with told_plainly():
        contest_id = contests.get_contest(award, year).contest.id
        if slug:
            _send(contest_id, slug, address, lang)
        known = queries.contacts_of(contest_id)
        rows = [_row(each, known.get(each.id)) for each in list_announced(contest_id) if slug in (None, each.slug)]
    show(rows, as_json=as_json, line=lambda row: "{nominee:30} {told_at!s:34} {answer}  {to}".format_map(row))


def _send(contest_id: Any, slug: str, address: str | None, lang: Language) -> None:
    contact = queries.find_contact(get_nominee(contest_id, slug).id)
    typed = address or (queries.address_of(contact) if contact else click.prompt("Address"))
    try:
        read = read_address(typed)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    with transaction():
        service.tell(contest_id=contest_id, slug=slug, address=read, lang=lang, seen=None, actor=None)


def _row(nominee: Nominee, contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {"nominee": nominee.slug, "told_at": NOT_TOLD, "answer": "", "to": ""}
    to = mask(queries.address_of(contact))
    return {"nominee": nominee.slug, "told_at": contact.told_at, "answer": contact.answer or NO_ANSWER, "to": to}
