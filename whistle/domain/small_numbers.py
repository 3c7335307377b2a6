"""What may be printed of small counts, so that a table does not point at the one person who spoke up that month.

A count from 1 to 4 is shown as "fewer than 5". That alone is not enough: a reader who knows the total can subtract.
So each table is checked as that reader would check it, and more cells are withheld until no hidden count is the only
one possible. Zero is shown: a month without concerns is worth knowing, and points at nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 5


@dataclass(frozen=True)
class Shown:
    """What a reader learns of one count: that it lies from ``low`` to ``high``, in ``words``."""

    low: int
    high: int
    words: str

    @property
    def exact(self) -> bool:
        """Whether the count itself is shown."""
        return self.low == self.high


def is_small(count: int) -> bool:
    """Whether a count is too small to print."""
    return 0 < count < THRESHOLD


def protect(counts: Sequence[int]) -> list[Shown] | None:
    """The counts of a table's rows beside their exact total; None when no table can be shown without giving one away.

    A row withheld for the sake of another is known to be at least 5, since small ones say "fewer than 5".
    """
    total = sum(counts)
    shown = [_fewer() if is_small(count) else _exactly(count) for count in counts]
    return _until_nothing_follows(shown, counts, total, [(THRESHOLD, total)] * len(counts))


def protect_parts(parts: Sequence[int], counts: Sequence[int], wholes: Sequence[Shown]) -> list[Shown] | None:
    """How many of each row's count are of some kind, beside the exact total of the kind.

    Where the row's count is hidden, so is the part; where it is not, neither the part nor the rest may be small.
    """
    shown = [
        _part(part, count) if whole.exact else _withheld(0, whole.high)
        for part, count, whole in zip(parts, counts, wholes, strict=True)
    ]
    return _until_nothing_follows(shown, parts, sum(parts), [(0, whole.high) for whole in wholes])


def _part(part: int, count: int) -> Shown:
    rest = count - part
    if not part or not rest:
        return _exactly(part)
    if count < 2 * THRESHOLD:  # one of the two is small, and which one would be telling
        return Shown(1, count - 1, "not all")
    if is_small(part):
        return _fewer()
    if is_small(rest):
        least = count - THRESHOLD + 1
        return Shown(least, count - 1, f"at least {least}")
    return _exactly(part)


def _until_nothing_follows(
    shown: list[Shown], counts: Sequence[int], total: int, bounds: Sequence[tuple[int, int]]
) -> list[Shown] | None:
    """Withholds further rows, the smallest first, until every hidden count could be another one."""
    while _something_follows(shown, total):
        left = [row for row, cell in enumerate(shown) if cell.exact and counts[row]]
        if not left:
            return None
        row = min(left, key=lambda row: counts[row])
        shown[row] = _withheld(*bounds[row])
    return shown


def _something_follows(shown: Sequence[Shown], total: int) -> bool:
    """Whether the total, less the least or the most that the other rows can be, leaves one value for a hidden row."""
    lows, highs = sum(cell.low for cell in shown), sum(cell.high for cell in shown)
    for cell in shown:
        if not cell.exact:
            low = max(cell.low, total - (highs - cell.high))
            high = min(cell.high, total - (lows - cell.low))
            if low == high:
                return True
    return False


def _exactly(count: int) -> Shown:
    return Shown(count, count, str(count))


def _fewer() -> Shown:
    return Shown(1, THRESHOLD - 1, f"fewer than {THRESHOLD}")


def _withheld(low: int, high: int) -> Shown:
    # One more than it can be, at least, so that a row of exactly 5 is not mistaken for one that is shown.
    return Shown(low, max(high, low + 1), "not shown")
