"""Changes a bundle at random and counts who notices: `python -m verifier.tests.mutants BUNDLE --count 10000 --seed N`.

Nothing is signed anew. Every mutant must be refused, unless its files hold the same bytes as before (a zip file has
bytes that belong to none of its files). Exit status 0 if that is so. Each mutant is a whole verification: give it a
small bundle, or a small count.
"""

import argparse
import io
import random
import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from verifier.bundle import NoBundle, open_bundle
from verifier.checks import Verification
from verifier.report import FAIL
from verifier.strict import Malformed
from verifier.tests.forge import Files
from verifier.tests.judge import failed, judge

Mutate = Callable[[random.Random, Files], Files]
NUMBER = re.compile(rb"[0-9]+")


def in_bytes(change: Callable[[random.Random, bytearray, int], object]) -> Mutate:
    """A change at a random place of a random file."""

    def mutate(chance: random.Random, files: Files) -> Files:
        name = chance.choice(sorted(name for name in files if files[name]))
        data = bytearray(files[name])
        change(chance, data, chance.randrange(len(data)))
        return files | {name: bytes(data)}

    return mutate


def in_lines(change: Callable[[random.Random, list[bytes], int], object]) -> Mutate:
    """A change among the lines of a random file."""

    def mutate(chance: random.Random, files: Files) -> Files:
        name = chance.choice(sorted(name for name in files if files[name].count(b"\n") > 2))
        lines = files[name].splitlines(keepends=True)
        change(chance, lines, chance.randrange(len(lines)))
        return files | {name: b"".join(lines)}

    return mutate


def flip_bit(chance: random.Random, data: bytearray, place: int) -> None:
    data[place] ^= 1 << chance.randrange(8)


def put_byte(chance: random.Random, data: bytearray, place: int) -> None:
    data[place] = chance.randrange(256)


def add_byte(chance: random.Random, data: bytearray, place: int) -> None:
    data.insert(place, chance.choice(b' \n\r0"{}[],\0\xff'))


def lose_byte(_: random.Random, data: bytearray, place: int) -> None:
    del data[place]


def cut(_: random.Random, data: bytearray, place: int) -> None:
    del data[place:]


def lose_line(_: random.Random, lines: list[bytes], place: int) -> None:
    del lines[place]


def double_line(_: random.Random, lines: list[bytes], place: int) -> None:
    lines.insert(place, lines[place])


def move_line(chance: random.Random, lines: list[bytes], place: int) -> None:
    lines.insert(chance.randrange(len(lines)), lines.pop(place))


def swap_lines(chance: random.Random, lines: list[bytes], place: int) -> None:
    other = chance.randrange(len(lines))
    lines[place], lines[other] = lines[other], lines[place]


def change_number(chance: random.Random, files: Files) -> Files:
    name = chance.choice(sorted(name for name in files if NUMBER.search(files[name])))
    match = chance.choice(list(NUMBER.finditer(files[name])))
    number = str(int(match[0][:15]) + chance.choice((-1, 1, 10))).encode()
    return files | {name: files[name][: match.start()] + number + files[name][match.end() :]}


def swap_files(chance: random.Random, files: Files) -> Files:
    one, other = chance.sample(sorted(files), 2)
    return files | {one: files[other], other: files[one]}


def lose_file(chance: random.Random, files: Files) -> Files:
    lost = chance.choice(sorted(files))
    return {name: data for name, data in files.items() if name != lost}


def add_file(chance: random.Random, files: Files) -> Files:
    return files | {f"extra-{chance.randrange(1000)}.txt": chance.randbytes(4)}


def rename_file(chance: random.Random, files: Files) -> Files:
    old = chance.choice(sorted(files))
    return {name + "x" if name == old else name: data for name, data in files.items()}


KINDS: dict[str, Mutate] = {
    "bit flipped": in_bytes(flip_bit),
    "byte replaced": in_bytes(put_byte),
    "byte added": in_bytes(add_byte),
    "byte lost": in_bytes(lose_byte),
    "file cut off": in_bytes(cut),
    "line lost": in_lines(lose_line),
    "line doubled": in_lines(double_line),
    "line moved": in_lines(move_line),
    "lines exchanged": in_lines(swap_lines),
    "number changed": change_number,
    "files exchanged": swap_files,
    "file lost": lose_file,
    "file added": add_file,
    "file renamed": rename_file,
}
ZIP = "zip's bytes changed"
SAME, ACCEPTED = "same", "ACCEPTED"


def caught(mutant: Files, original: Files) -> list[str]:
    """Which checks refuse it; or that it is the same after all."""
    if mutant == original:
        return [SAME]
    try:
        return [f"V{number}" for number in failed(judge(mutant))] or [ACCEPTED]
    except Malformed:
        return ["V14"]


def zipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def zip_mutant(chance: random.Random, data: bytes) -> bytes:
    """Any byte, and as often one of the directory at the end, where most can go wrong."""
    changed = bytearray(data)
    start = data.index(b"PK\x01\x02") if chance.random() < 0.5 else 0
    place = chance.randrange(start, len(data))
    chance.choice((flip_bit, put_byte, add_byte, lose_byte, cut))(chance, changed, place)
    return bytes(changed)


def zip_caught(mutant: bytes, original: Files, path: Path) -> list[str]:
    path.write_bytes(mutant)
    try:
        bundle = open_bundle(path)
        done = Verification(bundle)
        report = done.run()
    except (Malformed, NoBundle):
        return ["V14"]
    if report.reason:
        return [f"V{number}" for number, outcome in report.outcomes.items() if outcome.status == FAIL]
    same = {name: bundle.read(name, 2**31) for name in bundle.sizes} == original
    return [SAME if same else ACCEPTED]


def run(files: Files, count: int, seed: int) -> dict[str, Counter[str]]:
    """For each kind of change: how many were made, and how often each check refused one."""
    chance, table = random.Random(seed), {kind: Counter[str]() for kind in [*KINDS, ZIP]}
    archive = zipped(files)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            kind = list(table)[number % len(table)]
            if kind == ZIP:
                found = zip_caught(zip_mutant(chance, archive), files, Path(folder) / "mutant.zip")
            else:
                found = caught(KINDS[kind](chance, files), files)
            table[kind].update(["all", *found])
    return table


def show(table: dict[str, Counter[str]]) -> None:
    columns = ["all", ACCEPTED, SAME, *(f"V{number}" for number in range(1, 15))]
    print(f"{'':<20}" + "".join(f"{name:>9}" if name == ACCEPTED else f"{name:>6}" for name in columns))
    for kind, counts in [*table.items(), ("sum", sum(table.values(), Counter()))]:
        cells = (f"{counts[name]:>9}" if name == ACCEPTED else f"{counts[name]:>6}" for name in columns)
        print(f"{kind:<20}" + "".join(cells))


def main() -> int:
    made = argparse.ArgumentParser(description="Changes a bundle at random and counts who notices.")
    made.add_argument("bundle", type=Path)
    made.add_argument("--count", type=int, default=10_000)
    made.add_argument("--seed", type=int, default=1)
    arguments = made.parse_args()
    bundle = open_bundle(arguments.bundle)
    files = {name: bundle.read(name, 2**31) for name in bundle.sizes}
    if judge(files).report.reason:
        print("the bundle itself is not accepted", file=sys.stderr)
        return 2
    table = run(files, arguments.count, arguments.seed)
    show(table)
    accepted = sum(counts[ACCEPTED] for counts in table.values())
    print(f"{accepted} of {arguments.count} accepted though changed (seed {arguments.seed})")
    return 1 if accepted else 0


if __name__ == "__main__":
    sys.exit(main())
