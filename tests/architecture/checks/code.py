"""Reading the Python of `voting/`: which modules there are, and what they name, import and call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file. `path` is as the project calls it: `voting/ballots/service.py`."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def at(self, node: ast.AST, complaint: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {complaint}"


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


def modules(root: Path) -> list[Module]:
    """Every file of `voting/`, by path."""
    files = sorted((root / "voting").rglob("*.py"))
    return [Module(path.relative_to(root).as_posix(), path.read_text()) for path in files]


def dotted(node: ast.expr) -> str:
    """`db.session.commit` as it is written; empty for what is not a plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, str | None]]:
    """(statement, module, name) of everything that is imported anywhere in the file; no name: the module itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, None) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from ((node, node.module or "", alias.name) for alias in node.names)
