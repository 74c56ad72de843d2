"""A YAML document in which every value knows its line, and every mistake is collected.

Values are read as the text that stands there, without YAML's own ideas of what `no` or `1.10` mean.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from voting.text import LANGUAGES, SLUG, LocalText

T = TypeVar("T", bound=StrEnum)
LONGEST = {
    "slug": 60,
    "line": 120,
    "name": 120,
    "place": 120,
    "organisation": 120,
    "organiser": 200,
    "organiser_url": 200,
    "text": 20_000,
}
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


@dataclass
class Section:
    """A mapping in the file. Asking for a key reads it; keys that nobody asks for are a mistake."""

    node: yaml.MappingNode
    path: str
    problems: list[Problem]
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.values: dict[str, yaml.Node] = {}
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "this name"
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

    def some_local(self, key: str) -> LocalText:
        """A text that is still being written: in both languages, in one or in none of them."""
        inner = self.map(key, required=False)
        if inner is None:
            return LocalText()
        texts = {lang: inner.text(lang, required=False, longest=LONGEST.get(key)) for lang in LANGUAGES}
        inner.finish()
        return LocalText(**texts)

    def map(self, key: str, *, required: bool = True) -> "Section | None":
        node = self.find(key, required=required)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"{self.named(key)} must have values of its own, indented below it")
            return None
        return Section(node, self.named(key), self.problems)

    def maps(self, key: str, *, required: bool = True) -> "Iterator[Section]":
        node = self.find(key, required=required)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, f"{self.named(key)} must be a list, each entry beginning with a dash")
            return
        for index, entry in enumerate(node.value, start=1):
            if isinstance(entry, yaml.MappingNode):
                yield Section(entry, f"{self.named(key)}[{index}]", self.problems)
            else:
                self.problem(entry, f"{self.named(key)}[{index}] must have values of its own")

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Yes or no; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None).lower()
        if not raw and default is not None:
            return default
        if raw and raw not in ("yes", "no", "true", "false"):
            self.problem(self.values.get(key), f"{self.named(key)} must be yes or no")
        return raw in ("yes", "true")

    def choice(self, key: str, kinds: type[T], *, default: T | None = None) -> T:
        """One of an enumeration's values; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None)
        if raw in list(kinds):
            return kinds(raw)
        if raw:
            self.problem(self.values[key], f"{self.named(key)} must be one of {', '.join(kinds)}")
        return default or next(iter(kinds))

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """A number from `low` to `high`; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None)
        if not raw and default is not None:
            return default
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
            name = key.value if isinstance(key, yaml.ScalarNode) else "this name"
            if name not in self.asked:
                self.problem(key, f"{self.named(name)} is not a field of a contest file")


def read(text: str, problems: list[Problem]) -> Section:
    """The whole document. Raises BadFile where nothing can be read; later mistakes are added to `problems`."""
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
    return Section(node, "", problems)


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


def read_instant(contest: Section, key: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """`2026-12-03 20:00` in the file's zone, or for demos `now + 12 days 20:00`; None when it is neither."""
    raw = contest.text(key)
    if match := RELATIVE.fullmatch(raw):
        sign, amount, unit, clock = match.groups()
        step = timedelta(**{unit.rstrip("s") + "s": int(amount)}) if unit else timedelta()
        local = (now + (-step if sign == "-" else step)).astimezone(zone).replace(microsecond=0)
        if clock:
            hour, minute = (int(part) for part in clock.split(":"))
            if hour > 23 or minute > 59:
                contest.problem(contest.values[key], f"contest.{key}: there is no time {clock}")
                return None
            local = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return local.astimezone(UTC)
    if raw and not re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", raw):
        contest.problem(contest.values[key], f"contest.{key} must be a time such as 2026-12-03 20:00")
    elif raw:
        return _written_out(contest, key, raw, zone)
    return None


def _written_out(contest: Section, key: str, raw: str, zone: ZoneInfo) -> datetime | None:
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
