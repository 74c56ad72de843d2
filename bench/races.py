"""Closing races: six processes cast while the contest is closed: .venv/bin/python -m bench.races --repetitions 200"""

import argparse
import sys
import time

from bench.places import BACKENDS, installation
from tests.concurrency import races
from tests.concurrency.crew import crew
from tests.concurrency.races import Race
from tests.site import Site


def race(site: Site, repetitions: int) -> list[Race]:
    with crew(races.WRITERS) as writers:
        return [races.run(site, writers, site.make_vote(award=f"race-{at}", batch="5")) for at in range(repetitions)]


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.races", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=200, help="200; at most 2000")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    bad = 0
    for backend in options.database:
        began = time.perf_counter()
        with installation(backend) as site:
            ran = race(site, min(options.repetitions, 2000))
        print(f"{backend}: {len(ran)} races in {time.perf_counter() - began:.0f} s")
        print(f"  ballots acknowledged before the close: {sum(one.acknowledged for one in ran)}")
        print(f"  casts that met the close and were refused: {sum(one.met for one in ran)}")
        print(f"  ballots that came after the close: {sum(one.late for one in ran)}")
        print(f"  acknowledged casts that began after it: {sum(one.begun_late for one in ran)}")
        print(f"  ballots acknowledged but missing: {sum(one.missing for one in ran)}")
        print(
            f"  logs that do not fit, or have something behind `close`: {sum(bool(one.unlogged) for one in ran)}",
            flush=True,
        )
        bad += sum(not one.clean for one in ran)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
