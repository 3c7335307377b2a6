"""The Merkle tree of RFC 9162 section 2.1, kept in tiles of 256 hashes (the geometry of C2SP tlog-tiles).

Tile ``index`` of ``level`` holds up to 256 hashes of complete subtrees of 256**level leaves. All other nodes are
computed from these, so a proof at a million leaves reads three tiles. ``Head`` carries the roots of the complete
subtrees on the right edge; with it an append hashes about once a leaf and reads one tile, however large the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import Protocol

from whistle.domain.errors import BadProof

HASH_LENGTH = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = sha256(b"").digest()
_PAIR = 2 * HASH_LENGTH


class Tiles(Protocol):
    """Where tiles are kept. A tile is 1 to 256 hashes, one after the other, and only ever grows."""

    def get(self, level: int, index: int) -> bytes:
        """The tile's hashes so far, or ``b""``."""

    def put(self, level: int, index: int, hashes: bytes) -> None:
        """Keep these hashes in place of what the tile held."""


class MemoryTiles:
    """Tiles in a dictionary: for tests, and for whoever checks a whole exported log."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        return self._tiles.get((level, index), b"")

    def put(self, level: int, index: int, hashes: bytes) -> None:
        self._tiles[level, index] = hashes


@dataclass(frozen=True)
class Head:
    """A tree's size, and the roots of the complete subtrees that make it up, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The tree's root hash; for no leaves, the hash of nothing."""
        return _fold(self.peaks)


def leaf_hash(leaf: bytes) -> bytes:
    """The tree hash of a leaf's bytes."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def append(tiles: Tiles, head: Head, hashes: Iterable[bytes]) -> Head:
    """Add tree hashes of leaves on the right; returns the head after them, which the caller keeps.

    Raises BadProof when the tiles are not those of this head, before anything is written.
    """
    size, peaks = head.size, list(head.peaks)
    touched: dict[tuple[int, int], bytearray] = {}

    def place(level: int, position: int, node: bytes) -> None:
        place = (level, position >> TILE_HEIGHT)
        tile = touched.get(place)
        if tile is None:
            tile = touched[place] = bytearray(tiles.get(*place))
            if len(tile) != position % TILE_WIDTH * HASH_LENGTH:
                raise BadProof("The stored tree does not fit its head.")
        tile += node

    for node in hashes:
        if len(node) != HASH_LENGTH:
            raise BadProof("A tree hash is 32 bytes.")
        place(0, size, node)
        height = 0
        while size >> height & 1:
            node = node_hash(peaks.pop(), node)
            height += 1
            if height % TILE_HEIGHT == 0:
                place(height // TILE_HEIGHT, size >> height, node)
        peaks.append(node)
        size += 1
    for (level, index), tile in touched.items():
        tiles.put(level, index, bytes(tile))
    return Head(size, tuple(peaks))


def extend(head: Head, hashes: Iterable[bytes]) -> Head:
    """The head after these tree hashes of leaves, for whoever needs the root alone and keeps no tiles."""
    size, peaks = head.size, list(head.peaks)
    for node in hashes:
        level = size
        while level & 1:
            # Written out, since a record of a million entries comes through here.
            node = sha256(b"\1" + peaks.pop() + node).digest()
            level >>= 1
        peaks.append(node)
        size += 1
    return Head(size, tuple(peaks))


def inclusion_proof(tiles: Tiles, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root of the tree's first ``size`` leaves, leaf upwards.

    Raises BadProof when there is no such leaf, or when the tiles do not reach that far.
    """
    if not 0 <= index < size:
        raise BadProof("There is no such leaf in a tree of that size.")
    reader, proof, start, end = _Reader(tiles), [], 0, size
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            proof.append(reader.root(middle, end))
            end = middle
        else:
            proof.append(reader.root(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(tiles: Tiles, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of ``new`` leaves to begin with the tree of ``old`` ones.

    Raises BadProof when ``old`` is the larger, or when the tiles do not reach that far.
    """
    if not 0 <= old <= new:
        raise BadProof("A tree cannot begin with a larger one.")
    if old == 0:
        return []
    reader, proof, start, end = _Reader(tiles), [], 0, new
    while old < end:
        middle = _middle(start, end)
        if old <= middle:
            proof.append(reader.root(middle, end))
            end = middle
        else:
            proof.append(reader.root(start, middle))
            start = middle
    if start:  # the verifier knows the old root itself, and no other subtree of it
        proof.append(reader.root(start, end))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises BadProof unless the tree hash ``leaf`` stands at ``index`` under ``root`` (RFC 9162, 2.1.3.2)."""
    _check_lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise BadProof("There is no such leaf in a tree of that size.")
    node, position, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            raise BadProof("The proof is longer than the tree is high.")
        if position & 1 or position == last:
            node = node_hash(step, node)
            position, last = _skip_right_edge(position, last)
        else:
            node = node_hash(node, step)
        position, last = position >> 1, last >> 1
    if last or node != root:
        raise BadProof("The proof does not lead to the root.")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises BadProof unless the tree ``new`` begins with the tree ``old`` (RFC 9162, 2.1.4.2)."""
    _check_lengths(old_root, new_root, *proof)
    if not 0 <= old <= new:
        raise BadProof("A tree cannot begin with a larger one.")
    if old in (0, new):
        known = EMPTY_ROOT if old == 0 else new_root
        if proof or old_root != known or (new == 0 and new_root != EMPTY_ROOT):
            raise BadProof("The proof does not lead to both roots.")
        return
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not proof:
        raise BadProof("The proof is empty.")
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise BadProof("The proof is longer than the tree is high.")
        if position & 1 or position == last:
            before, after = node_hash(step, before), node_hash(step, after)
            position, last = _skip_right_edge(position, last)
        else:
            after = node_hash(after, step)
        position, last = position >> 1, last >> 1
    if last or before != old_root or after != new_root:
        raise BadProof("The proof does not lead to both roots.")


class _Reader:
    """Computes roots of subtrees from tiles, reading each tile once."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._seen: dict[tuple[int, int], bytes] = {}

    def root(self, start: int, end: int) -> bytes:
        """The root of leaves ``start`` to ``end``, where ``start`` begins a subtree at least that wide."""
        peaks = []
        while start < end:
            height = (end - start).bit_length() - 1
            peaks.append(self._complete(height, start >> height))
            start += 1 << height
        return _fold(peaks)

    def _complete(self, height: int, position: int) -> bytes:
        level, rest = divmod(height, TILE_HEIGHT)
        first = position << rest
        tile = self._tile(level, first >> TILE_HEIGHT)
        begin = first % TILE_WIDTH * HASH_LENGTH
        row = tile[begin : begin + (HASH_LENGTH << rest)]
        if len(row) != HASH_LENGTH << rest:
            raise BadProof("The stored tree does not reach that far.")
        while (
            len(row) > HASH_LENGTH
        ):  # a pair at a time, without a call each: this is what a proof's time goes into
            row = b"".join(
                [sha256(b"\1" + row[at : at + _PAIR]).digest() for at in range(0, len(row), _PAIR)]
            )
        return row

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._seen:
            self._seen[level, index] = self._tiles.get(level, index)
        return self._seen[level, index]


def _fold(peaks: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks)) if peaks else EMPTY_ROOT


def _middle(start: int, end: int) -> int:
    """Where RFC 9162 splits a tree: after the largest power of two smaller than its size."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _skip_right_edge(position: int, last: int) -> tuple[int, int]:
    """Up the levels on which a node at the right edge has no sibling."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _check_lengths(*hashes: bytes) -> None:
    if any(len(each) != HASH_LENGTH for each in hashes):
        raise BadProof("A hash of the proof is not 32 bytes.")
