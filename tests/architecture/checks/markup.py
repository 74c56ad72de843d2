"""Reading templates as markup: the tags and texts that are left when Jinja is taken out.

Each `{{ … }}` leaves one private character behind, so that what it prints can be told by where it stands.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

ENVIRONMENT = Environment(autoescape=True)
FIRST = 0xE000  # the first private character of Unicode


@dataclass(frozen=True)
class Expression:
    """What stands between `{{` and `}}`, and the macro that it stands in."""

    source: str
    line: int
    macro: str


@dataclass(frozen=True)
class Tag:
    line: int
    name: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Text:
    """A piece of text and the tags that it stands in."""

    line: int
    inside: tuple[str, ...]
    value: str


@dataclass
class Markup:
    """One template without its Jinja."""

    html: str = ""
    starts: list[tuple[int, int]] = field(default_factory=lambda: [(0, 1)])  # (offset in `html`, line in the source)
    expressions: list[Expression] = field(default_factory=list)
    inside_tags: set[str] = field(default_factory=set)  # names of the blocks that begin inside a tag
    tags: list[Tag] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def in_tag(self) -> bool:
        return self.html.rfind("<") > self.html.rfind(">")

    def line(self, offset: int) -> int:
        start, line = self.starts[bisect_right(self.starts, (offset, 1_000_000)) - 1]
        return line + self.html.count("\n", start, offset)

    def printed(self, text: str) -> list[Expression]:
        """The expressions that print something into `text`."""
        return [self.expressions[ord(char) - FIRST] for char in text if is_mark(char)]


def is_mark(char: str) -> bool:
    return FIRST <= ord(char) < FIRST + 4096


def sources(root: Path) -> dict[str, str]:
    """Every template, by its name in Jinja."""
    top = root / "templates"
    files = sorted(path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_text() for path in files}


def read_all(root: Path) -> dict[str, Markup]:
    found = sources(root)
    class_blocks = frozenset(name for source in found.values() for name in _inside_tags(source))
    return {name: _read(source, class_blocks, html=name.endswith(".html")) for name, source in found.items()}


@cache
def _inside_tags(source: str) -> frozenset[str]:
    return frozenset(_strip(source).inside_tags)


@cache
def _read(source: str, class_blocks: frozenset[str], *, html: bool) -> Markup:
    markup = _strip(source, class_blocks)
    if html:
        reader = _Reader(markup)
        reader.feed(markup.html)
        reader.close()
    else:
        markup.texts.append(Text(1, (), markup.html))
    return markup


def _strip(source: str, class_blocks: frozenset[str] = frozenset()) -> Markup:
    """Take the Jinja out. Blocks that fill a tag's attribute (`class_blocks`) leave nothing where they are filled."""
    markup = Markup()
    words: list[str] = []
    blocks: list[str] = []
    macro = ""
    for line, kind, value in ENVIRONMENT.lex(source):
        if kind == "data":
            if markup.in_tag or not class_blocks.intersection(blocks):
                markup.starts.append((len(markup.html), line))
                markup.html += value
        elif kind in ("block_begin", "variable_begin"):
            words = []
        elif kind == "variable_end":
            markup.html += chr(FIRST + len(markup.expressions))
            markup.expressions.append(Expression("".join(words), line, macro))
        elif kind == "block_end":
            statement, _, rest = "".join(words).strip().partition(" ")
            if statement.endswith("macro"):
                macro = rest.partition("(")[0]
            if statement.endswith("block"):
                _turn(markup, blocks, rest)
        elif not kind.startswith("comment"):
            words.append(value)
    return markup


def _turn(markup: Markup, blocks: list[str], name: str) -> None:
    """Note that a block begins, or without a name that the innermost ends."""
    if not name:
        blocks.pop()
        return
    blocks.append(name)
    if markup.in_tag:
        markup.inside_tags.add(name)


class _Reader(HTMLParser):
    """Fills a Markup with its tags and texts."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, markup: Markup) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = markup
        self.open: list[str] = []
        self.line_starts = [0]
        for line in markup.html.split("\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple((name, value or "") for name, value in attrs)
        self.markup.tags.append(Tag(self.markup.line(self._offset()), tag, attributes))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        blank = len(data) - len(data.lstrip())
        self.markup.texts.append(Text(self.markup.line(self._offset() + blank), tuple(self.open), data))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column
