"""One word for each thing, and never a word that promises what nobody can keep."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks import catalogue
from tests.architecture.checks.code import Module, dotted, modules
from tests.architecture.checks.markup import sources

# For people: English and Swedish. A vote is not an election, and no vote over the net is anonymous.
UNSAID = re.compile(
    r"\b(elections?|elect(?:ed|oral)|candidates?|poll(?:s|ing)?|anonym\w*|tamper.?proof|block.?chains?|un-?hackable"
    r"|kandidat\w*|blockked\w*|manipulerings?säker\w*|ohackbar\w*|hackersäker\w*"
    r"|val(?:et|en|ens|ets|lokal\w*|dag\w*|resultat\w*|hemlighet\w*|urna\w*)?)\b",
    re.IGNORECASE,
)
# In code: words for which GLOSSARY.md has another.
NOT_OUR_WORDS = frozenset(
    {"anonymous", "blockchain", "candidate", "election", "manager", "member", "poll", "prize", "profile", "submission"}
    | {"user", "score", "token"}
)
DICTATED = frozenset({"is_anonymous"})  # by Flask-Login


def said(root: Path) -> list[str]:
    """Words that a person must never read, in the catalogue, the templates or the demo award."""
    complaints = []
    for line, text in catalogue.words(root):
        complaints += [f"{catalogue.FOLDER}/messages.po:{line} says “{word}”" for word in _unsaid(text)]
    for name, source in sources(root).items():
        complaints += _in_lines(f"templates/{name}", re.sub(r"{#.*?#}", _blank, source, flags=re.DOTALL))
    for path in sorted((root / "demo").glob("*.yaml")):
        complaints += _in_lines(path.relative_to(root).as_posix(), path.read_text())
    return complaints


def _in_lines(path: str, text: str) -> list[str]:
    return [f"{path}:{line} says “{word}”" for line, part in enumerate(text.splitlines(), 1) for word in _unsaid(part)]


def _unsaid(text: str) -> list[str]:
    return UNSAID.findall(text)


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def named(root: Path) -> list[str]:
    """Classes, functions, arguments, tables and columns that are called by a word which is not ours."""
    return [
        module.at(node, f"is called {name}, which is not our word")
        for module in modules(root)
        for node, name in _names(module)
        if name not in DICTATED and NOT_OUR_WORDS.intersection(_parts(name))
    ]


def _names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node, node.name
        if isinstance(node, ast.arg):
            yield node, node.arg
        if (
            isinstance(node, ast.Assign)
            and dotted(node.targets[0]) == "__tablename__"
            and isinstance(node.value, ast.Constant)
        ):
            yield node, str(node.value.value)
        if isinstance(node, ast.AnnAssign) and module.file in ("models.py", "rules.py"):
            yield node, dotted(node.target)


def _parts(name: str) -> set[str]:
    """`SignInCode` and `sign_in_code` alike: sign, in, code; plurals count as their singular."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {part.lower() for part in parts} | {part.lower().removesuffix("s") for part in parts}
