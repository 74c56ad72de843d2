"""Speed as felt, on a slow phone with a slow network, beside bare pages: .venv/bin/python -m bench.felt

Each page of the demo is visited in headless Chromium by somebody who was never here, and again; then another page, and
Back. The floor is the page's own HTML without style, script, font and pictures, from the same kind of server. Product
and floor take turns; medians are printed, as Markdown.
"""

import argparse
import gzip
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo import AWARD, copy_template, make_template, serve
from tests.browser.speed import SLOW_4G, SLOW_PROCESSOR, Meter, Wire, browser_with_back_button, phone
from tests.concurrency.server import Server
from tools.serve import ADDRESS

VOTES = {"vedasens-if": 3, "marit-tallhed": 2, "lovhamra": 1}  # the invented ones: no count is made up
PAGES = {
    "start": "/",
    "nominee": f"{AWARD}/nominees/vedasens-if",
    "ballot": f"{AWARD}/ballot",
    "sign-in": "/sign-in",
    "results": f"{AWARD}/results",
    "how": "/how-we-count",
}
THEN = "/privacy"  # where one goes before pressing Back
NOT_BARE = re.compile(rb"<link\b[^>]*>|<script\b.*?</script>|<img\b[^>]*>|<svg\b.*?</svg>", re.DOTALL)
KINDS = ("document", "css", "js", "font", "image", "other")
Round = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.felt", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="5; at most 20")
    parser.add_argument("--scale", type=float, default=3, help="device pixels for each CSS pixel (3)")
    options = parser.parse_args()
    with _sites() as sites, sync_playwright() as playwright, browser_with_back_button(playwright.chromium) as browser:
        found: dict[str, list[Round]] = {name: [] for name in PAGES}
        for _ in range(min(options.rounds, 20)):
            for name in PAGES:
                found[name].append(_visit(browser, sites, name, options.scale))
    _print(found)
    return 1 if any(each["strangers"] for rounds in found.values() for each in rounds) else 0


@contextmanager
def _sites() -> Iterator[dict[str, str]]:
    """Where to find it: a demo that is open, one that is published (for the results), and the bare pages."""
    with tempfile.TemporaryDirectory(prefix="voting-felt-") as folder:
        home = Path(folder)
        (home / "template").mkdir()
        template = make_template(home / "template")
        with (
            serve(*copy_template(template, home / "open")) as demo,
            serve(*copy_template(template, home / "published")) as published,
        ):
            published.publishes(VOTES)
            sites = {name: (published if name == "results" else demo).origin for name in PAGES}
            (home / "bare").mkdir()
            for name, path in PAGES.items():
                (home / "bare" / f"{name}.gz").write_bytes(_bare(sites[name] + path))
            with Server({"BARE_PAGES": str(home / "bare")}, ("bench.serve", "bench.bare:app")) as bare:
                yield sites | {"bare": f"http://{ADDRESS}:{bare.port}"}


def _bare(address: str) -> bytes:
    """A page as the product sends it, packed or not, filled up to the same number of bytes."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:  # noqa: S310 our own server
        sent, packed = answer.read(), answer.headers["Content-Encoding"] == "gzip"
    html = NOT_BARE.sub(b"", gzip.decompress(sent) if packed else sent)
    bare = gzip.compress(html, 6, mtime=0) if packed else html
    return bare + bytes(0 if packed else len(sent) - len(bare))


def _visit(browser: Browser, sites: dict[str, str], name: str, scale: float) -> Round:
    """A fresh browser's visits to a page, and to its floor."""
    context = phone(browser, scale=scale)
    try:
        meter = Meter(context.new_page(), sites[name], slow=True)
        cold = meter.visit(PAGES[name])
        wire = meter.wire
        again = meter.visit(PAGES[name])
        repeat = meter.wire
        meter.wire = Wire(sites[name])
        back = meter.back(THEN)
    finally:
        context.close()
    context = phone(browser, scale=scale)
    try:
        floor = Meter(context.new_page(), sites["bare"], slow=True).visit(f"/{name}")
    finally:
        context.close()
    return {
        "first": cold["firstPaint"],
        "largest": cold["largestPaint"],
        "shift": cold["shift"],
        "floor": floor["firstPaint"],
        "first again": again["firstPaint"],
        "largest again": again["largestPaint"],
        "back": back["backMs"],
        "kept": back["persisted"],
        "strangers": wire.strangers + repeat.strangers,
        "requests": wire.requests.total(),
        "total": wire.total,
        "repeat": repeat.total,
        "repeat requests": repeat.requests.total(),
        **{kind: wire.bytes[kind] for kind in KINDS},
    }


def _print(found: dict[str, list[Round]]) -> None:
    rounds = len(next(iter(found.values())))
    print(
        f"Each request {SLOW_4G['latency']:.0f} ms later, {SLOW_4G['downloadThroughput'] * 8 / 1e6:.2f} Mbit/s down, "
        f"{SLOW_4G['uploadThroughput'] * 8 / 1e6:.2f} up, processor {SLOW_PROCESSOR['rate']} times slower; "
        f"medians of {rounds} rounds.\n"
    )
    _table(
        "| Page | Bare page | First paint | Largest paint | Layout shift | Again | Back | Kept for Back |",
        [
            f"| {name} | {_s(each, 'floor')} | {_over(each, 'first')} | {_over(each, 'largest')} "
            f"| {max(one['shift'] for one in each):.3f} | {_s(each, 'first again')} | {_s(each, 'back')} "
            f"| {sum(bool(one['kept']) for one in each)} of {rounds} |"
            for name, each in found.items()
        ],
    )
    _table(
        "| Page, kB | Document | CSS | JS | Font | Pictures | Icon | All | Requests | To others | Again | Requests |",
        [
            f"| {name} | {' | '.join(_kb(each, kind) for kind in KINDS)} | {_kb(each, 'total')} "
            f"| {_mid(each, 'requests'):.0f} | {len(each[0]['strangers'])} | {_kb(each, 'repeat')} "
            f"| {_mid(each, 'repeat requests'):.0f} |"
            for name, each in found.items()
        ],
    )


def _table(head: str, rows: list[str]) -> None:
    print(head, "|---|" + "---:|" * (head.count("|") - 2), *rows, "", sep="\n")


def _mid(rounds: list[Round], name: str) -> float:
    return median(each[name] for each in rounds)


def _s(rounds: list[Round], name: str) -> str:
    return f"{_mid(rounds, name) / 1000:.2f} s"


def _over(rounds: list[Round], name: str) -> str:
    """The time, and how many times the floor it is: the median of the rounds' own ratios."""
    return f"{_s(rounds, name)} ({median(each[name] / each['floor'] for each in rounds):.1f} ×)"


def _kb(rounds: list[Round], name: str) -> str:
    return f"{_mid(rounds, name) / 1000:.1f}"


if __name__ == "__main__":
    sys.exit(main())
