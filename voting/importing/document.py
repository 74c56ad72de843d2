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

from voting.importing import mistakes
from voting.importing.mistakes import BadFile, Problem
from voting.text import LANGUAGES, SLUG, LocalText, printable
from voting.typed import NO_INSTANT, NO_NUMBER, NO_SUCH_SIGN, wrong_hour

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


@dataclass
class Section:
    """A mapping in the file, of the nominee `whose`. Asking for a key reads it; those nobody asks for are a mistake."""

    node: yaml.MappingNode
    path: str
    problems: list[Problem]
    whose: str = ""
    asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.values: dict[str, yaml.Node] = {}
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in self.values:
                self.problem(key, name, mistakes.TWICE)
            self.values[name] = value

    def named(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def problem(self, node: yaml.Node | None, key: str, message: str, **params: object) -> None:
        where = f"{self.named(key)} ({self.whose})" if self.whose else self.named(key)
        told = {name: printable(value) if isinstance(value, str) else value for name, value in params.items()}
        self.problems.append(Problem((node or self.node).start_mark.line + 1, printable(where), message, told))

    def find(self, key: str, *, required: bool = True) -> yaml.Node | None:
        self.asked.add(key)
        node = self.values.get(key)
        if node is None and required:
            self.problem(None, key, mistakes.MISSING)
        return node

    def text(self, key: str, *, required: bool = True, longest: int | None = None) -> str:
        node = self.find(key, required=required)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, key, mistakes.NOT_TEXT)
            return ""
        value = str(node.value).strip()
        limit = longest or LONGEST.get(key, LONGEST["text"])
        if required and not value:
            self.problem(node, key, mistakes.EMPTY)
        if len(value) > limit:
            self.problem(node, key, mistakes.TOO_LONG, length=len(value), most=limit)
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
            self.problem(node, key, NO_SUCH_SIGN)
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
            self.problem(node, key, mistakes.NO_VALUES)
            return None
        return Section(node, self.named(key), self.problems, self.whose)

    def maps(self, key: str, *, required: bool = True) -> "Iterator[Section]":
        node = self.find(key, required=required)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, key, mistakes.NO_LIST)
            return
        for index, entry in enumerate(node.value, start=1):
            if isinstance(entry, yaml.MappingNode):
                yield Section(entry, f"{self.named(key)}[{index}]", self.problems, self.whose or _name_in(entry))
            else:
                self.problem(entry, f"{key}[{index}]", mistakes.NO_VALUES)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Yes or no; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None).lower()
        if not raw and default is not None:
            return default
        if raw and raw not in ("yes", "no", "true", "false"):
            self.problem(self.values.get(key), key, mistakes.YES_OR_NO)
        return raw in ("yes", "true")

    def choice(self, key: str, kinds: type[T], *, default: T | None = None) -> T:
        """One of an enumeration's values; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None)
        if raw in list(kinds):
            return kinds(raw)
        if raw:
            self.problem(self.values[key], key, mistakes.NO_CHOICE, words=", ".join(kinds))
        return default or next(iter(kinds))

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """A number from `low` to `high`; with a `default`, the field may be left out."""
        raw = self.text(key, required=default is None)
        if not raw and default is not None:
            return default
        if not (raw.isascii() and raw.isdigit() and len(raw) < 6 and low <= int(raw) <= high):
            if raw:
                self.problem(self.values[key], key, NO_NUMBER, low=low, high=high)
            return low
        return int(raw)

    def slug(self, key: str = "slug") -> str:
        raw = self.text(key)
        if raw and not SLUG.fullmatch(raw):
            self.problem(self.values.get(key), key, mistakes.NO_SLUG)
        return raw

    def finish(self) -> None:
        for key, _ in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in self.asked:
                self.problem(key, name, mistakes.UNKNOWN)


def _name_in(entry: yaml.MappingNode) -> str:
    """What an entry calls itself: its name in one language, or its address; nothing where it says neither."""
    told = {str(key.value): value for key, value in entry.value}
    name = told.get("name")
    written = [value for _, value in name.value] if isinstance(name, yaml.MappingNode) else [name]
    texts = [node.value.strip() for node in (*written, told.get("slug")) if isinstance(node, yaml.ScalarNode)]
    return next(filter(None, texts), "")[:60]


def _in_our_words(error: yaml.MarkedYAMLError) -> str:
    """What the YAML reader found, which it says in English and for programmers."""
    said = error.problem or ""
    if "\\t" in said:
        return mistakes.TAB
    return mistakes.SECOND_DOCUMENT if "another document" in said else mistakes.NOT_YAML


def read(text: str, problems: list[Problem]) -> Section:
    """The whole document. Raises BadFile where nothing can be read; later mistakes are added to `problems`."""
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFile([Problem(line, "", _in_our_words(error))]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile([Problem(line, "", mistakes.ODD_CHARACTER)]) from error
    if not isinstance(node, yaml.MappingNode):
        raise BadFile([Problem(1, "", mistakes.NOT_A_VOTE, {"parts": mistakes.PARTS})])
    return Section(node, "", problems)


def _refuse_tricks(text: str) -> None:
    """Refuse what a few bytes can blow up: aliases, and nesting, which the YAML reader pays for by its square."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise BadFile([Problem(line, "", mistakes.ALIAS)])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadFile([Problem(line, "", mistakes.TOO_DEEP)])


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
                contest.problem(contest.values[key], key, NO_INSTANT)
                return None
            local = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return local.astimezone(UTC)
    if raw and not re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", raw):
        contest.problem(contest.values[key], key, NO_INSTANT)
    elif raw:
        return _written_out(contest, key, raw, zone)
    return None


def _written_out(contest: Section, key: str, raw: str, zone: ZoneInfo) -> datetime | None:
    node = contest.values[key]
    try:
        typed = datetime.fromisoformat(raw)
        instant = typed.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        contest.problem(node, key, NO_INSTANT)
        return None
    if wrong := wrong_hour(typed, zone):
        contest.problem(node, key, wrong)
    return instant
