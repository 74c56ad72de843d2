"""Nothing runs or is drawn that stands in a page itself: our own security policy refuses it in the browser."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes

from tests.architecture.checks.markup import Markup, Tag, is_mark, read_all, sources
from tests.architecture.checks.printing import parse

ADDRESSES = frozenset({"action", "formaction", "href", "src", "srcset", "data", "poster", "cite"})
LETTERS = ("layouts/mail.html", "mail/")  # mail programs read no style but that of the tags
REFUSED_TAGS = frozenset({"applet", "base", "embed", "frame", "iframe", "object", "style"})
# Whose markup is a constant of the template itself.
MAY_BE_SAFE = frozenset({"components/icon.html"})


def inline_code(root: Path) -> list[str]:
    """No style or script inside a page, no handler in a tag, nothing from another site."""
    return [
        f"templates/{name}:{line} {complaint}"
        for name, markup in read_all(root).items()
        for line, complaint in _in_markup(markup, in_letter=name.startswith(LETTERS))
    ] + [
        f"templates/{name}:{line} {complaint}"
        for name, source in sources(root).items()
        for line, complaint in _in_jinja(name, source)
    ]


def _in_markup(markup: Markup, *, in_letter: bool) -> Iterator[tuple[int, str]]:
    for text in markup.texts:
        if "script" in text.inside and text.value.strip():
            yield text.line, "has a script inside the page"
    for tag in markup.tags:
        if tag.name in REFUSED_TAGS:
            yield tag.line, f"has <{tag.name}>"
        for name, value in tag.attributes:
            if complaint := _in_attribute(tag, name, value, in_letter=in_letter):
                yield tag.line, complaint


def _in_attribute(tag: Tag, name: str, value: str, *, in_letter: bool) -> str:
    address = value.strip().lower()
    if name == "style" and in_letter and "url(" not in address:
        return ""
    if name == "style" or name.startswith("on") or name == "srcdoc":
        return f"has {name}= in <{tag.name}>"
    if name in ADDRESSES and address.startswith(("javascript:", "data:", "vbscript:")):
        return f"has code as an address in <{tag.name}>"
    if name in ADDRESSES and tag.name != "a" and "//" in "".join(char for char in address if not is_mark(char)):
        return f"loads from another site in <{tag.name}>"
    return ""


def _in_jinja(name: str, source: str) -> Iterator[tuple[int, str]]:
    """Attributes that are given to a form field as arguments, and text that is let through unescaped."""
    tree = parse(source).tree
    for argument in tree.find_all(nodes.Keyword):
        if argument.key == "style" or argument.key.startswith("on"):
            yield argument.lineno, f"has {argument.key}= in a call"
    for applied in tree.find_all(nodes.Filter):
        if applied.name == "safe" and name not in MAY_BE_SAFE:
            yield applied.lineno, "lets text through unescaped"
