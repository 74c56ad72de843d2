"""What a long public log costs: hashing it before a signature, appending, proving: .venv/bin/python -m bench.ledger"""

import argparse
import sys
import time
import uuid
from collections.abc import Callable

from bench.places import BACKENDS, installation
from tests.site import Site
from voting.ledger import queries, service
from voting.ledger.queries import Head
from voting.transaction import transaction

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """The median of a few runs."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times)[REPEATS // 2] * 1000


def grow(log_id: uuid.UUID, known: Head | None, count: int) -> Head:
    leaves = [b'{"c":"%s","type":"ballot"}' % uuid.uuid4().hex.encode() * 2 for _ in range(count)]
    with transaction():
        return service.append(log_id=log_id, leaves=leaves, known=known)


def measure(site: Site, sizes: list[int]) -> None:
    log_id = uuid.uuid4()
    with site.app.app_context():
        with transaction():
            service.open_log(log_id=log_id, origin="bench.example/log", rehearsal=True)
        head = None
        for size in sizes:
            head = grow(log_id, head, size - (head.size if head else 0))
            known = queries.read_head(log_id)
            read = milliseconds(lambda: queries.read_head(log_id))
            prove = milliseconds(lambda at=size // 3: queries.prove(log_id, at))  # type: ignore[misc]
            append = milliseconds(lambda known=known: grow(log_id, known, 1))  # type: ignore[misc]
            print(f"  {size:>9,} entries: all hashed {read:.0f} ms, appended {append:.1f} ms, proved {prove:.1f} ms")
            head = queries.read_head(log_id)


def main() -> int:
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m bench.ledger", description=__doc__)
    parser.add_argument("--most", type=int, default=100_000, help="entries: 100000; at most 1000000")
    parser.add_argument("--database", choices=BACKENDS, nargs="*", default=BACKENDS)
    options = parser.parse_args()
    for backend in options.database:
        print(backend)
        with installation(backend) as site:
            measure(site, [size for size in SIZES if size <= options.most])
    return 0


if __name__ == "__main__":
    sys.exit(main())
