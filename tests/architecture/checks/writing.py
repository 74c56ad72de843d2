"""Who may write to the database, and where a transaction begins and ends."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks.code import Function, Module, dotted, modules

COMMITTER = "voting/transaction.py"
REWRITER = "voting/rewriting.py"
ENDINGS = frozenset({"commit", "begin", "begin_twophase"})
OPENERS = frozenset({"views.py", "cli.py"})
# Who acts without a request: the worker, the mail it delivers, and the demo before the first request.
OWN_OCCASION = frozenset({"voting/worker.py", "voting/mail/service.py", "voting/demo/service.py"})
SIDE = "voting/web/"


def commits_elsewhere(root: Path) -> list[str]:
    """A transaction is begun and committed by transaction.py alone. Rewriting a file knows no transaction."""
    return [
        complaint
        for module in modules(root)
        if module.path not in (COMMITTER, REWRITER)
        for complaint in _commits(module, module.tree)
    ]


def _commits(module: Module, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ENDINGS:
            yield module.at(node, f"calls {node.attr}()")
        if isinstance(node, ast.Constant) and str(node.value).upper() in ("AUTOCOMMIT", "COMMIT"):
            yield module.at(node, f"says {node.value}")


def transactions_elsewhere(root: Path) -> list[str]:
    """Views and commands open a transaction; services work in the one they are given. Plumbing writes beside it."""
    complaints = []
    for module in modules(root):
        may = module.file in OPENERS or module.path in OWN_OCCASION | {COMMITTER}
        beside = module.path.startswith(SIDE) or module.path == COMMITTER
        for call in module.calls:
            name = dotted(call.func).rpartition(".")[2]
            if (name == "transaction" and not may) or (name == "side_transaction" and not beside):
                complaints.append(module.at(call, f"opens {name}()"))
    return complaints


def writing_gets(root: Path) -> list[str]:
    """A view that answers GET alone opens no transaction, itself or through a function of its file."""
    return [
        module.at(view, f"{view.name} answers GET and opens a transaction")
        for module in modules(root)
        for local in [{function.name: function for function in module.functions}]
        for view in module.functions
        if _answers_get_alone(view) and "transaction" in _called(view, local)
    ]


def _answers_get_alone(view: Function) -> bool:
    marks = [mark.func for mark in view.decorator_list if isinstance(mark, ast.Call)]
    return any(isinstance(mark, ast.Attribute) and mark.attr == "get" for mark in marks)


def _called(function: Function, local: dict[str, Function]) -> set[str]:
    """The names that a function calls, and those that the functions of its file call for it."""
    names: set[str] = set()
    waiting = [function]
    while waiting:
        found = {dotted(node.func) for node in ast.walk(waiting.pop()) if isinstance(node, ast.Call)} - names
        names |= found
        waiting += [local[name] for name in found if name in local]
    return names
