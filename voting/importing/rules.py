"""What a contest file says: every problem in it is collected, so that one round of corrections is enough."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from voting.contests.rules import Order, Tie, Voters, years_to_import
from voting.importing.document import Section, read, read_instant
from voting.importing.mistakes import (
    CLOSES_FIRST,
    NO_DOMAINS,
    NO_URL,
    NO_ZONE,
    SLUG_OF_REHEARSAL,
    SLUG_RESERVED,
    SLUG_TWICE,
    BadFile,
    Problem,
)
from voting.looks.rules import BadColour, read_colour
from voting.nominees.rules import Focus, Kind
from voting.text import REHEARSAL, REHEARSAL_NOTICE, URL, LocalText, rehearsal_names
from voting.typed import NO_DAY, NO_SUCH_DAY
from voting.voters.rules import BadDomain, TooManyDomains, read_domains

# What stands first in an address of the site, or second in one of its staff's pages
RESERVED = frozenset({
    "accessibility", "account", "accounts", "admin", "audit", "demo", "en", "follow-up", "healthz", "how-we-count",
    "import", "jury", "looks", "mail", "new", "nominated", "oembed", "photos", "preview", "privacy", "readyz",
    "retention", "robots.txt", "settings", "setup", "sign-in", "sign-out", "site.webmanifest", "sitemap.xml",
    "static", "styleguide",
})  # fmt: skip


@dataclass(frozen=True)
class PersonEntry:
    name: str
    role: LocalText


@dataclass(frozen=True)
class NomineeEntry:
    """One nominee as the file tells it; `photo` is a path relative to the file, `line` where the entry begins."""

    line_number: int
    slug: str
    kind: Kind
    name: LocalText
    people: tuple[PersonEntry, ...]
    place: str
    line: LocalText
    citation: LocalText
    text: LocalText
    invented: bool
    photo: str
    photo_line: int
    alt: LocalText
    organisation: str = ""
    focus: Focus = Focus.CENTRE


@dataclass(frozen=True)
class ContestFile:
    """A whole, checked file."""

    award_slug: str
    award_name: LocalText
    purpose: LocalText
    criteria: LocalText
    organiser: str
    organiser_url: str | None
    accent: str | None
    hero: str
    logo: str
    look_line: int
    year: int
    question: LocalText
    lead: LocalText
    event_name: LocalText | None
    event_place: str | None
    event_date: date | None
    notice: LocalText | None
    opens_at: datetime
    closes_at: datetime
    max_changes: int
    turnout_public: bool
    batch: int
    appeal_hours: int
    voters: str
    voter_domains: list[str]
    jury_live: bool
    tie: str
    nominee_order: str
    nominees: tuple[NomineeEntry, ...]
    rehearsal: bool = False


def as_rehearsal(file: ContestFile) -> ContestFile:
    """The same contest under an address and a name of its own, so that trying it out touches nothing real."""
    slug, name = rehearsal_names(file.award_slug, file.award_name)
    return replace(file, award_slug=slug, award_name=name, notice=REHEARSAL_NOTICE, rehearsal=True)


def parse(text: str, *, now: datetime) -> ContestFile:
    """Read a contest file. Raises BadFile with every problem and its line. `now` is what relative times count from."""
    problems: list[Problem] = []
    top = read(text, problems)
    unfinished = top.flag("unfinished", default=False)  # texts and photos may be missing: announcing asks for them
    award, contest = top.map("award"), top.map("contest")
    nominees = tuple(_nominees(top, unfinished=unfinished))
    top.finish()
    if award is None or contest is None:
        raise BadFile(problems)
    fields = _award(award) | _contest(contest, now, unfinished=unfinished)
    if problems:
        raise BadFile(problems)
    return ContestFile(nominees=nominees, **fields)  # type: ignore[arg-type]


def _award(award: Section) -> dict[str, object]:
    slug = award.slug()
    if slug in RESERVED:
        award.problem(award.values["slug"], "slug", SLUG_RESERVED)
    if slug.endswith(REHEARSAL):
        award.problem(award.values["slug"], "slug", SLUG_OF_REHEARSAL, end=REHEARSAL)
    url = award.text("organiser_url", required=False) or None
    if url and not URL.fullmatch(url):
        award.problem(award.values["organiser_url"], "organiser_url", NO_URL)
    fields = {
        "award_slug": slug,
        "award_name": award.must_local("name"),
        "purpose": award.must_local("purpose"),
        "criteria": award.must_local("criteria"),
        "organiser": award.text("organiser"),
        "organiser_url": url,
    } | _look(award, award.map("look", required=False))
    award.finish()
    return fields


def _look(award: Section, look: Section | None) -> dict[str, object]:
    """The award's colour and pictures; `hero` and `logo` are paths relative to the file, or empty."""
    if look is None:
        return {"accent": None, "hero": "", "logo": "", "look_line": 0}
    typed, accent = look.text("accent", required=False), None
    try:
        accent = read_colour(typed) if typed else None
    except BadColour as error:
        look.problem(look.values["accent"], "accent", error.message)
    pictures = {name: look.text(name, required=False, longest=200) for name in ("hero", "logo")}
    look.finish()
    return {"accent": accent, "look_line": look.node.start_mark.line + 1} | pictures


