"""What a file of each name must not touch."""

import ast
from pathlib import Path

from tests.architecture.checks.code import dotted, imports, modules

# What a rule may stand on: values, text and arithmetic. Time, chance, files and the network are not among it.
PURE = frozenset(
    {
        "base64",
        "collections.abc",
        "dataclasses",
        "datetime",
        "enum",
        "hashlib",
        "hmac",
        "json",
        "re",
        "typing",
        "unicodedata",
        "uuid",
        "zoneinfo",
    }
    | {
        "disposable_email_domains",
        "email_validator",
        "publicsuffixlist",
        "voting.errors",
        "voting.importing.document",
        "voting.importing.mistakes",
        "voting.text",
        "voting.typed",
    }
)
READS_CLOCK = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime"}
    | {"time.gmtime", "datetime.datetime.now", "datetime.date.today"}
)
IMPURE = READS_CLOCK | {"open", "print", "input", "uuid.uuid1", "uuid.uuid4"}
CLOCK = "voting/clock.py"
INNER = frozenset({"service.py", "queries.py", "models.py"})
OF_THE_REQUEST = frozenset({"abort", "flash", "g", "make_response", "redirect", "request", "session", "ServerSession"})
OF_THE_PERSON = frozenset({"flask_login", "flask_wtf", "voting.accounts.access"})


def impure_rules(root: Path) -> list[str]:
    """A rules.py computes from its arguments: `now` is one of them."""
    complaints = []
    for module in modules(root):
        if module.file != "rules.py":
            continue
        for node, name, _ in imports(module.tree):
            if name not in PURE and not (name.startswith("voting.") and name.endswith(".rules")):
                complaints.append(module.at(node, f"imports {name}"))
        complaints += [
            module.at(call, f"calls {dotted(call.func)}()") for call in module.calls if dotted(call.func) in IMPURE
        ]
    return complaints


def clocks_elsewhere(root: Path) -> list[str]:
    """This machine's time is read in clock.py alone; what decides asks the database."""
    return [
        module.at(call, f"calls {dotted(call.func)}()")
        for module in modules(root)
        if module.path != CLOCK
        for call in module.calls
        if dotted(call.func) in READS_CLOCK
    ]


def requests_below_views(root: Path) -> list[str]:
    """Services, queries and tables know no request, no session and nobody who is signed in.

    Nor does a service write to somebody in the language in which somebody else happens to read.
    """
    return [
        module.at(node, f"imports {name} from {source}" if name else f"imports {source}")
        for module in modules(root)
        if module.file in INNER
        for node, source, name in imports(module.tree)
        if source in OF_THE_PERSON
        or name in OF_THE_REQUEST
        or (source == "flask" and name is None)
        or (module.file == "service.py" and name == "language")
    ]


def busy_packages(root: Path) -> list[str]:
    """An __init__.py says what its package is for, and nothing else."""
    return [
        module.at(module.tree.body[-1] if module.tree.body else module.tree, "holds more or less than a docstring")
        for module in modules(root)
        if module.file == "__init__.py"
        and not (
            len(module.tree.body) == 1 and isinstance(module.tree.body[0], ast.Expr) and ast.get_docstring(module.tree)
        )
    ]
