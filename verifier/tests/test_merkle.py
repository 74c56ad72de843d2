"""The tree: against a second way of building it, and against changed proofs."""

import random

import pytest

from verifier.merkle import Tree, consistent, inclusion_root, leaf_hash, node_hash, root
from verifier.tests.forge import Levels

ENTRIES = [bytes([number]) * (number % 5) for number in range(140)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
LEVELS = Levels(ENTRIES)
RFC_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
RFC_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "expected"), RFC_ROOTS.items())
def test_roots_known_from_certificate_transparency(size: int, expected: str) -> None:
    assert root([leaf_hash(bytes.fromhex(entry)) for entry in RFC_ENTRIES[:size]]).hex() == expected


def test_the_growing_tree_has_the_root_of_the_definition_at_every_size() -> None:
    tree = Tree()
    for size, leaf in enumerate([*LEAVES, b""]):
        assert tree.root() == root(LEAVES[:size]) == LEVELS.range(0, size)
        tree.add(leaf)


def test_a_tree_taken_up_from_its_parts_goes_on_alike() -> None:
    for size in range(len(LEAVES)):
        starts = [size >> bit + 1 << bit + 1 for bit in range(8) if size >> bit & 1][::-1]
        widths = [1 << bit for bit in range(8) if size >> bit & 1][::-1]
        tree = Tree(size, [LEVELS.range(s, s + w) for s, w in zip(starts, widths, strict=True)])
        for leaf in LEAVES[size:]:
            tree.add(leaf)
        assert tree.root() == root(LEAVES)
    with pytest.raises(ValueError, match="parts"):
        Tree(3, [b""])


def test_every_inclusion_path_leads_to_the_root_and_no_changed_one_does() -> None:
    chance = random.Random(1)
    for size in range(1, 70):
        expected = LEVELS.range(0, size)
        for index in range(size):
            path = LEVELS.path(index, 0, size)
            assert inclusion_root(LEAVES[index], index, size, path) == expected
            assert inclusion_root(LEAVES[index], index, size, [*path, bytes(32)]) != expected
            assert inclusion_root(LEAVES[index], chance.choice([-1, size, size + 1]), size, path) is None
            for place in range(len(path)):
                assert inclusion_root(LEAVES[index], index, size, path[:place] + path[place + 1 :]) != expected
                changed = [*path[:place], node_hash(path[place], b""), *path[place + 1 :]]
                assert inclusion_root(LEAVES[index], index, size, changed) != expected


def consistency(old: int, low: int, high: int, whole: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2: SUBPROOF."""
    if old == high - low:
        return [] if whole else [LEVELS.range(low, high)]
    half = 1 << (high - low - 1).bit_length() - 1
    if old <= half:
        return [*consistency(old, low, low + half, whole), LEVELS.range(low + half, high)]
    return [*consistency(old - half, low + half, high, whole=False), LEVELS.range(low, low + half)]


def test_every_consistency_path_holds_and_no_changed_one_does() -> None:
    for new in range(1, 50):
        after = LEVELS.range(0, new)
        for old in range(1, new + 1):
            before, path = LEVELS.range(0, old), consistency(old, 0, new, whole=True)
            assert consistent(old, before, new, after, path)
            assert not consistent(old, before, new, after, [*path, bytes(32)])
            assert not consistent(old, bytes(32), new, after, path)
            assert not consistent(old, before, new, bytes(32), path)
            assert not consistent(new + 1, before, new, after, path)
            for place in range(len(path)):
                assert not consistent(old, before, new, after, path[:place] + path[place + 1 :])
                changed = [*path[:place], bytes(32), *path[place + 1 :]]
                assert not consistent(old, before, new, after, changed)
        assert consistent(0, root([]), new, after, [])
        assert not consistent(0, root([]), new, after, [bytes(32)])
