"""Tiles: the addresses and widths of the specification, and that hashing tiles gives the tree."""

import pytest

from voting.ledger.tiles import WIDTH, entry_bundle, path_of, read_entry_bundle, read_path, tile, width_at
from voting.ledger.tree import leaf_hash, root_of

HASHES = [leaf_hash(str(n).encode()) for n in range(700)]


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, WIDTH, "000"),
        (5, 17, "005.p/17"),
        (999, WIDTH, "999"),
        (1000, WIDTH, "x001/000"),
        (1234067, WIDTH, "x001/x234/067"),
        (1234067, 1, "x001/x234/067.p/1"),
    ],
)
def test_a_tile_has_one_address(index: int, width: int, path: str) -> None:
    assert path_of(index, width) == path
    assert read_path(path) == (index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "00",
        "0000",
        "x000/000",
        "001/000",
        "x01/000",
        "x001",
        "000.p/0",
        "000.p/256",
        "000.p/01",
        "000.p/",
        "../000",
        "００0",
    ],
)
def test_no_other_spelling_is_an_address(path: str) -> None:
    assert read_path(path) is None


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    assert [width_at(0, index, 70_000) for index in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [width_at(1, index, 70_000) for index in (0, 1, 2)] == [256, 17, 0]
    assert [width_at(2, index, 70_000) for index in (0, 1)] == [1, 0]
    assert [width_at(0, 0, 256), width_at(0, 1, 256), width_at(1, 0, 256)] == [256, 0, 1]


def test_tiles_hold_the_roots_of_the_tiles_below() -> None:
    leaves = [tile(HASHES[at : at + WIDTH], 0) for at in range(0, len(HASHES), WIDTH)]
    assert b"".join(leaves) == b"".join(HASHES)
    above = tile(HASHES, 1)
    assert above == root_of(HASHES[:256]) + root_of(HASHES[256:512])
    assert len(above) // 32 == width_at(1, 0, len(HASHES))


def test_a_bundle_gives_back_its_entries() -> None:
    entries = [b"", b"a", b"x" * 65535]
    assert read_entry_bundle(entry_bundle(entries)) == entries
    assert entry_bundle([b"ab"]) == b"\x00\x02ab"
    with pytest.raises(OverflowError):
        entry_bundle([b"x" * 65536])
    for broken in (b"\x00", b"\x00\x02a", entry_bundle([b"ab"]) + b"\x00"):
        with pytest.raises(ValueError, match="ends within"):
            read_entry_bundle(broken)
