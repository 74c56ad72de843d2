"""Questions about staff."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from voting.accounts.models import Account, Invitation, RoleGrant
from voting.accounts.queries import OPEN_OFFER, InvitationRow, invitation_row, open_address
from voting.accounts.rules import Role
from voting.accounts.scopes import Scope, Scopes, SecondFactor, cover, read_scopes
from voting.contests.models import Award, Contest
from voting.database import database_now
from voting.errors import N_, NotFound
from voting.extensions import db
from voting.staff.rules import Deed
from voting.web.i18n import tr_plain, translated

EVERY_YEAR = N_("%(award)s, every year")


@dataclass(frozen=True)
class StaffRow:
    """One person with a role, or one who had a role when the account was disabled."""

    id: uuid.UUID
    address: str
    role: Role | None
    scopes: Scopes
    second_factor: SecondFactor | None
    signed_in_at: datetime | None
    disabled_at: datetime | None


_STAFF = (
    select(Account, RoleGrant)
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(RoleGrant.account_id.is_not(None) | Account.disabled_at.is_not(None))
)


def list_staff() -> list[StaffRow]:
    """Everybody who holds a role or is kept out, by address."""
    return sorted((_row(*found) for found in db.session.execute(_STAFF)), key=lambda row: row.address)


def _row(account: Account, grant: RoleGrant | None) -> StaffRow:
    return StaffRow(
        id=account.id,
        address=open_address(account.address_sealed),
        role=Role(grant.role) if grant else None,
        scopes=read_scopes(grant.scopes) if grant else None,
        second_factor=SecondFactor(account.second_factor) if account.second_factor else None,
        signed_in_at=grant.signed_in_at if grant else None,
        disabled_at=account.disabled_at,
    )


def staff_covering(award: str, year: int) -> list[StaffRow]:
    """Whose role, in force, covers that contest."""
    return [row for row in list_staff() if row.role and not row.disabled_at and cover(row.scopes, award, year)]


def get_person(account_id: uuid.UUID) -> StaffRow:
    """Raises NotFound for whoever has no role and is not kept out: voters are nobody's business here."""
    found = db.session.execute(_STAFF.where(Account.id == account_id)).one_or_none()
    if found is None:
        raise NotFound(what="account")
    return _row(*found)


def possible_deeds(person: StaffRow, viewer: uuid.UUID) -> list[Deed]:
    """What can be done about somebody now. The own second factor is changed on the own page."""
    deeds = {
        Deed.END: True,
        Deed.RESET: bool(person.second_factor) and person.id != viewer,
        Deed.REVOKE: bool(person.role),
        Deed.DISABLE: not person.disabled_at,
        Deed.ENABLE: bool(person.disabled_at),
    }
    return [deed for deed, possible in deeds.items() if possible]


def list_invitations() -> Sequence[InvitationRow]:
    """Invitations that nobody has accepted yet, newest first."""
    rows = db.session.execute(
        select(Invitation, database_now())
        .where(Invitation.accepted_at.is_(None))
        .order_by(Invitation.invited_at.desc())
    )
    return [invitation_row(*row) for row in rows]


class Offer(NamedTuple):
    """A role that has been offered and not accepted yet."""

    role: Role
    scopes: Scopes
    invited_at: datetime


def find_open_offer(key: bytes) -> Offer | None:
    """What a mailbox has been offered."""
    told = select(Invitation.role, Invitation.scopes, Invitation.invited_at)
    row = db.session.execute(told.where(Invitation.address_key == key, OPEN_OFFER)).one_or_none()
    return Offer(Role(row.role), read_scopes(row.scopes), row.invited_at) if row else None


def roles_held(key: bytes) -> frozenset[Role]:
    """The roles that a mailbox holds."""
    held = select(RoleGrant.role).join(Account, Account.id == RoleGrant.account_id).where(Account.address_key == key)
    return frozenset(map(Role, db.session.scalars(held)))


def scope_choices() -> dict[str, str]:
    """What a role can be limited to, as it is stored and in the reader's language: awards, and their years. Where two
    are called the same, their addresses tell them apart.
    """
    rows = db.session.execute(
        select(Award.slug, Award.name, Contest.year)
        .outerjoin(Contest, Contest.award_id == Award.id)
        .order_by(Award.slug, Contest.year.desc())
    )
    choices: dict[str, str] = {}
    for slug, name, year in rows:
        choices.setdefault(str(Scope(slug)), translated(EVERY_YEAR, {"award": tr_plain(name)}))
        if year:
            choices[str(Scope(slug, year))] = f"{tr_plain(name)} {year}"
    several = {words for words, number in Counter(choices.values()).items() if number > 1}
    return {scope: f"{words} (/{scope})" if words in several else words for scope, words in choices.items()}


def name_scopes(scopes: Scopes, choices: dict[str, str]) -> list[str]:
    """What a role covers, in words; nothing where that is everything."""
    return [choices.get(str(scope), str(scope)) for scope in sorted(scopes or (), key=str)]
