"""What can happen to nominees before they are announced, and the little that can happen to them afterwards."""

import uuid
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import queries as contest_queries
from voting.contests import service as contests
from voting.contests.queries import Standing
from voting.contests.rules import NotInThisPhase, Phase
from voting.errors import EditedMeanwhile, NotFound
from voting.extensions import db
from voting.nominating.queries import find_focus, told_of
from voting.nominating.rules import (
    LONGEST,
    MOST_NOMINEES,
    AddressTaken,
    BadNomineeAddress,
    LastOne,
    NoReason,
    NotWhole,
    Told,
    TooMany,
    can_withdraw,
    differences,
    free_slug,
    is_correction,
    lacking,
    reordered,
)
from voting.nominees.models import Nominee
from voting.nominees.queries import list_announced, list_nominees, next_position
from voting.nominees.rules import Focus
from voting.nominees.service import drop_unused_photos, keep_original, keep_photo
from voting.text import SLUG
from voting.web.images import Encoded

LOCKED = ("kind",)  # with the address, what stays as it was announced


def add(
    *,
    contest_id: uuid.UUID,
    told: Told,
    slug: str,
    picture: Encoded | None = None,
    focus: Focus = Focus.CENTRE,
    actor: uuid.UUID | None,
) -> str:
    """Put somebody last on a draft's list. Without a `slug`, one is made of the name. Returns it.

    Raises NotInThisPhase, AddressTaken or TooMany.
    """
    hold_draft(contest_id)
    others = list_announced(contest_id)
    taken = {other.slug for other in others}
    if len(others) >= MOST_NOMINEES:
        raise TooMany
    if slug:
        _check_slug(slug, taken)
    slug = slug or free_slug(told.name.get("sv"), taken)
    place = next_position(others)
    nominee = Nominee(id=uuid.uuid4(), contest_id=contest_id, slug=slug, invented=False, position=place)
    write(nominee, told)
    if picture:
        nominee.photo_id = keep_photo(picture)
    db.session.add(nominee)
    db.session.flush()
    if picture:
        keep_original(nominee.id, picture, focus)
    audit.record(Act.NOMINEE_ADDED, actor=actor, contest=contest_id, nominee=slug)
    return slug


def change(
    *,
    contest_id: uuid.UUID,
    slug: str,
    revision: int,
    told: Told,
    new_slug: str = "",
    picture: Encoded | None = None,
    focus: Focus | None = None,
    reason: str = "",
    actor: uuid.UUID | None,
) -> str:
    """Write down what is now told of a nominee; once announced, a correction with a reason. Returns the address.

    `revision` is the one that the person saw. Raises EditedMeanwhile, AddressTaken, NoReason, NotWhole.
    """
    standing = _hold(contest_id)
    nominee = _get(contest_id, slug)
    if nominee.revision != revision:
        raise EditedMeanwhile
    before, correction = told_of(nominee), is_correction(standing.phase)
    changed = differences(before, told)
    if correction and (set(changed) & set(LOCKED) or new_slug not in ("", slug)):
        raise NotInThisPhase
    if new_slug and new_slug != slug:
        _check_slug(new_slug, {other.slug for other in list_announced(contest_id)})
        nominee.slug = new_slug
        changed["slug"] = (slug, new_slug)
    write(nominee, told)
    if _crop(nominee, picture, focus):
        changed["photo"] = ("", "")
    if not changed:
        return slug
    if correction and not reason.strip():
        raise NoReason
    if correction and (empty := lacking(told)):
        raise NotWhole(texts=", ".join(empty))
    if correction:
        note = {"at": standing.now.isoformat(timespec="seconds"), "reason": reason}
        nominee.corrections_data = [*(nominee.corrections_data or []), note]
    nominee.revision += 1
    _record_change(standing, nominee, changed, reason=reason if correction else "", actor=actor)
    return nominee.slug


def move(*, contest_id: uuid.UUID, slug: str, to: str, actor: uuid.UUID | None) -> int:
    """Move a draft's nominee "up", "down" or to a place, counted from 1. Returns the place. Raises NotInThisPhase."""
    hold_draft(contest_id)
    nominees = list(list_announced(contest_id))
    at = nominees.index(_get(contest_id, slug))
    for position, nominee in enumerate(reordered(nominees, at, to)):
        nominee.position = position
    place = _get(contest_id, slug).position
    if place != at:
        details = {"nominee": slug, "old": str(at + 1), "new": str(place + 1)}
        audit.record(Act.NOMINEE_MOVED, actor=actor, contest=contest_id, **details)
    return place + 1


