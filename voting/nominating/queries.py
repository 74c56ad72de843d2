"""What the editor's screens show."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from voting.errors import N_, NotFound
from voting.extensions import db
from voting.nominating.rules import GAP_WORDS, Somebody, Told
from voting.nominees.models import Nominee, Original
from voting.nominees.queries import gaps_of, get_nominee, list_announced, list_gaps
from voting.nominees.rules import Focus, Kind
from voting.web.i18n import tr_plain, translated
from voting.web.images import shown_whole

LACKS = N_("%(name)s lacks %(what)s.")


@dataclass(frozen=True)
class Row:
    """One nominee in the list of staff. `number` counts from 1; `missing` is in the reader's language."""

    nominee: Nominee
    number: int
    missing: list[str]


def told_of(nominee: Nominee) -> Told:
    """What is written about a nominee now."""
    people = tuple(Somebody(person.name, person.role) for person in nominee.people)
    names = ("name", "organisation", "place", "line", "citation", "text", "alt")
    return Told(Kind(nominee.kind), people=people, **{name: getattr(nominee, name) for name in names})


def list_rows(contest_id: uuid.UUID) -> list[Row]:
    """Everybody, the withdrawn too, in the organiser's order."""
    return [
        Row(nominee, number, [] if nominee.withdrawn_at else _words(nominee))
        for number, nominee in enumerate(list_announced(contest_id), start=1)
    ]


def missing_of_nominees(contest_id: uuid.UUID) -> list[tuple[Nominee, str]]:
    """Who lacks what before the contest can be announced: a sentence for each, in the reader's language."""
    return [
        (nominee, translated(LACKS, {"name": name_of(nominee), "what": ", ".join(_words(nominee))}))
        for nominee, _gaps in list_gaps(contest_id)
    ]


def name_of(nominee: Nominee) -> str:
    """The name, or the address while there is none."""
    return tr_plain(nominee.name) or nominee.slug


def get_edited(contest_id: uuid.UUID, slug: str, sent: str) -> Nominee:
    """Whom a form is about: by the id in what was `sent`, for the address may have changed since, or by the address.

    Raises NotFound.
    """
    try:
        same = select(Nominee).where(Nominee.contest_id == contest_id, Nominee.id == uuid.UUID(sent))
        found = db.session.scalar(same)
    except ValueError:
        found = None
    return found or get_nominee(contest_id, slug)


def find_original(nominee_id: uuid.UUID) -> Original | None:
    return db.session.get(Original, nominee_id)


def get_whole(nominee_id: uuid.UUID) -> bytes:
    """The picture that a photo was cropped from, as WebP for the page where it is cropped. Raises NotFound."""
    original = find_original(nominee_id)
    if original is None:
        raise NotFound
    return shown_whole(original.content)


def find_focus(nominee_id: uuid.UUID) -> Focus | None:
    """What of a nominee's picture is kept in sight. None: nothing is kept to crop anew."""
    focus = db.session.scalar(select(Original.focus).where(Original.nominee_id == nominee_id))
    return Focus(focus) if focus else None


def _words(nominee: Nominee) -> list[str]:
    return [translated(GAP_WORDS[gap]) for gap in gaps_of(nominee)]
