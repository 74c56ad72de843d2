"""A nominee is told, answers, and what was wished is taken over or not. Nothing here becomes public by itself."""

import secrets
import uuid
from typing import Any

from sqlalchemy import delete, insert, update

from voting.accounts.rules import Address, Role, address_key
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.consent import queries
from voting.consent.models import Contact
from voting.consent.queries import Linked
from voting.consent.rules import (
    KEPT_DAYS,
    SECRET_BYTES,
    Answer,
    AnsweredMeanwhile,
    can_answer,
    digest,
    fitting,
    is_news,
    with_wishes,
)
from voting.contests import queries as contest_queries
from voting.contests import service as contests
from voting.contests.queries import Standing
from voting.contests.rules import NotInThisPhase
from voting.database import lock_number, lock_shared
from voting.errors import EditedMeanwhile
from voting.extensions import db, key_ring, settings
from voting.mail import service as mail
from voting.mail.rules import Kind, mask
from voting.nominating import service as nominating
from voting.nominating.queries import told_of
from voting.nominating.rules import Told, differences
from voting.nominees.models import Nominee
from voting.nominees.queries import get_nominee
from voting.nominees.rules import Focus
from voting.staff.queries import staff_covering
from voting.text import Language
from voting.web.i18n import local, prefix_of, speaking, zone_name
from voting.web.identity import identity
from voting.web.images import Encoded

NO_WISH: dict[str, Any] = {"changes": None, "picture": None, "shown": None, "focus": None}
NOTHING_SAID = NO_WISH | {"answer": None, "answered_at": None, "answered_to": None, "words": "", "reply": ""}


def tell(
    *, contest_id: uuid.UUID, slug: str, address: Address, lang: Language, seen: int | None, actor: uuid.UUID | None
) -> None:
    """Send a nominee the notice with a new link, in place of the one there is.

    What was answered stays for the same mailbox. Another mailbox may be another person's: it gets none of it.

    `seen`: the contact's revision that the sender saw, 0 for none; None: whatever it is. Raises AnsweredMeanwhile,
    NotInThisPhase once the result is certified, for who was withdrawn, and in a rehearsal.
    """
    contests.hold(contest_id)
    standing, nominee = contest_queries.get_by_id(contest_id), get_nominee(contest_id, slug)
    if not can_answer(standing.phase) or nominee.withdrawn_at or standing.contest.rehearsal:
        raise NotInThisPhase
    contact = queries.find_contact(nominee.id)
    known = contact.revision if contact else 0
    if seen is not None and seen != known:
        raise AnsweredMeanwhile
    secret, key = secrets.token_urlsafe(SECRET_BYTES), address_key(key_ring().address, address.mailbox)
    values: dict[str, Any] = {
        "address_key": key,
        "address_sealed": key_ring().seal(address.mail_to.encode(), purpose="address"),
        "lang": lang,
        "told_at": standing.now,
        "digest": digest(secret),
        "revision": known + 1,
    }
    if contact is None:
        db.session.execute(insert(Contact).values(nominee_id=nominee.id, contest_id=contest_id, **values))
    else:
        values |= {} if contact.address_key == key else NOTHING_SAID
        db.session.execute(update(Contact).where(Contact.nominee_id == nominee.id).values(**values))
    _send_notice(standing, nominee, to=address.mail_to, lang=lang, secret=secret)
    audit.record(Act.NOMINEE_TOLD, actor=actor, contest=contest_id, nominee=slug, address=mask(address.mail_to))


def agree(*, secret: str, seen: int, revision: int) -> None:
    """The nominee says yes to what the page with this revision shows. Raises EditedMeanwhile, AnsweredMeanwhile."""
    linked = _enter(secret)
    if linked.nominee.revision != revision:
        raise EditedMeanwhile
    if _answer(linked, seen, Answer.AGREED, words=""):
        _record(Act.NOMINEE_AGREED, linked)


def ask(
    *, secret: str, seen: int, revision: int, told: Told, picture: Encoded | None, focus: Focus, words: str, mails: bool
) -> None:
    """The nominee wishes other texts or a photo; `mails`: tell staff. Raises EditedMeanwhile, AnsweredMeanwhile."""
    linked = _enter(secret)
    if linked.nominee.revision != revision:
        raise EditedMeanwhile
    changed = differences(told_of(linked.nominee), told)
    wished: dict[str, Any] = {"changes": {name: list(pair) for name, pair in changed.items()} or None, "words": words}
    if picture:
        wished |= {"picture": picture.original, "shown": fitting(picture.files), "focus": focus.value}
    if _answer(linked, seen, Answer.CHANGE, mails=mails, **wished):
        names = [*changed, "photo"] if picture else [*changed]
        _record(Act.NOMINEE_ASKED, linked, **({"changed": ", ".join(names)} if names else {}))


def decline(*, secret: str, seen: int, words: str, mails: bool) -> None:
    """The nominee does not want to stand. Staff withdraw who they will. Raises AnsweredMeanwhile."""
    linked = _enter(secret)
    if _answer(linked, seen, Answer.DECLINED, mails=mails, words=words):
        _record(Act.NOMINEE_DECLINED, linked)


