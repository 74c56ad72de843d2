"""How long a bundle takes: `python -m verifier.tests.measure [BALLOTS ...]` makes one of each size and checks it.

Prints seconds and peak memory of a verifier in a process of its own, per number of ballots and checkpoints.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from verifier.tests.forge import ROOT, Forge, write_folder, write_zip

SIZES = (10_000, 100_000, 1_000_000)


def make(ballots: int, batch: int, folder: Path) -> None:
    """In a process of its own, so that its memory is not counted."""
    changes = ballots // 20
    forge = Forge(voters=ballots - changes, changes=changes, voids=ballots // 1000, nominees=20, batch=batch)
    files = forge.files()
    write_folder(files, folder / "bundle")
    write_zip(files, folder / "bundle.zip")


def verify(bundle: Path) -> tuple[float, float]:
    """Seconds and megabytes."""
    before = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "verifier", str(bundle), "--no-progress"], cwd=ROOT, stdout=subprocess.PIPE
    )
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(out.decode())
    return time.monotonic() - before, usage.ru_maxrss / 1024


def main(arguments: list[str]) -> None:
    print(f"{'ballots':>10} {'batch':>6} {'kind':<7} {'seconds':>8} {'MB':>6}")
    for ballots in map(int, arguments or SIZES):
        for batch in (1000, 10):
            with tempfile.TemporaryDirectory() as name:
                command = ["-c", f"from verifier.tests.measure import *; make({ballots}, {batch}, Path({name!r}))"]
                subprocess.run([sys.executable, *command], cwd=ROOT, check=True)
                for kind in ("bundle", "bundle.zip"):
                    seconds, megabytes = verify(Path(name) / kind)
                    print(f"{ballots:>10,} {batch:>6} {kind:<7.7} {seconds:>8.1f} {megabytes:>6.0f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
