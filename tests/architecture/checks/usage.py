"""Every template is shown by somebody, and what is shown exists."""

import ast
import re
from pathlib import Path

from jinja2 import meta

from tests.architecture.checks.code import modules
from tests.architecture.checks.markup import sources
from tests.architecture.checks.printing import parse

NAME = re.compile(r"[\w/]+\.html|mail/\w+\.txt")


def templates(root: Path) -> list[str]:
    """Templates that nobody renders, includes or imports, and names of templates that do not exist."""
    there = sources(root)
    waiting = {name: place for module in modules(root) for name, place in _named(module.path, module.tree, there)}
    used: dict[str, str] = {}
    while waiting:
        name, place = waiting.popitem()
        used[name] = place
        for other in meta.find_referenced_templates(parse(there[name]).tree) if name in there else []:
            if other and other not in used:
                waiting[other] = f"templates/{name}"
    missing = [f"{place} uses {name}, which does not exist" for name, place in used.items() if name not in there]
    return sorted(missing) + [f"templates/{name} is used by nobody" for name in there if name not in used]


def _named(path: str, tree: ast.Module, there: dict[str, str]) -> list[tuple[str, str]]:
    """(template, place) of every template that a module names; a formatted name stands for all that fit it."""
    found = []
    for node in ast.walk(tree):
        place = f"{path}:{getattr(node, 'lineno', 1)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
            found.append((node.value, place))
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
            found += [(name, place) for name in there if re.fullmatch("".join(map(str, parts)), name)]
    return found


def unused_imports(root: Path) -> list[str]:
    """Components that a template imports and does not call."""
    complaints = []
    for name, source in sources(root).items():
        for line, text in enumerate(source.splitlines(), start=1):
            if imported := re.fullmatch(r"{% from \S+ import (.+) %}", text):
                rest = source.replace(text, "")
                unused = [macro for macro in imported[1].split(", ") if not re.search(rf"\b{macro}\(", rest)]
                complaints += [f"templates/{name}:{line} imports {macro} for nothing" for macro in unused]
    return complaints
