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
    """Add tree hashes of leaves on the right; returns the head after them, which the caller keeps."""
    raise NotImplementedError


def inclusion_proof(tiles: Tiles, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root of the tree's first ``size`` leaves, leaf upwards."""
    raise NotImplementedError


def consistency_proof(tiles: Tiles, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of ``new`` leaves to begin with the tree of ``old`` ones."""
    raise NotImplementedError


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises BadProof unless the tree hash ``leaf`` stands at ``index`` under ``root`` (RFC 9162, 2.1.3.2)."""
    raise NotImplementedError


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises BadProof unless the tree ``new`` begins with the tree ``old`` (RFC 9162, 2.1.4.2)."""
    raise NotImplementedError


def _fold(peaks: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks)) if peaks else EMPTY_ROOT
