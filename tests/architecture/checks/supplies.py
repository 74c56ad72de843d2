"""What comes from others: locked, named with its version, and with its licence."""

import re
from pathlib import Path

LOCKED = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
COMMENT = re.compile(r"    # {1,3}(via|-r|-c|[a-z0-9._\[\]-]+)( .*)?")
VERSION = re.compile(r"\b\d+\.\d+(\.\d+)?\b")
VENDORED = ("static/vendor", "static/fonts", "tests/browser/vendor")


def unlocked(root: Path) -> list[str]:
    """Each line of a lock file is an exact version, a hash or a comment: no host, no path, no option."""
    complaints = []
    for name in ("requirements", "requirements-dev"):
        lines = (root / f"{name}.txt").read_text().splitlines()
        for number, line in enumerate(lines, start=1):
            known = LOCKED.fullmatch(line) or HASH.fullmatch(line) or COMMENT.fullmatch(line)
            if not known or "/" in line:
                complaints.append(f"{name}.txt:{number} is neither a version nor a hash: {line.strip()}")
            if LOCKED.fullmatch(line) and not HASH.fullmatch((*lines, "")[number]):
                complaints.append(f"{name}.txt:{number} has no hash: {line.strip()}")
        locked = {re.split(r"==|\[", line)[0] for line in lines if LOCKED.fullmatch(line)}
        wanted = [line for line in (root / f"{name}.in").read_text().splitlines() if line and line[0].isalpha()]
        missing = [line for line in wanted if re.split(r"\[", line)[0].lower() not in locked]
        complaints += [f"{name}.in wants {line}, which {name}.txt does not lock" for line in missing]
    return complaints


def unlicensed(root: Path) -> list[str]:
    """Each folder with something of others' holds its licence and a README that says which version it is."""
    complaints = []
    for top in VENDORED:
        for folder in _folders(root / top):
            name = folder.relative_to(root).as_posix()
            readme = folder / "README.md"
            if not any(path.name.startswith("LICENSE") for path in folder.iterdir()):
                complaints.append(f"{name} has no licence")
            if not (readme.exists() and VERSION.search(readme.read_text())):
                complaints.append(f"{name} does not say its version")
    return complaints


def _folders(top: Path) -> list[Path]:
    """`top` if there are files in it, else the folders in it."""
    if any(path.is_file() for path in top.iterdir()):
        return [top]
    return sorted(path for path in top.iterdir() if path.is_dir())
