"""Everything that is stored about the holder of a mailbox. It writes nothing."""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, Select, Table, Uuid, or_, select

from voting.accounts.models import Account, Invitation, SignInCode
from voting.accounts.queries import open_address, open_mailbox
from voting.accounts.rules import Address, address_key, read_address
from voting.audit.models import AuditEvent
from voting.audit.words import ACT_WORDS, UNSHOWN
from voting.ballots.models import Ballot, Pending, Receipt
from voting.consent.models import Contact
from voting.consent.queries import stored_about
from voting.contests.queries import list_contests
from voting.contests.rules import Phase
from voting.database import Base
from voting.extensions import db, key_ring
from voting.mail.models import Mail
from voting.privacy.rules import COARSE, FILE, NOT_HERE, TITLES, in_words, without_empty
from voting.transaction import database_time
from voting.web.i18n import iso, local, tr_plain, translated, zone
from voting.web.models import WebSession

# Told of in sections of their own, or never of a person.
ELSEWHERE = frozenset(
    table.__tablename__
    for table in (Account, AuditEvent, Ballot, Contact, Invitation, Mail, Pending, Receipt, SignInCode)
)
Record = dict[str, Any]


def find_data(address: Address, *, coarse: bool) -> dict[str, Any] | None:
    """What is stored about the holder of a mailbox; None for nothing. `coarse`: days in the place of instants, for
    eyes that must not learn when somebody voted.
    """
    at = _day if coarse else _instant
    key = address_key(key_ring().address, address.mailbox)
    account = db.session.scalar(select(Account).where(Account.address_key == key))
    number = account.id if account else None
    sections: dict[str, list[Record]] = {
        "account": [_account(account, at)] if account else [],
        "invitations": [_shown(row, at) for row in _rows(Invitation, Invitation.address_key == key)],
        "sessions": [_shown(row, at) for row in _rows(WebSession, WebSession.subject == str(number))] if number else [],
        "codes": list(_codes(address, at)),
        "mail": list(_mail(address, at)),
        "acts": list(_acts(number, at)) if number else [],
        "nominated": [_told(found, at) for found in stored_about(key)],
        "named_in": list(_named_in(number, at)) if number else [],
    }
    return {name: found for name, found in sections.items() if found} or None


def archive(data: dict[str, Any], *, coarse: bool) -> bytes:
    """The data as two files in one: for programs, and for reading."""
    out = io.BytesIO()
    about = {"made_at": _instant(database_time()), "time_zone": zone().key, "coarse": coarse}
    not_here = [translated(text) for text in NOT_HERE]
    whole = {"about": about, **data, "not_here": not_here}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(f"{FILE}.json", json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
        files.writestr(f"{FILE}.txt", "\n".join(_lines(data, coarse=coarse)) + "\n")
    return out.getvalue()


def open_until() -> datetime | None:
    """Until when an announced or open vote keeps accounts from being erased; None when nothing does. A rehearsal
    does not: its ballots are thrown away.
    """
    votes = [found for found in list_contests() if found.phase in (Phase.ANNOUNCED, Phase.OPEN)]
    return max((found.contest.closes_at for found in votes if not found.contest.rehearsal), default=None)


def _lines(data: dict[str, Any], *, coarse: bool) -> Iterator[str]:
    yield _("What is stored about you")
    yield _("Made %(when)s. Times are in the time zone %(zone)s.", when=local(database_time()), zone=zone().key)
    if coarse:
        yield translated(COARSE)
    for name, records in data.items():
        title = translated(TITLES[name])
        yield from ("", title, "=" * len(title))
        for record in records:
            yield ""
            yield from (f"{translated(in_words(key))}: {_readable(value)}" for key, value in record.items())
    title = _("What is not in this copy")
    yield from ("", title, "=" * len(title), "")
    yield from (f"- {translated(text)}" for text in NOT_HERE)


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return ", ".join(f"{translated(in_words(key))}: {_readable(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_readable, value))
    return str(value)


def _account(account: Account, at: Any) -> Record:
    shown = _shown(account, at)
    return {"number": shown.pop("id"), "address": open_address(account.address_sealed), **shown}


def _codes(address: Address, at: Any) -> Iterator[Record]:
    """Codes that wait. Each is opened: whose it is, is sealed."""
    for sealed, written_at, tries in db.session.execute(
        select(SignInCode.mailbox_sealed, SignInCode.written_at, SignInCode.tries_left)
    ):
        if open_mailbox(sealed).mailbox == address.mailbox:
            yield {"written_at": at(written_at), "tries_left": tries}


def _mail(address: Address, at: Any) -> Iterator[Record]:
    """Mail that is not delivered yet: of what is, nobody can tell whose it was."""
    kept = select(Mail.sealed, Mail.kind, Mail.state, Mail.created_at).where(Mail.sealed.is_not(None))
    for sealed, kind, state, created_at in db.session.execute(kept):
        to = json.loads(key_ring().unseal(sealed or b"", purpose="mail"))["to"]
        if read_address(to, throwaway=True).mailbox == address.mailbox:
            yield {"kind": kind, "state": state, "written_at": at(created_at), "address": to}


def _acts(account: uuid.UUID, at: Any) -> Iterator[Record]:
    """What the person has done as staff, and what others have done to the account."""
    meant = AuditEvent.details["account"].as_string() == str(account)
    contests = {found.contest.id: found.contest for found in list_contests()}
    events = select(AuditEvent).where(or_(AuditEvent.actor == account, meant)).order_by(AuditEvent.id)
    for event in db.session.scalars(events):
        contest = contests.get(event.contest) if event.contest else None
        yield without_empty(
            {
                "number": event.id,
                "at": at(event.at),
                "act": translated(ACT_WORDS.get(event.action, event.action)),
                "by_you": event.actor == account,
                "contest": f"{tr_plain(contest.award.name)} {contest.year}" if contest else "",
                "details": {key: value for key, value in event.details.items() if key not in UNSHOWN},
            }
        )


def _named_in(account: uuid.UUID, at: Any) -> Iterator[Record]:
    """Rows of every other table that name the account, so that a table that is added later is not forgotten."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if _names_account(table, column)]
        if not columns:
            continue
        for row in db.session.execute(select(table).where(or_(*(column == account for column in columns)))).mappings():
            yield {"table": table.name, **without_empty({key: _plain(value, at) for key, value in row.items()})}


def _names_account(table: Table, column: Column[Any]) -> bool:
    """Whether a column may hold an account's number: it says so, or it holds a number that is no other row's."""
    if table.name in ELSEWHERE or not isinstance(column.type, Uuid):
        return False
    leads_to = {key.column.table.name for key in column.foreign_keys}
    return leads_to == {Account.__tablename__} or (not leads_to and not column.primary_key)


def _told(found: Record, at: Any) -> Record:
    return without_empty({key: at(value) if isinstance(value, datetime) else value for key, value in found.items()})


def _rows(model: Any, which: Any) -> list[Any]:
    wanted: Select[Any] = select(model).where(which)
    return list(db.session.scalars(wanted))


def _shown(row: Any, at: Any) -> Record:
    """A row without what is sealed, keyed or only the program's own."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return without_empty({key: _plain(value, at) for key, value in values.items() if key not in ("data", "subject")})


def _plain(value: Any, at: Any) -> Any:
    if isinstance(value, bytes):
        return None
    if isinstance(value, datetime):
        return at(value)
    return value if isinstance(value, bool | int | str | list | dict) or value is None else str(value)


def _instant(value: datetime) -> str:
    return str(iso(value.astimezone(zone())))


def _day(value: datetime) -> str:
    return value.astimezone(zone()).date().isoformat()
