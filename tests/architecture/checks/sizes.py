"""How long things may get before they are two things."""

from pathlib import Path

from tests.architecture.checks.code import Function, modules

FILE = 250
FUNCTION = 35
TEMPLATE = 60


def long_files(root: Path) -> list[str]:
    templates = [(path.relative_to(root).as_posix(), path.read_text()) for path in (root / "templates").rglob("*.*")]
    sized = [(module.path, module.text, FILE) for module in modules(root)]
    sized += [(path, text, TEMPLATE) for path, text in sorted(templates)]
    return [
        f"{path} has {len(text.splitlines())} lines; {limit} are allowed"
        for path, text, limit in sized
        if len(text.splitlines()) > limit
    ]


def long_views(root: Path) -> list[str]:
    """A view loads, authorises, validates, calls one service: no view needs more."""
    return [
        module.at(function, f"{function.name} has {_length(function)} lines; {FUNCTION} are allowed in a view")
        for module in modules(root)
        if module.file == "views.py"
        for function in module.functions
        if _length(function) > FUNCTION
    ]


def long_functions(root: Path) -> list[str]:
    """Nine functions of ten are short; the complaint names all that are not."""
    every = [(module, function) for module in modules(root) for function in module.functions]
    long = [
        module.at(function, f"{function.name} has {_length(function)} lines")
        for module, function in every
        if _length(function) > FUNCTION
    ]
    return long if len(long) * 10 > len(every) else []


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
