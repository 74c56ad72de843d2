"""Reading a contest file: YAML whose every mistake is named with its line.

Values are read as the text that stands there, without YAML's own ideas of what `no` or `1.10` mean, and every problem
in the file is collected, so that one round of corrections is enough.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import yaml

from voting.nominees.rules import Kind
from voting.text import LANGUAGES, LocalText

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = {"slug": 60, "line": 120, "name": 120, "place": 120, "organiser": 200, "organiser_url": 200, "text": 20_000}
RESERVED = frozenset(
    {"account", "admin", "demo", "en", "healthz", "how-we-count", "jury", "photos", "privacy", "accessibility"}
    | {"readyz", "sign-in", "sign-out", "static"}
)
DEEPEST = 10
RELATIVE = re.compile(r"now(?:\s*([+-])\s*(\d{1,4})\s*(minutes?|hours?|days?))?(?:\s+(\d{1,2}:\d{2}))?")


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` counts from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class BadFile(Exception):
    """The file cannot be imported; `problems` are in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


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


@dataclass(frozen=True)
class ContestFile:
    """A whole, checked file."""

    award_slug: str
    award_name: LocalText
    purpose: LocalText
    criteria: LocalText
    organiser: str
    organiser_url: str | None
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
    nominees: tuple[NomineeEntry, ...]


@dataclass
class _Map:
    """A mapping in the file. Asking for a key reads it; keys that nobody asks for are a mistake."""

    node: yaml.MappingNode
    path: str
    problems: list[Problem]
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.values: dict[str, yaml.Node] = {}
        for key, value in self.node.value:
            name = str(key.value)
            if name in self.values:
                self.problem(key, f"{self.named(name)} stands here a second time")
            self.values[name] = value

    def named(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def problem(self, node: yaml.Node | None, text: str) -> None:
        self.problems.append(Problem((node or self.node).start_mark.line + 1, text))

    def find(self, key: str, *, required: bool = True) -> yaml.Node | None:
        self.asked.add(key)
        node = self.values.get(key)
        if node is None and required:
            self.problem(None, f"{self.named(key)} is missing")
        return node

    def text(self, key: str, *, required: bool = True, longest: int | None = None) -> str:
        node = self.find(key, required=required)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, f"{self.named(key)} must be a text")
            return ""
        value = str(node.value).strip()
        limit = longest or LONGEST.get(key, LONGEST["text"])
        if required and not value:
            self.problem(node, f"{self.named(key)} is empty")
        if len(value) > limit:
            self.problem(node, f"{self.named(key)} is {len(value)} characters long; {limit} are allowed")
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
            self.problem(node, f"{self.named(key)} contains a character that cannot be stored")
        return value

    def local(self, key: str, *, required: bool = True) -> LocalText | None:
        """A text in both languages; Swedish and English are both required where the text is."""
        inner = self.map(key, required=required)
        if inner is None:
            return LocalText() if required else None
        limit = LONGEST.get(key)
        texts = {lang: inner.text(lang, longest=limit) for lang in LANGUAGES}
        inner.finish()
        return LocalText(**texts)

    def must_local(self, key: str) -> LocalText:
        return self.local(key) or LocalText()

    def map(self, key: str, *, required: bool = True) -> "_Map | None":
        node = self.find(key, required=required)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"{self.named(key)} must have values of its own, indented below it")
            return None
        return _Map(node, self.named(key), self.problems)

    def maps(self, key: str, *, required: bool = True) -> "Iterator[_Map]":
        node = self.find(key, required=required)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, f"{self.named(key)} must be a list, each entry beginning with a dash")
            return
        for index, entry in enumerate(node.value, start=1):
            if isinstance(entry, yaml.MappingNode):
                yield _Map(entry, f"{self.named(key)}[{index}]", self.problems)
            else:
                self.problem(entry, f"{self.named(key)}[{index}] must have values of its own")

    def flag(self, key: str) -> bool:
        raw = self.text(key).lower()
        if raw and raw not in ("yes", "no", "true", "false"):
            self.problem(self.values.get(key), f"{self.named(key)} must be yes or no")
        return raw in ("yes", "true")

    def whole(self, key: str, low: int, high: int) -> int:
        raw = self.text(key)
        if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and low <= int(raw) <= high):
            if raw:
                self.problem(self.values[key], f"{self.named(key)} must be a whole number from {low} to {high}")
            return low
        return int(raw)

    def slug(self, key: str = "slug") -> str:
        raw = self.text(key)
        if raw and not SLUG.fullmatch(raw):
            self.problem(self.values.get(key), f"{self.named(key)} may hold a–z, 0–9 and single dashes only")
        return raw

    def finish(self) -> None:
        for key, _ in self.node.value:
            if str(key.value) not in self.asked:
                self.problem(key, f"{self.named(str(key.value))} is not a field of a contest file")


def parse(text: str, *, now: datetime) -> ContestFile:
    """Read a contest file. Raises BadFile with every problem and its line. `now` is what relative times count from."""
    problems: list[Problem] = []
    top = _top(text, problems)
    award, contest = top.map("award"), top.map("contest")
    nominees = tuple(_nominees(top))
    top.finish()
    if award is None or contest is None:
        raise BadFile(problems)
    fields = _award(award) | _contest(contest, now)
    if problems:
        raise BadFile(problems)
    return ContestFile(nominees=nominees, **fields)  # type: ignore[arg-type]


