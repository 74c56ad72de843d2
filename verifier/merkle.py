"""The Merkle tree of RFC 6962, section 2.1; proofs as in RFC 9162, sections 2.1.3 and 2.1.4."""

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows by one leaf at a time and remembers only the roots of its complete parts, largest first."""

    def __init__(self, size: int = 0, parts: Sequence[bytes] = ()) -> None:
        """`parts`: the roots of the complete subtrees of the first `size` leaves, one for each 1 bit of `size`."""
        if size.bit_count() != len(parts):
            raise ValueError("a tree of this size has another number of parts")
        self.size = size
        self._parts = list(parts)

    def add(self, leaf: bytes) -> None:
        parts, size = self._parts, self.size
        while size & 1:
            leaf = sha256(b"\x01" + parts.pop() + leaf).digest()
            size >>= 1
        parts.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self._parts:
            return sha256(b"").digest()
        result = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            result = node_hash(part, result)
        return result


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaf_hashes:
        tree.add(leaf)
    return tree.root()


def inclusion_root(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root which `path` leads to from leaf `index` of `size` (RFC 9162, 2.1.3.2); None if it cannot be a path."""
    if not 0 <= index < size:
        return None
    here, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            result = node_hash(sibling, result)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        here, last = here >> 1, last >> 1
    return result if last == 0 else None


def consistent(old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Is the old tree the beginning of the new one (RFC 9162, 2.1.4.2)? The empty tree begins every tree."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not path and old_root == sha256(b"").digest()
    if old_size == new_size:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old_size.bit_count() == 1 else list(path)
    return bool(hashes) and _joined(old_size - 1, new_size - 1, hashes) == (old_root, new_root)


def _joined(here: int, last: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a consistency path gives."""
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    return (old, new) if last == 0 else None