def withdraw(*, contest_id: uuid.UUID, slug: str, reason: str, actor: uuid.UUID | None) -> None:
    """Take a nominee off a draft's list, or let an announced one stand no longer.

    Votes that they have stay in the count, where they win nothing; nobody can vote for them any more. Raises
    NotInThisPhase once voting is over, LastOne.
    """
    standing = _hold(contest_id)
    nominee = _get(contest_id, slug)
    if not can_withdraw(standing.phase) or nominee.withdrawn_at:
        raise NotInThisPhase
    details = {"nominee": slug, "name": nominee.name.get("sv"), "reason": reason}
    if standing.phase is Phase.DRAFT:
        db.session.delete(nominee)
        db.session.flush()
        for position, other in enumerate(list_announced(contest_id)):
            other.position = position
        drop_unused_photos()
        audit.record(Act.NOMINEE_REMOVED, actor=actor, contest=contest_id, **details)
        return
    if len(list_nominees(contest_id)) < 2:
        raise LastOne
    nominee.withdrawn_at, nominee.withdrawn_reason = standing.now, reason
    nominee.revision += 1
    told = {name: details[name] for name in ("nominee", "name")}
    entries = [{"nominee": slug}]
    contests.record(standing, Act.NOMINEE_WITHDRAWN, actor=actor, reason=reason, details=told, entries=entries)


def _hold(contest_id: uuid.UUID) -> Standing:
    """Be alone with the contest: of two who write about its nominees, one comes after the other."""
    contests.hold(contest_id)
    return contest_queries.get_by_id(contest_id)


def hold_draft(contest_id: uuid.UUID) -> None:
    """Be alone with a contest whose nominees can still be changed at will. Raises NotInThisPhase."""
    if _hold(contest_id).phase is not Phase.DRAFT:
        raise NotInThisPhase


def _get(contest_id: uuid.UUID, slug: str) -> Nominee:
    nominee = db.session.scalar(select(Nominee).where(Nominee.contest_id == contest_id, Nominee.slug == slug))
    if nominee is None:
        raise NotFound(what="nominee", slug=slug)
    return nominee


def write(nominee: Nominee, told: Told) -> None:
    """Put what is told into the row, in a transaction that holds the contest."""
    nominee.kind = told.kind.value
    nominee.people_data = [{"name": one.name, "role": asdict(one.role)} for one in told.people]
    for name in ("name", "organisation", "place", "line", "citation", "text", "alt"):
        setattr(nominee, name, getattr(told, name))


def _check_slug(slug: str, taken: set[str]) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST["slug"]:
        raise BadNomineeAddress
    if slug in taken:
        raise AddressTaken


def _crop(nominee: Nominee, picture: Encoded | None, focus: Focus | None) -> bool:
    """Give the nominee another picture, or another part of it. Whether anything has changed."""
    if picture is None or (picture.id == nominee.photo_id and focus is find_focus(nominee.id)):
        return False
    nominee.photo_id = keep_photo(picture)
    keep_original(nominee.id, picture, focus or Focus.CENTRE)
    db.session.flush()
    drop_unused_photos()
    return True


def _record_change(
    standing: Standing, nominee: Nominee, changed: dict[str, tuple[str, str]], *, reason: str, actor: uuid.UUID | None
) -> None:
    act = Act.NOMINEE_CORRECTED if is_correction(standing.phase) else Act.NOMINEE_CHANGED
    texts = {name: values for name, values in changed.items() if name != "photo"}
    details: dict[str, Any] = {"nominee": nominee.slug, "changed": ", ".join(changed)}
    details |= {"old": {name: old for name, (old, _new) in texts.items()}} if texts else {}
    details |= {"new": {name: new for name, (_old, new) in texts.items()}} if texts else {}
    audit.record(act, actor=actor, contest=standing.contest.id, **details, **({"reason": reason} if reason else {}))