def _top(text: str, problems: list[Problem]) -> _Map:
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFile([Problem(line, f"this is not YAML: {error.problem or 'unreadable'}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile([Problem(line, "this line holds a character that YAML does not allow")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise BadFile([Problem(1, "a contest file begins with award:, contest: and nominees:")])
    return _Map(node, "", problems)


def _refuse_tricks(text: str) -> None:
    """Refuse what a few bytes can blow up: aliases, and nesting, which the YAML reader pays for by its square."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise BadFile([Problem(line, "anchors and aliases (& and *) are not used in contest files")])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadFile([Problem(line, "the values are nested deeper than in any contest file")])


def _award(award: _Map) -> dict[str, object]:
    slug = award.slug()
    if slug in RESERVED:
        award.problem(award.values["slug"], f"award.slug cannot be {slug}: that address is taken")
    url = award.text("organiser_url", required=False) or None
    if url and not re.fullmatch(r"https?://[^\s<>\"']+", url):
        award.problem(award.values["organiser_url"], "award.organiser_url must be an address beginning with https://")
    fields = {
        "award_slug": slug,
        "award_name": award.must_local("name"),
        "purpose": award.must_local("purpose"),
        "criteria": award.must_local("criteria"),
        "organiser": award.text("organiser"),
        "organiser_url": url,
    }
    award.finish()
    return fields


def _contest(contest: _Map, now: datetime) -> dict[str, object]:
    zone_name = contest.text("time_zone", required=False) or "Europe/Stockholm"
    if zone_name not in available_timezones():
        contest.problem(contest.values.get("time_zone"), f"contest.time_zone: there is no zone {zone_name}")
        zone_name = "Europe/Stockholm"
    zone = ZoneInfo(zone_name)
    opens_at, closes_at = _instant(contest, "opens_at", now, zone), _instant(contest, "closes_at", now, zone)
    if opens_at and closes_at and opens_at >= closes_at:
        contest.problem(contest.values.get("closes_at"), "contest.closes_at must be later than contest.opens_at")
    fields: dict[str, object] = {
        "year": contest.whole("year", 1900, 9999),
        "question": contest.must_local("question"),
        "lead": contest.must_local("lead"),
        "notice": contest.local("notice", required=False),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "max_changes": contest.whole("max_changes", 0, 10),
        "turnout_public": contest.flag("turnout_public"),
    } | _event(contest.map("event", required=False))
    contest.finish()
    return fields


def _event(event: _Map | None) -> dict[str, object]:
    if event is None:
        return {"event_name": None, "event_place": None, "event_date": None}
    raw = event.text("date")
    day = None
    try:
        day = date.fromisoformat(raw) if raw else None
    except ValueError:
        event.problem(event.values["date"], "contest.event.date must be a day such as 2026-12-10")
    fields = {"event_name": event.must_local("name"), "event_place": event.text("place"), "event_date": day}
    event.finish()
    return fields


def _nominees(top: _Map) -> Iterator[NomineeEntry]:
    slugs: set[str] = set()
    for entry in top.maps("nominees"):
        slug = entry.slug()
        if slug in slugs:
            entry.problem(entry.values["slug"], f"{entry.path}.slug is the same as an earlier nominee's")
        slugs.add(slug)
        kind = entry.text("kind")
        if kind and kind not in list(Kind):
            entry.problem(entry.values["kind"], f"{entry.path}.kind must be one of {', '.join(Kind)}")
            kind = ""
        photo = entry.values.get("photo")
        read = NomineeEntry(
            line_number=entry.node.start_mark.line + 1,
            slug=slug,
            kind=Kind(kind or Kind.PERSON),
            name=entry.must_local("name"),
            people=tuple(_people(entry)),
            place=entry.text("place"),
            line=entry.must_local("line"),
            citation=entry.must_local("citation"),
            text=entry.must_local("text"),
            invented=entry.flag("invented"),
            photo=entry.text("photo"),
            photo_line=(photo or entry.node).start_mark.line + 1,
            alt=entry.must_local("alt"),
        )
        entry.finish()
        yield read


def _people(entry: _Map) -> Iterator[PersonEntry]:
    for person in entry.maps("people", required=False):
        read = PersonEntry(person.text("name"), person.must_local("role"))
        person.finish()
        yield read


def _instant(contest: _Map, key: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """`2026-12-03 20:00` in the file's zone, or for demos `now + 12 days 20:00`; None when it is neither."""
    raw = contest.text(key)
    if match := RELATIVE.fullmatch(raw):
        sign, amount, unit, clock = match.groups()
        step = timedelta(**{unit.rstrip("s") + "s": int(amount)}) if unit else timedelta()
        local = (now + (-step if sign == "-" else step)).astimezone(zone)
        if clock:
            hour, minute = (int(part) for part in clock.split(":"))
            if hour > 23 or minute > 59:
                contest.problem(contest.values[key], f"contest.{key}: there is no time {clock}")
                return None
            local = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return local.astimezone(UTC)
    if raw and not re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", raw):
        contest.problem(contest.values[key], f"contest.{key} must be a time such as 2026-12-03 20:00")
    elif raw:
        return _written_out(contest, key, raw, zone)
    return None


def _written_out(contest: _Map, key: str, raw: str, zone: ZoneInfo) -> datetime | None:
    node = contest.values[key]
    try:
        local = datetime.fromisoformat(raw).replace(tzinfo=zone)
        instant = local.astimezone(UTC)
    except (ValueError, OverflowError):
        contest.problem(node, f"contest.{key}: there is no such day or time as {raw}")
        return None
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        contest.problem(node, f"contest.{key}: {raw} does not exist; clocks skip it when summer time begins")
    elif local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        contest.problem(node, f"contest.{key}: {raw} happens twice as summer time ends; choose another time")
    return instant
