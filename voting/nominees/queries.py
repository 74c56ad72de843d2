"""Questions about nominees."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, func, select

from voting.contests.missing import Missing, missing_for_announcement
from voting.contests.models import Contest
from voting.contests.queries import Standing, draft_of
from voting.contests.rules import Order
from voting.errors import NotFound
from voting.extensions import db
from voting.nominees.models import Nominee, PhotoFile
from voting.nominees.rules import Gap, UnknownNominee, WithdrawnNominee, gaps_in, order_for
from voting.text import Language, LocalText
from voting.voters.queries import count_invited
from voting.web.images import WIDTHS

_OF_CONTEST = select(Nominee).where(Nominee.contest_id == bindparam("contest"))
_ORDER = (Nominee.position, Nominee.slug)
_STANDING = _OF_CONTEST.where(Nominee.withdrawn_at.is_(None)).order_by(*_ORDER)
_BY_SLUG = _OF_CONTEST.where(Nominee.slug == bindparam("slug"))


def list_nominees(contest_id: uuid.UUID) -> Sequence[Nominee]:
    """Who stands, in the organiser's order, without the withdrawn."""
    return db.session.scalars(_STANDING, {"contest": contest_id}).all()


def list_announced(contest_id: uuid.UUID) -> Sequence[Nominee]:
    """Who was announced, in the organiser's order, the withdrawn too: the count must tell of each."""
    return db.session.scalars(_OF_CONTEST.order_by(*_ORDER), {"contest": contest_id}).all()


def next_position(nominees: Sequence[Nominee]) -> int:
    """Behind all of them."""
    return max((nominee.position for nominee in nominees), default=-1) + 1


def list_in_order(contest: Contest, seed: int) -> list[Nominee]:
    """Who stands, in the order of one visitor, or in the organiser's where the rules say that it is fixed."""
    found = list_nominees(contest.id)
    return list(found) if contest.nominee_order == Order.FIXED else order_for(seed, found, lambda nominee: nominee.slug)


def list_gaps(contest_id: uuid.UUID) -> list[tuple[Nominee, list[tuple[Gap, Language | None]]]]:
    """Whom something is missing for, before the contest can be announced, and what."""
    found = ((nominee, gaps_of(nominee)) for nominee in list_nominees(contest_id))
    return [(nominee, gaps) for nominee, gaps in found if gaps]


def gaps_of(nominee: Nominee) -> list[tuple[Gap, Language | None]]:
    texts: dict[Gap, LocalText] = {gap: getattr(nominee, gap.value) for gap in Gap if gap is not Gap.PHOTO}
    return gaps_in(texts, photo=nominee.photo_id is not None)


def count_nominees(contest_id: uuid.UUID) -> int:
    standing = select(func.count()).where(Nominee.contest_id == contest_id, Nominee.withdrawn_at.is_(None))
    return db.session.scalar(standing) or 0


def missing(standing: Standing) -> Sequence[Missing]:
    """What stands in the way of announcing a draft."""
    contest_id = standing.contest.id
    draft = draft_of(standing, nominees=count_nominees(contest_id), invited=count_invited(contest_id))
    return missing_for_announcement(draft)


def get_nominee(contest_id: uuid.UUID, slug: str) -> Nominee:
    """A nominee's page, also after a withdrawal. Raises NotFound."""
    nominee = _find(contest_id, slug)
    if nominee is None:
        raise NotFound(what="nominee", slug=slug)
    return nominee


def neighbours(contest: Contest, nominee: Nominee, seed: int) -> tuple[Nominee | None, Nominee | None]:
    """Who comes before and after a nominee in the order of one visitor; nobody beside who has been withdrawn."""
    ordered = list_in_order(contest, seed)
    at = next((index for index, other in enumerate(ordered) if other.id == nominee.id), None)
    if at is None:
        return None, None
    return ordered[at - 1] if at else None, ordered[at + 1] if at + 1 < len(ordered) else None


def get_choice(contest_id: uuid.UUID, slug: str) -> Nominee:
    """A nominee that can be chosen. Raises UnknownNominee or WithdrawnNominee."""
    nominee = _find(contest_id, slug)
    if nominee is None:
        raise UnknownNominee
    if nominee.withdrawn_at:
        raise WithdrawnNominee
    return nominee


def get_photo_file(photo_id: str, width: int) -> bytes:
    """A picture in one of the widths; of one that was stored before there was this width, the next wider."""
    stored = select(PhotoFile.content).where(PhotoFile.photo_id == photo_id)
    if width in WIDTHS:
        stored = stored.where(PhotoFile.width >= width).order_by(PhotoFile.width).limit(1)
    else:
        stored = stored.where(PhotoFile.width == width)  # a picture that is narrower than all of them
    content = db.session.scalar(stored)
    if content is None:
        raise NotFound
    return content


def nominees_document(nominees: Sequence[Nominee]) -> bytes:
    """What is announced about the nominees: JSON in UTF-8, in the organiser's order. `photo`: the picture's digest."""
    told = [
        {
            "slug": nominee.slug,
            "kind": nominee.kind,
            "organisation": nominee.organisation,
            "place": nominee.place,
            "photo": nominee.photo_id,
            "invented": nominee.invented,
            "people": nominee.people_data,
        }
        | {name: asdict(getattr(nominee, name)) for name in ("name", "line", "citation", "text", "alt")}
        for nominee in nominees
    ]
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _find(contest_id: uuid.UUID, slug: str) -> Nominee | None:
    return db.session.scalar(_BY_SLUG, {"contest": contest_id, "slug": slug})
