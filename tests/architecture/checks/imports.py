"""Which way imports go: the contracts stand in pyproject.toml and import-linter judges them."""

import re
import subprocess
import sys
from pathlib import Path

LINTER = Path(sys.executable).with_name("lint-imports")


def broken_contracts(root: Path) -> list[str]:
    """`contract: importer -> imported`, or `contract: module` for a file that no layer names.

    Of an import through others the last step is named; `lint-imports` tells the whole way.
    """
    command = [sys.executable, LINTER, "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    _, found, broken = done.stdout.partition("Broken contracts\n")
    if not found:
        return [f"import-linter did not run: {done.stdout}{done.stderr}"]
    complaints, contract, before = [], "", ""
    for line in broken.splitlines():
        if line and set(line) == {"-"}:
            contract = before
        if step := re.fullmatch(r"(-|   ) +((?:voting|verifier)\S*(?: -> \S+)?)(?: [(]l.*[)])?", line):
            if step[1] != "-":
                complaints.pop()
            complaints.append(f"{contract}: {step[2]}")
        before = line
    return list(dict.fromkeys(complaints))
