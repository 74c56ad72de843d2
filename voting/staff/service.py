"""What can happen to somebody's role: it is offered, taken back, given other votes; its holder is kept out, let in."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, false, select, update

from voting.accounts.models import Account, Invitation, RoleGrant
from voting.accounts.queries import open_address
from voting.accounts.rules import INVITATION_DAYS, Address, Role, RolesApart, check_roles, read_address
from voting.accounts.scopes import Scopes, name_scopes, read_scopes, within, write_scopes
from voting.accounts.service import insert_into, keep_an_admin, lookup, seal_address
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.database import database_now
from voting.errors import NotFound
from voting.extensions import db, settings
from voting.factors import service as factors
from voting.mail import service as mail
from voting.mail.rules import Kind, mask
from voting.staff.queries import StaffRow, find_open_offer, get_person, roles_held, scope_choices
from voting.staff.queries import name_scopes as in_words
from voting.staff.rules import (
    ON_ITS_WAY,
    Deed,
    DoneAlready,
    HasRole,
    InvitedAlready,
    NoInvitation,
    NotYourself,
    OwnAddress,
)
from voting.text import Language
from voting.transaction import database_time
from voting.web.i18n import prefix_of, speaking
from voting.web.sessions import end_sessions

ACTS = {
    Deed.REVOKE: Act.REVOKED,
    Deed.DISABLE: Act.DISABLED,
    Deed.ENABLE: Act.ENABLED,
    Deed.RESET: Act.FACTOR_RESET,
    Deed.END: Act.SESSIONS_ENDED,
}


def invite(
    *,
    address: Address,
    role: Role,
    lang: Language,
    actor: uuid.UUID | None,
    scopes: Scopes = None,
    again: bool = False,
) -> None:
    """Offer a role to the holder of a mailbox, by mail. Inviting again renews the offer.

    The same offer is not sent twice within minutes, but where it is sent `again` on purpose.
    Raises NoLongerAdmin, HasRole, OwnAddress, RolesApart, InvitedAlready.
    """
    keep_an_admin(but=None, actor=actor)
    key = lookup(address)
    if actor and db.session.scalar(select(Account.id).where(Account.address_key == key)) == actor:
        raise OwnAddress
    held, last = roles_held(key), find_open_offer(key)
    if role in held:
        raise HasRole
    check_roles(held | ({last.role} if last else set()), role)
    now = database_time()
    if last and not again and (last.role, last.scopes) == (role, scopes) and last.invited_at > now - ON_ITS_WAY:
        raise InvitedAlready
    fresh = {
        "address_sealed": seal_address(address),
        "role": role.value,
        "scopes": write_scopes(scopes),
        "invited_by": actor,
        "invited_at": now,
        "expires_at": now + timedelta(days=INVITATION_DAYS),
        "accepted_at": None,
    }
    # An open offer that has come between our look and now stays: it is of another role, or a second one of this.
    seen = (Invitation.role == role.value) & (Invitation.invited_at == last.invited_at) if last else false()
    settled = seen | Invitation.accepted_at.is_not(None) | (Invitation.expires_at <= now)
    made = db.session.scalar(
        insert_into(Invitation)
        .values(id=uuid.uuid4(), address_key=key, **fresh)
        .on_conflict_do_update(index_elements=[Invitation.address_key], set_=fresh, where=settled)
        .returning(Invitation.id)
    )
    if made is None:
        came = find_open_offer(key)
        raise InvitedAlready if came and came.role is role else RolesApart
    mail.enqueue(
        Kind.INVITATION,
        to=address.mail_to,
        lang=lang,
        role=role.value,
        about=_covered(scopes, lang),
        sign_in_url=f"{settings().base_url}{prefix_of(lang)}/sign-in",
        valid_minutes=INVITATION_DAYS * 24 * 60,
    )
    audit.record(Act.INVITED, actor=actor, role=role.value, scope=name_scopes(scopes), address=mask(address.mail_to))


def _covered(scopes: Scopes, lang: Language) -> str:
    """Which votes a role is for, in the language of whom it is offered to; nothing where it is for all."""
    with speaking(lang):
        return ", ".join(in_words(scopes, scope_choices()))


def resend(*, invitation_id: uuid.UUID, seen: str, lang: Language, actor: uuid.UUID | None) -> None:
    """Send an invitation once more, with another two weeks. `seen`: until when the one in sight holds.

    Raises NoInvitation, DoneAlready for one that has been sent again since, and what `invite` raises.
    """
    keep_an_admin(but=None, actor=actor)
    found = db.session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.accepted_at:
        raise NoInvitation
    if found.expires_at.isoformat() != seen:
        raise DoneAlready
    address, scopes = read_address(open_address(found.address_sealed)), read_scopes(found.scopes)
    invite(address=address, role=Role(found.role), scopes=scopes, lang=lang, actor=actor, again=True)


def take_back(*, invitation_id: uuid.UUID, actor: uuid.UUID | None) -> None:
    """Take an invitation back that nobody has accepted. Raises NoLongerAdmin, NoInvitation."""
    keep_an_admin(but=None, actor=actor)
    gone = delete(Invitation).where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
    taken = db.session.execute(gone.returning(Invitation.role, Invitation.address_sealed)).one_or_none()
    if taken is None:
        raise NoInvitation
    audit.record(Act.REVOKED, actor=actor, role=taken.role, address=mask(open_address(taken.address_sealed)))


def revoke(*, address: Address, actor: uuid.UUID | None) -> bool:
    """Take back every role and open invitation of a mailbox, at once. False when there was nothing to take.

    Raises LastAdmin.
    """
    key = lookup(address)
    offers = delete(Invitation).where(Invitation.address_key == key, Invitation.accepted_at.is_(None))
    taken = set(db.session.scalars(offers.returning(Invitation.role)))
    # Looked for only now: the DELETE has waited for a sign-in that was just accepting the invitation.
    account_id = db.session.scalar(select(Account.id).where(Account.address_key == key))
    if account_id:
        keep_an_admin(but=account_id, actor=actor)
        grants = delete(RoleGrant).where(RoleGrant.account_id == account_id)
        taken |= set(db.session.scalars(grants.returning(RoleGrant.role)))
        end_sessions(str(account_id))
    for role in sorted(taken):
        whose: dict[str, Any] = {"account": str(account_id)} if account_id else {}
        audit.record(Act.REVOKED, actor=actor, role=role, address=mask(address.mail_to), **whose)
    return bool(taken)


def do(deed: Deed, *, account_id: uuid.UUID, actor: uuid.UUID | None, reason: str, lang: Language) -> None:
    """Do something about a person of the staff, who hears of it in `lang`.

    Raises NotFound, LastAdmin, NoLongerAdmin, NotYourself, DoneAlready.
    """
    # Whoever may not decide any more decides nothing; only what takes an admin away can leave the site without one.
    keep_an_admin(but=account_id if deed in (Deed.REVOKE, Deed.DISABLE) else None, actor=actor)
    person = get_person(account_id)
    if deed is Deed.RESET and actor == account_id:
        raise NotYourself
    if not CARRIED_OUT[deed](person, lang):
        raise DoneAlready
    if deed is not Deed.ENABLE:
        end_sessions(str(account_id))
    details: dict[str, Any] = {"account": str(account_id), "address": mask(person.address), "reason": reason}
    if person.role:
        details["role"] = person.role.value
    audit.record(ACTS[deed], actor=actor, **details)


def _take_role(person: StaffRow, _lang: Language) -> bool:
    gone = delete(RoleGrant).where(RoleGrant.account_id == person.id).returning(RoleGrant.role)
    return bool(db.session.scalar(gone))


def _disable(person: StaffRow, _lang: Language) -> bool:
    this = update(Account).where(Account.id == person.id, Account.disabled_at.is_(None))
    return bool(db.session.scalar(this.values(disabled_at=database_now()).returning(Account.id)))


def _enable(person: StaffRow, _lang: Language) -> bool:
    this = update(Account).where(Account.id == person.id, Account.disabled_at.is_not(None))
    return bool(db.session.scalar(this.values(disabled_at=None).returning(Account.id)))


def _reset(person: StaffRow, lang: Language) -> bool:
    return factors.reset(account_id=person.id, lang=lang)


def _sign_out(_person: StaffRow, _lang: Language) -> bool:
    return True  # which all acts but one do


CARRIED_OUT: dict[Deed, Callable[[StaffRow, Language], bool]] = {
    Deed.REVOKE: _take_role,
    Deed.DISABLE: _disable,
    Deed.ENABLE: _enable,
    Deed.RESET: _reset,
    Deed.END: _sign_out,
}


def rescope(*, account_id: uuid.UUID, scopes: Scopes, actor: uuid.UUID | None, reason: str) -> None:
    """Let a role cover something else. Raises NotFound, LastAdmin, NoLongerAdmin, DoneAlready.

    Who is given more begins anew: nobody can be made one of those who decide about votes that closed before.
    """
    keep_an_admin(but=account_id if scopes is not None else None, actor=actor)
    person = get_person(account_id)
    if person.role is None or person.scopes == scopes:
        raise DoneAlready
    values: dict[str, object] = {"scopes": write_scopes(scopes)}
    if not within(scopes, person.scopes):
        values["granted_at"] = database_now()
    db.session.execute(update(RoleGrant).where(RoleGrant.account_id == account_id).values(**values))
    whose: dict[str, Any] = {"account": str(account_id), "address": mask(person.address)}
    old, new = name_scopes(person.scopes), name_scopes(scopes)
    audit.record(Act.RESCOPED, actor=actor, old=old, new=new, reason=reason, **whose)


def find_account(address: Address) -> uuid.UUID:
    """The account of a mailbox, for commands. Raises NotFound."""
    found = db.session.scalar(select(Account.id).where(Account.address_key == lookup(address)))
    if found is None:
        raise NotFound(what="account")
    return found
