"""What the editor's screens show."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from voting.errors import N_, NotFound
from voting.extensions import db
from voting.nominating.rules import GAP_WORDS, Somebody, Told
from voting.nominees.models import Nominee, Original
from voting.nominees.queries import gaps_of, get_nominee, list_announced, list_gaps
from voting.nominees.rules import Focus, Gap, Kind
from voting.text import Language
from voting.web.i18n import tr_plain, translated
from voting.web.images import shown_whole

LACKS = N_("%(name)s lacks %(what)s.")
LACKS_ONE = N_("%(name)s: %(what)s is missing.")
LACKS_SEVERAL = N_("%(name)s: %(number)s things are missing.")


@dataclass(frozen=True)
class Row:
    """One nominee in the list of staff. `number` counts from 1; `missing` is in the reader's language."""

    nominee: Nominee
    number: int
    missing: list[str]


@dataclass(frozen=True)
class Lacking:
    """Somebody whom something is missing for: in words, each with the field of the editor where it is written."""

    nominee: Nominee
    gaps: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """All of it."""
        return translated(LACKS, {"name": name_of(self.nominee), "what": ", ".join(self.gaps)})

    @property
    def heading(self) -> str:
        """What is missing if it is one thing, else how much."""
        name = name_of(self.nominee)
        if len(self.gaps) > 1:
            return translated(LACKS_SEVERAL, {"name": name, "number": len(self.gaps)})
        return translated(LACKS_ONE, {"name": name, "what": next(iter(self.gaps))})


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


def missing_of_nominees(contest_id: uuid.UUID) -> list[Lacking]:
    """Who lacks what before the contest can be announced, in the reader's language."""
    return [
        Lacking(nominee, {translated(GAP_WORDS[gap]): _field(*gap) for gap in gaps})
        for nominee, gaps in list_gaps(contest_id)
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


def _field(gap: Gap, lang: Language | None) -> str:
    return f"{gap.value}-{lang}" if lang else gap.value


def _words(nominee: Nominee) -> list[str]:
    return [translated(GAP_WORDS[gap]) for gap in gaps_of(nominee)]
