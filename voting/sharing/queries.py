"""What is drawn and told of a contest where it is shared.

Nothing here knows a ballot or a tally: only a published result, which is given, changes what others see.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.contests.models import Contest
from voting.contests.queries import Standing, list_public_contests
from voting.contests.rules import Phase
from voting.extensions import db, settings
from voting.looks.queries import look_for
from voting.looks.rules import accent_of
from voting.nominees.models import Nominee, Photo
from voting.nominees.queries import get_photo_file
from voting.nominees.rules import order_for
from voting.results.rules import Outcome
from voting.sharing.rules import LONGEST_HEADLINE, Closing, headline
from voting.web.cards import ACCENT, MOST_PICTURES, Card
from voting.web.i18n import iso, local, site_name, tr_plain, zone_name

WIDE_ENOUGH = {"one": 700, "many": 300}  # pixels, for a photograph that is drawn alone or in a row


def name_of(contest: Contest) -> str:
    return f"{tr_plain(contest.award.name)} {contest.year}"


def headline_of(contest: Contest) -> str:
    """The question, or the award's name where the question is too long to be drawn."""
    return headline(tr_plain(contest.question), name_of(contest))


def card_of_site() -> Card:
    return Card(eyebrow="", headline=site_name()[:LONGEST_HEADLINE], footer=settings().host)


def card_of_contest(contest: Contest, nominees: Sequence[Nominee]) -> Card:
    """All who stand, or nobody: in an order that chance has made and that is the same for everybody."""
    shown = order_for(contest.id.int, nominees, lambda nominee: nominee.slug) if len(nominees) <= MOST_PICTURES else []
    words = {"eyebrow": name_of(contest), "headline": headline_of(contest), "footer": contest.award.organiser}
    return Card(**words, pictures=_pictures(shown), accent=_accent(contest))


def card_of_nominee(contest: Contest, nominee: Nominee) -> Card:
    return Card(
        eyebrow=_("Nominated for %(award)s", award=name_of(contest)),
        headline=tr_plain(nominee.name),
        footer=contest.award.organiser,
        tag=_invented([nominee]),
        pictures=_pictures([nominee]),
        accent=_accent(contest),
    )


def card_of_result(contest: Contest, outcome: Outcome[Nominee]) -> Card | None:
    """Of a published result; None where nobody has won."""
    winners, award = outcome.winners, name_of(contest)
    if not winners:
        return None
    names = format_list([tr_plain(nominee.name) for nominee in winners], locale=get_locale())
    many = ngettext("%(num)s nominee", "%(num)s nominees", len(winners))
    return Card(
        eyebrow=_("Shared first place in %(award)s", award=award)
        if outcome.tie
        else _("Winner of %(award)s", award=award),
        headline=names if len(names) <= LONGEST_HEADLINE else many,
        footer=contest.award.organiser,
        tag=_invented(winners),
        pictures=_pictures(winners if len(winners) <= MOST_PICTURES else []),
        accent=_accent(contest),
    )


def picture(name: str) -> bytes:
    """The bytes of a photograph, by the name that a card has for it."""
    photo, _dash, width = name.partition("-")
    return get_photo_file(photo, int(width))


def event_of(contest: Contest, *, url: str, image: str) -> dict[str, Any] | None:
    """The ceremony in the words of schema.org; None until its name and day are known."""
    if not (contest.event_name and contest.event_date):
        return None
    known = {"name": contest.award.organiser, "url": contest.award.organiser_url}
    organiser = {"@type": "Organization"} | {name: value for name, value in known.items() if value}
    place = {"@type": "Place", "name": contest.event_place, "address": contest.event_place}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": f"{tr_plain(contest.event_name)}: {name_of(contest)}",
        "description": tr_plain(contest.lead),
        "startDate": iso(contest.event_date),
        "eventStatus": "https://schema.org/EventScheduled",
        "organizer": organiser,
        "image": [image],
        "url": url,
    } | ({"location": place} if contest.event_place else {})


def closing_of(standing: Standing, *, url: str) -> Closing | None:
    """When voting closes, for a calendar; None once it has closed."""
    contest = standing.contest
    if standing.phase not in (Phase.ANNOUNCED, Phase.OPEN):
        return None
    decisions, decided_at = _decisions(contest.id)
    award = name_of(contest)
    until = _("Vote until %(when)s, %(zone)s.", when=local(contest.closes_at), zone=zone_name(contest.closes_at))
    return Closing(
        uid=f"{contest.id}@{settings().host}",
        title=_("Voting closes: %(award)s", award=award),
        description=f"{tr_plain(contest.question)}\n{until}\n{url}",
        reminder=_("A day left to vote: %(award)s", award=award),
        url=url,
        closes_at=contest.closes_at,
        decided_at=decided_at or contest.announced_at or contest.opens_at,
        moved=decisions,
    )


def list_shared() -> list[tuple[Standing, list[str]]]:
    """What search engines may find: contests that are not rehearsals, each with the slugs of who stands in it."""
    standings = [standing for standing in list_public_contests() if not standing.contest.rehearsal]
    stand = Nominee.contest_id.in_([standing.contest.id for standing in standings]), Nominee.withdrawn_at.is_(None)
    found = db.session.execute(select(Nominee.contest_id, Nominee.slug).where(*stand).order_by(Nominee.slug)).all()
    return [(each, [row.slug for row in found if row.contest_id == each.contest.id]) for each in standings]


def _decisions(contest_id: uuid.UUID) -> tuple[int, datetime | None]:
    """How often a closing time was decided on after the first, and when last."""
    decided = AuditEvent.contest == contest_id, AuditEvent.action.in_((Act.ANNOUNCED, Act.EXTENDED))
    times, last = db.session.execute(select(func.count(), func.max(AuditEvent.at)).where(*decided)).one()
    return max(0, times - 1), last


def _pictures(nominees: Sequence[Nominee]) -> tuple[str, ...]:
    wanted = WIDE_ENOUGH["one" if len(nominees) == 1 else "many"]
    photos = [nominee.photo for nominee in nominees if nominee.photo]  # a draft's may have none
    return tuple(f"{photo.id}-{_width(photo, wanted)}" for photo in photos)


def _width(photo: Photo, wanted: int) -> int:
    return next((width for width in photo.widths if width >= wanted), photo.widths[-1])


def _invented(nominees: Sequence[Nominee]) -> str:
    return _("Invented for the demo") if any(nominee.invented for nominee in nominees) else ""


def _accent(contest: Contest) -> str:
    """The award's own colour, in the shade that is seen on a dark ground."""
    look = look_for(contest)
    return accent_of(look.accent).night if look.accent else ACCENT
