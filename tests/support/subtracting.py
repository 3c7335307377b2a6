"""Somebody who has every figure, and subtracts.

A figure says that a set of concerns holds so many, from ``low`` to ``high``. Sets are given by what they are called,
such as "July, late, route 3", and never by who is in them: which lie in which others is all that a reader can know.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

ENDLESS = 1 << 20
_MOST_SETS = 300
_ROUNDS = 2


@dataclass(frozen=True)
class Figure:
    """What is shown of the concerns with certain attributes. ``told`` says where, for when it is found out."""

    has: Callable[[tuple[Hashable, ...]], bool]
    low: int
    high: int
    told: str


@dataclass(frozen=True)
class Found:
    """A count from 1 to 4 that follows: of which attributes, and from what it was told of that is nearest."""

    count: int
    attributes: frozenset[tuple[Hashable, ...]]
    told: str


@dataclass
class Reader:
    """Knows the figures, and all combinations of attributes that a concern could have."""

    attributes: list[tuple[Hashable, ...]]
    figures: list[Figure]
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)

    def subtract(self) -> list[Found]:
        """Every count from 1 to 4 that follows from the figures."""
        self._classes()
        self.told = {mask: told for mask, _, _, told in self.shown}
        sets: dict[int, tuple[int, int]] = {}
        for mask, low, high, _ in self.shown:
            _learn(sets, mask, low, high)
        self._propagate(sets)
        for _ in range(_ROUNDS):
            sets = self._without_nobody(sets)
            self._differences(sets)
            self._propagate(sets)
        found = [
            Found(low, self._named(mask), self.told.get(mask, "by subtraction"))
            for mask, (low, high) in sets.items()
            if low == high and 1 <= low <= 4
        ]
        found += [
            Found(low, self._named(1 << place), "one by one")
            for place, (low, high) in enumerate(zip(self.low, self.high, strict=True))
            if low == high and 1 <= low <= 4
        ]
        return found

    def empty(self) -> frozenset[tuple[Hashable, ...]]:
        """The attributes of which it is shown, and not worked out, that nobody has them."""
        none = [figure for figure in self.figures if not figure.high]
        return frozenset(each for each in self.attributes if any(figure.has(each) for figure in none))

    def _classes(self) -> None:
        """Attributes that every figure takes or leaves together are one."""
        classes: dict[tuple[bool, ...], int] = {}
        self.members: list[list[tuple[Hashable, ...]]] = []
        for each in self.attributes:
            key = tuple(figure.has(each) for figure in self.figures)
            if key not in classes:
                classes[key] = len(classes)
                self.members.append([])
            self.members[classes[key]].append(each)
        self.low, self.high = [0] * len(classes), [ENDLESS] * len(classes)
        self.shown = [
            (
                sum(1 << place for key, place in classes.items() if key[number]),
                figure.low,
                figure.high,
                figure.told,
            )
            for number, figure in enumerate(self.figures)
        ]

    def _named(self, mask: int) -> frozenset[tuple[Hashable, ...]]:
        return frozenset(each for place in _places(mask) for each in self.members[place])

    def _without_nobody(self, sets: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """The sets without what nobody has, so that more of them are seen to be the same, or one within another."""
        somebody = sum(1 << place for place, high in enumerate(self.high) if high)
        found: dict[int, tuple[int, int]] = {}
        for mask, (low, high) in sets.items():
            _learn(found, mask & somebody, low, high)
        return found

    def _differences(self, sets: dict[int, tuple[int, int]]) -> None:
        """Every set less every set within it, and every two that share nothing."""
        known = list(sets.items())
        for outer, (low, high) in known:
            for inner, (least, most) in known:
                rest = outer & ~inner
                if inner & outer == inner and (rest in sets or len(sets) < _MOST_SETS):
                    _learn(sets, rest, low - most, high - least)

    def _propagate(self, sets: dict[int, tuple[int, int]]) -> None:
        """Tightens what is known of each until nothing more follows."""
        places = {mask: _places(mask) for mask in sets}
        changed = True
        while changed:
            changed = False
            for mask, (low, high) in sets.items():
                within = places[mask]
                lows, highs = sum(self.low[each] for each in within), sum(self.high[each] for each in within)
                if lows > low or highs < high:
                    low, high = max(low, lows), min(high, highs)
                    sets[mask] = (low, high)
                    changed = True
                for each in within:
                    least = max(self.low[each], low - (highs - self.high[each]))
                    most = min(self.high[each], high - (lows - self.low[each]))
                    if (least, most) != (self.low[each], self.high[each]):
                        lows, highs = lows + least - self.low[each], highs + most - self.high[each]
                        self.low[each], self.high[each] = least, most
                        changed = True


def _learn(sets: dict[int, tuple[int, int]], mask: int, low: int, high: int) -> None:
    if mask:
        least, most = sets.get(mask, (0, ENDLESS))
        sets[mask] = (max(least, low), min(most, high))


def _places(mask: int) -> list[int]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def all_of(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, each once."""
    return list({(figure.told, figure.low, figure.high): figure for figure in figures}.values())
