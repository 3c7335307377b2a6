"""The tree, against the vectors of RFC 6962's reference code, an independent library, and anything at all."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from whistle.domain.errors import BadProof
from whistle.ledger.merkle import (
    EMPTY_ROOT,
    Head,
    MemoryTiles,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and roots that certificate-transparency's reference implementation is tested with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
INCLUSION = [  # index, size, proof
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
CONSISTENCY = [  # old, new, proof
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


class CountingTiles(MemoryTiles):
    """Remembers which tiles were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, int]] = []

    def get(self, level: int, index: int) -> bytes:
        self.asked.append((level, index))
        return super().get(level, index)


def numbered(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def grown(hashes: list[bytes]) -> tuple[MemoryTiles, Head]:
    tiles = MemoryTiles()
    return tiles, append(tiles, Head(), hashes)


def plain_root(hashes: list[bytes]) -> bytes:
    """MTH as RFC 9162 writes it down."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


GREAT = 70_000  # crosses two levels of tiles, and is no round number
GREAT_TILES, GREAT_HEAD = grown(numbered(GREAT))


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Head().root == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference_code(size: int) -> None:
    _, head = grown([leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert head.root == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference_code(index: int, size: int, proof: list[str]) -> None:
    tiles, _ = grown([leaf_hash(leaf) for leaf in LEAVES])
    assert [step.hex() for step in inclusion_proof(tiles, index, size)] == proof
    verify_inclusion(
        leaf_hash(LEAVES[index]), index, size, [bytes.fromhex(step) for step in proof], ROOTS[size - 1]
    )


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference_code(old: int, new: int, proof: list[str]) -> None:
    tiles, _ = grown([leaf_hash(leaf) for leaf in LEAVES])
    assert [step.hex() for step in consistency_proof(tiles, old, new)] == proof
    verify_consistency(old, ROOTS[old - 1], new, ROOTS[new - 1], [bytes.fromhex(step) for step in proof])


def test_every_root_and_proof_of_a_small_tree_agrees_with_an_independent_library() -> None:
    size = 70
    oracle = InmemoryTree()
    for number in range(size):
        oracle.append_entry(number.to_bytes(4, "big"))
    tiles, head = grown(numbered(size))
    assert head.root == oracle.get_root()
    for index in range(size):
        path = oracle.prove_inclusion(index + 1).path
        assert inclusion_proof(tiles, index, size) == path[1:], index
    for old in range(1, size):
        old_root, new_root = oracle.get_root(old), oracle.get_root(size)
        verify_consistency(old, old_root, size, new_root, consistency_proof(tiles, old, size))


@given(st.integers(0, 700), st.data())
@settings(max_examples=60, deadline=None)
def test_the_root_is_the_recursive_definition_however_the_leaves_were_batched(
    size: int, data: st.DataObject
) -> None:
    hashes = numbered(size)
    cuts = sorted(data.draw(st.lists(st.integers(0, size), max_size=5)))
    tiles, head = MemoryTiles(), Head()
    for start, end in zip([0, *cuts], [*cuts, size], strict=True):
        head = append(tiles, head, hashes[start:end])
    assert head == grown(hashes)[1]
    assert head.root == plain_root(hashes)


@given(st.integers(1, GREAT), st.data())
@settings(max_examples=150, deadline=None)
def test_any_leaf_of_any_size_is_proved_from_the_same_tiles(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf = leaf_hash(index.to_bytes(4, "big"))
    root = plain_root_at(size)
    verify_inclusion(leaf, index, size, inclusion_proof(GREAT_TILES, index, size), root)


@given(st.integers(0, GREAT), st.data())
@settings(max_examples=150, deadline=None)
def test_any_size_is_shown_to_grow_from_any_earlier_one(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(GREAT_TILES, old, new)
    verify_consistency(old, plain_root_at(old), new, plain_root_at(new), proof)


def plain_root_at(size: int) -> bytes:
    """The root of a prefix of the great tree, folded afresh from whole subtrees."""
    hashes, peaks, start = numbered_great, [], 0
    while start < size:
        width = 1 << ((size - start).bit_length() - 1)
        peaks.append(_whole(start, width, hashes))
        start += width
    root = peaks.pop() if peaks else EMPTY_ROOT
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


numbered_great = numbered(GREAT)
_wholes: dict[tuple[int, int], bytes] = {}


def _whole(start: int, width: int, hashes: list[bytes]) -> bytes:
    if width == 1:
        return hashes[start]
    if (start, width) not in _wholes:
        half = width // 2
        _wholes[start, width] = node_hash(_whole(start, half, hashes), _whole(start + half, half, hashes))
    return _wholes[start, width]


@given(st.integers(2, 300), st.data())
@settings(max_examples=100, deadline=None)
def test_an_altered_inclusion_proof_fails(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = numbered(size)
    tiles, head = grown(hashes)
    proof = inclusion_proof(tiles, index, size)
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    for leaf, place, steps in (
        (hashes[index], index, [*proof[:at], flipped, *proof[at + 1 :]]),
        (hashes[index], index, proof[:at] + proof[at + 1 :]),
        (hashes[index], index, [*proof, bytes(32)]),
        (hashes[index], index, [bytes(32), *proof]),
        (hashes[index], other, proof),
        (hashes[other], index, proof),
        (hashes[index], size, proof),
        (hashes[index], -1, proof),
        (hashes[index], index, [proof[0][:-1], *proof[1:]]),
    ):
        with pytest.raises(BadProof):
            verify_inclusion(leaf, place, size, steps, head.root)
    with pytest.raises(BadProof):
        verify_inclusion(hashes[index], index, size, proof, bytes(32))


@given(st.integers(2, 300), st.data())
@settings(max_examples=100, deadline=None)
def test_an_altered_consistency_proof_fails(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    hashes = numbered(new)
    tiles, head = grown(hashes)
    old_root, proof = plain_root(hashes[:old]), consistency_proof(tiles, old, new)
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
    for before, after, steps in (
        (old_root, head.root, [*proof[:at], flipped, *proof[at + 1 :]]),
        (old_root, head.root, proof[:at] + proof[at + 1 :]),
        (old_root, head.root, [*proof, bytes(32)]),
        (old_root, head.root, []),
        (bytes(32), head.root, proof),
        (old_root, bytes(32), proof),
        (old_root[:-1], head.root, proof),
    ):
        with pytest.raises(BadProof):
            verify_consistency(old, before, new, after, steps)
    with pytest.raises(BadProof):
        verify_consistency(new, head.root, old, old_root, proof)


def test_a_tree_of_nothing_is_consistent_with_any_and_only_when_it_is_truly_nothing() -> None:
    root = ROOTS[3]
    verify_consistency(0, EMPTY_ROOT, 4, root, [])
    for old_root, new, new_root, proof in (
        (root, 4, root, []),
        (EMPTY_ROOT, 4, root, [root]),
        (EMPTY_ROOT, 0, root, []),
    ):
        with pytest.raises(BadProof):
            verify_consistency(0, old_root, new, new_root, proof)


def test_the_same_size_needs_the_same_root_and_no_proof() -> None:
    verify_consistency(4, ROOTS[3], 4, ROOTS[3], [])
    for root, proof in ((ROOTS[2], []), (ROOTS[3], [ROOTS[3]])):
        with pytest.raises(BadProof):
            verify_consistency(4, root, 4, ROOTS[3], proof)


def test_a_proof_outside_the_tree_is_refused() -> None:
    tiles, head = grown(numbered(5))
    for index, size in ((5, 5), (-1, 5), (0, 6)):
        with pytest.raises(BadProof):
            inclusion_proof(tiles, index, size)
    for old, new in ((6, 5), (-1, 5), (3, 9)):
        with pytest.raises(BadProof):
            consistency_proof(tiles, old, new)
    assert head.size == 5


def test_tiles_have_the_widths_of_the_c2sp_example() -> None:
    """A tree of 70,000: 273 full tiles and one of 112; one full and one of 17; one of width 1."""
    widths = {
        level: [len(GREAT_TILES.get(level, index)) // 32 for index in range(count)]
        for level, count in ((0, 275), (1, 3), (2, 2))
    }
    assert widths[0] == [256] * 273 + [112, 0]
    assert widths[1] == [256, 17, 0]
    assert widths[2] == [1, 0]


def test_a_tile_above_holds_the_roots_of_the_tiles_below() -> None:
    assert GREAT_TILES.get(1, 0)[:32] == plain_root(numbered_great[:256])
    assert GREAT_TILES.get(2, 0) == plain_root_at(65_536)


def test_a_proof_in_a_tree_of_seventy_thousand_reads_few_tiles() -> None:
    tiles = CountingTiles()
    head = append(tiles, Head(), numbered_great)
    tiles.asked.clear()
    inclusion_proof(tiles, 12_345, head.size)
    assert len(tiles.asked) <= 6
    assert len(set(tiles.asked)) == len(tiles.asked)


def test_an_append_reads_one_tile_of_each_level_it_touches() -> None:
    tiles = CountingTiles()
    head = append(tiles, Head(), numbered_great)
    tiles.asked.clear()
    append(tiles, head, [bytes(32)])
    assert tiles.asked == [(0, 273)]


def test_an_append_to_the_wrong_tiles_is_refused_and_writes_nothing() -> None:
    tiles, head = grown(numbered(20))
    append(tiles, head, [bytes(32)])
    before = tiles.get(0, 0)
    with pytest.raises(BadProof):
        append(tiles, head, [bytes(32)])
    assert tiles.get(0, 0) == before


def test_a_hash_of_another_length_is_refused() -> None:
    tiles = MemoryTiles()
    with pytest.raises(BadProof):
        append(tiles, Head(), [bytes(31)])
    assert tiles.get(0, 0) == b""
