"""Whatever the Python of the product says to a visitor goes through translation.

Commands, settings and keys speak to the operator, in English.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.code import Module, dotted, modules

MARKERS = frozenset({"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "pgettext"})
SPEAKS_TO_VISITORS = frozenset(
    {"access.py", "errors.py", "forms.py", "queries.py", "rules.py", "service.py", "views.py"}
)
FOR_OPERATORS = ("voting/demo/", "voting/web/cli.py")
TOLD_TO_OPERATORS = frozenset({"KeyProblem", "RuntimeError", "UndeclaredAccess", "ValueError"})
READ_IN_ERRORS = frozenset({"title", "message", "todo"})
TRANSLATES_WHAT_IS_MARKED = "voting/web/i18n.py"  # `translated` looks up what `N_` has marked elsewhere
SENTENCE = re.compile(r"[^\W\d_]+,? [^\W\d_]+")


def untranslated(root: Path) -> list[str]:
    complaints = []
    for module in modules(root):
        visible = module.file in SPEAKS_TO_VISITORS or module.path.startswith("voting/web/")
        if visible and not module.path.startswith(FOR_OPERATORS):
            complaints += [module.at(node, f"says “{node.value}” untranslated") for node in _literals(module)]
    return complaints


def unextractable(root: Path) -> list[str]:
    """A marked text must be a literal: the catalogue is made by reading, not by running."""
    return [
        module.at(call, f"marks something else than a literal with {dotted(call.func)}()")
        for module in modules(root)
        if module.path != TRANSLATES_WHAT_IS_MARKED
        for call in module.calls
        if dotted(call.func) in MARKERS and not isinstance(call.args[0], ast.Constant)
    ]


def _literals(module: Module) -> list[ast.Constant]:
    found = {id(node): node for node in _errors(module.tree)}
    for node in _unmarked(module.tree):
        text = str(node.value)
        capital = text[:1].isupper() and text[1:2].islower()
        sentence = bool(SENTENCE.search(text)) and (capital or text.rstrip().endswith((".", "!", "?", ":")))
        if sentence or (capital and module.file == "forms.py"):
            found[id(node)] = node
    return sorted(found.values(), key=lambda node: node.lineno)


def _errors(tree: ast.Module) -> Iterator[ast.Constant]:
    """The words of an error that are a bare literal, however short."""
    for kind in ast.walk(tree):
        for line in kind.body if isinstance(kind, ast.ClassDef) else []:
            targets = (
                line.targets
                if isinstance(line, ast.Assign)
                else [line.target]
                if isinstance(line, ast.AnnAssign)
                else []
            )
            if any(dotted(target) in READ_IN_ERRORS for target in targets) and isinstance(line.value, ast.Constant):
                yield line.value


def _unmarked(node: ast.AST) -> Iterator[ast.Constant]:
    """Texts that are neither marked nor a docstring nor an error for the operator."""
    if isinstance(node, ast.Call) and dotted(node.func) in MARKERS | TOLD_TO_OPERATORS:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _unmarked(child)
