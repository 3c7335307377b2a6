"""What may be printed of small counts, so that a table does not point at the one person who spoke up that month.

A count from 1 to 4 that stands alone is shown as "fewer than 5". In a table that is not enough: a reader who knows the
total can subtract, and one who knows these rules can ask which counts would have been shown so. So what is withheld of
a table looks alike, and could be exchanged without anybody seeing it. Zero is shown: a month without concerns is worth
knowing, and points at nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

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

    @classmethod
    def of(cls, count: int) -> Shown:
        """The count itself."""
        return cls(count, count, str(count))


MOST = (1 << 32) - 1
"""As ``high``: nothing is said of how many there are at most."""
NOT_SHOWN = Shown(0, MOST, "not shown")
HIDDEN = Shown(1, MOST, NOT_SHOWN.words)
"""A row that is there: how many it has is withheld."""


def is_small(count: int) -> bool:
    """Whether a count is too small to print."""
    return 0 < count < THRESHOLD


def protect(counts: Sequence[int]) -> list[Shown] | None:
    """The counts of a table's rows beside their exact total; None where not even their places can be shown.

    A small one is withheld together with the least of the others, and all withheld rows look alike. So whoever knows
    this rule cannot tell them apart: with what stands in two of them exchanged, the same would be shown. "Fewer than 5"
    in one, and withholding no more than a reader's sums call for, would say which is which: of 12 in three rows, 1 and
    5 and 6 would have been the only ones to look as they did.
    """
    together = hidden(counts)
    least = sum(counts[row] for row in together)
    if together and (len(together) == 1 or least == len(together)):
        return None
    return [HIDDEN if row in together else Shown.of(count) for row, count in enumerate(counts)]


def hidden(counts: Sequence[int]) -> set[int]:
    """The rows that are withheld: small ones, and all that are the least of the others."""
    if not any(map(is_small, counts)):
        return set()
    least = min((count for count in counts if count >= THRESHOLD), default=0)
    return {row for row, count in enumerate(counts) if is_small(count) or count == least > 0}


def alone(count: int) -> Shown:
    """A count that no total gives away."""
    return _fewer() if is_small(count) else Shown.of(count)


def part_of(part: int, count: int) -> Shown:
    """How many of ``count``, which is known, are of some kind: exact where neither they nor the rest are few."""
    rest = count - part
    if not part or not rest:
        return Shown.of(part)
    if count < 2 * THRESHOLD:  # one of the two is small, and which one would be telling
        return Shown(1, count - 1, "not all")
    if is_small(part):
        return _fewer()
    if is_small(rest):
        least = count - THRESHOLD + 1
        return Shown(least, count - 1, f"at least {least}")
    return Shown.of(part)


def in_fives(count: int, among: int | None = None) -> Shown:
    """A count that somebody may know to be at least, or at most, what other figures give: of what reporters did.

    ``5 or fewer`` rather than "fewer than 5": whoever knows that there are 4 cannot tell that there is not a fifth.
    Not shown at all where they can only have been among 5 or fewer, which another figure may say.
    """
    if among is not None and among <= THRESHOLD:
        return NOT_SHOWN
    if not count:
        return Shown.of(0)
    high = -(-count // THRESHOLD) * THRESHOLD
    low = high - THRESHOLD + 1
    return Shown(low, high, f"{low} to {high}" if low > 1 else f"{high} or fewer")


def some_in_fives(part: int, count: int) -> Shown:
    """In fives, how many of ``count``, which is known, are of some kind, as long as there are 5 others or more.

    Else "some or all": of 12, that 11 or 12 are would say that one or none is not.
    """
    shown = in_fives(part, count)
    if 0 < shown.high < MOST and shown.high > count - THRESHOLD:
        return Shown(1, count, "some or all")
    return shown


def total_of(cells: Iterable[Shown]) -> Shown:
    """What a reader can add up: a total that tells nothing which its parts do not."""
    cells = list(cells)
    low = sum(cell.low for cell in cells)
    if any(cell.high == MOST for cell in cells):
        return Shown(low, MOST, f"{low} or more" if low else NOT_SHOWN.words)
    high = sum(cell.high for cell in cells)
    if low == high:
        return Shown.of(low)
    return Shown(low, high, f"{low} to {high}" if low > 1 else f"{high} or fewer")


@dataclass(frozen=True)
class Band:
    """A share in words, and the percentages between which it lies: from ``at_least`` to below ``below``."""

    at_least: int
    below: int
    words: str

    def rest_of(self, count: int) -> tuple[int, int]:
        """How few and how many of ``count`` can be the rest."""
        most = count - -(-self.at_least * count // 100)
        least = count - -(-self.below * count // 100) + 1  # one more than would reach the next band
        return min(most, max(0, least)), most


BANDS = (
    Band(90, 101, "90 % or more"),
    Band(75, 90, "75 to 89 %"),
    Band(50, 75, "50 to 74 %"),
    Band(0, 50, "under half"),
)
NO_BAND = Band(0, 101, "not shown")
ENOUGH = 20
"""From so many on, shares and percentiles are shown: of fewer they would pretend to more than they know."""


def shares(parts: Sequence[int], counts: Sequence[int], wholes: Sequence[Shown]) -> list[Band]:
    """Which share of each row's count is of some kind, roughly; beside totals and counts that may all be known.

    ``wholes`` says what is shown of the rows, and a hidden row's share is hidden. Where all rests are the least, or all
    the most, that their bands allow, the total tells each of them: then no band is shown if one of them, or its part,
    is small. And none either, whatever the bands are, if there is but one such table of this total, for to show none
    would tell which it is.
    """
    bands = [
        _band(part, count) if whole.exact and count >= ENOUGH else NO_BAND
        for part, count, whole in zip(parts, counts, wholes, strict=True)
    ]
    total = sum(counts) - sum(parts)
    if any(_tells(bands, counts, total, end) for end in _ENDS) or _only_one_tells(bands, counts, total):
        return [NO_BAND] * len(counts)
    return bands


def _band(part: int, count: int) -> Band:
    return next(band for band in BANDS if part * 100 >= band.at_least * count)


_ENDS = (0, 1)
"""Of what a band allows: the least and the most."""
_FEW_ROWS = 5
"""Of more rows with a band, more than one table has its rests at the ends."""


def _tells(bands: Sequence[Band], counts: Sequence[int], total: int, end: int) -> bool:
    """Whether ``total`` leaves nothing but the least, or the most, in every row; and that is small where a band is."""
    rests = [band.rest_of(count)[end] for band, count in zip(bands, counts, strict=True)]
    return sum(rests) == total and any(
        band != NO_BAND and (is_small(rest) or is_small(count - rest))
        for band, rest, count in zip(bands, rests, counts, strict=True)
    )


def _only_one_tells(bands: Sequence[Band], counts: Sequence[int], total: int) -> bool:
    """Whether of all tables with this total that would tell, a row has a small rest or part that is always the same."""
    banded = [band != NO_BAND for band in bands]
    if sum(banded) > _FEW_ROWS:
        return False
    found = [
        [band.rest_of(count)[end] for band, count in zip(other, counts, strict=True)]
        for other in product(*(BANDS if each else (NO_BAND,) for each in banded))
        for end in _ENDS
        if _tells(other, counts, total, end)
    ]
    return any(
        shown and len(set(rests)) == 1 and (is_small(rests[0]) or is_small(count - rests[0]))
        for shown, count, rests in zip(banded, counts, zip(*found, strict=True), strict=False)
    )


def _fewer() -> Shown:
    return Shown(1, THRESHOLD - 1, f"fewer than {THRESHOLD}")
