"""Whatever a template shows to a person goes through translation.

Looked at are the letters that stand in the markup itself, and the literal texts that an expression prints: directly, by
a choice, through a variable, or as an argument of a component that shows it.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes

from tests.architecture.checks.markup import Expression, Markup, Text, read_all, sources
from tests.architecture.checks.printing import Template, parse, parse_expression

TRANSLATORS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}  # name: how many message arguments
FOR_PEOPLE = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext", "summary"})
FOR_PEOPLE |= {"aria-roledescription", "aria-placeholder", "abbr", "label"}
PRESSED = frozenset({"button", "submit", "reset"})
FOR_MACHINES = frozenset({"code", "kbd", "samp", "script", "style", "svg"})
READ_IN_DRAWINGS = frozenset({"desc", "text", "title"})
NOT_TRANSLATED = frozenset({"In English", "På svenska"})  # each language is offered in its own words
WORDS = re.compile(r"[^\W\d_]{2}[^\n]* [^\n]*[^\W\d_]{2}")


def has_letters(text: str) -> bool:
    return any(unicodedata.category(char).startswith("L") for char in text)


def reads_like_words(text: str) -> bool:
    """A literal that can hardly be anything but words for a person, wherever it stands."""
    capital = text[:1].isupper() and text[1:2].islower()
    return capital or not text.isascii() or bool(WORDS.search(text) and text.endswith((".", "!", "?")))


def untranslated(root: Path) -> list[str]:
    """`templates/<name>:<line> shows “…” untranslated`."""
    markups, parsed = read_all(root), {name: parse(source) for name, source in sources(root).items()}
    components = _text_parameters(markups, parsed)
    complaints = []
    for name, template in parsed.items():
        found = set(_in_markup(markups[name]))
        for expression in _for_people(markups[name]):
            found |= {(expression.line, text) for text in _literals(template, parse_expression(expression.source))}
        found |= set(_in_calls(template, components))
        found |= set(_anywhere(template.tree))
        found = {(line, text) for line, text in found if text not in NOT_TRANSLATED}
        complaints += [f"templates/{name}:{line} shows “{text}” untranslated" for line, text in sorted(found)]
        complaints += [
            f"templates/{name}:{line} translates what no catalogue can hold" for line in _unextractable(template.tree)
        ]
    return complaints


def _in_markup(markup: Markup) -> Iterator[tuple[int, str]]:
    for text in markup.texts:
        if has_letters(text.value) and _is_read(text):
            yield text.line, " ".join(text.value.split())
    for line, value in _human_attributes(markup):
        if has_letters(value):
            yield line, value


def _is_read(text: Text) -> bool:
    inside = FOR_MACHINES.intersection(text.inside)
    return not inside or (inside == {"svg"} and bool(READ_IN_DRAWINGS.intersection(text.inside)))


def _human_attributes(markup: Markup) -> Iterator[tuple[int, str]]:
    for tag in markup.tags:
        given = dict(tag.attributes)
        for name, value in tag.attributes:
            pressed = tag.name == "button" or (tag.name == "input" and given.get("type") in PRESSED)
            described = tag.name == "meta" and (given.get("name") == "description" or "property" in given)
            if name in FOR_PEOPLE or (name == "value" and pressed) or (name == "content" and described):
                yield tag.line, value


def _for_people(markup: Markup) -> list[Expression]:
    """The expressions that print something for a person."""
    texts = [text.value for text in markup.texts if _is_read(text)]
    texts += [value for _, value in _human_attributes(markup)]
    return [expression for text in texts for expression in markup.printed(text)]


def _literals(template: Template, node: nodes.Node) -> Iterator[str]:
    for leaf in template.shown(node):
        if isinstance(leaf, nodes.Const) and isinstance(leaf.value, str) and has_letters(leaf.value):
            yield leaf.value


def _text_parameters(markups: dict[str, Markup], parsed: dict[str, Template]) -> dict[str, tuple[list[str], set[str]]]:
    """For each macro, its parameters and those of them that it shows: itself, or through another macro."""
    components: dict[str, tuple[list[str], set[str]]] = {}
    for template in parsed.values():
        for macro in template.tree.find_all(nodes.Macro):
            assert macro.name not in components, f"two macros are called {macro.name}"
            components[macro.name] = ([argument.name for argument in macro.args], set())
    for name, markup in markups.items():
        for expression in _for_people(markup):
            if expression.macro:
                parameters, shown = components[expression.macro]
                node = parse_expression(expression.source)
                names = {leaf.name for leaf in parsed[name].shown(node) if isinstance(leaf, nodes.Name)}
                shown |= names.intersection(parameters)
    for _ in range(3):  # as deep as components stand in components
        for template in parsed.values():
            for macro in template.tree.find_all(nodes.Macro):
                parameters, shown = components[macro.name]
                names = {leaf.name for leaf in _arguments(template, macro, components) if isinstance(leaf, nodes.Name)}
                shown |= names.intersection(parameters)
    return components


def _arguments(
    template: Template, scope: nodes.Node, components: dict[str, tuple[list[str], set[str]]]
) -> Iterator[nodes.Node]:
    """What is given to components, within `scope`, to be shown."""
    for call in scope.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in components:
            parameters, shown = components[call.node.name]
            given = dict(zip(parameters, call.args, strict=False)) | {word.key: word.value for word in call.kwargs}
            for name, value in given.items():
                if name in shown:
                    yield from template.shown(value)


def _in_calls(template: Template, components: dict[str, tuple[list[str], set[str]]]) -> Iterator[tuple[int, str]]:
    """Literals that components show, and those that a form field takes for an attribute that people read."""
    leaves = list(_arguments(template, template.tree, components))
    for given in template.tree.find_all(nodes.Keyword):
        if given.key.replace("_", "-") in FOR_PEOPLE:
            leaves += template.shown(given.value)
    for leaf in leaves:
        if isinstance(leaf, nodes.Const) and isinstance(leaf.value, str) and has_letters(leaf.value):
            yield leaf.lineno, leaf.value


def _anywhere(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for node in _outside_translation(tree):
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and reads_like_words(node.value):
            yield node.lineno, node.value


def _outside_translation(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    messages: list[nodes.Node] = _message_arguments(node) if isinstance(node, nodes.Call) else []
    for child in node.iter_child_nodes():
        if child not in messages:
            yield from _outside_translation(child)


def _message_arguments(call: nodes.Call) -> list[nodes.Node]:
    name = call.node.name if isinstance(call.node, nodes.Name) else ""
    return list(call.args[: TRANSLATORS.get(name, 0)])


def _unextractable(tree: nodes.Template) -> list[int]:
    """Lines on which something else than a literal is to be translated."""
    return [
        call.lineno
        for call in tree.find_all(nodes.Call)
        if not all(isinstance(message, nodes.Const) for message in _message_arguments(call))
    ]
