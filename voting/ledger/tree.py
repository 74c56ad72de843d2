"""The Merkle tree of RFC 6962 (section 2.1): hashes, roots, and proofs that a leaf is in it and that it only grew.

A tree is given as the sequence of its leaves' hashes. Nothing here knows what a leaf means.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadProof(Exception):
    """The hashes do not prove what is claimed."""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf's bytes: 32 bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and two hashes of 32 bytes: 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows leaf by leaf and remembers only the roots of its complete subtrees: log2(size) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []  # of the complete subtrees, the largest and leftmost first

    def append(self, leaf: bytes) -> None:
        """Add a leaf, given as its hash."""
        self._roots.append(leaf)
        complete = self.size
        while complete & 1:
            right, left = self._roots.pop(), self._roots.pop()
            self._roots.append(node_hash(left, right))
            complete >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index` (from 0), from the bottom up. Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    return list(_path(leaves, index))


def _path(leaves: Sequence[bytes], index: int) -> Iterable[bytes]:
    if len(leaves) == 1:
        return
    split = _split(len(leaves))
    if index < split:
        yield from _path(leaves[:split], index)
        yield root_of(leaves[split:])
    else:
        yield from _path(leaves[split:], index - split)
        yield root_of(leaves[:split])


def path_from(read: Callable[[int, int, int], Sequence[bytes]], index: int, size: int) -> list[bytes]:
    """The same path for a tree too large to hold: `read(level, start, end)` gives the roots numbered `start` up to
    `end` of complete subtrees of 256**level leaves, as tiles hold them. Raises IndexError outside the tree.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(read, middle, end))
            end = middle
        else:
            path.append(_subtree(read, start, middle))
            start = middle
    return path[::-1]


def _subtree(read: Callable[[int, int, int], Sequence[bytes]], start: int, end: int) -> bytes:
    """The root of the leaves from `start` up to `end`, which lie as one node of the tree covers them."""
    width = end - start
    if width & (width - 1):  # the ragged right edge: no power of two
        middle = start + _split(width)
        return node_hash(_subtree(read, start, middle), _subtree(read, middle, end))
    level = (width.bit_length() - 1) // 8
    return root_of(read(level, start >> 8 * level, end >> 8 * level))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves in which `proof` puts the leaf hash at `index`. Raises BadProof."""
    if not 0 <= index < size:
        raise BadProof("the leaf lies outside the tree")
    path, position, last = list(reversed(proof)), index, size - 1
    root = leaf
    while last:
        if position & 1:
            root = node_hash(_next(path), root)
        elif position < last:  # else the rightmost node of this level, which has no sibling
            root = node_hash(root, _next(path))
        position, last = position >> 1, last >> 1
    _end(path)
    return root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """What proves that the tree of the first `old_size` leaves is the beginning of this one.

    Empty when one of the two is empty or both are the same. Raises IndexError when the old tree is the larger one.
    """
    if not 0 <= old_size <= len(leaves):
        raise IndexError(old_size)
    if old_size in (0, len(leaves)):
        return []
    return list(_subproof(leaves, old_size, whole=True))


def _subproof(leaves: Sequence[bytes], old_size: int, *, whole: bool) -> Iterable[bytes]:
    """`whole`: the old tree itself is the left part here, and its root is known to whoever checks."""
    if old_size == len(leaves):
        if not whole:
            yield root_of(leaves)
        return
    split = _split(len(leaves))
    if old_size <= split:
        yield from _subproof(leaves[:split], old_size, whole=whole)
        yield root_of(leaves[split:])
    else:
        yield from _subproof(leaves[split:], old_size - split, whole=False)
        yield root_of(leaves[:split])


def check_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Check by `proof` that a tree of `old_size` leaves is the beginning of one of `size`. Raises BadProof."""
    if not 0 <= old_size <= size:
        raise BadProof("a tree cannot shrink")
    if old_size in (0, size):
        same = root if old_size else EMPTY_ROOT
        if proof or old_root != same:
            raise BadProof("the two are not the same tree")
    elif _roots_from_consistency(old_size, old_root, size, proof) != (old_root, root):
        raise BadProof("the old tree is not the beginning of the new one")


def _roots_from_consistency(old_size: int, old_root: bytes, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """(old root, new root) as the proof has them."""
    path, position, last = list(reversed(proof)), old_size - 1, size - 1
    while position & 1:  # up to the largest complete subtree that ends the old tree
        position, last = position >> 1, last >> 1
    old = new = _next(path) if position else old_root  # position 0: that subtree is the old tree itself
    while last:
        if position & 1:
            sibling = _next(path)
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        elif position < last:
            new = node_hash(new, _next(path))
        position, last = position >> 1, last >> 1
    _end(path)
    return old, new


def _next(path: list[bytes]) -> bytes:
    if not path:
        raise BadProof("the proof is too short")
    return path.pop()


def _end(path: list[bytes]) -> None:
    if path:
        raise BadProof("the proof is too long")


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
