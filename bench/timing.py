"""The attack on secrecy by time, with 1,000 voters: .venv/bin/python -m bench.timing"""

import argparse
import sys

from bench.places import BACKENDS, installation
from tests.timing import attack


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.timing", description=__doc__)
    parser.add_argument("--voters", type=int, default=1000, help="1000; at most 10000")
    parser.add_argument("--batch", type=int, default=10, help="10; from 1 to 100")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    k, bad = options.batch, 0
    for backend in options.database:
        with installation(backend) as site:
            found = attack(site, voters=min(options.voters, 10_000), k=k)
        print(f"{backend}: {found.batches} batches of {k}; by chance {1 / k:.3f} of the guesses are right")
        for name, right in found.right.items():
            print(f"  {name}: {right:.3f}")
            bad += "ballot" not in name and right > 1.5 / k
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
