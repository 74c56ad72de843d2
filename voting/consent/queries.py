"""Whom a link belongs to, and where each nominee of a contest stands."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from voting.accounts.queries import open_address
from voting.consent.models import Contact
from voting.consent.rules import (
    SECRET,
    WAITING_WORDS,
    LinkOver,
    NoContact,
    NothingAsked,
    StandsNoMore,
    UnknownLink,
    Wish,
    can_answer,
    digest,
    waits,
    wishes_in,
)
from voting.contests.queries import Standing, get_by_id
from voting.errors import NotFound
from voting.extensions import db
from voting.nominating.queries import told_of
from voting.nominating.rules import GAP_WORDS, NotWhole
from voting.nominees.models import Nominee
from voting.nominees.rules import Focus, Gap
from voting.sheets.rules import heading_of
from voting.web.i18n import language, tr_plain, translated
from voting.web.images import Encoded, encode_and_keep


@dataclass(frozen=True)
class Linked:
    """What somebody who has a link may see and answer."""

    contact: Contact
    nominee: Nominee
    standing: Standing


@dataclass(frozen=True)
class Shown:
    """A wished text in the words of a page."""

    label: str
    lang: str
    wish: Wish


@dataclass(frozen=True)
class Unheard:
    """A nominee whose answer waits for staff, and that in a sentence."""

    contest_id: uuid.UUID
    slug: str
    words: str


def get_linked(secret: str) -> Linked:
    """Raises UnknownLink, LinkOver once the result is certified, or StandsNoMore."""
    if not SECRET.fullmatch(secret):
        raise UnknownLink
    contact = db.session.scalar(select(Contact).where(Contact.digest == digest(secret)))
    if contact is None:
        raise UnknownLink
    nominee, standing = db.session.get_one(Nominee, contact.nominee_id), get_by_id(contact.contest_id)
    if not can_answer(standing.phase):
        raise LinkOver
    if nominee.withdrawn_at:
        raise StandsNoMore
    return Linked(contact, nominee, standing)


def is_link(secret: str) -> bool:
    """Whether something can be answered by it."""
    try:
        get_linked(secret)
    except (NotFound, LinkOver, StandsNoMore):
        return False
    return True


def find_contact(nominee_id: uuid.UUID) -> Contact | None:
    return db.session.get(Contact, nominee_id)


def get_contact(nominee_id: uuid.UUID) -> Contact:
    """Raises NoContact."""
    contact = find_contact(nominee_id)
    if contact is None:
        raise NoContact
    return contact


def get_asked(nominee_id: uuid.UUID) -> Contact:
    """The contact whose wished change waits. Raises NoContact or NothingAsked."""
    contact = get_contact(nominee_id)
    if not contact.has_wish:
        raise NothingAsked
    return contact


def contacts_of(contest_id: uuid.UUID) -> dict[uuid.UUID, Contact]:
    """Of every nominee who was told, by the nominee's id."""
    found = db.session.scalars(select(Contact).where(Contact.contest_id == contest_id))
    return {contact.nominee_id: contact for contact in found}


def list_unheard(standings: Sequence[Standing]) -> list[Unheard]:
    """Who has said no or asks for a change and has not been heard yet, in the nominees' order. One query."""
    phases = {found.contest.id: found.phase for found in standings}
    asked = select(Contact.contest_id, Contact.answer, Nominee.slug, Nominee.name)
    here = asked.where(Nominee.id == Contact.nominee_id, Contact.contest_id.in_(phases), Nominee.withdrawn_at.is_(None))
    return [
        Unheard(contest, slug, translated(WAITING_WORDS[said], {"name": tr_plain(name) or slug}))
        for contest, said, slug, name in db.session.execute(here.order_by(Nominee.position))
        if waits(said, phases[contest])
    ]


def wished_photo(contact: Contact) -> Encoded | None:
    """The wished photo, cropped for the nominee's page. It takes a second."""
    if contact.picture is None or contact.focus is None:
        return None
    return encode_and_keep(contact.picture, Focus(contact.focus).centre)


def address_of(contact: Contact) -> str:
    return open_address(contact.address_sealed)


def wishes_of(contact: Contact, nominee: Nominee) -> list[Shown]:
    """What is wished, beside what is told now."""
    found = wishes_in(told_of(nominee), contact.changes)
    return [Shown(heading_of(wish.name, language()).capitalize(), wish.name.rpartition(".")[2], wish) for wish in found]


def in_words(error: NotWhole) -> str:
    """Which texts are missing, as the editor calls them."""
    gaps = [(Gap(name), lang) for name, _, lang in (text.partition(".") for text in error.names)]
    return translated(error.message, {"texts": ", ".join(translated(GAP_WORDS[gap]) for gap in gaps)})


def stored_about(address_key: bytes) -> Iterator[dict[str, Any]]:
    """What is kept of the holder of a mailbox as a nominee, or as who speaks for one."""
    for contact in db.session.scalars(select(Contact).where(Contact.address_key == address_key)):
        contest = get_by_id(contact.contest_id).contest
        nominee = db.session.get_one(Nominee, contact.nominee_id)
        yield {
            "contest": f"{tr_plain(contest.award.name)} {contest.year}",
            "nominee": tr_plain(nominee.name) or nominee.slug,
            "address": address_of(contact),
            "told_at": contact.told_at,
            "answer": contact.answer,
            "answered_at": contact.answered_at,
            "words": contact.words,
            "wished": {wish.label: wish.wish.new for wish in wishes_of(contact, nominee)},
            "wished_photo": bool(contact.picture) or None,
            "reply": contact.reply,
        }
