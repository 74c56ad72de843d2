"""The command line."""

import argparse
import json
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from verifier import summary, watch
from verifier.bundle import NoBundle, open_bundle
from verifier.checks import Verification
from verifier.notes import CONTEST_KEY, WITNESS_KEY, Key, read_key
from verifier.receipts import MAX_RECEIPT
from verifier.report import Progress, Report
from verifier.strict import Malformed, Refused, quote

LONGEST_PATH = 200  # a longer text with a plus in it is a key, and no name of a file
EPILOG = (
    "Exit status: 0 accepted, 1 not accepted, 2 wrong usage or no bundle. To follow a live log: verifier watch --help"
)


class Usage(Exception):
    """The command line cannot be followed."""


def read_given(path: Path) -> bytes:
    """A small file of the user's own, whole."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Usage(f"not a file: {quote(str(path))}")
        with path.open("rb") as stream:
            return stream.read(MAX_RECEIPT + 1)
    except (OSError, ValueError) as error:
        raise Usage(f"{quote(str(path))} cannot be read: {type(error).__name__}") from None


def read_given_key(text: str, kind: int) -> Key:
    """A key as text, or the file that holds it."""
    if "+" not in text or (len(text) < LONGEST_PATH and Path(text).is_file()):
        text = read_given(Path(text)).decode("ascii", "replace").strip()
    try:
        return read_key(text, kind)
    except Refused as reason:
        raise Usage(f"not a key: {reason}") from None


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="verifier", description="Checks the result of a vote.", epilog=EPILOG)
    made.add_argument("bundle", type=Path, help="a folder or a zip file")
    made.add_argument("--key", help="the contest's key as you know it from outside, or a file with it")
    made.add_argument(
        "--receipt", type=Path, action="append", default=[], help="a receipt, or an old signed checkpoint"
    )
    made.add_argument("--witness", action="append", default=[], help="a witness's key, or a file with it")
    made.add_argument("--json", action="store_true", help="the report as JSON")
    made.add_argument("--progress", action=argparse.BooleanOptionalAction, default=sys.stderr.isatty())
    return made


def verify(arguments: argparse.Namespace) -> Verification:
    pinned = read_given_key(arguments.key, CONTEST_KEY) if arguments.key is not None else None
    witnesses = [read_given_key(text, WITNESS_KEY) for text in arguments.witness]
    receipts = [(str(path), read_given(path)) for path in arguments.receipt]
    try:
        bundle = open_bundle(arguments.bundle)
    except (OSError, ValueError) as error:
        raise Usage(f"the bundle cannot be read: {type(error).__name__}") from None
    done = Verification(bundle, pinned, receipts, witnesses, Progress(arguments.progress))
    done.run()
    return done


def show(report: Report, text: list[str]) -> int:
    print("\n".join(text), flush=True)
    if report.reason:
        print(f"NOT ACCEPTED: {report.reason}", file=sys.stderr, flush=True)
    return 1 if report.reason else 0


def run(argv: Sequence[str]) -> int:
    if argv[:1] == ["watch"]:
        return watch.main(argv[1:])
    arguments = parser().parse_args(argv)
    try:
        done = verify(arguments)
    except Malformed as reason:
        report = Report()
        report.fail(14, str(reason))
        return show(report, [json.dumps(report.as_json({}), indent=1)] if arguments.json else report.lines([]))
    if arguments.json:
        return show(done.report, [json.dumps(done.report.as_json(summary.facts(done)), indent=1)])
    return show(done.report, done.report.lines(summary.lines(done)))


def main(argv: Sequence[str]) -> int:
    """The exit status. Whatever was given, no traceback."""
    try:
        return run(argv)
    except (Usage, NoBundle) as reason:
        print(f"verifier: {reason}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("verifier: interrupted", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - no input whatever may end in a traceback
        print(f"NOT ACCEPTED: V14: could not be checked: {type(error).__name__}", file=sys.stderr)
        return 1