def take_over(
    *,
    contest_id: uuid.UUID,
    slug: str,
    seen: int,
    revision: int,
    picture: Encoded | None,
    reason: str,
    actor: uuid.UUID | None,
) -> None:
    """Put what is wished on the nominee's page: freely in a draft, once announced as a correction with a reason.

    `revision` is the nominee's that stood beside it; `picture` the wished photo (`queries.wished_photo`), encoded
    before anybody is kept waiting. Raises AnsweredMeanwhile, EditedMeanwhile, NoReason.
    """
    contests.hold(contest_id)
    nominee = get_nominee(contest_id, slug)
    contact = queries.get_asked(nominee.id)
    if contact.revision != seen:
        raise AnsweredMeanwhile
    nominating.change(
        contest_id=contest_id,
        slug=slug,
        revision=revision,
        told=with_wishes(told_of(nominee), contact.changes),
        picture=picture,
        focus=Focus(contact.focus) if contact.focus else None,
        reason=reason,
        actor=actor,
    )
    _settle(contact, Answer.TAKEN, reply="")
    audit.record(Act.NOMINEE_HEARD, actor=actor, contest=contest_id, nominee=slug)
    _send_reply(contact, nominee)


def turn_down(*, contest_id: uuid.UUID, slug: str, seen: int, reply: str, actor: uuid.UUID | None) -> None:
    """Leave the page as it is, and tell the nominee why. Raises AnsweredMeanwhile."""
    contests.hold(contest_id)
    nominee = get_nominee(contest_id, slug)
    contact = queries.get_asked(nominee.id)
    if contact.revision != seen:
        raise AnsweredMeanwhile
    _settle(contact, Answer.KEPT, reply=reply)
    audit.record(Act.NOMINEE_TURNED_DOWN, actor=actor, contest=contest_id, nominee=slug)
    _send_reply(contact, nominee)


def forget(address: Address) -> bool:
    """Delete what is kept of a mailbox, answers too. False when there was nothing."""
    key = address_key(key_ring().address, address.mailbox)
    gone = delete(Contact).where(Contact.address_key == key).returning(Contact.nominee_id)
    return bool(db.session.execute(gone).all())


def purge(contest_id: uuid.UUID) -> None:
    """Delete what is kept of the contacts of a contest."""
    db.session.execute(delete(Contact).where(Contact.contest_id == contest_id))


def _enter(secret: str) -> Linked:
    """What the link shows, while nobody certifies, withdraws the nominee or sends a new link. Raises as get_linked."""
    contest_id = queries.get_linked(secret).standing.contest.id
    lock_shared(db.session.connection(), lock_number(contest_id))
    db.session.expire_all()
    return queries.get_linked(secret)


def _answer(linked: Linked, seen: int, answer: Answer, *, mails: bool = False, **values: Any) -> bool:
    """Store an answer in place of the last one; `mails`: tell staff. False: pressed twice. Raises AnsweredMeanwhile."""
    contact = linked.contact
    wished, before = NO_WISH | values, contact.answer
    same = all(getattr(contact, name) == value for name, value in wished.items())
    if same and contact.revision == seen + 1 and contact.answer == answer.value:
        return False
    now = {"answer": answer.value, "answered_at": linked.standing.now, "answered_to": linked.nominee.revision}
    this = (Contact.nominee_id == contact.nominee_id) & (Contact.revision == seen)
    stored = update(Contact).where(this).values(revision=seen + 1, reply="", **now, **wished)
    if not db.session.execute(stored.returning(Contact.nominee_id)).all():
        raise AnsweredMeanwhile
    if mails and is_news(answer, before, linked.standing.phase):
        _tell_staff(linked, answer)
    return True


def _settle(contact: Contact, answer: Answer, *, reply: str) -> None:
    """What was wished goes: it is on the page now, or was turned down."""
    contact.answer, contact.reply = answer.value, reply
    contact.changes = contact.picture = contact.shown = contact.focus = None
    contact.revision += 1
    db.session.flush()


def _record(act: Act, linked: Linked, **details: Any) -> None:
    audit.record(act, actor=None, contest=linked.standing.contest.id, nominee=linked.nominee.slug, **details)


def _send_notice(standing: Standing, nominee: Nominee, *, to: str, lang: Language, secret: str) -> None:
    contest = standing.contest
    with speaking(lang):
        when = {"opens": local(contest.opens_at), "closes": local(contest.closes_at)}
        when["zone"] = zone_name(contest.closes_at)
    base = f"{settings().base_url}{prefix_of(lang)}"
    mail.enqueue(
        Kind.NOMINEE,
        to=to,
        lang=lang,
        name=nominee.name.get(lang) or nominee.slug,
        award=f"{contest.award.name.get(lang)} {contest.year}",
        url=f"{base}/nominated/{secret}",
        privacy=f"{base}/privacy",
        days=KEPT_DAYS,
        **when,
    )


def _tell_staff(linked: Linked, answer: Answer) -> None:
    """Write to the administrators, in the site's first language, that they have something to act on."""
    contest, nominee, lang = linked.standing.contest, linked.nominee, identity().languages[0]
    page = f"/admin/{contest.award.slug}/{contest.year}/nominees/{nominee.slug}/notice"
    told = {"name": nominee.name.get(lang) or nominee.slug, "award": f"{contest.award.name.get(lang)} {contest.year}"}
    told["url"] = f"{settings().base_url}{prefix_of(lang)}{page}"
    for person in staff_covering(contest.award.slug, contest.year):
        if person.role is Role.ADMIN:
            mail.enqueue(Kind.ANSWER, to=person.address, lang=lang, declined=answer is Answer.DECLINED, **told)


def _send_reply(contact: Contact, nominee: Nominee) -> None:
    lang: Language = "en" if contact.lang == "en" else "sv"
    with speaking(lang):
        told_at = local(contact.told_at)
    known = {"name": nominee.name.get(lang) or nominee.slug, "reply": contact.reply, "told_at": told_at}
    mail.enqueue(Kind.REPLY, to=queries.address_of(contact), lang=lang, taken=contact.answer == Answer.TAKEN, **known)