def _contest(contest: Section, now: datetime, *, unfinished: bool) -> dict[str, object]:
    zone_name = contest.text("time_zone", required=False) or "Europe/Stockholm"
    if zone_name not in available_timezones():
        contest.problem(contest.values.get("time_zone"), "time_zone", NO_ZONE, zone=zone_name)
        zone_name = "Europe/Stockholm"
    zone = ZoneInfo(zone_name)
    opens_at, closes_at = read_instant(contest, "opens_at", now, zone), read_instant(contest, "closes_at", now, zone)
    if opens_at and closes_at and opens_at >= closes_at:
        contest.problem(contest.values.get("closes_at"), "closes_at", CLOSES_FIRST)
    years = years_to_import(now.astimezone(zone).year)
    fields: dict[str, object] = {
        "year": contest.whole("year", *years),
        "question": contest.must_local("question"),
        "lead": contest.must_local("lead"),
        "notice": contest.local("notice", required=False),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "max_changes": contest.whole("max_changes", 0, 10),
        "turnout_public": contest.flag("turnout_public"),
        "batch": contest.whole("batch", 1, 100, default=10),
        "appeal_hours": contest.whole("appeal_hours", 0, 720, default=48),
        "jury_live": contest.flag("jury_live", default=True),
        "tie": contest.choice("tie", Tie, default=Tie.SHARED).value,
        "nominee_order": contest.choice("nominee_order", Order, default=Order.RANDOM).value,
    }
    fields |= _voters(contest) | _event(contest.map("event", required=False), years, unfinished=unfinished)
    contest.finish()
    return fields


def _voters(contest: Section) -> dict[str, object]:
    """Who may vote. The addresses of an invited list never stand in a contest file."""
    voters = contest.choice("voters", Voters, default=Voters.ANYONE)
    typed, domains = contest.text("domains", required=voters is Voters.DOMAINS), list[str]()
    if typed and voters is not Voters.DOMAINS:
        contest.problem(contest.values["domains"], "domains", NO_DOMAINS)
    try:
        domains = read_domains(typed)
    except (BadDomain, TooManyDomains) as error:
        contest.problem(contest.values["domains"], "domains", error.message, **error.params)
    return {"voters": voters.value, "voter_domains": domains}


def _event(event: Section | None, years: tuple[int, int], *, unfinished: bool) -> dict[str, object]:
    if event is None:
        return {"event_name": None, "event_place": None, "event_date": None}
    raw, day = event.text("date", required=not unfinished), None
    try:
        day = date.fromisoformat(raw) if raw else None
    except ValueError:
        event.problem(event.values["date"], "date", NO_DAY)
    if day and not years[0] <= day.year <= years[1]:
        event.problem(event.values["date"], "date", NO_SUCH_DAY)
    place = event.text("place", required=not unfinished) or None
    fields: dict[str, object] = {"event_name": event.must_local("name"), "event_place": place, "event_date": day}
    event.finish()
    return fields


def _nominees(top: Section, *, unfinished: bool) -> Iterator[NomineeEntry]:
    slugs: set[str] = set()
    for entry in top.maps("nominees"):
        slug = entry.slug()
        if slug in slugs:
            entry.problem(entry.values["slug"], "slug", SLUG_TWICE)
        slugs.add(slug)
        photo, text = entry.values.get("photo"), entry.some_local if unfinished else entry.must_local
        nominee = NomineeEntry(
            line_number=entry.node.start_mark.line + 1,
            slug=slug,
            kind=entry.choice("kind", Kind),
            name=text("name"),
            people=tuple(_people(entry, unfinished=unfinished)),
            organisation=entry.text("organisation", required=False),
            place=entry.text("place", required=not unfinished),
            line=text("line"),
            citation=text("citation"),
            text=text("text"),
            invented=entry.flag("invented"),
            photo=entry.text("photo", required=not unfinished),
            focus=entry.choice("focus", Focus, default=Focus.CENTRE),
            photo_line=(photo or entry.node).start_mark.line + 1,
            alt=text("alt"),
        )
        entry.finish()
        yield nominee


def _people(entry: Section, *, unfinished: bool) -> Iterator[PersonEntry]:
    for person in entry.maps("people", required=False):
        role = person.some_local if unfinished else person.must_local
        yield PersonEntry(person.text("name"), role("role"))
        person.finish()
