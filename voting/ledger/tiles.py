"""How a log is cut into files that never change (c2sp.org/tlog-tiles): 256 hashes or 256 entries each."""

import re
from collections.abc import Sequence

from voting.ledger.tree import root_of

WIDTH = 256
LONGEST_ENTRY = 65535  # bytes: the length stands before an entry in two bytes


def path_of(index: int, width: int = WIDTH) -> str:
    """Where tile number `index` of a level lies: `x001/x234/067`, and `.p/17` behind it while it has 17 only."""
    digits = f"{index:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    whole = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return whole if width == WIDTH else f"{whole}.p/{width}"


def read_path(path: str) -> tuple[int, int] | None:
    """The index and width that a path names, or None: there is one spelling for each tile."""
    match = re.fullmatch(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", path)
    if not match:
        return None
    index = int(match[1].replace("x", "").replace("/", ""))
    width = int(match[2]) if match[2] else WIDTH
    return (index, width) if path_of(index, width) == path and (match[2] is None or width < WIDTH) else None


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves: 0 to 256."""
    return max(0, min(WIDTH, (size >> 8 * level) - index * WIDTH))


def tile(leaves: Sequence[bytes], level: int) -> bytes:
    """The hashes of one tile, 32 bytes each. `leaves` are the hashes of all the leaves that it spans, and no others."""
    span = WIDTH**level
    return b"".join(root_of(leaves[at : at + span]) for at in range(0, len(leaves) - span + 1, span))


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each with its length in front (2 bytes, big end first)."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_entry_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when it ends within one."""
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise ValueError("the bundle ends within an entry")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries
