"""What a tick adds to the log: what was pending, among blank leaves, in an order that tells nothing.

Sorting everything by tree hash, blanks too, leaves neither the order of arrival nor how many events there were:
both would show if blanks stood apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from whistle.ledger.event import blank_leaf
from whistle.ledger.merkle import leaf_hash

BATCH = 16
"""A tick adds a multiple of this many leaves, and at least this many."""


@dataclass(frozen=True, order=True)
class Placed:
    """One leaf in its place: its tree hash, and for a blank one the leaf's own 48 bytes."""

    tree_hash: bytes
    blank: bytes | None = None


def plan(pending: Iterable[bytes], random: Callable[[int], bytes]) -> list[Placed]:
    """The leaves to append, in order, from the tree hashes of pending ones; ``random(n)`` gives n random bytes."""
    leaves = [Placed(tree_hash) for tree_hash in pending]
    while not leaves or len(leaves) % BATCH:
        blank = blank_leaf(random(32))
        leaves.append(Placed(leaf_hash(blank), blank))
    return sorted(leaves, key=lambda placed: placed.tree_hash)
