"""The Merkle tree against the vectors of RFC 6962 and two that share no line with it: pymerkle and the verifier."""

import random
from collections.abc import Callable
from functools import cache, partial

import pytest
from pymerkle import InmemoryTree, verify_consistency

from verifier import merkle
from voting.ledger.tree import (
    EMPTY_ROOT,
    BadProof,
    Frontier,
    check_consistency,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    path_from,
    root_from_inclusion,
    root_of,
)

# The leaves and roots that implementations of Certificate Transparency test themselves with.
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATHS = {  # (index, size): the audit path
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
GROWTHS = {  # (old size, size): the consistency proof
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
LARGEST = 1000
ENTRIES = [f"entry {n}".encode() for n in range(LARGEST)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]


@cache
def root_at(size: int) -> bytes:
    return root_of(HASHES[:size])


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_roots_are_those_of_the_rfcs_vectors(size: int) -> None:
    assert root_of(leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_audit_paths_are_those_of_the_rfcs_vectors(index: int, size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]
    proof = inclusion_proof(leaves, index)
    assert tuple(step.hex() for step in proof) == PATHS[index, size]
    assert root_from_inclusion(leaves[index], index, size, proof).hex() == ROOTS[size]


@pytest.mark.parametrize(("old", "size"), GROWTHS)
def test_consistency_proofs_are_those_of_the_rfcs_vectors(old: int, size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]
    proof = consistency_proof(leaves, old)
    assert tuple(step.hex() for step in proof) == GROWTHS[old, size]
    check_consistency(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), proof)


def test_every_root_up_to_a_thousand_leaves_is_the_oracles(oracle: InmemoryTree) -> None:
    tree = Frontier()
    theirs = merkle.Tree()
    for size in range(1, LARGEST + 1):
        tree.append(HASHES[size - 1])
        theirs.add(merkle.leaf_hash(ENTRIES[size - 1]))
        assert tree.root() == oracle.get_root(size) == theirs.root()
    assert (tree.size, Frontier().root()) == (LARGEST, EMPTY_ROOT)


def test_proofs_at_every_size_up_to_a_thousand_are_the_oracles(oracle: InmemoryTree) -> None:
    chance = random.Random(6962)
    for size in range(1, LARGEST + 1):
        for index in {0, size - 1, chance.randrange(size)}:
            proof = inclusion_proof(HASHES[:size], index)
            assert root_from_inclusion(HASHES[index], index, size, proof) == root_at(size)
            assert [HASHES[index], *proof] == oracle.prove_inclusion(index + 1, size).path
            assert merkle.inclusion_root(HASHES[index], index, size, proof) == root_at(size)
            assert path_from(partial(of_level, size), index, size) == proof
        for old in {1, size, chance.randrange(size) + 1}:
            growth = consistency_proof(HASHES[:size], old)
            check_consistency(old, root_at(old), size, root_at(size), growth)
            verify_consistency(root_at(old), root_at(size), oracle.prove_consistency(old, size))
            assert merkle.consistent(old, root_at(old), size, root_at(size), growth)


def test_every_proof_in_small_trees_holds() -> None:
    for size in range(1, 70):
        for index in range(size):
            assert root_from_inclusion(HASHES[index], index, size, inclusion_proof(HASHES[:size], index)) == root_at(
                size
            )
        for old in range(size + 1):
            check_consistency(old, root_at(old), size, root_at(size), consistency_proof(HASHES[:size], old))


def mutants(proof: list[bytes], chance: random.Random) -> list[list[bytes]]:
    """The same proof with one bit flipped, a step more, a step less, two steps exchanged."""
    found = [[*proof, chance.randbytes(32)], [chance.randbytes(32), *proof]]
    for at, step in enumerate(proof):
        flipped = bytearray(step)
        flipped[chance.randrange(32)] ^= 1 << chance.randrange(8)
        found += [[*proof[:at], bytes(flipped), *proof[at + 1 :]], proof[:at] + proof[at + 1 :]]
        if at:
            found.append([*proof[: at - 1], step, proof[at - 1], *proof[at + 1 :]])
    return found


def proves(check: Callable[..., object], *claim: object) -> bool:
    try:
        return check(*claim) is not False
    except BadProof:
        return False


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bool:
    return root_from_inclusion(leaf, index, size, proof) == root_at(size)


def verifier_includes(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bool:
    return merkle.inclusion_root(leaf, index, size, proof) == root_at(size)


def of_level(size: int, level: int, start: int, end: int) -> list[bytes]:
    """The roots of complete subtrees, as a log that keeps tiles can read them."""
    span = 256**level
    return [root_of(HASHES[:size][at * span : (at + 1) * span]) for at in range(start, end)]


INCLUSION: tuple[Callable[..., object], ...] = (is_included, verifier_includes)
GROWTH: tuple[Callable[..., object], ...] = (check_consistency, merkle.consistent)


def test_no_changed_proof_of_inclusion_is_accepted() -> None:
    chance = random.Random(1)
    tried = 0
    for size in range(1, LARGEST + 1, 7):
        index = chance.randrange(size)
        proof = inclusion_proof(HASHES[:size], index)
        assert all(proves(check, HASHES[index], index, size, proof) for check in INCLUSION)
        claims = [(HASHES[index], index, size, mutant) for mutant in mutants(proof, chance)]
        claims += [(HASHES[index], other, size, proof) for other in (index - 1, index + 1, size, -1)]
        claims.append((leaf_hash(b"another"), index, size, proof))
        tried += len(claims)
        assert [claim for claim in claims if any(proves(check, *claim) for check in INCLUSION)] == []
    assert tried > 3000


def test_no_changed_proof_of_growth_is_accepted() -> None:
    chance = random.Random(2)
    tried = 0
    for size in range(2, LARGEST + 1, 7):
        old = chance.randrange(1, size)
        proof = consistency_proof(HASHES[:size], old)
        assert all(proves(check, old, root_at(old), size, root_at(size), proof) for check in GROWTH)
        claims = [(old, root_at(old), size, root_at(size), mutant) for mutant in mutants(proof, chance)]
        claims += [
            (old, root_at(old - 1), size, root_at(size), proof),
            (old, root_at(old), size, root_at(size - 1), proof) if size - 1 != old else (old, b"", size, b"", proof),
            (size + 1, root_at(old), size, root_at(size), proof),
            (-1, root_at(old), size, root_at(size), proof),
        ]
        tried += len(claims)
        assert [claim for claim in claims if any(proves(check, *claim) for check in GROWTH)] == []
    assert tried > 3000


def test_from_an_empty_tree_everything_grows_and_nothing_is_proven() -> None:
    check_consistency(0, EMPTY_ROOT, 5, root_at(5), [])
    claims = [
        (0, root_at(1), 5, root_at(5), []),
        (0, EMPTY_ROOT, 5, root_at(5), [b"x" * 32]),
        (5, root_at(4), 5, root_at(5), []),
    ]
    assert [claim for claim in claims if proves(check_consistency, *claim)] == []


def test_what_lies_outside_the_tree_has_no_proof() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            inclusion_proof(HASHES[:3], index)
    for old in (-1, 4):
        with pytest.raises(IndexError):
            consistency_proof(HASHES[:3], old)
